# SPDX-License-Identifier: Apache-2.0
import struct
import unittest

import docs
import kafka_topic
import profiler
import programs
import result
from child import MeasureError


class Owners(unittest.TestCase):
    def test_a_sample_belongs_to_the_owner_of_its_object_and_symbol(self):
        for symbol, shared, expected in (
                ("_int_malloc", "/usr/lib/x86_64-linux-gnu/libc.so.6", "allocator"),
                ("__memmove_avx_unaligned", "/usr/lib/x86_64-linux-gnu/libc.so.6", "libc without the allocator"),
                ("je_malloc", "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", "allocator"),
                ("LZ4F_compressUpdate", "/usr/lib/x86_64-linux-gnu/librdkafka.so.1", "lz4"),
                ("rd_kafka_produceva", "/usr/lib/x86_64-linux-gnu/librdkafka.so.1", "librdkafka"),
                ("tcp_sendmsg", "[kernel.kallsyms]", "kernel"), ("main", "/x/build/release/app/sluice", None)):
            self.assertEqual(profiler.owner(symbol, shared), expected, symbol)

    def test_our_own_part_is_that_of_the_innermost_line_in_a_folder_of_ours(self):
        self.assertEqual(profiler.own_part(["/usr/include/c++/12/array", "/r/mapping/mapper.cpp", "/r/lib/kafka/a.cpp"]),
                         "our mapping")
        self.assertEqual(profiler.own_part(["/r/lib/mqtt/wire/publish.cpp"]), "our decode")
        self.assertEqual(profiler.own_part(["??"]), "our rest")

    def test_the_load_base_is_that_of_the_programs_first_mapping(self):
        maps = ["7f00-7f01 r--p 00000000 fd:00 1 /lib/x.so", "1000-2000 r--p 00000000 fd:00 2 /bin/sh"]
        with self.assertRaises(MeasureError):
            profiler.load_base(maps, "/nowhere/sluice")


class Figures(unittest.TestCase):
    def test_rate_and_cpu_are_those_between_two_moments(self):
        first, last = result.Moment(10.0, 1.0, 1_000), result.Moment(12.0, 1.5, 101_000)
        self.assertEqual(result.between(first, last), {"messages_per_second": 50_000.0, "cpu_us_per_message": 5.0,
                                                       "messages_per_cpu_second": 200_000.0})

    def test_one_moment_is_no_measurement(self):
        moment = result.Moment(10.0, 1.0, 1_000)
        with self.assertRaises(MeasureError):
            result.between(moment, moment)


class Documents(unittest.TestCase):
    def test_only_what_stands_between_the_markers_of_the_part_is_renewed(self):
        text = "a\n<!-- begin drain -->\nold\n<!-- end drain -->\nb\n<!-- begin limit -->\n<!-- end limit -->\n"
        self.assertEqual(docs.replaced(text, "drain", r"new \1"),
                         "a\n<!-- begin drain -->\nnew \\1\n<!-- end drain -->\nb\n<!-- begin limit -->\n"
                         "<!-- end limit -->\n")

    def test_missing_markers_are_named(self):
        with self.assertRaisesRegex(ValueError, "<!-- begin drain -->"):
            docs.replaced("nothing", "drain", "new")

    def test_the_document_shows_what_is_stored(self):
        with open(docs.DOCS + "/benchmarks.md", encoding="utf-8") as file:
            document = file.read()
        for part in docs.PARTS:
            if stored := docs.load(part):
                self.assertEqual(docs.replaced(document, part, docs.text_of(part, stored)), document,
                                 f"{part}: run bench/run.sh --draw")


class Protocol(unittest.TestCase):
    def test_a_topic_is_asked_for_with_the_time_of_the_append(self):
        request = kafka_topic.request_of("t", 4)
        self.assertEqual(struct.unpack_from(">ihh", request), (len(request) - 4, 19, 2))
        self.assertIn(b"\0\x16message.timestamp.type\0\x0dLogAppendTime", request)

    def test_the_error_of_the_topic_is_found_behind_its_name(self):
        answer = struct.pack(">iii", 1, 0, 1) + b"\0\x01t" + struct.pack(">hh", 36, -1)
        self.assertEqual(kafka_topic.error_of(answer, "t"), 36)


class Selection(unittest.TestCase):
    def test_a_program_stands_for_its_variants_too(self):
        names = ("sluice", "sluice-jemalloc", "plain", "bento")
        self.assertEqual(programs.selected(names, ["sluice"]), ["sluice", "sluice-jemalloc"])
        self.assertEqual(programs.selected(names, ["sluice-jemalloc", "bento"]), ["sluice-jemalloc", "bento"])
        self.assertEqual(programs.selected(names, []), list(names))
