# SPDX-License-Identifier: Apache-2.0
"""A broker and agents for a benchmark, and Loads that runs there."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from .clients import Loads
from .processes import children_of, cpu_seconds, start, stop, tree_cpu_seconds, tree_of

START_SECONDS = 30


class Cluster:
    """Runs from the start to the end of a `with` block, in a folder of its own: agents on one CPU, the broker on another. `way`
    is how they talk: by "ipc", or by "tcp", or by that with "keys"."""

    def __init__(self, build, agents, agent_cpus, broker_cpus, niceness=0, way="ipc"):
        self.bin, self.way = pathlib.Path(build) / "bin", way
        self.count, self.agent_cpus, self.broker_cpus, self.niceness = agents, agent_cpus, broker_cpus, niceness

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="loadbench."))
        keys = self.folder / "keys"
        if self.way == "keys":
            self._make_keys(keys)
        frontend = f"ipc://{self.folder}/broker.ipc" if self.way == "ipc" else "tcp://127.0.0.1:*"
        self.agents = []
        self.broker = self._start("broker", self.broker_cpus, "--frontend", frontend, "--debug", *{
            "ipc": [], "tcp": ["--insecure"],
            "keys": ["--key", keys / "main.key", "--authorized-keys", keys / "authorized_keys"]}[self.way])
        try:
            self._wait(lambda: "listens at " in self.log() and "; state" in self.log())
            self.endpoint = re.search(r"listens at (\S+?);", self.log()).group(1) if self.way != "ipc" else frontend
            options = {"ipc": [], "tcp": ["--insecure"], "keys": self._key_options("agent")}[self.way]
            options += [] if self.way == "ipc" else ["--allow-target", "127.0.0.0/8"]
            for number in range(1, self.count + 1):
                name = [] if self.way == "keys" else ["--name", f"agent-{number}"]  # with a key, that has it
                self.agents.append(self._start("agent", self.agent_cpus, "--broker", self.endpoint, *name, *options,
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

    def runner_options(self):
        """With which a runner reaches it."""
        more = {"ipc": [], "tcp": ["--insecure-broker"], "keys": self._key_options("submit")}[self.way]
        return ["--broker", self.endpoint, *map(str, more)]

    def _key_options(self, name):
        return ["--key", self.folder / f"keys/{name}.key", "--known-brokers", self.folder / "keys/known_brokers"]

    def _make_keys(self, folder):
        for role, name in (("broker", "main"), ("agent", "agent"), ("submit", "submit")):
            subprocess.run([self.bin / "loads-keygen", "--role", role, "--name", name, "--output", folder], check=True,
                           capture_output=True)
        agents = (folder / "agent.pub").read_text().strip() + f" max_agents={self.count}\n"
        (folder / "authorized_keys").write_text(agents + (folder / "submit.pub").read_text())
        (folder / "known_brokers").write_text((folder / "main.pub").read_text())

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
    warm_up_seconds = 2.0  # it also has to get to the agent

    def __init__(self, build, cluster, name="agent"):
        super().__init__(build)
        self.cluster, self.name = cluster, name
        self.own = []  # CPU time of loads-agent alone, each time when that of all was asked for

    def _command(self, test, *options):
        return super()._command(test, "--agents", "1", *self.cluster.runner_options(), *options)

    def command(self, test, url, connections, seconds):
        self.cluster.wait_until_idle()
        return super().command(test, url, connections, seconds)

    def cpu_seconds(self, _runner):
        pid = self.cluster.agents[0].pid
        self.own.append(cpu_seconds(pid))
        return tree_cpu_seconds(pid)

    def own_seconds(self):
        """Of each run that was measured."""
        return [after - before for before, after in zip(self.own[::2], self.own[1::2])]


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
