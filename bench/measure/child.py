# SPDX-License-Identifier: Apache-2.0
"""Processes of a measurement: started here, watched through /proc, ended by their pid."""

import json
import os
import re
import select
import signal
import subprocess
import time


class MeasureError(Exception):
    """A run that does not count, with the reason."""


class Child:
    """One process. Its standard output is read line by line, its standard error goes to a file."""

    def __init__(self, name, arguments, directory, environment=None):
        self.name = name
        self.error_path = os.path.join(directory, name + ".stderr")
        with open(self.error_path, "ab") as errors:
            self._process = subprocess.Popen(
                [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=errors, env={**os.environ, **(environment or {})})
        os.set_blocking(self._process.stdout.fileno(), False)
        self._poll = select.poll()
        self._poll.register(self._process.stdout, select.POLLIN)
        self._buffer = b""

    @property
    def pid(self):
        return self._process.pid

    def wait_line(self, wanted, seconds):
        """The first line for which wanted(line) is true; MeasureError at the deadline or when the process ends."""
        deadline = time.monotonic() + seconds
        while True:
            while b"\n" in self._buffer:
                line, self._buffer = self._buffer.split(b"\n", 1)
                text = line.decode(errors="replace")
                if wanted(text):
                    return text
            left = deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise MeasureError(f"{self.name}: not there after {seconds} s{self.last_words()}")
            data = os.read(self._process.stdout.fileno(), 65536)
            if not data:
                raise MeasureError(f"{self.name}: ended too early{self.last_words()}")
            self._buffer += data

    def wait_event(self, event, seconds):
        """The JSON object whose "event" is `event`; others before it are skipped."""
        line = self.wait_line(lambda text: text.startswith("{") and json.loads(text).get("event") == event, seconds)
        return json.loads(line)

    def cpu_seconds(self):
        """User and system time of all its threads so far, those that ended too; steps of 10 ms."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_rss_mb(self):
        """The largest resident set so far, 10^6 bytes."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) * 1024 / 1e6

    def rss_mb(self):
        """The resident set at this moment, 10^6 bytes."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def running(self):
        return self._process.poll() is None

    def kill(self):
        """SIGKILL, and waits until it is gone."""
        self._process.kill()
        self._process.wait()

    def send(self, number):
        self._process.send_signal(number)

    def wait(self, seconds):
        """The exit code of a program that ends by itself; MeasureError at the deadline."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise MeasureError(f"{self.name}: not done after {seconds} s{self.last_words()}") from None

    def stop(self, seconds=30):
        """SIGTERM, at the deadline SIGKILL; the exit code. No effect on a process that has ended."""
        if self.running():
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise MeasureError(f"{self.name}: did not end within {seconds} s of SIGTERM{self.last_words()}") from None

    def last_words(self):
        with open(self.error_path, encoding="utf-8", errors="replace") as errors:
            text = errors.read()[-1000:].strip()
        return f"; its standard error ends: {text}" if text else ""


class Children:
    """A context that ends what was started in it, last first, whatever happens."""

    def __init__(self, directory):
        self.directory = directory
        self._children = []

    def start(self, name, arguments, environment=None):
        child = Child(name, arguments, self.directory, environment)
        self._children.append(child)
        return child

    def __enter__(self):
        return self

    def __exit__(self, kind, _value, _trace):
        for child in reversed(self._children):
            try:
                child.stop()
            except MeasureError:
                if kind is None:
                    raise
