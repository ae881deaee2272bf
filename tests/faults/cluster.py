# SPDX-License-Identifier: Apache-2.0
"""A cluster of real programs in a folder of its own, and the target that writes down what it answered."""

import collections
import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

PATIENCE = 60
RUN_ID = re.compile(r"\b[0-9a-f]{32}\b")


class Overdue(RuntimeError):
    pass


def wait_for(what, condition, seconds=PATIENCE, pause=0.02):
    """Looks every `pause` seconds whether it is so, and gives up after `seconds`."""
    give_up = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > give_up:
            raise Overdue(f"{what} did not happen within {seconds} s")
        time.sleep(pause)
    return found


def descendants(pid):
    found = []
    for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in children.read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


class Target:
    """nginx; its log has a line for each answer."""

    CONFIG = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 2000; }}
http {{
  log_format counted '$uri $status'; access_log {folder}/answers.log counted;
  keepalive_requests 1000000000; keepalive_timeout 3600s;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 "ok"; }} }}
}}
"""

    def __init__(self, folder, link=None):
        self.folder = folder
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "nginx.conf").write_text(self.CONFIG.format(folder=folder, port=self.port))
        command = ["nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log"]
        self.process = subprocess.Popen(link.inside(*command) if link else command)
        wait_for("the start of nginx", (folder / "nginx.pid").exists)  # it listens by then

    def url(self, key):
        return f"http://127.0.0.1:{self.port}/{key}"

    def stop(self):
        """Ends it in peace: all that it answered is then in its log."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)

    def answers(self):
        """How many answers each key had."""
        counts = collections.Counter()
        for line in (self.folder / "answers.log").read_text().splitlines():
            uri, status = line.split(" ")
            if status == "200":
                counts[uri.split("/")[1]] += 1
        return counts


class Cluster:
    def __init__(self, build, folder, agents, weakness="", link=None, disk=None):
        self.bin, self.folder, self.count = build / "bin", folder, agents
        self.weakness, self.link, self.disk = weakness, link, disk
        self.endpoint = f"tcp://{link.broker_address}:7780" if link else f"ipc://{folder}/broker.ipc"
        self.broker = None
        self.agents = {}

    def start(self):
        self.start_broker()
        for number in range(self.count):
            self.start_agent(number)
        wait_for("the registration of all agents", lambda: self._registered() == self.count)

    def _launch(self, name, *options):
        log = open(self.folder / f"{name}.log", "a")
        kind = name.split("-")[0]
        environment = dict(os.environ)
        command = [self.bin / f"loads-{kind}", *options]
        if self.weakness:
            # The same program, but a fault is built in: the harness is to show that it notices.
            command = [self.bin / "weak_program", kind, *options]
            environment["LOADS_WEAKNESS"] = self.weakness
        if self.link:
            command.append("--insecure")
            if kind == "agent":  # nginx is beside them
                command += ["--allow-target", "127.0.0.1"]
            command = self.link.inside(*command) if kind == "agent" else command
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, env=environment)

    def start_broker(self):
        self.broker = self._launch("broker", "--frontend", self.endpoint, "--state", self.folder / "broker-state",
                                   "--keep-runs", "10000")

    def start_agent(self, number):
        self.agents[number] = self._launch(f"agent-{number}", "--broker", self.endpoint, "--name", f"agent-{number}",
                                           "--state", self.folder / f"agent-state-{number}", "--max-jobs", "100")

    def runner(self, *options, timeout=PATIENCE):
        return subprocess.run(self._runner(options), text=True, capture_output=True, cwd=self.folder, timeout=timeout)

    def start_runner(self, *options):
        log = open(self.folder / "runner.log", "a")
        return subprocess.Popen(self._runner(options), stdout=log, stderr=log, cwd=self.folder, start_new_session=True)

    def _runner(self, options):
        insecure = ["--insecure-broker"] if self.link else []
        return [self.bin / "loads-runner", *options, "--broker", self.endpoint, *insecure]

    def _registered(self):
        ping = self.runner("--ping-broker")
        found = re.search(r"^(\d+) agents? registered", ping.stdout, re.M)
        return int(found.group(1)) if found else 0

    def submit(self, url, users, hits):
        """Starts a run on all agents; returns its id."""
        run = self.runner("faults_suite.Faults.test_hit", "--module-path", pathlib.Path(__file__).parent, "-a",
                          str(self.count), "-u", str(users), "--hits", str(hits), "--server-url", url, "--detach", "--wait-agents",
                          "--allow-invalid")
        found = RUN_ID.search(run.stdout + run.stderr)
        if run.returncode != 0 or not found:
            raise RuntimeError(f"cannot start a run: {run.stdout}{run.stderr}")
        return found.group(0)

    def spools(self, run=""):
        """What agents have not delivered yet."""
        return sorted(self.folder.glob(f"agent-state-*/spool/{run}*"))

    def workers(self, number):
        return [pid for pid in descendants(self.agents[number].pid) if name_of(pid) == "loads-worker"]

    def stop(self):
        processes = [self.broker, *self.agents.values()]
        for process in filter(None, processes):
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in filter(None, processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()
                process.wait()
