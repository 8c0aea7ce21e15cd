# SPDX-License-Identifier: Apache-2.0
"""A real Mosquitto and a real Apache Kafka, started once for all runs. Each run has its own session and topic."""

import contextlib
import glob
import json
import os
import shutil
import tempfile
import time

from case import Place
from child import Children, MeasureError
from kafka_offsets import EndOffsets
from kafka_topic import create_topic
from programs import FILTER, GROUP
from servers import free_port, make_certificate, run_to_end, wait_for_port

SERVERS = os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "servers")
PARTITIONS = 4
FILL_DEADLINE = 240
# The server script has Mosquitto write all its queues to disk after each change: safe, and quadratic in a backlog. Programs
# of MQTT 3.1.1 cannot announce a window: the broker's is theirs.
MOSQUITTO_LINES = ["autosave_on_changes false", "autosave_interval 0", "max_inflight_messages 10000"]


class RealRig(contextlib.ExitStack):
    """The servers, and what each run needs of them."""

    def __init__(self, build_dir):
        super().__init__()
        for tool in ("mosquitto_sub", "java", "openssl"):
            if shutil.which(tool) is None:
                raise MeasureError(f"{tool} is missing: run scripts/install_dependencies.sh")
        self.build_dir = build_dir
        self.kafka = None
        self._directory = None
        self._ports = {}
        self._certificate = None
        self._run = 0

    def __enter__(self):
        super().__enter__()
        with contextlib.ExitStack() as undo:
            undo.push(self.__exit__)
            self._directory = self.enter_context(tempfile.TemporaryDirectory(prefix="sluice-bench-"))
            children = self.enter_context(Children(self._directory))
            self._certificate, key = make_certificate(self._directory)
            self._ports = {name: free_port() for name in ("mosquitto", "kafka", "tls")}
            lines = [*MOSQUITTO_LINES, f"listener {self._ports['tls']} 127.0.0.1", f"certfile {self._certificate}",
                     f"keyfile {key}"]
            run_to_end([os.path.join(SERVERS, "kafka.sh"), "fetch"], 600)
            self.kafka = children.start("kafka", self._server("kafka"))
            extra = [word for line in lines for word in ("--conf-line", line)]
            mosquitto = children.start("mosquitto", [*self._server("mosquitto"), *extra])
            self.kafka.wait_line(lambda line: "Kafka Server started" in line, 120)
            wait_for_port(mosquitto, self._ports["mosquitto"], 20)
            undo.pop_all()
        return self

    def _server(self, name):
        return [os.path.join(SERVERS, name + ".sh"), "run", "--port", self._ports[name], "--dir",
                os.path.join(self._directory, name)]

    @contextlib.contextmanager
    def place(self, case):
        """A topic of its own, and a session in which the broker queues from now on."""
        self._run += 1
        name = f"bench-{self._run}"
        place = Place(self._ports["tls" if case.tls else "mosquitto"], self._ports["kafka"], name, name,
                      self._directory, self._certificate)
        create_topic(place.kafka_port, place.topic, PARTITIONS)
        with self.offsets(place) as offsets:
            offsets.total()  # has leaders
        self._subscriber(name, ["-c", "-x", "3600", "-q", "1", "-t", f"$share/{GROUP}/{FILTER}"])
        try:
            yield place
        except BaseException:
            with contextlib.suppress(MeasureError):  # the first cause is the one to tell
                self._end_session(name)
            raise
        self._end_session(name)

    def _end_session(self, name):
        """A session left behind would take a share of the next run's messages."""
        self._subscriber(name, ["-t", "nothing"])

    def _subscriber(self, client_id, options):
        """Connects under the run's client id, subscribes, leaves."""
        run_to_end(["mosquitto_sub", "-h", "127.0.0.1", "-p", self._ports["mosquitto"], "-V", "mqttv5", "-i", client_id,
                    "-E", *options], 30)

    def publish_command(self, case, count, first=0, rate=0):
        return [os.path.join(self.build_dir, "bench", "backlog"), "--port", self._ports["mosquitto"], "--messages",
                count, "--first", first, "--rate", rate, "--payload", case.payload, "--user-properties",
                case.user_properties]

    def publish(self, case, count, first=0, rate=0):
        """Publishes and waits until the broker has all."""
        run_to_end(self.publish_command(case, count, first, rate), FILL_DEADLINE)

    def offsets(self, place):
        return EndOffsets(place.kafka_port, place.topic, PARTITIONS)

    def read(self, place, messages, start=0, end=0):
        """What the topic holds (bench/reader); latency of the messages from `start` to `end`."""
        text = run_to_end([os.path.join(self.build_dir, "bench", "reader"), "--kafka", f"127.0.0.1:{place.kafka_port}",
                           "--topic", place.topic, "--partitions", PARTITIONS, "--messages", messages, "--from", start,
                           "--to", end or messages], 120)
        return json.loads(text)

    def stored_bytes(self, place):
        """The size of the topic's logs on disk, batch heads included."""
        files = glob.glob(os.path.join(self._directory, "kafka", "data", place.topic + "-*", "*.log"))
        return sum(os.path.getsize(path) for path in files)


def wait_for_records(offsets, wanted, program, patience, deadline=240):
    """Waits for `wanted` records; how many there are when they have come, or when none came for `patience` seconds."""
    records, since = offsets.total(), time.monotonic()
    end = since + deadline
    while records < wanted and program.running() and time.monotonic() < min(since + patience, end):
        time.sleep(0.02)
        if (total := offsets.total()) > records:
            records, since = total, time.monotonic()
    return records
