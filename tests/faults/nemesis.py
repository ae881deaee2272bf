# SPDX-License-Identifier: Apache-2.0
"""What is done to a cluster during a run: each fault takes a random generator, so that a seed says all."""

import os
import signal
import time

from cluster import wait_for

LEAST_GAP, MOST_GAP = 0.15, 0.9  # seconds between two faults


def pause(random, least=LEAST_GAP, most=MOST_GAP):
    """A gap of the plan: it waits for nothing, and decides only on the moment at which the next fault meets the cluster."""
    time.sleep(random.uniform(least, most))


def kill_broker(cluster, random, times, _run):
    """It is back after a moment."""
    for _ in range(times):
        pause(random)
        cluster.broker.kill()
        cluster.broker.wait()
        pause(random, 0, 0.4)
        cluster.start_broker()
    return 0


def kill_broker_at_the_end(cluster, _random, times, run):
    """At the very moment when the first agent has delivered everything and forgets it: what it was told must be true."""
    for _ in range(times):
        spools = wait_for("the spools of a run", lambda: cluster.spools(run))
        wait_for("the end of a spool", lambda: not all(spool.exists() for spool in spools), pause=0.0002)
        cluster.broker.kill()
        cluster.broker.wait()
        cluster.start_broker()
    return 0


def kill_agents(cluster, random, times, _run):
    """Another one each time: with it goes its part of the run. Returns how many parts may have lost what was in flight."""
    for number in random.sample(sorted(cluster.agents), times):
        pause(random)
        cluster.agents[number].kill()
        cluster.agents[number].wait()
        pause(random, 0, 0.3)
        cluster.start_agent(number)
    return times


def kill_workers(cluster, random, times, _run):
    killed = 0
    for number in random.sample(sorted(cluster.agents), times):
        pause(random)
        for pid in cluster.workers(number):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed


def kill_runner(cluster, random, times, run):
    """Others attach and are killed, again and again: the run must not notice."""
    for _ in range(times):
        runner = cluster.start_runner("--attach", run, "--output", "null")
        pause(random, 0.05, 0.4)
        runner.kill()
        runner.wait()
    return 0


def stop_broker(cluster, random, times, _run):
    """SIGSTOP: connections stay open, nobody answers."""
    for _ in range(times):
        pause(random)
        cluster.broker.send_signal(signal.SIGSTOP)
        pause(random, 0.1, 3)
        cluster.broker.send_signal(signal.SIGCONT)
    return 0


def stop_agents(cluster, random, times, _run):
    for number in random.sample(sorted(cluster.agents), times):
        pause(random)
        cluster.agents[number].send_signal(signal.SIGSTOP)
        pause(random, 0.1, 2)
        cluster.agents[number].send_signal(signal.SIGCONT)
    return 0


def cut_link(cluster, random, times, _run):
    """Nothing passes, in both directions, or only what the broker says is lost."""
    for number in range(times):
        pause(random)
        one_way = number % 2 == 1
        (cluster.link.mute_broker if one_way else cluster.link.cut)()
        pause(random, 1, 8)
        (cluster.link.unmute_broker if one_way else cluster.link.mend)()
    return 0


def fill_disk(cluster, random, times, _run):
    """That of the broker's store."""
    for _ in range(times):
        pause(random)
        cluster.disk.fill()
        pause(random, 0.5, 3)
        cluster.disk.free()
    return 0


# name: (function, faults in one run)
FAULTS = {
    "broker": (kill_broker, 8),
    "broker-end": (kill_broker_at_the_end, 1),
    "agent": (kill_agents, 4),
    "worker": (kill_workers, 4),
    "runner": (kill_runner, 10),
    "broker-stop": (stop_broker, 3),
    "agent-stop": (stop_agents, 3),
    "link": (cut_link, 2),
    "disk": (fill_disk, 3),
}
