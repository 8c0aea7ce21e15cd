# SPDX-License-Identifier: Apache-2.0
import http.server
import threading
import unittest

import scraper
from child import MeasureError
from servers import free_port

DEADLINE = 10
METRICS = b"# TYPE sluice_messages_received_total counter\nsluice_messages_received_total 1\n"


class Site(http.server.ThreadingHTTPServer):
    """Answers each GET with the next of `bodies`, the last one again and again; `done` after `wanted` of them."""

    def __init__(self, bodies, wanted):
        super().__init__(("127.0.0.1", 0), Page)
        self.bodies = list(bodies)
        self.paths = []
        self.wanted = wanted
        self.done = threading.Event()

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server
        body = site.bodies.pop(0) if len(site.bodies) > 1 else site.bodies[0]
        self.send_response(200 if body else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        site.paths.append(self.path)
        if len(site.paths) >= site.wanted:
            site.done.set()

    def log_message(self, *_):
        pass


def scraped(*bodies, wanted):
    """The scraper after so many answers, and the paths it asked for."""
    with Site(bodies, wanted) as site, scraper.Scraper(site.server_address[1], period=0.01) as found:
        if not site.done.wait(DEADLINE):
            raise AssertionError(f"{len(site.paths)} of {wanted} scrapes within {DEADLINE} s")
    return found, site.paths


class Scraping(unittest.TestCase):
    def test_the_metrics_are_read_again_and_again(self):
        found, paths = scraped(METRICS, wanted=3)
        self.assertGreaterEqual(found.check(), 3)
        self.assertEqual(set(paths), {"/metrics"})

    def test_a_program_that_is_still_starting_may_refuse(self):
        found, _ = scraped(b"", b"", METRICS, wanted=4)
        self.assertGreaterEqual(found.check(), 2)

    def test_a_scrape_that_fails_after_an_answer_is_an_error(self):
        found, paths = scraped(METRICS, b"", wanted=2)
        with self.assertRaisesRegex(MeasureError, "scrapes answered: 1, then: HTTP status 503"):
            found.check()
        self.assertEqual(len(paths), 2)

    def test_another_page_is_an_error(self):
        found, _ = scraped(b"hello", wanted=1)
        with self.assertRaisesRegex(MeasureError, "no sluice_messages_received_total in the answer"):
            found.check()

    def test_a_program_that_never_answers_is_an_error(self):
        with scraper.Scraper(free_port(), period=0.01) as found:
            pass
        with self.assertRaisesRegex(MeasureError, "scrapes answered: 0, then: .*refused"):
            found.check()
