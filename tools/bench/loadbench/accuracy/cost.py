# SPDX-License-Identifier: Apache-2.0
"""What measuring costs: the recorder by itself, and the open model beside users who make the same load without one. Both make
requests at random: who wakes for each one alone needs more CPU than who finds several."""

import pathlib
import re
import subprocess

from ..clients import Loads
from ..speed import Scenario, run_pairs, summary

RECORDER_NANOSECONDS = 60
RATE = 20_000
USERS, THINK_TIME = 207, "1ms-19ms"  # of the closed model, which make nearly as many
OPEN_RATIO = 1.1


def recorder_nanoseconds(build):
    """Of one request, started and ended, with 64 labels at random. None: it is not built."""
    program = pathlib.Path(build) / "bin/bench_recorder"
    if not program.exists():
        return None
    out = subprocess.run([program], capture_output=True, text=True, check=True, timeout=120).stdout
    return float(re.search(r"hit_started \+ hit, 64 labels at random\s+([\d.]+) ns", out).group(1))


class ClosedModel(Loads):
    name = "closed"

    def command(self, test, url, connections, seconds):
        return self._command(test, "-u", str(connections), "--think-time", THINK_TIME, "-d", str(seconds), "--server-url", url)


class OpenModel(Loads):
    name = "open"

    def command(self, test, url, connections, seconds):
        return self._command(test, "--rate", f"{RATE}/s", "--arrivals", "poisson", "-d", str(seconds), "--server-url", url)


def measure(build, nginx, pairs, window, progress):
    """The summary of pairs: closed, then open."""
    closed, opened = ClosedModel(build), OpenModel(build)
    closed.prepare()
    scenario = Scenario("open model", "test_get", "http", USERS, OPEN_RATIO)
    return summary(scenario, run_pairs(closed, opened, scenario, nginx, pairs, window, progress))
