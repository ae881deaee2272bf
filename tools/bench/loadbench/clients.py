# SPDX-License-Identifier: Apache-2.0
"""The load generators that are compared: how each is called, and how to see that it went well."""

import pathlib
import re
import shutil
import subprocess

from .processes import tree_cpu_seconds

BENCH = pathlib.Path(__file__).resolve().parents[1]


class Client:
    warm_up_seconds = 1.0  # start, connections, caches

    def cpu_seconds(self, pid):
        """What counts as the client's, of the process that was started."""
        return tree_cpu_seconds(pid)


class Wrk(Client):
    name = "wrk"

    def __init__(self):
        self.program = shutil.which("wrk")
        if not self.program:
            raise RuntimeError("wrk is not installed: apt-get install wrk")

    def command(self, test, url, connections, seconds):
        close = ["-H", "Connection: close"] if test == "test_close" else []
        return [self.program, "-t1", f"-c{connections}", f"-d{seconds}s", *close, url + "/"]

    @staticmethod
    def complaint(returncode, out, err):
        """Why the run does not count; empty if it does."""
        bad = re.search(r"Non-2xx or 3xx responses: .*", out)
        errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
        if returncode != 0 or bad:
            return bad.group(0) if bad else err[-500:]
        # With "Connection: close", wrk takes each end of a connection for a read error.
        return errors.group(0) if errors and (int(errors.group(1)) or int(errors.group(4))) else ""


class Loads(Client):
    name = "loads"

    def __init__(self, build):
        self.build = pathlib.Path(build)
        self.program = self.build / "bin" / "loads-runner"
        if not self.program.is_file():
            raise RuntimeError(f"{self.program} is not there: build first (cmake --preset release && "
                               "cmake --build build), or name another folder with --build")

    def _command(self, test, *options):
        return [str(self.program), f"bench_suite.Bench.{test}", "--module-path", str(BENCH), "--threads", "1",
                "--output", "null", *options]

    def command(self, test, url, connections, seconds):
        insecure = ["--insecure"] if url.startswith("https") else []
        return self._command(test, "-u", str(connections), "-d", str(seconds), "--server-url", url, *insecure)

    def hits_command(self, test, users, hits):
        return self._command(test, "-u", str(users), "--hits", str(hits), "--server-url", "http://127.0.0.1:1")

    def prepare(self):
        """Compiles the suite, so that no measurement does."""
        self.run(self.hits_command("test_nothing", 1, 1))

    def run(self, command):
        done = subprocess.run(command, capture_output=True, text=True)
        if complaint := self.complaint(done.returncode, done.stdout, done.stderr):
            raise RuntimeError(f"{' '.join(command)}: {complaint}")

    @staticmethod
    def complaint(returncode, out, err):
        return "" if returncode == 0 else f"exit code {returncode}: {(err or out)[-500:]}"
