#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: services_test.py BUILD_FOLDER

The units for systemd and the file for Circus, as they are installed: systemd can read them, and the programs do what the
units say of them, with their command and their variables, in temporary folders: they say READY=1 and STOPPING=1.
"""

import configparser
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = pathlib.Path()
PROGRAMS = ("loads-broker", "loads-agent", "loads-runner", "loads-keygen")
SECONDS = 30


def clean_environment(**more):
    return {**{name: value for name, value in os.environ.items() if not name.startswith("LOADS_")}, **more}


def values_of(unit, key):
    return re.findall(rf"^{key}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """A program as its unit starts it. What it tells systemd comes to a socket here."""

    def __init__(self, unit, top, port, instance="", **more):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(SECONDS)
        self.socket.bind(str(top / (unit.name + ".notify")))

        def here(text):
            for there, place in (("%i", instance), ("/var/lib/", f"{top}/state/"), ("/etc/loads", f"{top}/keys"),
                                 ("127.0.0.1:5553", f"127.0.0.1:{port}")):
                text = text.replace(there, place)
            return text

        credentials = top / "credentials" / unit.stem
        credentials.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in values_of(unit, "LoadCredential"):
            name, path = here(each).split(":", 1)
            shutil.copy(path, credentials / name)
            (credentials / name).chmod(0o400)
        for each in values_of(unit, "StateDirectory")[0].split():
            (top / "state" / here(each)).mkdir(mode=0o700, parents=True, exist_ok=True)
        variables = dict(here(each).split("=", 1) for each in values_of(unit, "Environment"))
        variables["CREDENTIALS_DIRECTORY"] = str(credentials)
        self.process = subprocess.Popen(
            values_of(unit, "ExecStart")[0].split(), stderr=subprocess.PIPE, text=True,
            env=clean_environment(**variables, NOTIFY_SOCKET=self.socket.getsockname(), **more))

    def hears(self):
        return self.socket.recv(1000).decode()

    def end(self):
        """(exit code, log)"""
        self.socket.close()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                _, self.log = self.process.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                _, self.log = self.process.communicate()
        return self.process.returncode, self.log


class Services(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="loads-services.")
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        subprocess.run(["cmake", "--install", BUILD, "--component", "services", "--prefix", self.top], check=True,
                       stdout=subprocess.DEVNULL)
        (self.top / "bin").mkdir(exist_ok=True)
        for program in PROGRAMS:
            (self.top / "bin" / program).symlink_to(BUILD / "bin" / program)
        self.units = self.top / "lib/systemd/system"
        self.port = free_port()
        keys = self.top / "keys"
        for role, name in (("broker", "broker"), ("agent", "agent"), ("submit,observe", "ann")):
            subprocess.run([self.top / "bin/loads-keygen", "--role", role, "--name", name, "--output", keys], check=True,
                           capture_output=True, timeout=60, env=clean_environment())
        (keys / "authorized_keys").write_text("".join((keys / f"{name}.pub").read_text() for name in ("agent", "ann")))
        shutil.copy(keys / "broker.pub", keys / "known_brokers")
        for file in (keys / "authorized_keys", keys / "known_brokers"):
            file.chmod(0o644)

    def start(self, program, instance=""):
        service = Service(next(self.units.glob(f"{program}*.service")), self.top, self.port, instance)
        self.addCleanup(service.end)
        self.assertEqual(service.hears(), "READY=1")
        return service

    def run_runner(self, question):
        keys = self.top / "keys"
        return subprocess.run([self.top / "bin/loads-runner", question, "--broker", f"tcp://127.0.0.1:{self.port}", "--key",
                               keys / "ann.key", "--known-brokers", keys / "known_brokers"], capture_output=True, text=True, timeout=60, env=clean_environment())

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not here")
    def test_systemd_has_nothing_against_the_units(self):
        run = subprocess.run(["systemd-analyze", "verify", "--man=no", *sorted(self.units.glob("*.service"))],
                             capture_output=True, text=True, timeout=60)
        self.assertEqual(run.stderr + run.stdout, "")
        self.assertEqual(run.returncode, 0)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not here")
    def test_the_units_leave_little_open(self):
        for program, most in (("loads-broker", 1.5), ("loads-agent", 2.5)):
            unit = next(self.units.glob(f"{program}*.service"))
            run = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={round(most * 10)}", unit],
                                 capture_output=True, text=True, timeout=60)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", run.stdout).group(1))
            self.assertLessEqual(exposure, most)

    def test_a_service_that_is_watched_says_that_it_lives(self):
        for program in ("loads-broker", "loads-agent"):
            unit = next(self.units.glob(f"{program}*.service"))
            self.assertGreaterEqual(int(values_of(unit, "WatchdogSec")[0]), 30)  # they say it every 10 seconds
            service = Service(unit, self.top, self.port, "1", WATCHDOG_USEC="60000000")
            self.addCleanup(service.end)
            self.assertEqual({service.hears(), service.hears()}, {"READY=1", "WATCHDOG=1"})

    @unittest.skipUnless(shutil.which("systemd-sysusers"), "systemd is not here")
    def test_the_users_of_the_units_are_made(self):
        (self.top / "etc").mkdir()
        subprocess.run(["systemd-sysusers", f"--root={self.top}", self.top / "lib/sysusers.d/loads.conf"], check=True,
                       capture_output=True, timeout=60)
        made = {line.split(":")[0] for line in (self.top / "etc/passwd").read_text(encoding="utf-8").splitlines()}
        used = [user for unit in self.units.glob("*.service") for user in values_of(unit, "User")]
        self.assertEqual(len(set(used)), 2)  # what an agent runs must not reach the socket of the broker's owner
        self.assertLessEqual(set(used), made)

    def test_the_programs_work_as_the_units_start_them(self):
        broker, agent = self.start("loads-broker"), self.start("loads-agent", "1")
        give_up = time.monotonic() + SECONDS
        while "1 agent registered" not in self.run_runner("--ping-broker").stdout:
            self.assertLess(time.monotonic(), give_up)
        check = self.run_runner("--health-check")
        self.assertEqual(check.returncode, 0, check.stderr)
        self.assertIn("agent", check.stdout)
        for service in (agent, broker):
            code, log = service.end()
            self.assertEqual(code, 0, log)
            self.assertNotIn("warning", log)

    def test_an_agent_needs_no_broker_to_begin_and_tells_that_it_ends(self):
        agent = self.start("loads-agent", "2")
        agent.process.send_signal(signal.SIGTERM)
        self.assertEqual(agent.hears(), "STOPPING=1")
        self.assertEqual(agent.end()[0], 0)

    def test_variables_that_the_units_name_are_those_of_options(self):
        for program in ("broker", "agent"):
            unit = next(self.units.glob(f"loads-{program}*.service")).read_text(encoding="utf-8")
            known = subprocess.run([self.top / f"bin/loads-{program}", "--help"], capture_output=True, text=True).stdout
            for name in re.findall(rf"LOADS_{program.upper()}_(\w+)", unit):
                self.assertRegex(known, rf"--{name.lower().replace('_', '-')}\b")

    def test_circus_starts_the_programs(self):
        path = self.top / "share/loads/circus.ini"
        file = configparser.ConfigParser()
        file.read(path, encoding="utf-8")
        for program in ("loads-broker", "loads-agent"):
            command = file[f"watcher:{program}"]["cmd"].split()
            self.assertEqual(command, [str(self.top / "bin" / program)])
        self.assertGreater(file.getint("watcher:loads-broker", "priority"), file.getint("watcher:loads-agent", "priority"))
        self.assertIn(str(path), path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
