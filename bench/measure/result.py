# SPDX-License-Identifier: Apache-2.0
"""What a program used between two moments of a run."""

import time
from dataclasses import dataclass

from child import MeasureError


@dataclass(frozen=True)
class Moment:
    """The CPU time of a case's processes and the records delivered, at one time."""

    seconds: float
    cpu_seconds: float
    records: int

    @staticmethod
    def of(children, records):
        return Moment(time.monotonic(), sum(child.cpu_seconds() for child in children), records)


def between(first, last):
    """Rate and CPU as a run's figures; MeasureError when the moments are one."""
    if first is None or last is None or first.records >= last.records or first.cpu_seconds >= last.cpu_seconds:
        raise MeasureError("too few messages to measure")
    count = last.records - first.records
    cpu = last.cpu_seconds - first.cpu_seconds
    return {"messages_per_second": count / (last.seconds - first.seconds), "cpu_us_per_message": cpu / count * 1e6,
            "messages_per_cpu_second": count / cpu}
