# SPDX-License-Identifier: Apache-2.0
"""A program between the firehose and the counting Kafka stand-in: neither of them is the limit."""

import contextlib
import os
import tempfile

import profiler
from child import Children, MeasureError
from result import Moment, Result
from subjects import Place, command

RUN_DEADLINE = 240


def measure(subject, build_dir, profile=None):
    """One run; MeasureError when it does not count. `profile`: a file that takes perf's samples of 10 % to 90 %."""
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as directory, Children(directory) as children:
        tools = os.path.join(build_dir, "bench")
        counter = children.start("kafka_counter", [
            os.path.join(tools, "kafka_counter"), "--expect", subject.messages, "--lifetime", 2 * RUN_DEADLINE])
        firehose = mqtt_port = None
        if subject.program != "limit":
            firehose = children.start("firehose", [
                os.path.join(tools, "firehose"), "--messages", subject.messages, "--subscribers", subject.connections,
                "--rate", subject.rate, "--lifetime", 2 * RUN_DEADLINE])
            mqtt_port = firehose.wait_event("listening", 10)["port"]
        place = Place(mqtt_port, counter.wait_event("listening", 10)["port"], "bench", "bench", directory)
        program = children.start(subject.program, command(subject, place, build_dir))

        first = Moment.of(program, counter.wait_event("10%", RUN_DEADLINE)["records"])
        with profiler.recording(program.pid, profile) if profile else contextlib.nullcontext():
            last = Moment.of(program, counter.wait_event("90%", RUN_DEADLINE)["records"])
        counter.wait_event("all", RUN_DEADLINE)
        feed = firehose.wait_event("totals", 30) if firehose else None
        peak = program.peak_rss_mb()
        code = program.stop()
        counter.stop()
        totals = counter.wait_event("totals", 10)
        check(subject, feed, totals, code)
        return Result.between(subject, first, last, peak, subject.messages, totals["records"])


def check(subject, feed, totals, code):
    """A fast program that does something else is not fast."""
    if code != 0:
        raise MeasureError(f"{subject.label}: exit code {code} after SIGTERM")
    if feed is None:
        pass
    elif not feed["complete"] or feed["acked"] != subject.messages or feed["abandoned"] or feed["unknown_acks"]:
        raise MeasureError(f"{subject.label}: not every message was acknowledged once on one connection: {feed}")
    elif feed["out_of_order"]:
        raise MeasureError(f"{subject.label}: {feed['out_of_order']} PUBACKs out of order")
    if totals["records"] < subject.messages:
        raise MeasureError(f"{subject.label}: {totals['records']} records of {subject.messages} messages")
    # A batch of one record or two may be smaller as it is; librdkafka then sends it so.
    if totals["codecs"].get("lz4", 0) < 0.9 * totals["batches"]:
        raise MeasureError(f"{subject.label}: lz4 was asked for, batches by codec: {totals['codecs']}")
