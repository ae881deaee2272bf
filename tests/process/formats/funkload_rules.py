# SPDX-License-Identifier: Apache-2.0
"""What FunkLoad's fl-build-report asks of a result file, in text and in HTML mode and for merging: complaints(path) yields a
sentence for each rule that the file breaks."""

import re
import xml.etree.ElementTree as tree

CONFIG = {"id", "class", "method", "module", "class_description", "description", "cycles", "duration", "server_url",
          "sleep_time", "sleep_time_min", "sleep_time_max", "startup_delay", "node"}
PAGE_TYPES = {"get", "post", "put", "delete", "head"}
RESPONSE = {"cycle", "cvus", "thread", "suite", "name", "step", "number", "type", "result", "url", "code", "description",
            "time", "duration"}
TEST = {"cycle", "cvus", "thread", "suite", "name", "time", "result", "steps", "duration", "connection_duration", "requests",
        "pages", "xmlrpc", "redirects", "images", "links"}
# The merger replaces this text, letter by letter.
PLACE = re.compile(r'<(response|testResult) cycle="\d{3,}" cvus="\d{3,}" thread="')
# Seconds that a duration may be longer than what the records of the cycle show: users begin and end around them.
SLACK = 1.0


def number(text):
    return bool(re.fullmatch(r"\d+(\.\d+)?", text or ""))


class Cycle:
    def __init__(self, users, duration):
        self.users = users
        self.durations = {duration}  # in force at its first response and at its first test
        self.begin, self.end = float("inf"), 0.0
        self.kinds = set()


class Rules:
    def __init__(self):
        self.config = {}
        self.cycles = {}
        self.steps = {}
        self.counts = {"response": 0, "testResult": 0}
        self.requests_of_tests = 0

    def root(self, line):
        element = tree.fromstring(line + "</funkload>")
        if element.tag != "funkload" or not element.get("version"):
            yield "the root is not <funkload version=...>"
        if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", element.get("time", "")):
            yield "the root's time is not ISO 8601"

    def take_config(self, element):
        key, value = element.get("key"), element.get("value")
        if key is None or value is None:
            yield "a config without key or value"
            return
        began = any(self.counts.values())
        if began and key != "duration" and not key.startswith("meta:"):
            yield f"{key} comes after results"
        if key in self.config and key != "duration":
            yield f"{key} is there twice"
        if key == "duration" and (not number(value) or float(value) <= 0):
            yield f"duration is {value!r}: a divisor"
        if key == "cycles" and not re.fullmatch(r"\[\d+(, \d+)*\]", value):
            yield f"cycles is {value!r}: no list of numbers"
        if key == "id" and not re.fullmatch(r"[\w-]+", value):
            yield f"id is {value!r}: no name for a folder"
        self.config[key] = value

    def take_result(self, element):
        wanted = RESPONSE if element.tag == "response" else TEST
        if missing := wanted - set(element.keys()):
            yield f"{element.tag} has no {sorted(missing)}"
            return
        if not self.counts["response"] + self.counts["testResult"]:
            if missing := CONFIG - self.config.keys():
                yield f"results begin before {sorted(missing)}"
        self.counts[element.tag] += 1
        yield from self.take_place(element)
        for name in ("time", "duration"):
            if not number(element.get(name)):
                yield f"{name} is {element.get(name)!r}: no number"
        if float(element.get("time")) < 1e9:
            yield "time is not since 1970"
        yield from self.take_response(element) if element.tag == "response" else self.take_test(element)

    def take_place(self, element):
        index = int(element.get("cycle"))
        users = [int(each) for each in self.config["cycles"][1:-1].split(",")]
        if index >= len(users):
            yield f"cycle {index} is not in {users}"
        elif users[index] != int(element.get("cvus")):
            yield f"cycle {index} has {element.get('cvus')} users, cycles says {users[index]}"
        cycle = self.cycles.setdefault(index, Cycle(int(element.get("cvus")), self.config["duration"]))
        if cycle.users != int(element.get("cvus")):
            yield f"cycle {index} has {cycle.users} users, then {element.get('cvus')}"
        if element.tag not in cycle.kinds:
            cycle.kinds.add(element.tag)
            cycle.durations.add(self.config["duration"])
        cycle.begin = min(cycle.begin, float(element.get("time")))
        cycle.end = max(cycle.end, float(element.get("time")) + float(element.get("duration")))

    def take_response(self, element):
        if element.get("type") not in PAGE_TYPES:
            yield f"type is {element.get('type')!r}: no page"
        code = element.get("code")
        good = code.isdigit() and 100 <= int(code) < 400
        if element.get("result") != ("Successful" if good else "Failure"):
            yield f"result is {element.get('result')} for {code}"
        step = f"{element.get('step')}.{element.get('number')}"
        if not re.fullmatch(r"\d{3}\.\d{3}", step):
            yield f"step is {step}"
        same = (element.get("type"), element.get("description"))
        if step != "999.001" and self.steps.setdefault(step, same) != same:
            yield f"step {step} is {self.steps[step]} and {same}"

    def take_test(self, element):
        if element.get("result") not in {"Successful", "Failure", "Error"}:
            yield f"result of a test is {element.get('result')}"
        if (element.get("result") == "Successful") != (element.get("traceback") is None):
            yield "a test has a traceback, and not if it failed" if element.get("traceback") else "no traceback"
        for name in ("pages", "redirects", "images", "links", "xmlrpc", "requests", "steps"):
            if not element.get(name).isdigit():
                yield f"{name} is {element.get(name)!r}"
        if float(element.get("connection_duration")) > float(element.get("duration")) + 0.001:
            yield "a test took less time than its requests"
        self.requests_of_tests += int(element.get("requests"))

    def end(self, planned):
        if not self.counts["response"]:
            yield "no <response>: HTML is not possible"
        if self.requests_of_tests > self.counts["response"]:
            yield f"tests made {self.requests_of_tests} requests, there are {self.counts['response']}"
        if len(set(self.steps.values())) != len(self.steps):
            yield "two steps are the same request"
        for index, cycle in self.cycles.items():
            if len(cycle.durations) != 1:
                yield f"cycle {index} has the durations {cycle.durations}"
                continue
            duration, seen = float(next(iter(cycle.durations))), cycle.end - cycle.begin
            if planned and abs(duration - planned) > 1e-6:
                yield f"cycle {index} took {duration}, planned were {planned}"
            if not planned and not seen - 1e-5 <= duration <= seen + SLACK:
                yield f"cycle {index} took {duration}, its records {seen}"


