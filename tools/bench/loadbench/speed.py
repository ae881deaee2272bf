# SPDX-License-Identifier: Apache-2.0
"""CPU time of the client for each request, by the server's count, in the middle of a run."""

import statistics
import time
from dataclasses import dataclass

from .processes import cpu_seconds, machine_seconds, running

TAIL_SECONDS = 1.0     # so that the window ends before the run does


@dataclass(frozen=True)
class Scenario:
    name: str
    test: str
    scheme: str
    connections: int
    goal: float  # ratio to wrk that is aimed at, at most


SCENARIOS = [
    Scenario("http-50", "test_get", "http", 50, 0.90),
    Scenario("http-500", "test_get", "http", 500, 0.90),
    Scenario("https-50", "test_get", "https", 50, 0.95),
    Scenario("https-500", "test_get", "https", 500, 0.95),
    Scenario("close-50", "test_close", "http", 50, 1.0),
    Scenario("close-500", "test_close", "http", 500, 1.0),
]


def snapshot(client, nginx, pid):
    return {"time": time.monotonic(), "client": client.cpu_seconds(pid), "server": cpu_seconds(nginx.worker_pid),
            "machine": machine_seconds(), "requests": nginx.counters()[0]}


def measure(client, scenario, nginx, window):
    """One run: a dictionary of figures of its steady window."""
    url = nginx.https_url if scenario.scheme == "https" else nginx.http_url
    seconds = int(client.warm_up_seconds + window + TAIL_SECONDS)
    command = client.command(scenario.test, url, scenario.connections, seconds)
    with running(command, nginx.client_cpu, nginx.niceness) as process:
        time.sleep(client.warm_up_seconds)
        before = snapshot(client, nginx, process.pid)
        time.sleep(window)
        after = snapshot(client, nginx, process.pid)
        ended_early = process.poll() is not None
        out, err = process.communicate(timeout=seconds + 30)
    complaint = client.complaint(process.returncode, out, err) or ("it ended too early" if ended_early else "")
    if complaint:
        raise RuntimeError(f"{' '.join(command)}: {complaint}")
    return figures(client.name, scenario, before, after)


def figures(name, scenario, before, after):
    wall = after["time"] - before["time"]
    requests = after["requests"] - before["requests"] - 1  # the question itself is one
    client, server = after["client"] - before["client"], after["server"] - before["server"]
    used, stolen = (a - b for a, b in zip(after["machine"], before["machine"]))
    if requests < 100:
        raise RuntimeError(f"{scenario.name}: {name} made {requests} requests in {wall:.1f} s")
    return {
        "client": name, "scenario": scenario.name, "requests": requests, "requests_per_second": requests / wall,
        "cpu_us_per_request": client * 1e6 / requests, "client_busy": client / wall, "server_busy": server / wall,
        "others_busy": max(0.0, (used - client - server) / wall), "steal": stolen / wall,
    }


def run_pairs(first, second, scenario, nginx, pairs, window, progress):
    """Pairs of runs one after the other; who begins changes, so that a drift of the machine hits both."""
    found = []
    for number in range(pairs):
        order = (first, second) if number % 2 == 0 else (second, first)
        runs = {}
        for client in order:
            progress(f"{scenario.name}: pair {number + 1} of {pairs}, {client.name}")
            runs[id(client)] = measure(client, scenario, nginx, window)
        found.append((runs[id(first)], runs[id(second)]))
    return found


def summary(scenario, pairs):
    """Medians of both sides and of the ratios of the pairs (second to first)."""
    cost = "cpu_us_per_request"
    ratios = [second[cost] / first[cost] for first, second in pairs]
    runs = [run for pair in pairs for run in pair]

    def median(side, figure):
        return statistics.median(pair[side][figure] for pair in pairs)

    return {
        "scenario": scenario.name, "goal": scenario.goal, "pairs": len(pairs),
        "first_us": median(0, cost), "second_us": median(1, cost),
        "first_rps": median(0, "requests_per_second"), "second_rps": median(1, "requests_per_second"),
        "first_busy": median(0, "client_busy"), "second_busy": median(1, "client_busy"),
        "server_busy": median(1, "server_busy"),
        "ratio": statistics.median(ratios), "lowest_ratio": min(ratios), "highest_ratio": max(ratios),
        "others_busy": max(run["others_busy"] for run in runs), "steal": max(run["steal"] for run in runs),
    }
