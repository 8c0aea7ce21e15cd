# SPDX-License-Identifier: Apache-2.0
"""The programs that are measured: how each is started under the same settings."""

import glob
import os
from dataclasses import dataclass
from typing import Callable

from child import MeasureError

GROUP = "bench"
FILTER = "factory/#"
PEERS = os.path.join(os.path.dirname(__file__), "..", "peers")
# Where bench/peers/build.sh puts them.
CACHE = os.path.join(os.environ.get("SLUICE_CACHE_DIR") or os.path.expanduser("~/.cache/sluice"), "bench")

SLUICE_CONFIG = """\
task: bench
mqtt:
  brokers: [{scheme}://127.0.0.1:{place.mqtt_port}]
  group: {group}
  filters: [{filter}]
  client_id: {place.client_id}
  connections: {case.connections}
  receive_maximum: {case.window}
{tls}mapping:
  topic: {place.topic}
kafka:
  brokers: [127.0.0.1:{place.kafka_port}]
  compression: lz4
{operations}log: {{level: warn}}
"""


@dataclass(frozen=True)
class Program:
    """`arguments(case, place, build_dir)` starts it; its settings are in the arguments or in the environment."""

    title: str
    arguments: Callable
    allocator: str = ""  # "jemalloc", or glibc's by its tunables alone: "defaults", "tcache"
    keeps_exit_code: bool = False  # anything but 0 after SIGTERM is an error
    is_scraped: bool = False  # serves its metrics at the place's metrics_port, which are read once a second


def _sluice(case, place, build_dir):
    path = os.path.join(place.directory, place.client_id + ".yaml")
    tls = f"  tls: {{ca: {place.ca_file}}}\n" if case.tls else ""
    operations = f"operations: {{listen: 127.0.0.1:{place.metrics_port}}}\n" if place.metrics_port else ""
    with open(path, "w", encoding="utf-8") as config:
        config.write(SLUICE_CONFIG.format(case=case, place=place, group=GROUP, filter=FILTER, tls=tls,
                                          operations=operations, scheme="mqtts" if case.tls else "mqtt"))
    return [os.path.join(build_dir, "app", "sluice"), "run", "--config", path]


def _plain(case, place, build_dir):
    return [os.path.join(build_dir, "bench", "plain_consumer"),
            "--mqtt", f"tcp://127.0.0.1:{place.mqtt_port}", "--kafka", f"127.0.0.1:{place.kafka_port}",
            "--client-id", place.client_id, "--group", GROUP, "--filter", FILTER, "--topic", place.topic,
            "--receive-maximum", case.window, "--compression", "lz4", "--linger-ms", 5]


def _limit(case, place, build_dir):
    return [os.path.join(build_dir, "bench", "limit"), "--kafka", f"127.0.0.1:{place.kafka_port}",
            "--topic", place.topic, "--window", case.window, "--compression", "lz4", "--messages", case.messages,
            "--payload", case.payload, "--user-properties", case.user_properties]


def built(name):
    """The folder of a peer's program; MeasureError with the reason when it is not there."""
    found = sorted(glob.glob(os.path.join(CACHE, name + "-*", "ready")))
    if found:
        return os.path.dirname(found[-1])
    try:
        with open(os.path.join(CACHE, name + ".failed"), encoding="utf-8", errors="replace") as reason:
            raise MeasureError(f"{name} is not built: {reason.read().strip()[-300:]}")
    except FileNotFoundError:
        raise MeasureError(f"{name} is not built: run bench/peers/build.sh {name}") from None


def version(name):
    """The version of a peer that is built, or None."""
    try:
        return os.path.basename(built(name))[len(name) + 1:]
    except MeasureError:
        return None


def _connect(name):
    return lambda *_: [os.path.join(built(name), name), "run", os.path.join(PEERS, name, "config.yaml")]


def _telegraf(*_):
    return [os.path.join(built("telegraf"), "telegraf"), "--config", os.path.join(PEERS, "telegraf", "telegraf.conf")]


def _camel(*_):
    jars = ":".join(sorted(glob.glob(os.path.join(built("camel"), "jars", "*.jar"))))
    return ["java", "-Xms64m", "-Xmx256m", "-cp", os.path.join(PEERS, "camel") + ":" + jars,
            "-Dcamel.main.routesIncludePattern=file:" + os.path.abspath(os.path.join(PEERS, "camel", "route.yaml")),
            "org.apache.camel.main.Main"]


# Where GLIBC_TUNABLES is set, sluice leaves the allocator as it is. 7 is glibc's own count.
TCACHE_COUNTS = {"defaults": 7, "tcache": 65535}

PROGRAMS = {
    "sluice": Program("Sluice", _sluice, keeps_exit_code=True),
    "sluice-metrics": Program("Sluice, metrics served and scraped each second", _sluice, keeps_exit_code=True,
                              is_scraped=True),
    "sluice-jemalloc": Program("Sluice, jemalloc", _sluice, allocator="jemalloc", keeps_exit_code=True),
    "sluice-defaults": Program("Sluice, glibc as it comes", _sluice, allocator="defaults", keeps_exit_code=True),
    "sluice-tcache": Program("Sluice, only tcache_count=65535", _sluice, allocator="tcache", keeps_exit_code=True),
    "plain": Program("plain Paho + librdkafka, ack on receipt", _plain),
    "plain-jemalloc": Program("plain Paho + librdkafka, jemalloc", _plain, allocator="jemalloc"),
    "limit": Program("librdkafka alone, the same records", _limit),
    "limit-jemalloc": Program("librdkafka alone, jemalloc", _limit, allocator="jemalloc"),
    "redpanda_connect": Program("Redpanda Connect", _connect("redpanda_connect")),
    "bento": Program("Bento", _connect("bento")),
    "telegraf": Program("Telegraf", _telegraf),
    "camel": Program("Camel standalone", _camel),
}
PEER_NAMES = ("redpanda_connect", "bento", "telegraf", "camel")


def jemalloc():
    """The library's path; MeasureError when it is not installed."""
    for pattern in ("/usr/lib/*/libjemalloc.so.2", "/lib/*/libjemalloc.so.2"):
        if found := glob.glob(pattern):
            return found[0]
    raise MeasureError("libjemalloc.so.2 is missing: install the package libjemalloc2")


def start(children, case, place, build_dir):
    """Starts the case's program in `children`."""
    program = PROGRAMS[case.program]
    environment = {"MQTT_PORT": str(place.mqtt_port), "KAFKA_PORT": str(place.kafka_port), "KAFKA_TOPIC": place.topic,
                   "MQTT_CLIENT_ID": place.client_id}
    if program.allocator == "jemalloc":
        environment["LD_PRELOAD"] = jemalloc()
    elif program.allocator:
        environment["GLIBC_TUNABLES"] = f"glibc.malloc.tcache_count={TCACHE_COUNTS[program.allocator]}"
    return children.start(place.client_id, program.arguments(case, place, build_dir), environment)


def selected(names, only):
    """Those of `names` that `only` asks for; "sluice" stands for "sluice-jemalloc" too."""
    return [name for name in names if not only or name in only or name.split("-")[0] in only]
