# SPDX-License-Identifier: Apache-2.0
"""A server with known delays: percentiles of the time since a request was sent, beside those of the server's own log with what
this machine takes between two processes, by a plain client."""

import pathlib
import statistics

from ..processes import running
from ..witness import LONGEST_RUN_SECONDS, DelayServer, Sleeper, quantiles, run_loads

KINDS = {  # microseconds
    "constant": ("constant", 2_000),
    "uniform": ("uniform", 1_000, 20_000),
    "bimodal": ("bimodal", 3_000, 50_000, 0.03),
}
PART, SECONDS = 0.01, 50e-6  # a percentile may differ by the larger one


def bound(seen):
    return max(PART * seen, SECONDS)


def between(place, server, count):
    """Runs a plain client; the result is for the server's requests: the median of what each took that client more than the server."""
    program = pathlib.Path(place.build) / "bench/plain_client"
    with running([program, str(server.port()), str(count)], place.client_cpus, place.niceness) as process:
        out, err = process.communicate(timeout=LONGEST_RUN_SECONDS)
    if process.returncode != 0:
        raise RuntimeError(f"plain_client ends with {process.returncode}: {err}")
    took = [int(line) / 1e9 for line in out.split()]
    return lambda requests: statistics.median(took[request.number - 1] - request.took() for request in requests if request.number)


def measure(place, kind, rate, seconds, plain=200):
    """{reported, seen, sleeper: {percentile: seconds}, between: seconds, counts}: of Loads, of the server, of who only sleeps
    meanwhile, and of the machine between client and server."""
    with DelayServer(place, *KINDS[kind]) as server:
        of_machine = between(place, server, plain)
        with Sleeper(place) as sleeper:
            report = run_loads(place, "test_get", server.url, "--rate", f"{rate}/s", "-d", seconds)
        requests = server.end()
    service = report["requests"]["service_seconds"]
    own = [request for request in requests if not request.number]
    seen = quantiles([request.took() for request in own])
    return {"reported": {name: service[name] for name in seen}, "seen": seen, "sleeper": sleeper.late,
            "between": of_machine(requests), "hits": report["requests"]["hits"], "requests": len(own)}


def rows(kind, reported, seen, between_seconds):
    """For a table: whether what was reported is what was seen, but for what is between the two."""
    for name, by_server in seen.items():
        more = reported[name] - by_server
        left = more - between_seconds
        judged = "" if name == "max" else "met" if abs(left) <= bound(by_server) else "MISSED"
        yield [f"{kind} {name}", f"{by_server * 1e3:.3f}", f"{reported[name] * 1e3:.3f}", f"{more * 1e6:+.0f}",
               f"{between_seconds * 1e6:.0f}", f"{left / by_server:+.2%}", judged]
