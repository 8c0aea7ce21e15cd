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

ALLOCATOR = re.compile(r"alloc|cfree|^free|_int_free|unlink_chunk|tcache|memalign|systrim|^brk|sbrk|arena_")
SAMPLE = re.compile(r"^\s*(?P<ip>[0-9a-f]+) (?P<symbol>.*) \((?P<object>.*)\)\s*$")
# Our own code by the folder of the source line, innermost first; the order of the questions matters.
OWN = (("our decode", "lib/mqtt/wire/"), ("our mapping", "mapping/"), ("our window", "lib/delivery/"),
       ("our calls of librdkafka", "lib/kafka/"), ("our relay", "lib/mqtt/"))
OWN_REST = "our rest"


class Recorder:
    """perf on one process, and where its program lies in memory."""

    def __init__(self, path):
        self.path = path
        self.maps = []
        if shutil.which("perf") is None:
            raise MeasureError("perf is missing: install the package linux-perf")

    @contextlib.contextmanager
    def recording(self, pid):
        """Samples the CPU time of a process while the context is open."""
        with open(f"/proc/{pid}/maps", encoding="ascii", errors="replace") as maps:
            self.maps = maps.read().splitlines()
        # The CPU clock: virtual machines often have no hardware counters.
        perf = subprocess.Popen(["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-p", str(pid), "-o",
                                 self.path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            yield
        finally:
            perf.send_signal(signal.SIGINT)
            _, errors = perf.communicate(timeout=30)
        if not os.path.exists(self.path) or os.path.getsize(self.path) == 0:
            raise MeasureError(f"perf recorded nothing: {errors.decode(errors='replace').strip()}")


def owner(symbol, shared_object):
    """Who owns a sample that is not in our own program; None: ours. The order of the questions matters."""
    name = os.path.basename(shared_object)
    if name.startswith(("[kernel", "[guest")) or shared_object.endswith(".ko"):
        return "kernel"
    if "lz4" in name or symbol.startswith(("LZ4", "XXH", "rd_kafka_lz4")):
        return "lz4"
    if name.startswith("librdkafka"):
        return "librdkafka"
    if name.startswith(("libjemalloc", "libtcmalloc")):
        return "allocator"
    if name.startswith(("libc.", "libc-")):
        return "allocator" if ALLOCATOR.search(symbol) else "libc without the allocator"
    if name.startswith("libpaho"):
        return "Paho"
    return None if name == "sluice" else "other libraries"


def own_part(files):
    """Which part of ours a chain of source files, innermost first, belongs to."""
    for path in files:
        for part, folder in OWN:
            if "/" + folder in path:
                return part
    return OWN_REST


def load_base(maps, program):
    """Where the program's first byte lies."""
    real = os.path.realpath(program)
    for line in maps:
        words = line.split()
        if len(words) >= 6 and words[5] == real and int(words[2], 16) == 0:
            return int(words[0].split("-")[0], 16)
    raise MeasureError(f"{program} is not among the maps of the process")


def source_files(program, addresses):
    """{address: source files of its line, innermost first}, by the debug information of the release build."""
    text = "".join(f"0x{address:x}\n" for address in addresses)
    done = subprocess.run(["addr2line", "-a", "-i", "-e", program], input=text, check=True, stdout=subprocess.PIPE,
                          text=True)
    found, current = {}, None
    for line in done.stdout.splitlines():
        if line.startswith("0x"):
            current = found.setdefault(int(line, 16), [])
        else:
            current.append(line.rpartition(":")[0])
    return found


def samples(path):
    """(address, symbol, shared object) of each sample."""
    text = subprocess.run(["perf", "script", "-i", path, "-F", "ip,sym,dso"], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, errors="replace").stdout
    found = (SAMPLE.match(line) for line in text.splitlines())
    return [(int(match["ip"], 16), match["symbol"], match["object"]) for match in found if match]


def table(path, maps, program):
    """{"samples": n, "owners": {owner: percent}, "own_symbols": [[symbol, percent], ...]}"""
    taken = samples(path)
    if not taken:
        raise MeasureError(f"perf script shows no samples of {path}")
    base = load_base(maps, program)
    own = [(address - base, symbol) for address, symbol, shared in taken if owner(symbol, shared) is None]
    files = source_files(program, sorted({address for address, _ in own}))
    owners = collections.Counter(name for _, symbol, shared in taken if (name := owner(symbol, shared)))
    owners.update(own_part(files.get(address, [])) for address, _ in own)
    symbols = collections.Counter(symbol for _, symbol in own)
    return {"samples": len(taken), "owners": {name: 100 * count / len(taken) for name, count in owners.most_common()},
            "own_symbols": [[name, 100 * count / len(taken)] for name, count in symbols.most_common(10)]}
