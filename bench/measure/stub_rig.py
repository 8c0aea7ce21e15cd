# SPDX-License-Identifier: Apache-2.0
"""A program between the firehose and the counting Kafka stand-in: neither of them is the limit."""

import contextlib
import os
import tempfile

import programs
from case import Place
from child import Children, MeasureError
from result import Moment, between
from scraper import Scraper
from servers import free_port

RUN_DEADLINE = 240


def measure(case, build_dir, recorder=None):
    """One run's figures; MeasureError when it does not count. `recorder`: a profiler.Recorder that
    takes samples of 10 % to 90 %."""
    scraped = programs.PROGRAMS[case.program].is_scraped
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as directory, Children(directory) as children, \
            contextlib.ExitStack() as stack:
        tools = os.path.join(build_dir, "bench")
        counter = children.start("kafka_counter", [
            os.path.join(tools, "kafka_counter"), "--expect", case.messages, "--lifetime", 2 * RUN_DEADLINE])
        kafka_port = counter.wait_event("listening", 10)["port"]
        firehose, mqtt_port = _firehose(case, tools, children)
        started, scrapers = [], []
        for index in range(case.replicas):
            place = Place(mqtt_port, kafka_port, "bench", f"bench-{index}", directory,
                          metrics_port=free_port() if scraped else 0)
            started.append(programs.start(children, case, place, build_dir))
            if scraped:
                scrapers.append(stack.enter_context(Scraper(place.metrics_port)))

        first = Moment.of(started, counter.wait_event("10%", RUN_DEADLINE)["records"])
        with recorder.recording(started[0].pid) if recorder else contextlib.nullcontext():
            last = Moment.of(started, counter.wait_event("90%", RUN_DEADLINE)["records"])
        counter.wait_event("all", RUN_DEADLINE)
        feed = firehose.wait_event("totals", 30) if firehose else None
        peak = sum(child.peak_rss_mb() for child in started)
        stack.close()  # nothing asks a program that stops
        for child in started:
            if (code := child.stop()) != 0:
                raise MeasureError(f"exit code {code} after SIGTERM{child.last_words()}")
        counter.stop()
        totals = counter.wait_event("totals", 10)
        check(case, feed, totals)
        figures = {**between(first, last), "peak_rss_mb": peak, "records_per_batch": totals["records"] / totals["batches"]}
        return {**figures, "scrapes": sum(scraper.check() for scraper in scrapers)} if scraped else figures


def _firehose(case, tools, children):
    """The firehose and its port; nothing for a program that has no MQTT side."""
    if case.program.startswith("limit"):
        return None, 0
    firehose = children.start("firehose", [
        os.path.join(tools, "firehose"), "--messages", case.messages, "--payload", case.payload, "--user-properties",
        case.user_properties, "--subscribers", case.connections * case.replicas, "--lifetime", 2 * RUN_DEADLINE])
    return firehose, firehose.wait_event("listening", 10)["port"]


def check(case, feed, totals):
    """A fast program that does something else is not fast."""
    if feed is not None:
        if not feed["complete"] or feed["acked"] != case.messages or feed["abandoned"] or feed["unknown_acks"]:
            raise MeasureError(f"not every message was acknowledged once on one connection: {feed}")
        if feed["out_of_order"]:
            raise MeasureError(f"{feed['out_of_order']} PUBACKs out of order")
    if totals["records"] < case.messages:
        raise MeasureError(f"{totals['records']} records of {case.messages} messages")
    # A batch of one record or two may be smaller as it is; librdkafka then sends it so.
    if case.window >= 1000 and totals["codecs"].get("lz4", 0) < 0.9 * totals["batches"]:
        raise MeasureError(f"lz4 was asked for, batches by codec: {totals['codecs']}")
