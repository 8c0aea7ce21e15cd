# SPDX-License-Identifier: Apache-2.0
"""The limit: what librdkafka alone costs with the same records, beside Sluice and a plain consumer, between stubs."""

import programs
import stub_rig
from case import Case

QUICK_NAMES = ("limit", "sluice", "plain")
NAMES = ("limit", "sluice", "sluice-metrics", "plain", "limit-jemalloc", "sluice-jemalloc", "sluice-defaults",
         "sluice-tcache")


def cases(given):
    def messages(name):
        many, few = (500_000, 100_000) if given.quick else (2_000_000, 300_000)
        return few if name.startswith("plain") else many

    names = QUICK_NAMES if given.quick else NAMES
    return [Case(programs.PROGRAMS[name].title, name, messages(name)) for name in programs.selected(names, given.only)]


def measure(build_dir, case):
    return stub_rig.measure(case, build_dir)
