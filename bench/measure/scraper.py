# SPDX-License-Identifier: Apache-2.0
"""Reads a program's metrics during a run, as Prometheus would."""

import contextlib
import http.client
import threading
import time

from child import MeasureError

PERIOD = 1.0  # seconds from scrape to scrape
PATIENCE = 5  # seconds for one answer
EXPECTED = "sluice_messages_received_total"


class Scraper:
    """A context that scrapes http://127.0.0.1:PORT/metrics once a second, on a thread of its own. Until the first answer the
    program may be starting; from then on each scrape must be answered."""

    def __init__(self, port, period=PERIOD):
        self._port = port
        self._period = period
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._failure = "no scrape was due"
        self.answers = 0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """To be called before the program is stopped; no effect the second time."""
        self._ended.set()
        self._thread.join()

    def check(self):
        """How many scrapes were answered; MeasureError when one was not, or none."""
        if self._failure:
            raise MeasureError(f"/metrics on port {self._port}: scrapes answered: {self.answers}, then: {self._failure}")
        return self.answers

    def _run(self):
        due = time.monotonic()
        while not self._ended.wait(max(0, due - time.monotonic())):
            due += self._period
            self._failure = self._scrape()
            if not self._failure:
                self.answers += 1
            elif self.answers:
                return

    def _scrape(self):
        """What is wrong with the answer; empty when nothing is."""
        try:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)) as connection:
                connection.request("GET", "/metrics")
                answer = connection.getresponse()
                text = answer.read().decode()
        except (OSError, http.client.HTTPException, ValueError) as error:
            return str(error) or type(error).__name__
        if answer.status != 200:
            return f"HTTP status {answer.status}"
        return "" if EXPECTED in text else f"no {EXPECTED} in the answer"
