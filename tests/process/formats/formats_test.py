#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: formats_test.py SOURCE_FOLDER BUILD_FOLDER [unittest arguments]

The files that outputs write, of real runs, as the programs see them that read such files: FunkLoad's report builder by its
rules (and itself, where it is installed), Python's json and csv, xmllint. Their figures are those of the report."""

import datetime
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unicodedata
import unittest
import xml.etree.ElementTree as tree

sys.dont_write_bytecode = True

import funkload_rules  # noqa: E402
from formats_case import BUILD, FILES, SOURCE, Case, figure  # noqa: E402
from json_keys import documented_keys, keys_of  # noqa: E402

# Which only a run in a cluster has.
AGENT_KEYS = {f"agents[].{name}" for name in ("name", "host", "state", "hits", "failed", "until_seconds", "late_seconds",
                                              "late_error_seconds", "sandbox")}


class Hostile(Case):
    def command(self, test, outputs, arguments, server_url=True):
        return [("formats.Hostile.test_names" if word == "formats.Formats.Hostile" else word)
                for word in super().command(test, outputs, arguments, server_url)]

    def test_hostile_names_go_through_all_outputs(self):
        events = self.folder / "events.jsonl"
        run = subprocess.run(
            self.command("Hostile", ["csv", "funkload", "json", "junit"],
                         ["--hits", "200", "--output", "file", "--output-file-filename", events]),
            capture_output=True, timeout=120, cwd=self.folder)
        self.assertEqual(run.returncode, 1, run.stderr)
        report = run.stdout.decode("utf-8")  # or it is an error
        unseen = [c for c in report if c != "\n" and (unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs"))]
        self.assertEqual(unseen, [])
        self.assertGreater(len(self.json()["labels"]), 100)
        rows = self.rows()
        self.assertTrue(all(None not in row and None not in row.values() for row in rows))
        self.assertFalse([row["label"] for row in rows if row["label"][:1] in "=+-@\t\r" and row["label"]])
        self.junit()
        complaints = set(funkload_rules.complaints(self.path("funkload"), None))
        self.assertLessEqual(complaints, {"two steps are the same request"})  # what XML cannot hold is all one
        with events.open(encoding="utf-8", newline="\n") as file:
            records = [json.loads(line) for line in file]
        self.assertGreaterEqual(sum(record["data_type"] == "add_hit" for record in records), 200)


class Funkload(Case):
    def check(self, report, planned=None):
        """The rules hold, and the totals are those of the report."""
        path = self.path("funkload")
        self.assertEqual(list(funkload_rules.complaints(path, planned)), [])
        totals = funkload_rules.totals(path)
        self.assertEqual(totals.get("responses", 0), figure(report, "Hits"))
        for result, label in {"Successful": "Success", "Failure": "Failures", "Error": "Errors"}.items():
            self.assertEqual(totals.get(result, 0), figure(report, label), label)
        self.build_reports(totals, path)
        return totals

    def build_reports(self, totals, *paths):
        """By FunkLoad itself, if it is there. It runs on Python 2."""
        if not shutil.which("fl-build-report"):
            return
        text = subprocess.run(["fl-build-report", *paths], capture_output=True, text=True, timeout=120, check=True).stdout
        text = text[text.index("The bench contains:"):]
        found = {name: int(re.search(rf"^\* (\d+) {name}", text, re.MULTILINE).group(1))
                 for name in ("tests", "pages", "requests")}
        requests = totals["responses"] * len(paths)
        self.assertEqual(found, {"tests": totals.get("tests", 0) * len(paths), "pages": requests, "requests": requests})
        subprocess.run(["fl-build-report", "--html", "-o", self.folder, *paths], check=True, timeout=300,
                       stdout=subprocess.DEVNULL)

    def test_hits_in_one_cycle(self):
        run = self.run_test("test_get", ["funkload"], "-u", "5", "--hits", "4")
        self.assertEqual(self.check(run.stdout), {"responses": 20, "tests": 20, "Successful": 20})

    def test_repeated_and_several_cycles_with_all_that_is_odd(self):
        run = self.run_test("test_mixed", ["funkload"], "-u", "2:2:3", "--hits", "5", code=1)
        totals = self.check(run.stdout)
        self.assertEqual(totals["responses"], 4 * totals["tests"])
        self.assertEqual(totals["failed responses"], 2 * totals["tests"])  # 503, and no answer
        cycles = {(each.get("cycle"), each.get("cvus")) for each in tree.parse(self.path("funkload")).iter("response")}
        self.assertEqual(cycles, {("000", "002"), ("001", "002"), ("002", "003")})
        urls = {each.get("url") for each in tree.parse(self.path("funkload")).iter("response")}
        self.assertTrue(any("&b=2" in url for url in urls), urls)

    def test_a_class_has_cycles_of_its_own_for_each_test(self):
        run = self.run_test("Pair", ["funkload"], "-u", "2:3")
        self.check(run.stdout)
        found = {(each.get("cycle"), each.get("cvus"), each.get("name"))
                 for each in tree.parse(self.path("funkload")).iter("testResult")}
        self.assertEqual(found, {("000", "002", "test_one"), ("001", "003", "test_one"),
                                 ("002", "002", "test_two"), ("003", "003", "test_two")})

    def test_without_a_server_url_that_of_the_first_request_is_taken(self):
        command = self.command("test_absolute", ["funkload"], ["-u", "2:2"], server_url=False)
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, env={"LOADS_TEST_URL": self.url})
        self.assertEqual(run.returncode, 0, run.stderr)
        self.check(run.stdout)
        config = {each.get("key"): each.get("value") for each in tree.parse(self.path("funkload")).iter("config")}
        self.assertEqual(config["server_url"], self.url)

    def test_stopped_by_duration_the_planned_time_counts_and_files_can_be_merged(self):
        for name in ("a.xml", "b.xml"):
            run = self.run_test("test_delay", ["funkload"], "-u", "2:2", "-d", "1")
            totals = self.check(run.stdout, planned=1)
            text = self.path("funkload").read_text(encoding="utf-8")
            node = f'key="node" value="{name}"'
            (self.folder / name).write_text(re.sub('key="node" value="[^"]*"', node, text), encoding="utf-8")
        self.assertEqual(totals["responses"], totals["tests"])  # each iteration is one request
        if shutil.which("fl-build-report"):
            merged = subprocess.run(["fl-build-report", self.folder / "a.xml", self.folder / "b.xml"],
                                    capture_output=True, text=True, timeout=120, check=True)
            self.assertIn("cycles of concurrent users: [4, 4]", merged.stdout.lower())

    def test_without_any_request_there_is_a_message_and_a_file(self):
        run = self.run_test("test_no_request", ["funkload"])
        self.assertIn("has no <response>", run.stderr)
        self.assertIn("</funkload>", self.path("funkload").read_text(encoding="utf-8"))


class FunkloadInACluster(Funkload):
    """All of that again, with the test on an agent."""
    agents = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = tempfile.TemporaryDirectory(prefix="loads-formats.")
        cls.broker = f"ipc://{cls.home.name}/broker.ipc"
        cls.programs = []
        cls.start("loads-broker", "--frontend", cls.broker, "--state", f"{cls.home.name}/broker")
        for name in ("one", "two"):
            cls.start("loads-agent", "--broker", cls.broker, "--name", name, "--state", f"{cls.home.name}/{name}")

    @classmethod
    def start(cls, program, *arguments):
        with open(f"{cls.home.name}/{len(cls.programs)}.log", "w", encoding="utf-8") as log:
            cls.programs.append(subprocess.Popen([BUILD / "bin" / program, *arguments], stderr=log))

    @classmethod
    def tearDownClass(cls):
        for program in reversed(cls.programs):
            program.terminate()
            program.wait()
        cls.home.cleanup()
        super().tearDownClass()

    def command(self, *arguments, **options):
        return [*super().command(*arguments, **options), "--broker", self.broker, "-a", str(self.agents),
                "--wait-agents"]

    test_without_a_server_url_that_of_the_first_request_is_taken = None  # a variable of this machine tells it

    def test_hits_of_two_agents(self):
        self.agents = 2
        run = self.run_test("test_get", ["funkload", "json"], "-u", "5:6", "--hits", "4")
        self.assertEqual(self.check(run.stdout), {"responses": 88, "tests": 88, "Successful": 88})
        summary = self.json()
        agents = summary["agents"]
        self.assertLessEqual(AGENT_KEYS, keys_of(summary))
        self.assertEqual({each["name"] for each in agents}, {"one", "two"})
        self.assertEqual({(each["hits"], each["failed"], each["state"]) for each in agents}, {(44, 0, "ended")})
        self.assertTrue(all(each["late_error_seconds"] >= 0 for each in agents))
        self.assertTrue(all("limits" in each["sandbox"] for each in agents))


class Files(Case):
    def test_all_outputs_at_once_say_what_the_report_says(self):
        run = self.run_test("test_mixed", list(FILES), "-u", "3:2", "--hits", "6", code=1)
        hits = figure(run.stdout, "Hits")
        self.assertEqual(hits, 120)

        summary = self.json()
        self.assertEqual(summary["requests"]["hits"], hits)
        self.assertEqual(summary["requests"]["no_answer"], 30)
        self.assertEqual(sum(label["hits"] for label in summary["labels"]), hits)
        self.assertEqual(sum(each["count"] for each in summary["statuses"]), hits - 30)
        for key, label in {"success": "Success", "failures": "Failures", "errors": "Errors"}.items():
            self.assertEqual(summary["iterations"][key], figure(run.stdout, label))
        self.assertEqual(summary["tests"][0]["test"], "Formats.test_mixed")
        self.assertFalse(summary["run"]["interrupted"])
        self.assertEqual({each["name"] for each in summary["outputs"]}, {"stdout", *FILES})
        self.assertEqual(sum(each["events_dropped"] for each in summary["outputs"]), 0)

        properties = self.properties(self.junit())
        self.assertEqual(int(properties["hits"]), hits)
        self.assertEqual(int(properties["success"]), figure(run.stdout, "Success"))

        rows = self.rows()
        self.assertEqual(sum(int(row["hits"]) for row in rows), hits)
        self.assertEqual(sum(int(row["bytes_received"]) for row in rows), summary["requests"]["bytes_received"])
        self.assertIn("'=odd,\"label\" & more", {row["label"] for row in rows})
        for row in rows:
            self.assertEqual(int(row["hits"]), int(row["no_answer"]) +
                             sum(int(row[f"answers_{hundreds}xx"]) for hundreds in range(1, 6)))
            self.assertEqual(row["p95_seconds"] == "", row["no_answer"] == row["hits"])

        self.assertEqual(list(funkload_rules.complaints(self.path("funkload"))), [])
        self.assertEqual(funkload_rules.totals(self.path("funkload"))["responses"], hits)

    def test_each_documented_key_of_json_is_there(self):
        golden = json.loads((SOURCE / "tests/golden/json_bad_run.json").read_text(encoding="utf-8"))
        self.assertEqual(keys_of(golden) | AGENT_KEYS, documented_keys(SOURCE / "docs/outputs.md"))

    def test_csv_has_a_row_for_each_second_and_can_be_read_meanwhile(self):
        self.run_test("test_delay", ["csv"], "-u", "2", "-d", "3")
        rows = self.rows()
        self.assertGreaterEqual(len(rows), 3)
        times = [datetime.datetime.fromisoformat(row["time"].replace("Z", "+00:00")) for row in rows]
        self.assertEqual(times, sorted(times))
        self.assertEqual({row["label"] for row in rows if row["hits"] != "0"}, {"delay"})
        ends = [float(row["elapsed_seconds"]) + float(row["interval_seconds"]) for row in rows]
        begins = [float(row["elapsed_seconds"]) for row in rows]
        for end, begin in zip(ends, begins[1:]):
            self.assertAlmostEqual(end, begin, places=6)
        self.assertLess(max(float(row["p50_seconds"]) for row in rows if row["hits"] != "0"), 1)

    def test_junit_has_a_case_for_each_test_and_the_most_frequent_message(self):
        self.run_test("test_fail", ["junit"], "--hits", "3", code=1)
        failure = self.junit().find("testcase[@classname='Formats'][@name='test_fail']/failure")
        self.assertTrue(failure.get("message").startswith("3 of 3 iterations failed: "), failure.get("message"))
        self.assertIn("3 x failure at ", failure.text)
        self.assertIn("1 != 2", failure.text)

    def test_a_run_ended_by_ctrl_c_is_whole_and_says_so(self):
        command = self.command("test_delay", list(FILES), ["-u", "2", "-d", "100"])
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            while not self.path("csv").exists() or self.path("csv").read_text(encoding="utf-8").count("\n") < 2:
                self.assertIsNone(run.poll())  # until the first second is in the file
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=60)
        finally:
            run.kill()
            run.wait()
        self.assertEqual(run.returncode, 0, err)
        summary = self.json()
        self.assertTrue(summary["run"]["interrupted"])
        self.assertEqual(summary["requests"]["hits"], figure(out, "Hits"))
        self.assertEqual(summary["iterations"]["stopped"], figure(out, "Stopped"))
        self.assertEqual(int(self.properties(self.junit())["hits"]), figure(out, "Hits"))
        self.assertEqual(sum(int(row["hits"]) for row in self.rows()), figure(out, "Hits"))
        self.assertEqual(list(funkload_rules.complaints(self.path("funkload"))), [])

    def test_after_a_crash_of_the_worker_the_files_are_whole_and_say_so(self):
        run = self.run_test("test_crash", list(FILES), "--hits", "10", code=3)
        summary = self.json()
        self.assertTrue(any("SIG" in sentence for sentence in summary["trouble"]), summary["trouble"])
        self.assertFalse(summary["run"]["interrupted"])
        self.assertEqual(summary["requests"]["hits"], figure(run.stdout, "Hits"))
        error = self.junit().find("testcase[@classname='loads'][@name='run']/error")
        self.assertEqual(error.get("message"), summary["trouble"][0])
        self.assertIn("meta:trouble", self.path("funkload").read_text(encoding="utf-8"))
        self.assertEqual(list(funkload_rules.complaints(self.path("funkload"))), [])


