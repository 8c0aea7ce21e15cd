# SPDX-License-Identifier: Apache-2.0
"""Helpers around the real servers: ports, programs that end by themselves, a certificate."""

import contextlib
import os
import socket
import subprocess
import time

from child import MeasureError


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_to_end(arguments, seconds):
    """Standard output of a program that ends by itself; MeasureError with its words when it fails."""
    name = os.path.basename(str(arguments[0]))
    try:
        done = subprocess.run([str(argument) for argument in arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise MeasureError(f"{name}: not done after {seconds} s") from None
    if done.returncode != 0:
        words = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise MeasureError(f"{name}: exit code {done.returncode}: {words[-600:]}")
    return done.stdout.decode(errors="replace")


def wait_for_port(child, port, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and child.running():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise MeasureError(f"{child.name}: no answer on port {port}{child.last_words()}")


def make_certificate(directory):
    """A certificate for 127.0.0.1 that is its own CA: (certificate, key) as paths."""
    certificate, key = os.path.join(directory, "broker.pem"), os.path.join(directory, "broker.key")
    run_to_end(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
               30)
    return certificate, key
