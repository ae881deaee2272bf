# SPDX-License-Identifier: Apache-2.0
"""A server that is stopped for a while in the middle of a run: what those who came meanwhile waited, by arithmetic and by
the server's log, beside what Loads reports, and what wrk and hey do of the same stall."""

import os
import re
import shutil
import signal
import time

from ..processes import running
from ..witness import DelayServer, quantiles, run_loads

PART = 0.02  # that a figure may differ from the truth
JUDGED = ("p99", "p999", "max")


class Stall:
    """Called when a run has started: waits, stops the server, and lets it go on."""

    def __init__(self, server, before, lasts):
        self.server, self.before, self.lasts = server, before, lasts

    def __call__(self, _process):
        time.sleep(self.before)
        began = time.monotonic()
        os.kill(self.server.process.pid, signal.SIGSTOP)
        try:
            time.sleep(self.lasts)
        finally:
            self.lasted = time.monotonic() - began
            os.kill(self.server.process.pid, signal.SIGCONT)


def first_due(requests, rate):
    """When request 1 was due (ns), by the server: none came before it was due, and the best came at once."""
    return min(request.came - (request.number - 1) * 1e9 / rate for request in requests)


def seen_latencies(requests, rate):
    """Seconds from the moment each was due until the server answered. The n-th that was begun is the n-th that was due."""
    begin = first_due(requests, rate)
    return [(request.answered - begin) / 1e9 - (request.number - 1) / rate for request in requests]


def arithmetic(rate, seconds, lasted, part):
    """The quantile if all who came in the stall waited the rest of it, and the server then answered all at once."""
    stalled = rate * lasted
    rank_from_top = rate * seconds * (1 - part)
    return lasted * max(0.0, 1 - rank_from_top / stalled)


def measure(place, rate, seconds, before, lasts, users=None):
    """With few users most of the wait is before a request can be sent."""
    with DelayServer(place, "constant", 0) as server:
        stall = Stall(server, before, lasts)
        report = run_loads(place, "test_numbered", server.url, "--rate", f"{rate}/s", "-d", seconds,
                           *(["-u", users] if users else []), during=stall)
        requests = server.end()
    latency = report["requests"]["latency_seconds"]
    seen = quantiles(seen_latencies(requests, rate))
    return {"reported": {name: latency[name] for name in seen}, "seen": seen, "lasted": stall.lasted,
            "arithmetic": {name: arithmetic(rate, seconds, stall.lasted, part)
                           for name, part in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999), ("max", 1))},
            "service": {name: report["requests"]["service_seconds"][name] for name in seen},
            "hits": report["requests"]["hits"], "requests": len(requests)}


def in_seconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]


def wrk_figures(out):
    return {"p50": in_seconds(re.search(r"50%\s+(\S+)", out).group(1)), "p99": in_seconds(re.search(r"99%\s+(\S+)", out).group(1)),
            "max": in_seconds(re.search(r"Latency\s+\S+\s+\S+\s+(\S+)", out).group(1))}


def hey_figures(out):
    return {"p50": float(re.search(r"50%\s+in\s+(\S+)", out).group(1)), "p99": float(re.search(r"99%\s+in\s+(\S+)", out).group(1)),
            "max": float(re.search(r"Slowest:\s+(\S+)", out).group(1))}


def others(place, rate, seconds, before, lasts):
    """{program: its figures} of those that are installed, each with the same stall."""
    commands = {
        "wrk": (["wrk", "-t1", "-c20", f"-d{seconds}s", "--latency"], wrk_figures),
        "hey": (["hey", "-z", f"{seconds}s", "-c", "20", "-q", str(rate // 20)], hey_figures),
    }
    found = {}
    for name, (command, figures) in commands.items():
        if not shutil.which(name):
            continue
        with DelayServer(place, "constant", 0) as server, \
                running([*command, server.url + "/"], place.client_cpus, place.niceness) as process:
            Stall(server, before, lasts)(process)
            out, err = process.communicate(timeout=seconds + 60)
            if process.returncode != 0:
                raise RuntimeError(f"{name} ends with {process.returncode}: {err[-500:]}")
        found[name] = figures(out)
    return found
