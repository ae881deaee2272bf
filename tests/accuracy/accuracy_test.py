#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: accuracy_test.py BUILD_FOLDER Capture|Counts|Delays|Schedule|Stall|Statistics

Short forms of tools/bench/accuracy. A busy machine makes requests late; it never makes them early, and it makes who only
sleeps late as well. So a figure may be above that of the server's log by what the latter saw in the same run, and is
measured up to three times; it may never be below. Ends with 77 where a test is not possible.
"""

import math
import os
import pathlib
import random
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/bench"))

from loadbench.accuracy import capture, counts, delays, schedule, stall  # noqa: E402
from loadbench.witness import Place  # noqa: E402

ATTEMPTS = 3
LEAST_CHANCE = 1e-6  # that is taken for chance
LESS = 2e-6          # seconds by which times of two readers may differ
EVERYWHERE = frozenset(os.sched_getaffinity(0))


SKIPPED = 77


def not_here(why):
    raise unittest.SkipTest(f"not here: {why}")


class Accuracy(unittest.TestCase):
    def at_best(self, judge):
        """Passes if one of the attempts does."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return judge()
            except AssertionError:
                if attempt == ATTEMPTS:
                    raise
        return None

    def assert_between(self, value, least, most, what):
        self.assertGreaterEqual(value, least, what)
        self.assertLessEqual(value, most, what)


class Delays(Accuracy):
    def test_percentiles_are_those_of_the_server(self):
        for kind in delays.KINDS:
            with self.subTest(kind):
                self.at_best(lambda kind=kind: self.judge(kind))

    def judge(self, kind):
        found = delays.measure(PLACE, kind, 400, 2)
        self.assertEqual(found["hits"], found["requests"])
        self.assertEqual(found["hits"], 800)
        for name in ("p50", "p90", "p95", "p99"):
            seen, bound = found["seen"][name], delays.bound(found["seen"][name])
            self.assert_between(found["reported"][name], seen - bound,
                                seen + bound + found["between"] + found["sleeper"][name], f"{kind} {name}: {found}")


class Stall(Accuracy):
    def test_who_came_while_the_server_stood_still_has_waited(self):
        self.at_best(lambda: self.judge(None))

    def test_so_have_those_for_whom_no_user_was_free(self):
        found = self.at_best(lambda: self.judge(2))
        self.assertLess(found["service"]["p99"], found["reported"]["p99"] / 10)

    def judge(self, users):
        found = stall.measure(PLACE, 400, 3, 1, 0.5, users)
        self.assertEqual(found["hits"], found["requests"])
        self.assertEqual(found["hits"], 1200)
        for name in stall.JUDGED:
            for witness in ("arithmetic", "seen"):
                truth = found[witness][name]
                self.assertLessEqual(abs(found["reported"][name] - truth), stall.PART * truth, f"{name}, {witness}: {found}")
        return found


class Schedule(Accuracy):
    def test_arrivals_have_exactly_the_rate_and_the_lateness_that_is_reported(self):
        self.at_best(self.judge_even)

    def judge_even(self):
        found = schedule.even(PLACE, 500, 3)
        self.assertEqual(found["came"], 1500)
        self.assertLessEqual(abs(found["rate"] / 500 - 1), schedule.RATE_PART, found)
        for name in ("p50", "p90", "p99"):
            # Each is since the one that was least late, which differs between the two.
            self.assertLessEqual(abs(found["reported"][name] - found["seen"][name]), 0.001 + found["sleeper"][name], f"{name}: {found}")

    def test_random_arrivals_are_random(self):
        found = schedule.random(PLACE, 500, 3, 0.05)
        self.assertGreater(found["times"][1], LEAST_CHANCE, found)
        self.assertGreater(found["windows"], LEAST_CHANCE, found)


class Capture(Accuracy):
    def test_each_request_takes_what_the_device_saw_and_little_more(self):
        if complaint := capture.why_not():
            not_here(complaint)
        self.at_best(self.judge)

    def judge(self):
        found = capture.measure(PLACE, 400, 2)
        self.assertEqual((found["hits"], found["captured"], found["dropped"]), (800, 800, 0))
        self.assertEqual(found["matched"] + found["opened"], 800)
        self.assertGreater(found["matched"], 400)
        shown = capture.distribution(found["more"])
        self.assertGreaterEqual(shown["min"], -LESS, shown)
        self.assertLess(shown["p50"], 0.001, shown)


class Counts(Accuracy):
    def test_agents_share_a_rate_exactly(self):
        if not shutil.which("nginx") and not pathlib.Path("/usr/sbin/nginx").exists():
            not_here("nginx is not installed")
        for agents in (1, 2, 3):
            found = counts.measure(PLACE, agents, 777, 1)
            self.assertTrue(counts.is_exact(found, agents), found)


class Statistics(unittest.TestCase):
    """The tests of chance find out what is none."""

    def setUp(self):
        self.random = random.Random(1)

    def chances(self, gaps, rate):
        times, now = [], 0.0
        for gap in gaps:
            now += gap
            times.append(now)
        return (schedule.kolmogorov_smirnov(sorted(gaps), lambda gap: 1 - math.exp(-gap * rate))[1],
                schedule.kolmogorov_smirnov(times, lambda time: time / now)[1], schedule.chance_of_dispersion(schedule.numbers_in(times, 0.05)))

    def test_a_poisson_process_passes(self):
        for _ in range(20):
            for chance in self.chances([self.random.expovariate(500) for _ in range(1500)], 500):
                self.assertGreater(chance, 1e-4)

    def test_even_and_bunched_arrivals_and_a_changing_rate_do_not(self):
        gaps, times, windows = self.chances([0.002] * 1500, 500)
        self.assertLess(gaps, LEAST_CHANCE)
        self.assertLess(windows, LEAST_CHANCE)
        bunched = [self.random.expovariate(100) if number % 5 == 0 else 0.0 for number in range(1500)]
        self.assertLess(self.chances(bunched, 500)[2], LEAST_CHANCE)
        faster = [self.random.expovariate(400 + number / 5) for number in range(1500)]
        self.assertLess(self.chances(faster, 500)[1], LEAST_CHANCE)

    def test_a_wrong_rate_is_seen_and_late_packets_do_not_matter(self):
        times = [number / 500 for number in range(1500)]
        self.assertAlmostEqual(schedule.rate_of(times, 500), 500)
        times[0] += 0.05
        times[1499] += 0.05
        self.assertAlmostEqual(schedule.rate_of(times, 500), 500)
        self.assertGreater(abs(schedule.rate_of([time * 1.002 for time in times], 500) / 500 - 1), schedule.RATE_PART)

    def test_arithmetic_of_a_stall(self):
        self.assertAlmostEqual(stall.arithmetic(2000, 10, 1.0, 0.99), 0.9)
        self.assertAlmostEqual(stall.arithmetic(2000, 10, 1.0, 0.999), 0.99)
        self.assertAlmostEqual(stall.arithmetic(2000, 10, 1.0, 0.5), 0)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    PLACE = Place(pathlib.Path(sys.argv.pop(1)).resolve(), EVERYWHERE, EVERYWHERE)
    ran = unittest.main(exit=False, verbosity=2).result
    sys.exit(1 if not ran.wasSuccessful() else SKIPPED if ran.skipped else 0)
