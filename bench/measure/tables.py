# SPDX-License-Identifier: Apache-2.0
"""Each part's rows as the tables of docs/benchmarks.md."""

import report
import scaling

RATE = ("messages/s", "messages_per_second", "{:,.0f}")
CPU = ("CPU us/message", "cpu_us_per_message", "{:.2f}")
PER_CPU = ("messages/CPU s", "messages_per_cpu_second", "{:,.0f}")
PEAK = ("peak RSS MB", "peak_rss_mb", "{:.0f}")
BATCH = ("records/batch", "records_per_batch", "{:.0f}")


def _row(rows, program):
    return next((row for row in rows if row["program"] == program), None)


def _ratio(rows, figure, program, pattern, inverse=False):
    """A column: the row's median to that of `program`; inverse: the other way round, and nothing for Sluice itself."""
    base = _row(rows, program)
    base = report.median(base, figure) if base else None

    def text(row):
        own = report.median(row, figure)
        if own is None or not base or (inverse and row["program"].startswith("sluice")):
            return "-"
        return pattern.format(base / own if inverse else own / base)

    return text


def _count(figure):
    def text(row):
        found = report.values(row, figure)
        return "-" if not found else f"**{max(found)}**" if max(found) else "0"

    return text


def drain(rows):
    extra = [("Sluice is better by", _ratio(rows, "messages_per_cpu_second", "sluice", "{:.1f}", inverse=True)),
             ("with jemalloc", _ratio(rows, "messages_per_cpu_second", "sluice-jemalloc", "{:.1f}", inverse=True)),
             ("not delivered", _count("missing"))]
    columns = [RATE, CPU, PER_CPU, PEAK, ("start to first record s", "start_seconds", "{:.2f}"),
               ("Kafka's bytes/record", "bytes_per_record", "{:.0f}")]
    return report.table(rows, "program", columns, extra)


def _behind(row):
    """The rates that the row did not keep up with, in the median: its latency there is that of a growing backlog."""
    found = {rate: report.median(row, f"messages_per_second@{rate}") for rate in (5_000, 20_000)}
    slow = [f"**{rate:,}/s**" for rate, kept in found.items() if kept is not None and kept < 0.95 * rate]
    return ", ".join(slow) or "-"


def latency(rows):
    columns = [("idle RSS MB", "idle_rss_mb", "{:.0f}"), ("idle CPU %", "idle_cpu_percent", "{:.1f}")]
    for rate, name in ((5_000, "5,000/s"), (20_000, "20,000/s")):
        columns += [(f"{name}: CPU us/message", f"cpu_us_per_message@{rate}", "{:.1f}"),
                    ("p50 ms", f"p50_ms@{rate}", "{:.1f}"), ("p99 ms", f"p99_ms@{rate}", "{:.1f}")]
    return report.table(rows, "program", columns,
                        [("fell behind at", _behind), ("not delivered", _count("missing"))])


def _losses(row):
    """Of a scenario: lost / duplicates, and what was stuck."""
    if not report.values(row, "lost"):
        return "failed"

    def bold(figure):
        cell = report.cell(row, figure, "{:,.0f}")
        return f"**{cell}**" if max(report.values(row, figure)) else cell

    stuck = f", {bold('stuck')} stuck" if max(report.values(row, "stuck")) else ""
    return f"{bold('lost')} / {report.cell(row, 'duplicates', '{:,.0f}')}{stuck}"


def failures(rows):
    scenarios = list(dict.fromkeys(row["group"] for row in rows))
    lines = []
    for label in dict.fromkeys(row["label"] for row in rows):
        own = {row["group"]: row for row in rows if row["label"] == label}
        lines.append([label, *(_losses(own[name]) if name in own else "-" for name in scenarios)])
    head = ["program: lost / duplicates", *scenarios]
    return "\n\n".join([report.markdown(head, lines), *report.failures_of(rows)])


def limit(rows):
    extra = [("CPU of the limit's", _ratio(rows, "cpu_us_per_message", "limit", "{:.2f}")),
             ("of the limit's with jemalloc", _ratio(rows, "cpu_us_per_message", "limit-jemalloc", "{:.2f}")),
             ("messages/CPU s of the plain one's", _ratio(rows, "messages_per_cpu_second", "plain", "{:.1f}"))]
    return "\n\n".join([report.table(rows, "program", [RATE, CPU, PER_CPU, BATCH, PEAK], extra), *_cost_of_metrics(rows)])


def _cost_of_metrics(rows):
    """One sentence: by round, as the rounds differ more than what is looked for. Nothing where it was not measured."""
    plain, scraped = (_row(rows, program) for program in ("sluice", "sluice-metrics"))
    rounds = zip(plain["runs"], scraped["runs"]) if plain and scraped else ()
    ratios = [with_them[CPU[1]] / without[CPU[1]] for without, with_them in rounds
              if CPU[1] in without and CPU[1] in with_them]
    if not ratios:
        return []
    shown = report.cell({"runs": [{"ratio": ratio} for ratio in ratios]}, "ratio", "{:.3f}")
    return [f"CPU per message with metrics served and scraped, to that without in the same round: {shown}."]


def profile(rows):
    owners = {}
    for row in rows:
        for run in row["runs"]:
            for name, percent in run.get("owners", {}).items():
                owners.setdefault(name, {}).setdefault(row["label"], []).append(percent)
    labels = [row["label"] for row in rows]
    order = sorted(owners, key=lambda name: -max(owners[name].get(labels[0], [0])))

    def shown(name, label):
        found = owners[name].get(label)
        return f"{sum(found) / len(found):.1f} %" if found else "-"

    lines = [[name, *(shown(name, label) for label in labels)] for name in order]
    return "\n\n".join([report.markdown(["owner", *labels], lines), *report.failures_of(rows)])


def scaling_groups(rows):
    """[(group, its table)]"""
    return [(group, report.table([row for row in rows if row["group"] == group], group, [RATE, CPU, BATCH, PEAK]))
            for group in scaling.GROUPS if any(row["group"] == group for row in rows)]


def scaling_text(rows):
    return "\n\n".join(text for _, text in scaling_groups(rows))


TEXTS = {"limit": limit, "profile": profile, "drain": drain, "latency": latency, "failures": failures,
         "scaling": scaling_text}


def head(stored):
    """Where, when and with what a part was measured."""
    where = stored["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in stored["versions"].items())
    busy = f" The load average before was {where['load_before']}." if where["load_before"] > 1 else ""
    return (f"{where['date']}, {where['processor']}, {where['cores']} cores, {where['system']}; {versions}. "
            f"Runs of each line, interleaved: {stored['repeats']}{', with few messages' if stored['quick'] else ''}.{busy}")
