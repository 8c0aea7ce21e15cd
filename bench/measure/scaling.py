# SPDX-License-Identifier: Apache-2.0
"""Sluice under other sizes: connections, replicas, payloads, user properties, windows, TLS."""

import drain
import programs
import stub_rig
from case import Case

CONNECTIONS = "connections in one process"
REPLICAS = "replicas"
PAYLOAD = "payload"
PROPERTIES = "user properties"
WINDOW = "window"
TLS = "TLS to Mosquitto"
GROUPS = (CONNECTIONS, REPLICAS, PAYLOAD, PROPERTIES, WINDOW, TLS)


def _case(group, label, x, messages, **settings):
    return Case(label, "sluice", messages, group=group, x=x, **settings)


def cases(given):
    if not programs.selected(["sluice"], given.only):
        return []
    scale = 0.2 if given.quick else 1
    rows = [_case(CONNECTIONS, str(count), count, 1_200_000, connections=count) for count in (1, 2, 4)]
    rows += [_case(REPLICAS, str(count), count, 1_200_000, replicas=count) for count in (1, 2, 4)]
    rows += [_case(PAYLOAD, label, size, messages, payload=size)
             for label, size, messages in (("50 B", 50, 1_200_000), ("200 B", 200, 1_200_000),
                                           ("1 KiB", 1024, 500_000), ("16 KiB", 16_384, 60_000))]
    rows += [_case(PROPERTIES, str(count), count, messages, user_properties=count)
             for count, messages in ((0, 1_500_000), (3, 1_200_000), (20, 400_000))]
    rows += [_case(WINDOW, f"{window:,}", window, messages, window=window)
             for window, messages in ((32, 60_000), (100, 60_000), (320, 150_000), (1_000, 300_000), (3_200, 800_000),
                                      (10_000, 1_200_000))]
    rows += [_case(TLS, label, number, 300_000, tls=tls) for label, number, tls in (("off", 0, False), ("on", 1, True))]
    return [Case(**{**row.__dict__, "messages": int(row.messages * scale)}) for row in rows]


def measure(rig, build_dir, case):
    """TLS needs the real Mosquitto; the rest is measured between the stubs."""
    return drain.measure(rig, case) if case.group == TLS else stub_rig.measure(case, build_dir)
