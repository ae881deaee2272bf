# SPDX-License-Identifier: Apache-2.0
"""Keys of the JSON summary as its page writes them ("labels[].hits"), from the page and from a document."""

import re

# What the page calls a distribution, and each phase.
DISTRIBUTION = {"count", "min", "mean", "p50", "p90", "p95", "p99", "p999", "p9999", "max"}
PHASE = {"count", "sum_seconds"}


def documented_keys(page):
    section = re.search(r"^## json$(.*?)^## ", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL).group(1)
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {key for row in rows for key in re.findall(r"`([^`]+)`", row)}


def keys_of(value, path=""):
    if isinstance(value, dict):
        if set(value) in (DISTRIBUTION, PHASE):
            return {path}
        return set().union(*(keys_of(each, f"{path}.{key}" if path else key) for key, each in value.items()))
    if isinstance(value, list):
        keys = set().union(*(keys_of(each, path + "[]") for each in value))
        return keys
    return {path}
