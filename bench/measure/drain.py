# SPDX-License-Identifier: Apache-2.0
"""The drain: a backlog that a real Mosquitto has queued goes into a real Kafka as fast as the program can."""

import time

import programs
from case import Case
from child import Children, MeasureError
from result import Moment, between

NAMES = ("plain", "plain-jemalloc", "sluice", "sluice-jemalloc", *programs.PEER_NAMES)
RUN_DEADLINE = 240
PATIENCE = 6  # seconds without a record after which the rest is given up
SAMPLE_SECONDS = 0.01


def cases(given):
    def messages(name):
        fast = name.startswith("sluice")
        return (80_000 if fast else 40_000) if given.quick else (400_000 if fast else 150_000)

    return [Case(programs.PROGRAMS[name].title, name, messages(name))
            for name in programs.selected(NAMES, given.only)]


def measure(rig, case):
    """One run's figures; MeasureError when it does not count."""
    with rig.place(case) as place:
        rig.publish(case, case.messages)
        with Children(place.directory) as children, rig.offsets(place) as offsets:
            begin = time.monotonic()
            program = programs.start(children, case, place, rig.build_dir)
            figures = watch(case, program, offsets, begin)
            figures["peak_rss_mb"] = program.peak_rss_mb()
            stop(case, program)
            records = offsets.total()
        figures.update(missing=max(0, case.messages - records), extra=max(0, records - case.messages),
                       bytes_per_record=rig.stored_bytes(place) / records)
        return figures


def watch(case, program, offsets, begin):
    """Rate and CPU between 10 % and 90 %, and the time to the first record."""
    first_at = first = last = None
    records, progress = 0, time.monotonic()
    while records < case.messages:
        now = time.monotonic()
        total = offsets.total()
        if total > records:
            records, progress = total, now
        if first_at is None and records > 0:
            first_at = now
        if first is None and records >= case.messages * 0.1:
            first = Moment.of([program], records)
        if last is None and records >= case.messages * 0.9:
            last = Moment.of([program], records)
        if not program.running():
            raise MeasureError(f"ended after {records} of {case.messages} records{program.last_words()}")
        if now > begin + RUN_DEADLINE or now > progress + (PATIENCE if records else 10 * PATIENCE):
            break
        time.sleep(SAMPLE_SECONDS)
    if last is None:
        raise MeasureError(f"stopped after {records} of {case.messages} records{program.last_words()}")
    return {**between(first, last), "start_seconds": first_at - begin}


def stop(case, program):
    """Ends it; MeasureError when a program that promises a clean stop does not keep it."""
    promised = programs.PROGRAMS[case.program].keeps_exit_code
    try:
        code = program.stop()
    except MeasureError:
        if promised:
            raise
        return
    if code != 0 and promised:
        raise MeasureError(f"exit code {code} after SIGTERM{program.last_words()}")
