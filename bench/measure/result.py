# SPDX-License-Identifier: Apache-2.0
"""One run's figures, and what a program used between two moments of it."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """A program's CPU time and the records delivered, at one time."""

    seconds: float
    cpu_seconds: float
    records: int

    @staticmethod
    def of(child, records):
        return Moment(time.monotonic(), child.cpu_seconds(), records)


@dataclass(frozen=True)
class Result:
    """One run. Rate and CPU between 10 % and 90 % of the records."""

    subject: str
    messages_per_second: float
    cpu_us_per_message: float
    peak_rss_mb: float
    messages_per_cpu_second: float
    messages: int
    extra_records: int  # beyond one per message: duplicates

    @staticmethod
    def between(subject, first, last, peak_rss_mb, messages, records):
        count = last.records - first.records
        cpu = last.cpu_seconds - first.cpu_seconds
        return Result(subject.label, count / (last.seconds - first.seconds), cpu / count * 1e6, peak_rss_mb,
                      count / cpu, messages, records - messages)
