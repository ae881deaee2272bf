# SPDX-License-Identifier: Apache-2.0
"""A broker and agents for a benchmark, and Loads that runs there."""

import pathlib
import shutil
import subprocess
import tempfile
import time

from .clients import Loads
from .processes import children_of, cpu_seconds, start, stop, tree_cpu_seconds, tree_of

START_SECONDS = 30


class Cluster:
    """Runs from the start to the end of a `with` block, in a folder of its own: agents on one CPU, the broker on another."""

    def __init__(self, build, agents, agent_cpus, broker_cpus, niceness=0):
        self.bin = pathlib.Path(build) / "bin"
        self.count, self.agent_cpus, self.broker_cpus, self.niceness = agents, agent_cpus, broker_cpus, niceness

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="loadbench."))
        self.endpoint = f"ipc://{self.folder}/broker.ipc"
        self.agents = []
        self.broker = self._start("broker", self.broker_cpus, "--frontend", self.endpoint, "--debug")
        try:
            self._wait(lambda: (self.folder / "broker.ipc").exists())
            for number in range(1, self.count + 1):
                self.agents.append(self._start("agent", self.agent_cpus, "--broker", self.endpoint, "--name", f"agent-{number}",
                                               number=number))
            self._wait(lambda: self.log().count(" registers (") == self.count)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for agent in self.agents:
            agent.terminate()
        for process in [*self.agents, self.broker]:
            stop(process)
        shutil.rmtree(self.folder)

    def _start(self, kind, cpus, *options, number=""):
        with open(self.folder / f"{kind}{number}.log", "w") as log:
            return start([self.bin / f"loads-{kind}", "--state", self.folder / f"{kind}{number}", *options], cpus, self.niceness,
                         stdout=log, stderr=log)

    def _wait(self, is_so):
        give_up = time.monotonic() + START_SECONDS
        while not is_so():
            if self.broker.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError("the cluster does not start; the broker says: " + self.log()[-2000:])
            time.sleep(0.05)

    def log(self):
        """What the broker said so far, each message that came included."""
        return (self.folder / "broker.log").read_text(errors="replace")

    def wait_until_idle(self):
        """No agent has a job any more."""
        self._wait(lambda: not any(children_of(agent.pid) for agent in self.agents))


class LocalWorker(Loads):
    """A local run, of which only the worker counts."""
    name = "worker"

    def cpu_seconds(self, pid):
        workers = [each for each in tree_of(pid) if name_of(each) == "loads-worker"]
        return sum(cpu_seconds(each) for each in workers)


class OnAgent(Loads):
    """A run on the first agent of a cluster, of which all of the agent counts: itself, its job, and the worker of that."""
    name = "agent"
    warm_up_seconds = 2.0  # it also has to get to the agent

    def __init__(self, build, cluster):
        super().__init__(build)
        self.cluster = cluster

    def _command(self, test, *options):
        return super()._command(test, "--agents", "1", "--broker", self.cluster.endpoint, *options)

    def command(self, test, url, connections, seconds):
        self.cluster.wait_until_idle()
        return super().command(test, url, connections, seconds)

    def cpu_seconds(self, _runner):
        return tree_cpu_seconds(self.cluster.agents[0].pid)


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
