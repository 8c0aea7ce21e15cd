# SPDX-License-Identifier: Apache-2.0
"""A program that drains a queued backlog from a real Mosquitto into a real Apache Kafka."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time

from child import Children, MeasureError
from kafka_offsets import EndOffsets
from result import Moment, Result
from subjects import FILTER, GROUP, Place, command

SERVERS = os.path.join(os.path.dirname(__file__), "..", "..", "scripts", "servers")
# The server scripts have Mosquitto write all its queues to disk after each change: safe, and quadratic in a backlog.
EXTRA = {"mosquitto": ["--conf-line", "autosave_on_changes false", "--conf-line", "autosave_interval 0"], "kafka": []}
PARTITIONS = 4
RUN_DEADLINE = 240
SAMPLE_SECONDS = 0.01


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_to_end(arguments, seconds):
    """A helper program that ends by itself; MeasureError with its words when it fails."""
    try:
        done = subprocess.run([str(argument) for argument in arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise MeasureError(f"{os.path.basename(arguments[0])}: not done after {seconds} s") from None
    if done.returncode != 0:
        words = done.stdout.decode(errors="replace").strip()
        raise MeasureError(f"{os.path.basename(arguments[0])}: exit code {done.returncode}: {words[-1000:]}")


def wait_for_port(child, port, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and child.running():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise MeasureError(f"{child.name}: no answer on port {port}{child.last_words()}")


class RealRig(contextlib.ExitStack):
    """Both servers, started once for all runs; each run has its own session and Kafka topic."""

    def __init__(self, build_dir):
        super().__init__()
        for tool in ("mosquitto_sub", "java"):
            if shutil.which(tool) is None:
                raise MeasureError(f"{tool} is missing: run scripts/install_dependencies.sh")
        self._build_dir = build_dir
        self._directory = None
        self._ports = {}
        self._run = 0

    def __enter__(self):
        super().__enter__()
        with contextlib.ExitStack() as undo:
            undo.push(self.__exit__)
            self._directory = self.enter_context(tempfile.TemporaryDirectory(prefix="sluice-bench-"))
            children = self.enter_context(Children(self._directory))
            self._ports = {"mosquitto": free_port(), "kafka": free_port()}
            run_to_end([os.path.join(SERVERS, "kafka.sh"), "fetch"], 600)
            servers = {name: children.start(name, [os.path.join(SERVERS, name + ".sh"), "run", "--port", port, "--dir",
                                                   os.path.join(self._directory, name), *EXTRA[name]])
                       for name, port in self._ports.items()}
            servers["kafka"].wait_line(lambda line: "Kafka Server started" in line, 60)
            wait_for_port(servers["mosquitto"], self._ports["mosquitto"], 10)
            undo.pop_all()
        return self

    def measure(self, subject):
        """One run; MeasureError when it does not count."""
        self._run += 1
        place = Place(self._ports["mosquitto"], self._ports["kafka"], f"bench-{self._run}", f"bench-{self._run}",
                      self._directory)
        run_to_end([os.path.join(SERVERS, "kafka.sh"), "topic", "--bootstrap-server", f"127.0.0.1:{place.kafka_port}",
                    "--create", "--topic", place.topic, "--partitions", PARTITIONS, "--replication-factor", 1], 60)
        # The session exists before the first message, so the broker queues for it.
        self._subscriber(place, ["-c", "-x", "3600", "-q", "1", "-t", f"$share/{GROUP}/{FILTER}"])
        run_to_end([os.path.join(self._build_dir, "bench", "backlog"), "--port", place.mqtt_port, "--messages",
                    subject.messages], RUN_DEADLINE)
        with Children(self._directory) as children:
            program = children.start(subject.program, command(subject, place, self._build_dir))
            result = self._drain(subject, place, program)
        # A session left behind would take a share of the next run's messages.
        self._subscriber(place, ["-t", "nothing"])
        return result

    def _subscriber(self, place, options):
        """Connects under the run's client id, subscribes, leaves."""
        run_to_end(["mosquitto_sub", "-h", "127.0.0.1", "-p", place.mqtt_port, "-V", "mqttv5", "-i", place.client_id,
                    "-E", *options], 20)

    def _drain(self, subject, place, program):
        deadline = time.monotonic() + RUN_DEADLINE
        first = last = None
        with EndOffsets(place.kafka_port, place.topic, PARTITIONS) as offsets:
            while (records := offsets.total()) < subject.messages:
                if first is None and records >= subject.messages * 0.1:
                    first = Moment.of(program, records)
                if last is None and records >= subject.messages * 0.9:
                    last = Moment.of(program, records)
                if time.monotonic() > deadline or not program.running():
                    words = program.last_words()
                    raise MeasureError(f"{subject.label}: {records} of {subject.messages} records{words}")
                time.sleep(SAMPLE_SECONDS)
            if first is None or last is None or first.records == last.records:
                raise MeasureError(f"{subject.label}: {subject.messages} messages are too few to measure")
            peak = program.peak_rss_mb()
            code = program.stop()
            if code != 0:
                raise MeasureError(f"{subject.label}: exit code {code} after SIGTERM{program.last_words()}")
            return Result.between(subject, first, last, peak, subject.messages, offsets.total())
