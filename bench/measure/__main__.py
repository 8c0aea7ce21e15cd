# SPDX-License-Identifier: Apache-2.0
"""The benchmark: Sluice, a plain Paho + librdkafka consumer and the peers, in interleaved runs. Started by bench/run.sh."""

import argparse
import contextlib
import functools
import json
import signal
import sys

import docs
import drain
import failures
import latency
import limit
import profile_part
import programs
import real_rig
import report
import scaling
import tables
from child import MeasureError

PARTS = {"limit": limit, "profile": profile_part, "drain": drain, "latency": latency, "failures": failures,
         "scaling": scaling}
QUICK_PARTS = ["limit", "drain", "latency"]
REAL_PARTS = {"drain", "latency", "failures", "scaling"}
ONCE = {"profile"}  # its figure is a share, of ten thousand samples: repeated only with --runs
# What an open port, a full disk or a malformed answer of a server raises is a failed run too, not the end of all.
RUN_ERRORS = (MeasureError, OSError, ValueError)


def words(text):
    return [word for word in text.split(",") if word]


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run.sh", description=__doc__)
    parser.add_argument("--part", type=words, default=[], metavar="a,b",
                        help=f"what is measured: {','.join(PARTS)} (all; with --quick {','.join(QUICK_PARTS)})")
    parser.add_argument("--only", type=words, default=[], metavar="a,b",
                        help=f"which programs: {','.join(programs.PROGRAMS)} (all); a name stands for its variants too")
    parser.add_argument("--runs", type=int, default=0, help="runs of each line, interleaved (3; 1 of profile)")
    parser.add_argument("--quick", action="store_true", help="one run with few messages, under five minutes")
    parser.add_argument("--json", action="store_true", help="every run as JSON")
    parser.add_argument("--write-docs", action="store_true",
                        help="keep the figures in docs/benchmarks and renew the tables and plots there")
    parser.add_argument("--draw", action="store_true", help="only renew the tables and plots from the figures kept")
    parser.add_argument("--build-dir", required=True, help="a release build; run.sh builds build/release without it")
    given = parser.parse_args()
    for option, chosen, known in (("--part", given.part, PARTS), ("--only", given.only, programs.PROGRAMS)):
        for word in chosen:
            if word not in known:
                parser.error(f"{option} {word}: one of {', '.join(known)}")
    if given.runs < 0:
        parser.error(f"--runs {given.runs}: at least 1")
    if given.only and given.write_docs:
        parser.error(f"--only {','.join(given.only)}: --write-docs keeps whole tables; leave out one of them")
    given.part = given.part or (QUICK_PARTS if given.quick else list(PARTS))
    return given


def note(text):
    print(text, file=sys.stderr, flush=True)


def told(figures):
    """A run's figures on one line."""
    shown = [f"{name} {value:,.2f}" if isinstance(value, float) else f"{name} {value}"
             for name, value in figures.items() if isinstance(value, (int, float))]
    return ", ".join(shown) or figures.get("error", "")


def run_all(cases, repeats, measure):
    """Pairs of case and figures. Interleaved, so that whatever else the machine does falls on all alike."""
    results = []
    for run in range(1, repeats + 1):
        for case in cases:
            try:
                figures = measure(case)
            except RUN_ERRORS as error:
                figures = {"error": str(error) or type(error).__name__}
            where = f"{case.group}, {case.label}" if case.group else case.label
            note(f"run {run}/{repeats}: {where}: {'FAILED: ' if 'error' in figures else ''}{told(figures)}")
            results.append((case, figures))
    return results


def repeats_of(part, given):
    if given.runs:
        return given.runs
    return 1 if given.quick or part in ONCE else 3


def measure_of(part, given, rig):
    """The part's measure(case)."""
    own = PARTS[part].measure
    if part == "scaling":
        return functools.partial(own, rig, given.build_dir)
    return functools.partial(own, rig if part in REAL_PARTS else given.build_dir)


def measured(given):
    """{part: what is stored of it}"""
    stored = {}
    with contextlib.ExitStack() as stack:
        needs_servers = REAL_PARTS & set(given.part)
        rig = stack.enter_context(real_rig.RealRig(given.build_dir)) if needs_servers else None
        for part in given.part:
            machine = report.machine()
            if machine["load_before"] > 1:
                note(f"load average {machine['load_before']}: something else runs here, only ratios will mean anything")
            note(f"--- {part}")
            cases, repeats = PARTS[part].cases(given), repeats_of(part, given)
            if not cases:
                note("nothing of what --only names is measured here")
                continue
            results = run_all(cases, repeats, measure_of(part, given, rig))
            stored[part] = {"part": part, "machine": machine, "versions": report.versions(given.build_dir),
                            "quick": given.quick, "repeats": repeats, "rows": report.rows_of(cases, results)}
            if given.write_docs:
                docs.store(part, stored[part])
    return stored


def exit_code(stored):
    """1 when a run of Sluice failed: that is a finding. What a peer does is a line of the tables."""
    return int(any(report.errors(row) for part in stored.values() for row in part["rows"]
                   if row["program"].startswith("sluice")))


def main():
    # SIGTERM ends the servers too: it becomes an exception that passes every context.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    given = arguments()
    if given.draw:
        docs.write()
        return 0
    try:
        stored = measured(given)
    except MeasureError as error:
        note(f"bench: {error}")
        return 1
    if given.write_docs:
        docs.write()
    if given.json:
        print(json.dumps(stored, indent=2))
        return exit_code(stored)
    for part, found in stored.items():
        print(f"## {part}\n\n{tables.head(found)}\n\n{tables.TEXTS[part](found['rows'])}\n")
    return exit_code(stored)


if __name__ == "__main__":
    sys.exit(main())
