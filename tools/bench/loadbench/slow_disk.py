# SPDX-License-Identifier: Apache-2.0
"""Loads with outputs behind which there is a disk that is much too slow: a pipe whose reader takes its time."""

import json
import os
import pathlib
import re
import tempfile
import threading
import time

from .clients import Loads

BYTES_PER_SECOND = 2_000_000
PIECE = 65536
HIT = b'{"data_type": "add_hit"'


class Reader(threading.Thread):
    """Reads slowly for some seconds, then as fast as it can; counts hits and keeps the last line."""

    def __init__(self, path, slow_seconds):
        super().__init__(daemon=True)
        self.path, self.slow_seconds = path, slow_seconds
        self.hits, self.last_line = 0, b""

    def run(self):
        rest = b""
        with open(self.path, "rb", buffering=0) as pipe:
            slow_until = time.monotonic() + self.slow_seconds
            while piece := pipe.read(PIECE):
                *lines, rest = (rest + piece).split(b"\n")
                self.hits += sum(line.startswith(HIT) for line in lines)
                self.last_line = lines[-1] if lines else self.last_line
                if time.monotonic() < slow_until:
                    time.sleep(len(piece) / BYTES_PER_SECOND)


class NoOutput(Loads):
    name = "null"


class SlowOutputs(Loads):
    """Writes each event to a slow disk, and JSON figures. A run counts only if each hit is accounted for."""
    name = "file+json"

    def __init__(self, build):
        super().__init__(build)
        self.folder = tempfile.TemporaryDirectory(prefix="loads-bench.")
        self.reader = None
        self.dropped = []  # share of the hits, of each run

    def command(self, test, url, connections, seconds):
        pipe = pathlib.Path(self.folder.name, "events")
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe)
        self.reader = Reader(pipe, seconds)
        self.reader.start()
        return [*super().command(test, url, connections, seconds), "--output", "stdout", "--output", "file",
                "--output-file-filename", str(pipe), "--output", "json", "--output-json-filename",
                str(pipe.with_name("summary.json"))]

    def complaint(self, returncode, out, err):
        if returncode != 0:
            return f"exit code {returncode}: {err[-500:]}"
        self.reader.join(30)
        end = json.loads(self.reader.last_line)
        dropped = end["dropped_by_type"].get("add_hit", 0)
        hits = int(re.search(r"^Hits: (\d+)$", out, re.MULTILINE).group(1))
        self.dropped.append(dropped / hits)
        if self.reader.hits + dropped != hits:
            return f"{hits} hits, but {self.reader.hits} written and {dropped} dropped"
        return ""
