# SPDX-License-Identifier: Apache-2.0
"""The benchmark: sluice beside a plain Paho + librdkafka consumer, in interleaved runs. Started by bench/run.sh."""

import argparse
import dataclasses
import json
import os
import signal
import sys
import tempfile

import profiler
import real_rig
import report
import stub_rig
from child import MeasureError
from subjects import Subject


PACED_SECONDS = 15


def stub_subjects(quick):
    plain, sluice = (150_000, 600_000) if quick else (600_000, 4_000_000)
    rows = [Subject("plain Paho, ack on receipt", "plain", 10_000, 1, plain),
            Subject("sluice, window 10,000", "sluice", 10_000, 1, sluice),
            Subject("librdkafka alone, the same records", "limit", 10_000, 1, sluice)]
    if not quick:
        rows += [Subject("sluice, window 1,000", "sluice", 1_000, 1, sluice),
                 Subject("sluice, window 10,000, 2 connections", "sluice", 10_000, 2, sluice)]
    return rows


def paced_subjects(rate):
    return [Subject("plain Paho, ack on receipt", "plain", 10_000, 1, PACED_SECONDS * rate, rate),
            Subject("sluice, window 10,000", "sluice", 10_000, 1, PACED_SECONDS * rate, rate)]


def real_subjects(quick):
    messages = 50_000 if quick else 300_000
    return [Subject("plain Paho, ack on receipt", "plain", 10_000, 1, messages),
            Subject("sluice, window 10,000", "sluice", 10_000, 1, messages)]


def arguments():
    parser = argparse.ArgumentParser(prog="bench/run.sh", description=__doc__)
    parser.add_argument("--build-dir", required=True, help="a release build; run.sh builds build/release without it")
    parser.add_argument("--runs", type=int, default=3, help="runs of each program, interleaved (3)")
    parser.add_argument("--only", choices=["plain", "sluice", "limit"], help="one program only")
    parser.add_argument("--quick", action="store_true", help="fewer messages and programs: a smoke test")
    parser.add_argument("--real", action="store_true", help="a queued backlog through Mosquitto and Apache Kafka")
    parser.add_argument("--profile", action="store_true", help="one more run of sluice under perf: whose code runs")
    parser.add_argument("--json", action="store_true", help="everything, each run too, as JSON")
    parser.add_argument("--rate", type=int, default=0, help="so many messages a second, not all that fit")
    given = parser.parse_args()
    if given.rate and given.real:
        parser.error(f"--rate {given.rate} paces the firehose: leave out --real")
    if not 0 <= given.rate <= 1_000_000:
        parser.error(f"--rate {given.rate}: from 1 to 1,000,000, or 0 for no pace")
    if given.runs < 1:
        parser.error(f"--runs {given.runs}: at least 1")
    return given


def note(text):
    print(text, file=sys.stderr, flush=True)


def run_all(subjects, runs, measure):
    """Interleaved, so that whatever else the machine does falls on all alike."""
    results = []
    for run in range(1, runs + 1):
        for subject in subjects:
            result = measure(subject)
            note(f"run {run}/{runs}: {subject.label}: {result.messages_per_second:,.0f} messages/s, "
                 f"{result.cpu_us_per_message:.2f} us CPU, {result.peak_rss_mb:.1f} MB")
            results.append(result)
    return results


def profile_of_sluice(given):
    subject = next(row for row in stub_subjects(given.quick) if row.program == "sluice")
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as directory:
        path = os.path.join(directory, "perf.data")
        stub_rig.measure(subject, given.build_dir, profile=path)
        return profiler.table(path)


def subjects_of(given):
    if given.real:
        return real_subjects(given.quick)
    return paced_subjects(given.rate) if given.rate else stub_subjects(given.quick)


def main():
    # SIGTERM ends the servers too: it becomes an exception that passes every context.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    given = arguments()
    subjects = [subject for subject in subjects_of(given) if given.only in (None, subject.program)]
    machine = report.machine()
    if machine["load_before"] > 1:
        note(f"load average {machine['load_before']:.1f}: something else runs here, only ratios will mean anything")
    try:
        if given.real:
            with real_rig.RealRig(given.build_dir) as rig:
                results = run_all(subjects, given.runs, rig.measure)
        else:
            results = run_all(subjects, given.runs, lambda subject: stub_rig.measure(subject, given.build_dir))
        profile = profile_of_sluice(given) if given.profile else None
    except MeasureError as error:
        note(f"bench: {error}")
        return 1
    rows = report.summary(subjects, results)
    if given.json:
        print(json.dumps({"machine": machine, "rig": "real" if given.real else "stub", "summary": rows,
                          "runs": [dataclasses.asdict(result) for result in results], "profile": profile}, indent=2))
        return 0
    print(f"{machine['processor']}, {machine['cores']} cores, {machine['system']}\n")
    print(report.text(rows))
    if profile:
        print("\n" + report.profile_text(profile))
    return 0


if __name__ == "__main__":
    sys.exit(main())
