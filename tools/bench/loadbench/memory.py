# SPDX-License-Identifier: Apache-2.0
"""Resident memory for each virtual user, how fast many of them start, and whether a long run grows."""

import contextlib
import statistics
import time
from dataclasses import dataclass

from .echo import EchoServer
from .processes import running, tree_resident_bytes

LONGEST_START_SECONDS = 60
SETTLED_SECONDS = 0.5


@dataclass(frozen=True)
class Users:
    name: str
    test: str
    scheme: str
    users: int
    holds_connection: bool
    goal_kib: float  # a user, at most


PER_USER = [
    Users("memory-idle", "test_idle", "http", 20_000, False, 16),
    Users("memory-http", "test_hold", "http", 20_000, True, 24),
    Users("memory-https", "test_hold", "https", 5_000, True, 48),
    Users("memory-websocket", "test_web_socket", "ws", 5_000, True, 40),
]
START_GOAL_SECONDS = 2.0
PAUSE_SECONDS = 2.0  # of test_pause
NAMES = [case.name for case in PER_USER] + ["start", "growth"]


def must_run(process):
    if process.poll() is not None:
        out, err = process.communicate()
        raise RuntimeError(f"{' '.join(process.args)} ended with {process.returncode}: {(err or out)[-500:]}")


def wait_for_connections(process, server, wanted):
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while server.counters()[1] < wanted:
        must_run(process)
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {server.counters()[1]} of {wanted} connections after {LONGEST_START_SECONDS} s")
        time.sleep(0.1)


def settled_memory(process):
    """Resident bytes once they stay the same for a while."""
    deadline = time.monotonic() + LONGEST_START_SECONDS
    last, since = 0, time.monotonic()
    while True:
        must_run(process)
        now = tree_resident_bytes(process.pid)
        if abs(now - last) > 256 * 1024:
            last, since = now, time.monotonic()
        elif time.monotonic() - since > SETTLED_SECONDS or time.monotonic() > deadline:
            return now
        time.sleep(0.05)


def server_of(case, loads, nginx):
    return EchoServer(loads.build, nginx) if case.scheme == "ws" else contextlib.nullcontext(nginx)


def resident(loads, case, nginx, users):
    with server_of(case, loads, nginx) as server, \
            running(loads.command(case.test, server.https_url if case.scheme == "https" else server.http_url, users,
                                  4 * LONGEST_START_SECONDS), nginx.client_cpu) as process:
        if case.holds_connection:
            wait_for_connections(process, server, users)
        else:
            time.sleep(1)
        return settled_memory(process)


def possible(users, nginx):
    """As many of the users as there can be open connections: loads refuses to start with more."""
    return min(users, nginx.descriptors - 500)


def per_user(loads, case, nginx, users):
    """What one more user takes: `users` of them against one."""
    users = possible(users, nginx)
    one, many = resident(loads, case, nginx, 1), resident(loads, case, nginx, users)
    return {"name": case.name, "users": users, "goal_kib": case.goal_kib, "one_user_kib": one / 1024,
            "all_users_kib": many / 1024, "kib_per_user": (many - one) / 1024 / (users - 1)}


def start_time(loads, nginx, users, repeats=3):
    """Wall time of a run in which all users are there at once, less the pause of the last one; with one user, too."""
    users = possible(users, nginx)

    def seconds(count):
        began = time.monotonic()
        loads.run(loads.hits_command("test_pause", count, 1))
        return time.monotonic() - began - PAUSE_SECONDS

    whole = statistics.median(seconds(users) for _ in range(repeats))
    return {"name": "start", "users": users, "goal_seconds": START_GOAL_SECONDS, "start_and_end_seconds": whole,
            "one_user_seconds": statistics.median(seconds(1) for _ in range(repeats))}


def growth(loads, nginx, early, late):
    """Resident memory `early` and `late` seconds into one run that makes requests all the time."""
    with running(loads.command("test_get", nginx.http_url, 50, late + 5), nginx.client_cpu) as process:
        time.sleep(early)
        must_run(process)
        first = tree_resident_bytes(process.pid)
        time.sleep(late - early)
        must_run(process)
        return {"name": "growth", "early_seconds": early, "late_seconds": late, "early_kib": first / 1024,
                "late_kib": tree_resident_bytes(process.pid) / 1024}
