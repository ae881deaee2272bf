# SPDX-License-Identifier: Apache-2.0
"""The sample server, for what nginx does not have: web sockets that answer."""

import pathlib
import re
import subprocess
import urllib.request

from .processes import start, stop


class EchoServer:
    """Runs from the start to the end of a `with` block, on the server's CPU."""

    def __init__(self, build, nginx):
        self.program = pathlib.Path(build) / "bin" / "echo_server"
        self.cpu, self.niceness = nginx.server_cpu, nginx.niceness

    def __enter__(self):
        self.process = start([self.program, "--port", "0"], self.cpu, self.niceness, stdout=subprocess.PIPE, text=True)
        found = re.search(r"http://\S+", self.process.stdout.readline())
        if not found:
            stop(self.process)
            raise RuntimeError(f"{self.program} does not start")
        self.http_url = found.group(0)
        return self

    def __exit__(self, *_):
        stop(self.process)

    def counters(self):
        """(0, open web sockets)."""
        with urllib.request.urlopen(self.http_url + "/active", timeout=10) as answer:
            return 0, int(re.search(r"current: (\d+)", answer.read().decode()).group(1))
