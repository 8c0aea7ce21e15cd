#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads every YAML and JSON file below a folder and prints the PromQL in them as a file of recording rules.

usage: deploy_files.py FOLDER
Exit code 1, with the file's name, when one cannot be read, or when panels of the dashboard lie over one another.
Templates of Helm charts are no YAML yet and are left out: scripts/package/chart.sh renders them.
"""

import json
import sys
from pathlib import Path

import yaml


def documents(path):
    """The documents in a YAML or JSON file."""
    text = path.read_text(encoding="utf-8")
    return [json.loads(text)] if path.suffix == ".json" else list(yaml.safe_load_all(text))


def queries(node):
    """Yields the PromQL below a node: `expr` of a dashboard's targets, `query` of an autoscaler's triggers."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("expr", "query") and isinstance(value, str) and "sluice_" in value and "label_values" not in value:
                yield value
            else:
                yield from queries(value)
    elif isinstance(node, list):
        for item in node:
            yield from queries(item)


def as_promql(query):
    """Grafana's variables replaced by values."""
    for variable, value in {"$__rate_interval": "1m", "$job": ".*", "$instance": ".*"}.items():
        query = query.replace(variable, value)
    return query


def overlapping(panels):
    """The titles of two panels that want the same place, or None."""
    taken = {}
    for panel in panels:
        at = panel["gridPos"]
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                if (x, y) in taken or x >= 24:
                    return taken.get((x, y), "the edge"), panel["title"]
                taken[x, y] = panel["title"]
    return None


def main():
    folder = Path(sys.argv[1])
    rules = []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".yaml", ".yml", ".json") or "templates" in path.parts:
            continue
        try:
            found = documents(path)
        except (ValueError, yaml.YAMLError) as error:
            sys.exit(f"{path}: {error}")
        for document in found:
            rules += [as_promql(query) for query in queries(document)]
            if path.parent.name == "grafana" and (pair := overlapping(document["panels"])):
                sys.exit(f"{path}: the panels {pair} lie over one another")
    if not rules:
        sys.exit(f"{folder}: no query was found")
    named = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(rules)]
    json.dump({"groups": [{"name": "queries", "rules": named}]}, sys.stdout)


if __name__ == "__main__":
    main()
