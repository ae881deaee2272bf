# SPDX-License-Identifier: Apache-2.0
"""A server with known delays: percentiles of the time since a request was sent, beside those of the server's own log."""

from ..witness import DelayServer, Sleeper, quantiles, run_loads

KINDS = {  # microseconds
    "constant": ("constant", 2_000),
    "uniform": ("uniform", 1_000, 20_000),
    "bimodal": ("bimodal", 3_000, 50_000, 0.03),
}
PART, SECONDS = 0.01, 50e-6  # a percentile may differ by the larger one


def bound(seen):
    return max(PART * seen, SECONDS)


def measure(place, kind, rate, seconds):
    """{reported, seen, sleeper: {percentile: seconds}, counts}: of Loads, of the server, and of who only sleeps meanwhile."""
    with DelayServer(place, *KINDS[kind]) as server, Sleeper(place) as sleeper:
        report = run_loads(place, "test_get", server.url, "--rate", f"{rate}/s", "-d", seconds)
        requests = server.end()
    service = report["requests"]["service_seconds"]
    seen = quantiles([request.took() for request in requests])
    return {"reported": {name: service[name] for name in seen}, "seen": seen, "sleeper": sleeper.late,
            "hits": report["requests"]["hits"], "requests": len(requests)}


def rows(kind, figures):
    """For a table: what was seen, what was reported, whether the difference is within the bound."""
    for name, seen in figures["seen"].items():
        reported = figures["reported"][name]
        more = reported - seen
        judged = "" if name == "max" else "met" if abs(more) <= bound(seen) else "MISSED"
        yield [f"{kind} {name}", f"{seen * 1e3:.3f}", f"{reported * 1e3:.3f}", f"{more * 1e6:+.0f}", f"{more / seen:+.2%}", judged]
