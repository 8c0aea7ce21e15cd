# SPDX-License-Identifier: Apache-2.0
"""A paced stream: what a program costs at rest and at a rate, and how long a message takes until Kafka has it."""

import time

import programs
from case import Case
from child import Children, MeasureError
from drain import stop
from real_rig import wait_for_records
from result import Moment, between

NAMES = ("plain", "sluice", "sluice-jemalloc", *programs.PEER_NAMES)
RATES = (5_000, 20_000)
LEAD_IN, MEASURED = 1, 4  # seconds of each rate
START_DEADLINE = 60
IDLE_SECONDS = 2
PATIENCE = 6


def cases(given):
    return [Case(programs.PROGRAMS[name].title, name) for name in programs.selected(NAMES, given.only)]


def measure(rig, case, rates=RATES, seconds=MEASURED):
    """One run's figures, those of each rate under "<figure>@<rate>"."""
    with rig.place(case) as place, Children(place.directory) as children, rig.offsets(place) as offsets:
        program = programs.start(children, case, place, rig.build_dir)
        sent = warm_up(rig, case, program, offsets)
        before = program.cpu_seconds()
        time.sleep(IDLE_SECONDS)  # what is measured: doing nothing
        figures = {"idle_rss_mb": program.rss_mb(), "idle_cpu_percent":
                   100 * (program.cpu_seconds() - before) / IDLE_SECONDS}
        spans = {}
        for rate in rates:
            begin, count = sent, int(rate * (LEAD_IN + seconds))
            lead_in = int(rate * LEAD_IN)
            figures.update(stream(rig, case, children, program, offsets, (begin, count, lead_in, rate)))
            sent += count
            spans[rate] = (begin + lead_in, sent)
        figures["peak_rss_mb"] = program.peak_rss_mb()
        stop(case, program)
        for rate, (start, end) in spans.items():
            found = rig.read(place, sent, start, end)
            for name in ("p50_ms", "p99_ms", "max_ms"):
                figures[f"{name}@{rate}"] = found[name]
            figures["missing"] = found["lost"]
        return figures


def warm_up(rig, case, program, offsets):
    """Publishes a message now and then until Kafka has one: the program is there. How many were sent."""
    deadline = time.monotonic() + START_DEADLINE
    sent = 0
    while offsets.total() == 0:
        if time.monotonic() > deadline or not program.running():
            raise MeasureError(f"no record within {START_DEADLINE} s of the start{program.last_words()}")
        rig.publish(case, 1, first=sent)
        sent += 1
        wait_for_records(offsets, 1, program, 0.4)
    return sent


def stream(rig, case, children, program, offsets, course):
    """CPU per message at one rate, after a lead-in."""
    begin, count, lead_in, rate = course
    base = offsets.total()
    publisher = children.start(f"publisher-{rate}", rig.publish_command(case, count, begin, rate))
    wait_for_records(offsets, base + lead_in, program, 20)
    first = Moment.of([program], offsets.total())
    wait_for_records(offsets, base + int(count * 0.97), program, PATIENCE)
    last = Moment.of([program], offsets.total())
    if publisher.wait(60) != 0:
        raise MeasureError(f"the load of {rate} messages/s failed{publisher.last_words()}")
    wait_for_records(offsets, base + count, program, PATIENCE)
    if not program.running():
        raise MeasureError(f"ended at {rate} messages/s{program.last_words()}")
    figures = between(first, last)
    return {f"{name}@{rate}": value for name, value in figures.items()}
