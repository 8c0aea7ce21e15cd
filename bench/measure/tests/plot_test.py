# SPDX-License-Identifier: Apache-2.0
import unittest
import xml.etree.ElementTree as xml

import plot

SVG = "{http://www.w3.org/2000/svg}"


class Plots(unittest.TestCase):
    def test_ticks_are_round_and_few(self):
        self.assertEqual([round(plot.tick_step(value), 6) for value in (1, 4.9, 12, 350_000)], [0.2, 1, 5, 100_000])

    def test_numbers_are_short(self):
        self.assertEqual([plot.number(value) for value in (350_000, 1_500_000, 3.84, 0)], ["350k", "1.5M", "3.84", "0"])

    def test_a_plot_is_xml_with_a_bar_for_each_row_and_escaped_labels(self):
        text = plot.bars("a < b", "ms", [("x & y", 2, 1, 3, "bar"), ("z", 4, 4, 4, "peer")])
        root = xml.fromstring(text)
        self.assertEqual([rect.get("class") for rect in root.iter(SVG + "rect")], ["bar", "peer"])
        self.assertIn("x & y", [text.text for text in root.iter(SVG + "text")])

    def test_only_a_row_with_a_range_has_a_range_line(self):
        root = xml.fromstring(plot.bars("t", "u", [("a", 2, 1, 3, "bar"), ("b", 4, 4, 4, "bar")]))
        self.assertEqual(sum(line.get("class") == "range" for line in root.iter(SVG + "line")), 1)

    def test_colours_for_dark_paper_are_there(self):
        self.assertIn("prefers-color-scheme: dark", plot.bars("t", "u", [("a", 1, 1, 1, "bar")]))
