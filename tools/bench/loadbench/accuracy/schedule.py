# SPDX-License-Identifier: Apache-2.0
"""When requests of the open model come, by the server's log: how late, how many, at which rate, and whether those that are
to come at random do."""

import math
import statistics

from ..witness import DelayServer, Sleeper, quantiles, run_loads

MOST_LATE_SECONDS = 200e-6
RATE_PART = 0.001
LEAST_CHANCE = 0.001  # of a Poisson process to look so


def came_times(place, *options):
    """(report, seconds when requests came, in order)"""
    with DelayServer(place, "constant", 0) as server:
        report = run_loads(place, "test_get", server.url, *options)
        return report, [request.came / 1e9 for request in server.end()]


def rate_of(times, wanted):
    """Arrivals a second, from the one of the first quarter that was least late to that of the last: what this machine delays
    in between does not matter."""
    def least_late(numbers):
        return min(numbers, key=lambda number: times[number] - number / wanted)

    first, last = least_late(range(len(times) // 4)), least_late(range(len(times) * 3 // 4, len(times)))
    return (last - first) / (times[last] - times[first])


def even(place, rate, seconds):
    """Lateness of an even schedule: what Loads says, and the server's: since the n-th was due, if the best came at once."""
    with Sleeper(place) as sleeper:
        report, times = came_times(place, "--rate", f"{rate}/s", "-d", seconds)
    first = times[0]
    times = [time - first for time in times]
    begin = min(time - number / rate for number, time in enumerate(times))
    late = quantiles([time - begin - number / rate for number, time in enumerate(times)])
    reported = report["tests"][0]["late_seconds"]
    return {"reported": {name: reported[name] for name in late}, "seen": late, "sleeper": sleeper.late,
            "wanted": rate * seconds, "came": len(times), "rate": rate_of(times, rate)}


def chance_of_distance(distance, count):
    """Kolmogorov's: how likely so many samples are at least so far from the distribution that they are from."""
    root = math.sqrt(count)
    x = (root + 0.12 + 0.11 / root) * distance
    if x < 0.2:
        return 1.0
    return max(0.0, min(1.0, 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 101))))


def kolmogorov_smirnov(in_order, part_below):
    """(largest distance of sorted samples from the distribution, how likely one is at least so large)"""
    count = len(in_order)
    distance = max(max((i + 1) / count - part_below(value), part_below(value) - i / count) for i, value in enumerate(in_order))
    return distance, chance_of_distance(distance, count)


def chance_of_dispersion(counts):
    """How likely numbers of arrivals in windows of one length vary so much more, or less, than those of a Poisson process:
    two-sided, by the Wilson-Hilferty approximation of chi-squared."""
    mean, free = statistics.fmean(counts), len(counts) - 1
    chi_squared = sum((count - mean) ** 2 for count in counts) / mean
    normal = ((chi_squared / free) ** (1 / 3) - (1 - 2 / (9 * free))) / math.sqrt(2 / (9 * free))
    return math.erfc(abs(normal) / math.sqrt(2))


def numbers_in(times, window):
    """How many there are in each whole window from the first on."""
    numbers = [0] * int((times[-1] - times[0]) / window)
    for time in times:
        if (number := int((time - times[0]) / window)) < len(numbers):
            numbers[number] += 1
    return numbers


def random(place, rate, seconds, window):
    """Whether arrivals are a Poisson process: gaps exponential, times uniform, numbers in windows as varied as they must be."""
    _, times = came_times(place, "--rate", f"{rate}/s", "-d", seconds, "--arrivals", "poisson")
    first, last = times[0], times[-1]
    gaps = sorted(b - a for a, b in zip(times, times[1:]))
    return {"came": len(times), "wanted": rate * seconds,
            "gaps": kolmogorov_smirnov(gaps, lambda gap: 1 - math.exp(-gap * rate)),
            "times": kolmogorov_smirnov(times[1:-1], lambda time: (time - first) / (last - first)),
            "windows": chance_of_dispersion(numbers_in(times, window))}
