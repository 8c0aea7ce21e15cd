# SPDX-License-Identifier: Apache-2.0
"""Whose code runs: perf's samples of a process, by owner."""

import collections
import contextlib
import os
import re
import shutil
import signal
import subprocess

from child import MeasureError

ALLOCATOR = re.compile(r"malloc|calloc|realloc|cfree|^free|_int_free|unlink_chunk|tcache|memalign|systrim|^brk")
SAMPLE = re.compile(r"^\s*[0-9a-f]+ (?P<symbol>.*) \((?P<object>.*)\)\s*$")
OWN = "sluice, own code"


@contextlib.contextmanager
def recording(pid, path):
    """Samples the CPU time of a process while the context is open."""
    if shutil.which("perf") is None:
        raise MeasureError("perf is missing: install the package linux-perf, or leave out --profile")
    # The CPU clock: virtual machines often have no hardware counters.
    perf = subprocess.Popen(["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-p", str(pid), "-o", path],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield
    finally:
        perf.send_signal(signal.SIGINT)
        _, errors = perf.communicate(timeout=30)
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        raise MeasureError(f"perf recorded nothing: {errors.decode(errors='replace').strip()}")


def owner(symbol, shared_object):
    """Who owns a sample; the order of the questions matters."""
    name = os.path.basename(shared_object)
    if name.startswith("[kernel") or name.startswith("[guest") or shared_object.endswith(".ko"):
        return "kernel"
    if "lz4" in name or symbol.startswith(("LZ4", "XXH", "rd_kafka_lz4")):
        return "lz4"
    if name.startswith("librdkafka"):
        return "librdkafka"
    if name.startswith(("libc.", "libc-", "libjemalloc", "libtcmalloc")):
        return "libc, allocator" if ALLOCATOR.search(symbol) else "libc, other"
    if name.startswith("libpaho"):
        return "paho"
    if name == "sluice":
        return OWN
    return "other"


def samples(path):
    """Pairs of symbol and shared object."""
    text = subprocess.run(["perf", "script", "-i", path, "-F", "ip,sym,dso"], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, errors="replace").stdout
    found = (SAMPLE.match(line) for line in text.splitlines())
    return [(match["symbol"], match["object"]) for match in found if match]


def table(path):
    """{"samples": n, "owners": {owner: percent}, "own_symbols": [[symbol, percent], ...]}"""
    taken = samples(path)
    if not taken:
        raise MeasureError(f"perf script shows no samples of {path}")
    owners = collections.Counter(owner(*sample) for sample in taken)
    own = collections.Counter(symbol for symbol, shared in taken if owner(symbol, shared) == OWN)
    return {"samples": len(taken),
            "owners": {name: 100 * count / len(taken) for name, count in owners.most_common()},
            "own_symbols": [[name, 100 * count / len(taken)] for name, count in own.most_common(10)]}