class Faults(Case):
    def test_a_name_that_cannot_be_written_ends_the_run_before_it_begins(self):
        for output in FILES:
            with self.subTest(output):
                file = self.folder / "no/such/file"
                run = self.run_test("test_get", [output], f"--output-{output}-filename", file, code=3)
                self.assertEqual(run.stdout, "")
                self.assertIn(f"cannot write {file}: No such file or directory", run.stderr.splitlines()[0])

    def test_on_a_full_disk_the_run_goes_on_and_ends_with_3(self):
        for output in ("csv", "json", "junit"):
            with self.subTest(output):
                run = self.run_test("test_get", [output], f"--output-{output}-filename=/dev/full", "--hits", "5", code=3)
                self.assertEqual(figure(run.stdout, "Success"), 5)
                self.assertIn("cannot write /dev/full: No space left on device", run.stderr)
        self.run_test("test_get", ["funkload"], "--output-funkload-filename=/dev/full", code=3)

    def test_an_older_file_stays_if_the_run_does_not_begin(self):
        for output in FILES:
            self.path(output).write_text("of yesterday", encoding="utf-8")
        self.run_test("test_nobody", list(FILES), code=2)
        for output in FILES:
            self.assertEqual(self.path(output).read_text(encoding="utf-8"), "of yesterday")
        self.assertEqual({each.name for each in self.folder.iterdir()}, set(FILES.values()))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
