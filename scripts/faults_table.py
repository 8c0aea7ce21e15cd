#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the fault table from a folder with the rows that the tests wrote (*.tsv) and ctest's report (*.xml)."""
import argparse
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

HEAD = ["fault", "what happens", "broker", "accepted", "lost", "repeated", "what must hold", "verdict"]
BEGIN = "<!-- fault table: written by scripts/faults.sh --write-docs -->"
END = "<!-- end of the fault table -->"


def name_parts(name):
    """`faults:F7 network cut of 5 s - Mosquitto` -> ("F7", "network cut of 5 s", "Mosquitto")."""
    found = re.fullmatch(r"(?:\w+:)?(F\d+) (.*?)(?: - (\w[\w ]*))?", name)
    return found[1], found[2], found[3] or "scripted"


def read_rows(folder):
    rows = {}
    for path in folder.glob("*.tsv"):
        for line in path.read_text().splitlines():
            name, *facts = line.split("\t")
            rows[name_parts(name)] = facts
    return rows


def table_of(folder):
    """One row per test; a test that failed says so whatever it wrote, and one without counts says only whether it held."""
    written = read_rows(folder)
    table = []
    for test in (test for report in folder.glob("*.xml") for test in xml.parse(report).getroot().iter("testcase")):
        parts = name_parts(test.get("name"))
        facts = written.get(parts, ["-", "-", "-", "the test's checks", "held"])
        if test.get("status") != "run":
            facts = facts[:-1] + ["FAILED"]
        table.append([*parts, *facts])
    return in_order(table)


def in_order(table):
    return sorted(table, key=lambda row: (int(row[0][1:]), row[2] == "scripted", row[1], row[2] != "Mosquitto", row[2]))


def print_aligned(table):
    widths = [max(len(row[column]) for row in [HEAD, *table]) for column in range(len(HEAD))]
    for row in [HEAD, ["-" * width for width in widths], *table]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def rows_in(text):
    """The rows of a documentation's table, without the command."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if re.match(r"\| F\d+ \|", line)]
    return [cells[: len(HEAD)] for cells in lines]


def write_docs(path, table, replace):
    """Unless `replace`, rows that were not run stay as they are there."""
    text = path.read_text()
    if BEGIN not in text or END not in text:
        sys.exit(f"{path} has no markers for the table: {BEGIN} and {END}")
    before, rest = text.split(BEGIN, 1)
    old, after = rest.split(END, 1)
    run = {tuple(row[:3]) for row in table}
    if not replace:
        table = in_order([*table, *(row for row in rows_in(old) if tuple(row[:3]) not in run)])
    head = [*HEAD, "command"]
    lines = ["| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head)]]
    lines += ["| " + " | ".join([*row, f"`scripts/faults.sh {row[0]}`"]) + " |" for row in table]
    path.write_text(before + BEGIN + "\n\n" + "\n".join(lines) + "\n\n" + END + after)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--write-docs", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--replace", action="store_true", help="rows that were not run leave the documentation")
    options = parser.parse_args()
    table = table_of(options.folder)
    print_aligned(table)
    failed = [row for row in table if row[-1] == "FAILED"]
    print(f"\n{len(table)} rows, {len(failed)} failed")
    if options.write_docs and not failed:
        write_docs(options.write_docs, table, options.replace)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
