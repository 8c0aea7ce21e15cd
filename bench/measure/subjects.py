# SPDX-License-Identifier: Apache-2.0
"""What is measured: the command line of each program under the same settings."""

import os
from dataclasses import dataclass

GROUP = "bench"
FILTER = "factory/#"
LINGER_MS = 5


@dataclass(frozen=True)
class Subject:
    """One line of the table."""

    label: str
    program: str  # sluice, plain or limit
    window: int = 10_000
    connections: int = 1
    messages: int = 0
    rate: int = 0  # messages per second; 0: as many as it takes


@dataclass(frozen=True)
class Place:
    """Where a subject finds its servers."""

    mqtt_port: int
    kafka_port: int
    topic: str
    client_id: str
    directory: str


SLUICE_CONFIG = """\
task: bench
mqtt:
  brokers: [mqtt://127.0.0.1:{place.mqtt_port}]
  group: {group}
  filters: [{filter}]
  client_id: {place.client_id}
  connections: {subject.connections}
  receive_maximum: {subject.window}
mapping:
  topic: {place.topic}
kafka:
  brokers: [127.0.0.1:{place.kafka_port}]
  compression: lz4
  properties: {{linger.ms: "{linger}"}}
log: {{level: warn}}
"""


def command(subject, place, build_dir):
    """The arguments that start a subject."""
    if subject.program == "plain":
        return [os.path.join(build_dir, "bench", "plain_consumer"),
                "--mqtt", f"tcp://127.0.0.1:{place.mqtt_port}", "--kafka", f"127.0.0.1:{place.kafka_port}",
                "--client-id", place.client_id, "--group", GROUP, "--filter", FILTER, "--topic", place.topic,
                "--receive-maximum", subject.window, "--compression", "lz4", "--linger-ms", LINGER_MS]
    if subject.program == "limit":
        return [os.path.join(build_dir, "bench", "limit"), "--kafka", f"127.0.0.1:{place.kafka_port}",
                "--topic", place.topic, "--window", subject.window, "--compression", "lz4", "--linger-ms", LINGER_MS,
                "--messages", subject.messages]
    path = os.path.join(place.directory, "sluice.yaml")
    with open(path, "w", encoding="utf-8") as config:
        config.write(SLUICE_CONFIG.format(subject=subject, place=place, group=GROUP, filter=FILTER, linger=LINGER_MS))
    return [os.path.join(build_dir, "app", "sluice"), "run", "--config", path]
