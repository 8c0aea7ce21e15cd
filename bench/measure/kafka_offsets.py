# SPDX-License-Identifier: Apache-2.0
"""How many records a Kafka topic holds: ListOffsets, and nothing else of the protocol."""

import socket
import struct
import time

from child import MeasureError

LIST_OFFSETS, VERSION, LATEST = 2, 1, -1
# Unknown topic, no leader, not the leader: a topic that was just made, a broker that comes back.
PASSING_ERRORS = {3, 5, 6}
PATIENCE = 30


def _string(text):
    return struct.pack(">h", len(text)) + text.encode()


class EndOffsets:
    """A connection to the one broker of a cluster. Layout: https://kafka.apache.org/protocol, ListOffsets version 1."""

    def __init__(self, port, topic, partitions):
        body = struct.pack(">ii", -1, 1) + _string(topic) + struct.pack(">i", partitions)
        body += b"".join(struct.pack(">iq", partition, LATEST) for partition in range(partitions))
        request = struct.pack(">hhi", LIST_OFFSETS, VERSION, 1) + _string("bench") + body
        self._request = struct.pack(">i", len(request)) + request
        # Behind the size: correlation id, one topic with its name, the number of partitions.
        self._skip = 4 + 4 + 2 + len(topic) + 4
        self._partitions = partitions
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)

    def total(self):
        """The sum of all partitions' ends. Waits for leaders; MeasureError when there are none for long."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self._socket.sendall(self._request)
            answer = self._read(struct.unpack(">i", self._read(4))[0])
            partitions = [struct.unpack_from(">ihqq", answer, self._skip + 22 * index)
                          for index in range(self._partitions)]
            errors = {error for _, error, _, _ in partitions if error}
            if not errors:
                return sum(offset for *_, offset in partitions)
            if not errors <= PASSING_ERRORS or time.monotonic() > deadline:
                raise MeasureError(f"Kafka answers ListOffsets with error {max(errors)}")
            time.sleep(0.05)

    def _read(self, size):
        data = b""
        while len(data) < size:
            piece = self._socket.recv(size - len(data))
            if not piece:
                raise MeasureError("Kafka closed the connection that asks for offsets")
            data += piece
        return data

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()
