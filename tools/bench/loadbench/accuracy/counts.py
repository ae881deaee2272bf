# SPDX-License-Identifier: Apache-2.0
"""Requests of one rate on several agents, in all and of each, by the access log of nginx."""

import collections
import json
import pathlib
import tempfile

from ..cluster import Cluster
from ..nginx import Nginx
from ..processes import running
from ..witness import LONGEST_RUN_SECONDS, loads_command


def measure(place, agents, rate, seconds):
    """{wanted, hits: of the report, requests: {process that began them: how many}}; each agent has a process of its own."""
    with Nginx(place.client_cpus, place.server_cpus, place.niceness, logs=True) as nginx, \
            Cluster(place.build, agents, place.client_cpus, place.server_cpus, place.niceness) as cluster, \
            tempfile.TemporaryDirectory(prefix="loadbench.") as folder:
        report = pathlib.Path(folder, "report.json")
        command = loads_command(place, "test_process", nginx.http_url, report, "--rate", f"{rate}/s", "-d", seconds,
                                "--agents", agents, *cluster.runner_options())
        with running(command, place.client_cpus, place.niceness) as process:
            _, err = process.communicate(timeout=LONGEST_RUN_SECONDS)
        if process.returncode != 0:
            raise RuntimeError(f"loads-runner ends with {process.returncode}: {err[-2000:]}")
        lines = nginx.requested()
        return {"wanted": rate * seconds, "hits": json.loads(report.read_text(encoding="utf-8"))["requests"]["hits"],
                "requests": dict(collections.Counter(lines))}


def is_exact(run, agents):
    """All are there, none is there twice, and the shares differ by at most one."""
    shares = run["requests"].values()
    return (sum(shares) == run["hits"] == run["wanted"] and len(shares) == agents and max(shares) - min(shares) <= 1)
