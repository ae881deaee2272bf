# SPDX-License-Identifier: Apache-2.0
"""What the tests of formats have in common: runs with outputs, and readers of their files."""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as tree

from json_keys import documented_keys, keys_of

SOURCE, BUILD = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
RUNNER = BUILD / "bin/loads-runner"
FILES = {"csv": "seconds.csv", "funkload": "report.xml", "json": "summary.json", "junit": "junit.xml"}


def figure(report, label):
    found = re.search(rf"^{re.escape(label)}: ([\d.]+)", report, re.MULTILINE)
    return float(found.group(1)) if found else 0


class Case(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = subprocess.Popen([BUILD / "bin/echo_server", "--port", "0"], stdout=subprocess.PIPE, text=True)
        cls.url = cls.server.stdout.readline().split()[-1]

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()
        cls.server.stdout.close()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="loads-formats.")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, output):
        return self.folder / FILES[output]

    def command(self, test, outputs, arguments, server_url=True):
        test = test if test == "Pair" else "Formats." + test
        command = [RUNNER, f"formats.{test}", "--module-path", BUILD / "tests/modules/good",
                   "--output", "stdout", *arguments]
        for output in outputs:
            command += ["--output", output]
            if not any(f"--output-{output}-filename" in str(argument) for argument in arguments):
                command += [f"--output-{output}-filename", self.path(output)]
        return [*command, "--server-url", self.url] if server_url else command

    def run_test(self, test, outputs, *arguments, code=0):
        run = subprocess.run(self.command(test, outputs, arguments), capture_output=True, text=True, timeout=120,
                             cwd=self.folder, errors="replace")
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def json(self):
        summary = json.loads(self.path("json").read_text(encoding="utf-8"))
        self.assertEqual((summary["schema"], summary["schema_version"]), ("loads-summary", 1))
        unknown = keys_of(summary) - documented_keys(SOURCE / "docs/outputs.md")
        self.assertEqual(unknown, set(), "docs/outputs.md has no row for them")
        return summary

    def rows(self):
        with self.path("csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    def junit(self):
        run = subprocess.run(["xmllint", "--noout", "--schema", SOURCE / "tests/process/formats/junit.xsd",
                              self.path("junit")], capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 0, run.stderr)
        suite = tree.parse(self.path("junit")).getroot().find("testsuite")
        cases = suite.findall("testcase")
        self.assertEqual(int(suite.get("tests")), len(cases))
        for attribute, element in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
            self.assertEqual(int(suite.get(attribute)), sum(case.find(element) is not None for case in cases))
        return suite

    def properties(self, suite):
        return {each.get("name"): each.get("value") for each in suite.iter("property")}
