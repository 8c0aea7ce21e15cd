# SPDX-License-Identifier: Apache-2.0
"""Makes a Kafka topic whose records carry the time of their append: CreateTopics, and nothing else of the protocol."""

import socket
import struct

from child import MeasureError

CREATE_TOPICS, VERSION, TIMEOUT_MS = 19, 2, 20_000
CONFIG = {"message.timestamp.type": "LogAppendTime"}


def _string(text):
    return struct.pack(">h", len(text)) + text.encode()


def request_of(topic, partitions, replication=1):
    """The bytes of the request. Layout: https://kafka.apache.org/protocol, CreateTopics version 2."""
    body = struct.pack(">i", 1) + _string(topic) + struct.pack(">ihi", partitions, replication, 0)
    body += struct.pack(">i", len(CONFIG))
    for name, value in CONFIG.items():
        body += _string(name) + _string(value)
    body += struct.pack(">ib", TIMEOUT_MS, 0)  # validate_only: no
    request = struct.pack(">hhi", CREATE_TOPICS, VERSION, 1) + _string("bench") + body
    return struct.pack(">i", len(request)) + request


def error_of(answer, topic):
    """The error code in an answer without its size; 0: made."""
    # Correlation id, throttle time, one topic with its name.
    return struct.unpack_from(">h", answer, 4 + 4 + 4 + 2 + len(topic))[0]


def create_topic(port, topic, partitions):
    with socket.create_connection(("127.0.0.1", port), 30) as connection, connection.makefile("rb") as answers:
        connection.sendall(request_of(topic, partitions))
        answer = answers.read(struct.unpack(">i", answers.read(4))[0])
    if error := error_of(answer, topic):
        raise MeasureError(f"Kafka answers CreateTopics for '{topic}' with error {error}")
