# SPDX-License-Identifier: Apache-2.0
"""Whose code runs while Sluice drains between the stubs."""

import os
import tempfile

import profiler
import programs
import stub_rig
from case import Case


def cases(given):
    names = ("sluice",) if given.quick else ("sluice", "sluice-jemalloc")
    return [Case(programs.PROGRAMS[name].title, name, 500_000 if given.quick else 3_000_000)
            for name in programs.selected(names, given.only)]


def measure(build_dir, case):
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as directory:
        path = os.path.join(directory, "perf.data")
        recorder = profiler.Recorder(path)
        figures = stub_rig.measure(case, build_dir, recorder)
        return {**profiler.table(path, recorder.maps, os.path.join(build_dir, "app", "sluice")),
                "cpu_us_per_message": figures["cpu_us_per_message"]}