def complaints(path, planned=None):
    """`planned`: seconds of each cycle, if it was not hits that decided."""
    lines = path.read_text(encoding="utf-8").split("\n")
    if not lines[0].startswith("<funkload "):
        yield "there is something in front of <funkload>: the merger would copy it"
        return
    if lines[-2:] != ["</funkload>", ""]:
        yield "the end is not </funkload>"
    try:
        tree.parse(path)
    except tree.ParseError as error:
        yield f"no XML: {error}"
        return
    rules = Rules()
    found = list(rules.root(lines[0]))
    for place, line in enumerate(lines[1:-2], 2):
        element = tree.fromstring(line)  # one tag a line
        if element.tag == "config":
            broken = list(rules.take_config(element))
        elif element.tag in {"response", "testResult"}:
            broken = [] if PLACE.match(line) else ["cycle, cvus and thread are not its first attributes"]
            broken += rules.take_result(element)
        else:
            broken = [f"what is <{element.tag}>?"]
        found += [f"line {place}: {sentence}" for sentence in broken]
    yield from found
    yield from rules.end(planned)


def totals(path):
    """{"responses": 3, "failed responses": 1, "tests": 2, "Successful": 1, ...} of a file."""
    found = {}
    for element in tree.parse(path).getroot():
        if element.tag == "response":
            names = ["responses"] + (["failed responses"] if element.get("result") != "Successful" else [])
        elif element.tag == "testResult":
            names = ["tests", element.get("result")]
        else:
            continue
        for name in names:
            found[name] = found.get(name, 0) + 1
    return found
