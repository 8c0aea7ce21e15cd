# SPDX-License-Identifier: Apache-2.0
"""One line of a table: which program, under which settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """What is measured in one run."""

    label: str
    program: str  # a key of programs.PROGRAMS
    messages: int = 0
    window: int = 10_000
    connections: int = 1
    replicas: int = 1
    payload: int = 200
    user_properties: int = 3
    tls: bool = False
    group: str = ""  # the table that the line belongs to
    x: float = 0  # where it lies on that table's plot


@dataclass(frozen=True)
class Place:
    """Where a program finds its servers."""

    mqtt_port: int
    kafka_port: int
    topic: str
    client_id: str
    directory: str
    ca_file: str = ""
    metrics_port: int = 0  # 0: no metrics are served
