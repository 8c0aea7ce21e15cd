# SPDX-License-Identifier: Apache-2.0
"""The stored figures of each part, and what docs/benchmarks.md shows of them: tables between markers, plots."""

import json
import os
import re

import plot
import report
import scaling
import tables

DOCS = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", "docs"))
PARTS = ("limit", "profile", "drain", "latency", "failures", "scaling")
# File, part, title, unit, figure; of a program's rows those with this group.
PLOTS = [("drain", "drain", "Drain of a backlog: messages per CPU second", "messages per CPU second",
          "messages_per_cpu_second", ""),
         ("latency-5000", "latency", "99th percentile of the latency at 5,000 messages/s", "ms", "p99_ms@5000", "")]
PLOTS += [("scaling-" + group.split()[0].lower(), "scaling", f"Sluice by {group}", "messages per second",
           "messages_per_second", group) for group in scaling.GROUPS]


def path_of(part, docs=DOCS):
    return os.path.join(docs, "benchmarks", part + ".json")


def store(part, stored, docs=DOCS):
    os.makedirs(os.path.dirname(path_of(part, docs)), exist_ok=True)
    with open(path_of(part, docs), "w", encoding="utf-8") as file:
        file.write(json.dumps(stored, indent=1) + "\n")


def load(part, docs=DOCS):
    """What was stored, or None."""
    try:
        with open(path_of(part, docs), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def text_of(part, stored):
    """What stands between a part's markers."""
    pictures = [f"![{title}](benchmarks/{name}.svg)" for name, owner, title, _, figure, group in PLOTS
                if owner == part and plot_rows(stored, figure, group)]
    return "\n\n".join([tables.head(stored), tables.TEXTS[part](stored["rows"]), *pictures])


def plot_rows(stored, figure, group):
    rows = []
    for row in stored["rows"]:
        found = report.values(row, figure)
        if row["group"] == group and found:
            kind = "bar" if row["program"].startswith("sluice") else "peer"
            rows.append((row["label"], report.median(row, figure), min(found), max(found), kind))
    return rows


def replaced(document, part, text):
    """The document with `text` between the markers of `part`; ValueError when they are not there."""
    begin, end = f"<!-- begin {part} -->", f"<!-- end {part} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(document):
        raise ValueError(f"the document has no markers '{begin}' and '{end}'")
    return pattern.sub(lambda _: f"{begin}\n{text}\n{end}", document)


def write(docs=DOCS):
    """Renews the tables and plots of all parts that are stored."""
    path = os.path.join(docs, "benchmarks.md")
    with open(path, encoding="utf-8") as file:
        document = file.read()
    for part in PARTS:
        if stored := load(part, docs):
            document = replaced(document, part, text_of(part, stored))
    with open(path, "w", encoding="utf-8") as file:
        file.write(document)
    for name, part, title, unit, figure, group in PLOTS:
        stored = load(part, docs)
        if stored and (rows := plot_rows(stored, figure, group)):
            with open(os.path.join(docs, "benchmarks", name + ".svg"), "w", encoding="utf-8") as file:
                file.write(plot.bars(title, unit, rows))
