#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Aims loads-runner at hostile servers. Each hit must end in the one class that its personality's row names, with
its sentence, and in time; memory must stay within bounds, and users of a good server must not notice.

usage: hostile_test.py BUILD-FOLDER [-v]
"""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True

import personalities  # noqa: E402
import server  # noqa: E402

BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
SUITE = BUILD / "tests/modules/hostile"
FIRST_BYTE, TOTAL, CONNECT = 1.5, 3, 2
LIMITS = ["--first-byte-timeout", str(FIRST_BYTE), "--timeout", str(TOTAL), "--connect-timeout", str(CONNECT),
          "--max-body", "1m"]
LATEST = TOTAL + 1
PER_CONNECTION = 256 << 10
MEMORY_INTERVAL = 0.02  # seconds between two looks; what a worker had at most, the kernel keeps
GOOD_USERS, GOOD_HITS = 4, 100


def memory_of(pid):
    """The most that a process had, in bytes."""
    try:
        text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmHWM:\s*(\d+) kB", text).group(1)) << 10
    except (OSError, AttributeError):
        return 0


def workers_of(parent):
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            name, rest = re.match(r"\d+ \((.*)\) (.*)", stat, re.DOTALL).groups()
            if name.startswith("loads-worker") and int(rest.split()[1]) == parent:
                yield entry.name


def ends_within(process, seconds):
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    return process.returncode is not None


class Outcome:
    def __init__(self, code, out, err, records, memory):
        self.code, self.out, self.err, self.records, self.memory = code, out, err, records, memory

    def of_label(self, label, kind="add_hit"):
        return [each for each in self.records if each["data_type"] == kind and each.get("label") == label]

    def failures_of_user(self, user):
        return [each["exc_info"][1] for each in self.records
                if each["data_type"] == "failure" and each["loads_status"][3] == user]


class HostileTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="loads-hostile-")
        name = cls.folder.name
        cls.certificates = server.make_certificates(
            name, lambda command: subprocess.run(command, check=True, capture_output=True))
        cls.server = server.Server(cls.certificates)
        cls.good = subprocess.Popen([BUILD / "bin/echo_server", "--port", "0"], stdout=subprocess.PIPE, text=True)
        cls.good_port = int(re.search(r":(\d+)", cls.good.stdout.readline()).group(1))

    @classmethod
    def tearDownClass(cls):
        cls.server.end()
        cls.good.kill()
        cls.good.wait()
        cls.good.stdout.close()
        cls.folder.cleanup()

    def run_suite(self, test, users, count=1):
        events = f"{self.folder.name}/{test}.jsonl"
        url = f"http://127.0.0.1:{self.server.port}/hostile/{self.good_port}/{count}"
        command = [BUILD / "bin/loads-runner", f"hostile.Hostile.{test}", "--server-url", url, "-u", str(users),
                   "--output", "file", "--output-file-filename", events, "--ca-file", f"{self.folder.name}/ca.pem",
                   "--threads", "2", "--allow-target", "127.0.0.1", "--allow-target", "localhost", *LIMITS]
        with open(f"{self.folder.name}/out", "w+", encoding="utf-8") as out, \
                open(f"{self.folder.name}/err", "w+", encoding="utf-8") as err:
            runner = subprocess.Popen(command, cwd=SUITE, stdout=out, stderr=err)
            memory, give_up, is_over = 0, time.monotonic() + 60, False
            while not is_over and time.monotonic() < give_up:
                is_over = ends_within(runner, MEMORY_INTERVAL)
                memory = max([memory, *map(memory_of, workers_of(runner.pid))])
            if not is_over:
                runner.kill()
                runner.wait()
                self.fail(f"{test} does not end")
            out.seek(0), err.seek(0)
            said, complained = out.read(), err.read()
        records = [json.loads(line) for line in pathlib.Path(events).read_text(encoding="utf-8").splitlines()]
        self.assertIn(runner.returncode, (0, 1), complained)
        return Outcome(runner.returncode, said, complained, records, memory)

    def rate_of_good(self, outcome):
        hits = outcome.of_label("good")
        self.assertEqual(len(hits), GOOD_USERS * GOOD_HITS)
        self.assertEqual({hit["status"] for hit in hits}, {200})
        times = sorted(hit["started"] for hit in hits)
        seconds = [sum(float(part) * factor for part, factor in zip(re.findall(r"[\d.]+", when[11:-1]),
                                                                    (3600, 60, 1))) for when in times]
        return len(hits) / ((seconds[-1] - seconds[0]) % 86400)

    def check_class(self, row, ends, sentences, latest):
        """`ends`: the last hit's reason or status, and how long all hits of it took."""
        (end, seconds) = ends
        with self.subTest(personality=row.name):
            if isinstance(row.expected, int):
                self.assertEqual(end, row.expected)
                self.assertEqual(sentences, [])
            else:
                self.assertEqual(len(sentences), 1, sentences)
                self.assertRegex(str(end), row.expected)
                self.assertRegex(sentences[0], row.sentence)
            self.assertLess(seconds, latest)

    def test_each_personality_ends_in_its_class_and_others_do_not_notice(self):
        rows = personalities.HTTP
        self.assertGreaterEqual(len(rows) + len(personalities.SOCKETS), 60)
        alone = self.rate_of_good(self.run_suite("test_good", GOOD_USERS))
        outcome = self.run_suite("test_beside", len(rows) + GOOD_USERS, len(rows))
        for number, row in enumerate(rows, 1):
            hits = outcome.of_label(f"p{number}")
            with self.subTest(personality=row.name):
                self.assertTrue(hits)
                end = hits[-1].get("reason") or hits[-1]["status"]
                if row.expected in ("bad redirect", "too many redirects"):
                    self.assertEqual(end, 302)  # it was answered; what is wrong is where to
                    end = row.expected
                self.check_class(row, (end, sum(hit["elapsed"] for hit in hits)), outcome.failures_of_user(number),
                                 LATEST)
        beside = self.rate_of_good(outcome)
        print(f"good users: {alone:.1f} hits/s alone, {beside:.1f} beside {len(rows)} hostile servers")
        self.assertGreater(beside, 0.8 * alone)

    def test_each_web_socket_ends_in_its_class(self):
        rows = personalities.SOCKETS
        outcome = self.run_suite("test_socket", len(rows))
        for number, row in enumerate(rows, 1):
            failed = outcome.of_label(f"w{number}", "socket_failed")
            sentences = outcome.failures_of_user(number)
            end = failed[-1]["reason"] if failed else "receive timeout"
            self.assertLessEqual(len(failed), 1)
            self.check_class(row, (end, self.seconds_of(outcome, number)), sentences, LATEST + 1.5)

    @staticmethod
    def seconds_of(outcome, user):
        return max(each["elapsed"] for each in outcome.records
                   if each["data_type"] == "stopTest" and "elapsed" in each and each["loads_status"][3] == user)

    def test_a_reset_at_each_byte_is_told_by_where_it_came(self):
        outcome = self.run_suite("test_reset", 201)
        for sent in range(201):
            hits = outcome.of_label(f"k{sent + 1}")
            expected = (personalities.NO_ANSWER if sent == 0 else personalities.HEAD_CUT
                        if sent < len(server.CUT_HEAD) else personalities.BODY_CUT if sent < 200 else 200)
            with self.subTest(bytes=sent):
                self.assertEqual(len(hits), 1)
                self.assertEqual(hits[0].get("reason") or hits[0]["status"], expected)

    def test_floods_take_little_memory(self):
        users = 40 * len(personalities.FLOODS)
        base = self.run_suite("test_hold", users)
        flood = self.run_suite("test_flood", users)
        self.assertEqual(len(flood.of_label("flood")), users)
        self.assertTrue(all("reason" in hit for hit in flood.of_label("flood")))
        each = (flood.memory - base.memory) / users
        print(f"{users} floods: {each / 1024:.1f} KiB each beyond {base.memory >> 20} MiB")
        self.assertLess(each, PER_CONNECTION)


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ["LOADS_ALLOW_INVALID"] = "yes"  # this machine may be busy
    unittest.main(verbosity=2)
