# SPDX-License-Identifier: Apache-2.0
"""Runs become rows, rows become tables: medians with their ranges."""

import datetime
import os
import platform
import re
import shutil
import statistics
import subprocess

import programs
import real_rig


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"processor": model, "cores": os.cpu_count(), "system": platform.system() + " " + platform.release().split("-")[0],
            "load_before": round(os.getloadavg()[0], 2), "date": datetime.date.today().isoformat()}


def _package(name):
    if shutil.which("dpkg-query") is None:
        return None
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", name], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False, text=True)
    return done.stdout.strip() or None


def _kafka_version():
    with open(os.path.join(real_rig.SERVERS, "kafka.sh"), encoding="utf-8") as script:
        return re.search(r"^default_version=(\S+)", script.read(), re.MULTILINE).group(1)


def versions(build_dir):
    """{what: version} of all that takes part; what is not installed is left out."""
    sluice = subprocess.run([os.path.join(build_dir, "app", "sluice"), "--version"], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, check=False, text=True).stdout.split("\n")[0].strip()
    found = {"Sluice": sluice.removeprefix("sluice").strip(), "Mosquitto": _package("mosquitto"),
             "Apache Kafka": _kafka_version(), "librdkafka": _package("librdkafka1"), "Paho C++": _package("libpaho-mqttpp3-1"),
             "jemalloc": _package("libjemalloc2")}
    found.update((programs.PROGRAMS[name].title, programs.version(name)) for name in programs.PEER_NAMES)
    return {name: version for name, version in found.items() if version}


def rows_of(cases, results):
    """[{label, program, group, x, runs: [{figure: value} or {"error": text}]}] from pairs of case and figures."""
    rows = []
    for case in cases:
        rows.append({"label": case.label, "program": case.program, "group": case.group, "x": case.x,
                     "messages": case.messages, "runs": [figures for other, figures in results if other == case]})
    return rows


def values(row, figure):
    return [run[figure] for run in row["runs"] if figure in run]


def median(row, figure):
    """None when no run counts."""
    found = values(row, figure)
    return statistics.median(found) if found else None


def errors(row):
    return [run["error"] for run in row["runs"] if "error" in run]


def cell(row, figure, pattern):
    """"median (lowest - highest)"; one run shows its value alone, none a dash."""
    found = values(row, figure)
    if not found:
        return "-"
    shown = [pattern.format(value) for value in (statistics.median(found), min(found), max(found))]
    return shown[0] if shown[1] == shown[2] else f"{shown[0]} ({shown[1]} - {shown[2]})"


def markdown(head, lines):
    return "\n".join("| " + " | ".join(words) + " |" for words in [head, ["---"] * len(head), *lines])


def table(rows, first, columns, extra=()):
    """A table of (title, figure, pattern) columns, then of (title, row -> text) columns; failed runs are named below."""
    head = [first, *(title for title, _, _ in columns), *(title for title, _ in extra)]
    lines = []
    for row in rows:
        lines.append([row["label"], *(cell(row, figure, pattern) for _, figure, pattern in columns),
                      *(text(row) for _, text in extra)])
    return "\n\n".join([markdown(head, lines), *failures_of(rows)])


def failures_of(rows):
    """One paragraph for all runs that do not count; nothing when all do."""
    lines = []
    for row in rows:
        for text in dict.fromkeys(errors(row)):
            name = f"{row['group']}, {row['label']}" if row["group"] else row["label"]
            count = errors(row).count(text)
            lines.append(f"- **{name}: {count} of {len(row['runs'])} runs failed**: {' '.join(text.split())[:300]}")
    return ["\n".join(lines)] if lines else []
