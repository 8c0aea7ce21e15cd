# SPDX-License-Identifier: Apache-2.0
"""Failures under load: what is lost, repeated, or stuck until the next reconnect."""

import signal
import threading
import time

import programs
from case import Case
from child import Children, MeasureError
from real_rig import wait_for_records

NAMES = ("plain", "sluice", *programs.PEER_NAMES)
RATE = 2_000
TIMES = 4
LOAD_SECONDS = 1.5  # between a restart and the next failure, counted from the first record
FREEZE_SECONDS = 20
PATIENCE = 8
START_DEADLINE = 60


def cases(given):
    return [Case(programs.PROGRAMS[name].title, name, group=scenario)
            for scenario in SCENARIOS for name in programs.selected(NAMES, given.only)]


class Load(threading.Thread):
    """A steady stream in pieces of half a second, until `finish`."""

    def __init__(self, rig, case):
        super().__init__(daemon=True)
        self._rig, self._case = rig, case
        self._ending = threading.Event()
        self._error = None
        self.sent = 0

    def run(self):
        try:
            while not self._ending.is_set():
                self._rig.publish(self._case, RATE // 2, self.sent, RATE)
                self.sent += RATE // 2
        except MeasureError as error:
            self._error = error

    def finish(self):
        self._ending.set()
        self.join()

    def taken(self):
        """How many messages the broker has taken; MeasureError when it did not take all."""
        if self._error:
            raise self._error
        return self.sent


class Run:
    """A program under load that is started again after each failure."""

    def __init__(self, rig, case, place, children):
        self._rig, self._case, self._place, self._children = rig, case, place, children
        self.program = None

    def start(self):
        self.program = programs.start(self._children, self._case, self._place, self._rig.build_dir)

    def serve(self):
        """Until records come, and a little longer."""
        with self._rig.offsets(self._place) as offsets:
            before = offsets.total()
            if wait_for_records(offsets, before + 1, self.program, START_DEADLINE) == before:
                raise MeasureError(f"no record within {START_DEADLINE} s of a start{self.program.last_words()}")
        time.sleep(LOAD_SECONDS)

    def end(self):
        """SIGTERM, and SIGKILL for one that does not end: that is its own failure."""
        try:
            self.program.stop(20)
        except MeasureError:
            pass

    def settle(self, wanted):
        with self._rig.offsets(self._place) as offsets:
            wait_for_records(offsets, wanted, self.program, PATIENCE)
            wait_for_records(offsets, 1 << 60, self.program, 2)  # repeats come late
        self.end()


def kill(rig, run):
    for _ in range(TIMES):
        run.serve()
        run.program.kill()
        run.start()


def terminate(rig, run):
    for _ in range(TIMES):
        run.serve()
        run.end()
        run.start()


def freeze(rig, run):
    run.serve()
    rig.kafka.send(signal.SIGSTOP)
    try:
        time.sleep(FREEZE_SECONDS)
        run.program.kill()
    finally:
        rig.kafka.send(signal.SIGCONT)
    run.start()


SCENARIOS = {"4 x kill -9": kill, "4 x SIGTERM": terminate, "Kafka frozen 20 s, kill -9": freeze}


def measure(rig, case):
    """One run's counts."""
    with rig.place(case) as place, Children(place.directory) as children:
        run = Run(rig, case, place, children)
        run.start()
        load = Load(rig, case)
        load.start()
        try:
            SCENARIOS[case.group](rig, run)
            run.serve()
        finally:
            load.finish()
        sent = load.taken()
        run.settle(sent)
        found = rig.read(place, sent)
        stuck = 0
        if found["lost"] > 0:
            # What the program was sent and ignored comes again when it connects anew: late, but not lost.
            run.start()
            run.settle(sent + found["duplicates"])
            again = rig.read(place, sent)
            stuck, found = found["lost"] - again["lost"], again
        return {"messages": sent, "lost": found["lost"], "stuck": stuck, "duplicates": found["duplicates"]}
