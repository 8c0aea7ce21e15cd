# SPDX-License-Identifier: Apache-2.0
import unittest

import report
import tables


def row(label, program, *runs, group=""):
    return {"label": label, "program": program, "group": group, "x": 0, "messages": 1, "runs": list(runs)}


def drained(rate, cpu, missing=0):
    return {"messages_per_second": rate, "cpu_us_per_message": cpu, "messages_per_cpu_second": 1e6 / cpu,
            "peak_rss_mb": 20.0, "start_seconds": 0.1, "bytes_per_record": 100.0, "missing": missing}


class Cells(unittest.TestCase):
    def test_a_cell_shows_the_median_and_the_range(self):
        self.assertEqual(report.cell(row("a", "plain", {"f": 3.0}, {"f": 1.0}, {"f": 2.0}), "f", "{:.1f}"),
                         "2.0 (1.0 - 3.0)")

    def test_a_cell_of_one_run_shows_no_range(self):
        self.assertEqual(report.cell(row("a", "plain", {"f": 3.0}), "f", "{:.0f}"), "3")

    def test_a_cell_without_a_run_that_counts_is_a_dash(self):
        self.assertEqual(report.cell(row("a", "plain", {"error": "gone"}), "f", "{:.0f}"), "-")


class Tables(unittest.TestCase):
    def test_a_failed_run_is_a_line_below_the_table(self):
        text = report.table([row("Bento", "bento", {"f": 1.0}, {"error": "exit\ncode 1"})], "program",
                            [("f", "f", "{:.0f}")])
        self.assertEqual(text, "| program | f |\n| --- | --- |\n| Bento | 1 |\n\n"
                               "- **Bento: 1 of 2 runs failed**: exit code 1")

    def test_the_drain_says_by_how_much_sluice_is_better(self):
        rows = [row("Telegraf", "telegraf", drained(30_000, 20.0)), row("Sluice", "sluice", drained(170_000, 4.0)),
                row("Sluice, jemalloc", "sluice-jemalloc", drained(200_000, 2.5))]
        self.assertEqual(tables.drain(rows).splitlines()[2],
                         "| Telegraf | 30,000 | 20.00 | 50,000 | 20 | 0.10 | 100 | 5.0 | 8.0 | 0 |")

    def test_messages_that_were_not_delivered_stand_out(self):
        line = tables.drain([row("Bento", "bento", drained(1, 1.0), drained(1, 1.0, missing=7))]).splitlines()[2]
        self.assertEqual(line.split(" | ")[-1], "**7** |")

    def test_a_rate_that_was_not_kept_up_with_is_named(self):
        run = {"messages_per_second@5000": 4_990.0, "messages_per_second@20000": 11_000.0, "missing": 0}
        line = tables.latency([row("Camel", "camel", run)]).splitlines()[2]
        self.assertEqual(line.split(" | ")[-2:], ["**20,000/s**", "0 |"])

    def test_a_loss_stands_out_also_where_the_median_run_had_none(self):
        runs = ({"lost": 0, "duplicates": 9, "stuck": 0}, {"lost": 1234, "duplicates": 2, "stuck": 6},
                {"lost": 0, "duplicates": 4, "stuck": 6})
        text = tables.failures([row("Bento", "bento", *runs, group="kill")])
        self.assertEqual(text.splitlines()[2], "| Bento | **0 (0 - 1,234)** / 4 (2 - 9), **6 (0 - 6)** stuck |")

    def test_a_scenario_that_could_not_be_run_says_failed(self):
        text = tables.failures([row("Camel", "camel", {"error": "not built"}, group="kill")])
        self.assertEqual(text.splitlines()[2:], ["| Camel | failed |", "",
                                                 "- **kill, Camel: 1 of 1 runs failed**: not built"])

    def test_the_limit_shows_sluice_as_a_multiple(self):
        rows = [row("librdkafka alone", "limit", drained(1, 4.0)), row("Sluice", "sluice", drained(1, 5.0))]
        self.assertEqual(tables.limit(rows).splitlines()[3].split(" | ")[-3], "1.25")

    def test_the_limit_tells_what_metrics_cost_by_round(self):
        rows = [row("Sluice", "sluice", drained(1, 4.0), drained(1, 8.0), {"error": "gone"}),
                row("Sluice, scraped", "sluice-metrics", drained(1, 4.04), drained(1, 8.0), drained(1, 9.0))]
        self.assertEqual(tables.limit(rows).splitlines()[-1],
                         "CPU per message with metrics served and scraped, to that without in the same round: "
                         "1.005 (1.000 - 1.010).")

    def test_the_limit_says_nothing_of_metrics_that_were_not_measured(self):
        self.assertNotIn("metrics", tables.limit([row("Sluice", "sluice", drained(1, 4.0))]))

    def test_a_profile_puts_the_largest_owner_first(self):
        runs = {"owners": {"lz4": 20.0, "allocator": 40.0}}
        self.assertEqual(tables.profile([row("Sluice", "sluice", runs)]).splitlines()[2], "| allocator | 40.0 % |")
