# SPDX-License-Identifier: Apache-2.0
"""Medians with their ranges, as text or JSON."""

import os
import platform
import statistics

COLUMNS = [("messages/s", "messages_per_second", "{:,.0f}"),
           ("CPU us/message", "cpu_us_per_message", "{:.2f}"),
           ("peak RSS MB", "peak_rss_mb", "{:.1f}"),
           ("messages/CPU s", "messages_per_cpu_second", "{:,.0f}")]


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {"processor": model, "cores": os.cpu_count(), "system": f"{platform.system()} {platform.release()}",
            "load_before": os.getloadavg()[0]}


def summary(subjects, results):
    """[{label, runs, <figure>: {median, min, max}..., ratio}]; ratio: messages per CPU second against the plain one."""
    rows = []
    for subject in subjects:
        own = [result for result in results if result.subject == subject.label]
        row = {"label": subject.label, "runs": len(own), "extra_records": max(result.extra_records for result in own)}
        for _, figure, _ in COLUMNS:
            values = [getattr(result, figure) for result in own]
            row[figure] = {"median": statistics.median(values), "min": min(values), "max": max(values)}
        rows.append(row)
    plain = next((row for row, subject in zip(rows, subjects) if subject.program == "plain"), None)
    limit = next((row for row, subject in zip(rows, subjects) if subject.program == "limit"), None)
    for row in rows:
        if limit is not None:
            row["of_limit"] = row["cpu_us_per_message"]["median"] / limit["cpu_us_per_message"]["median"]
        if plain is not None:
            row["ratio"] = row["messages_per_cpu_second"]["median"] / plain["messages_per_cpu_second"]["median"]
    return rows


def text(rows):
    """The table, ready for a document."""
    lines = ["| program | runs | " + " | ".join(title for title, _, _ in COLUMNS) + " | ratio | of the limit |",
             "|---|---|" + "---|" * (len(COLUMNS) + 2)]
    for row in rows:
        cells = [row["label"], str(row["runs"])]
        for _, figure, pattern in COLUMNS:
            value = row[figure]
            low, high = pattern.format(value["min"]), pattern.format(value["max"])
            cells.append(f"{pattern.format(value['median'])} ({low} - {high})")
        cells.append(f"{row['ratio']:.1f}" if "ratio" in row else "-")
        cells.append(f"{row['of_limit']:.2f}" if "of_limit" in row else "-")
        lines.append("| " + " | ".join(cells) + " |")
    lines.append("Median (lowest - highest); rate and CPU (user + system of the process) between 10 % and 90 %")
    lines.append("of the records, RSS over the whole run; ratio: messages per CPU second against the plain consumer;")
    lines.append("of the limit: CPU per message divided by that of librdkafka alone with the same records.")
    return "\n".join(lines)


def profile_text(profile):
    lines = [f"{'share':>8}  owner ({profile['samples']} samples)"]
    lines += [f"{percent:7.1f} %  {name}" for name, percent in profile["owners"].items()]
    lines += ["", "the largest of our own:"]
    lines += [f"{percent:7.2f} %  {name}" for name, percent in profile["own_symbols"]]
    return "\n".join(lines)
