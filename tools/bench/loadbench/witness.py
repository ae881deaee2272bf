# SPDX-License-Identifier: Apache-2.0
"""Witnesses of what Loads reports: a server that writes down when each request came and when it was answered, and a
program beside the run that sees how late this machine wakes whoever sleeps."""

import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from .processes import running, start, stop

LONGEST_RUN_SECONDS = 120
LONGEST_END_SECONDS = 30
PERCENTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}


@dataclass(frozen=True)
class Place:
    """Where a measurement runs. Without CPUs and niceness: wherever the kernel likes, beside all else."""
    build: pathlib.Path
    client_cpus: frozenset
    server_cpus: frozenset
    niceness: int = 0


@dataclass(frozen=True)
class Request:
    """What the server knows of a request; Unix times in nanoseconds."""
    came: int      # the kernel's stamp
    read: int
    answered: int  # just before it was sent
    delay: int     # that was wanted
    number: int    # in its path

    def took(self):
        """Seconds from the packet that came to the one that left."""
        return (self.answered - self.came) / 1e9


class DelayServer:
    """tools/bench/delay_server.cpp, from the start to the end of a `with` block."""

    def __init__(self, place, *delay):
        self.place, self.delay = place, [str(word) for word in delay]

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="loadbench.")
        self.log = pathlib.Path(self.folder.name, "log")
        program = pathlib.Path(self.place.build) / "bench/delay_server"
        self.process = start([program, self.log, *self.delay], self.place.server_cpus, self.place.niceness,
                             stdout=subprocess.PIPE, text=True)
        found = re.search(r"http://\S+", self.process.stdout.readline())
        if not found:
            self.__exit__()
            raise RuntimeError(f"{program} does not start")
        self.url = found.group(0)
        return self

    def __exit__(self, *_):
        stop(self.process)
        self.folder.cleanup()

    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    def end(self):
        """Ends it. Returns its requests by the time when they came."""
        self.process.terminate()
        if self.process.wait(LONGEST_END_SECONDS) != 0:
            raise RuntimeError(f"delay_server ends with {self.process.returncode}")
        lines = self.log.read_text(encoding="ascii").splitlines()
        return sorted((Request(*map(int, line.split())) for line in lines), key=lambda request: request.came)


def loads_command(place, test, url, report, *options):
    """A run with one engine thread whose report goes to a JSON file."""
    return [pathlib.Path(place.build) / "bin/loads-runner", f"accuracy_suite.Accuracy.{test}", "--module-path",
            pathlib.Path(place.build) / "bench/modules", "--threads", "1", "--server-url", url, *map(str, options),
            "--output", "json", "--output-json-filename", report]


def run_loads(place, test, url, *options, during=None):
    """Runs it, calls `during` meanwhile with the process, and returns the report."""
    with tempfile.TemporaryDirectory(prefix="loadbench.") as folder:
        report = pathlib.Path(folder, "report.json")
        with running(loads_command(place, test, url, report, *options), place.client_cpus, place.niceness) as process:
            if during:
                during(process)
            out, err = process.communicate(timeout=LONGEST_RUN_SECONDS)
        if process.returncode != 0 or not report.exists():
            raise RuntimeError(f"loads-runner ends with {process.returncode}: {(err or out)[-2000:]}")
        return json.loads(report.read_text(encoding="utf-8"))


def quantile(in_order, part):
    """Nearest rank of sorted values."""
    return in_order[max(1, math.ceil(part * len(in_order) * (1 - 1e-15))) - 1]


def quantiles(values):
    """{name: value} for PERCENTILES and the maximum."""
    in_order = sorted(values)
    return {name: quantile(in_order, part) for name, part in PERCENTILES.items()} | {"max": in_order[-1]}


SLEEPER = """
import ctypes, json, signal, sys, time
ctypes.CDLL(None).prctl(29, 1)  # PR_SET_TIMERSLACK
late, ends = [], []
signal.signal(signal.SIGTERM, lambda *_: ends.append(True))
print(flush=True)
while not ends:
    due = time.monotonic() + 0.005
    time.sleep(0.005)
    late.append(max(0.0, time.monotonic() - due))
print(json.dumps(late))
"""


class Sleeper:
    """A program that sleeps 5 ms and looks at the clock, beside a run, from the start to the end of a `with` block. How late it
    is woken is this machine's doing, and would be that of any load generator here."""

    def __init__(self, place):
        self.place = place

    def __enter__(self):
        self.process = start([sys.executable, "-c", SLEEPER], self.place.client_cpus, self.place.niceness,
                             stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        out, _ = self.process.communicate(timeout=LONGEST_END_SECONDS)
        self.late = quantiles(json.loads(out) or [0.0])  # seconds by percentile
