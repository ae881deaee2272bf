#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""usage: runner.py MODULE.FUNCTION, started by loads-runner. Runs a function of a Python module as one user."""

import importlib
import os
import sys

from loads_reporter import Reporter, stop_with


def main():
    if len(sys.argv) != 2 or "LOADS_ZMQ_RECEIVER" not in os.environ:
        stop_with('try: loads-runner --test-runner "./runner.py {test}" example.test_home')
    module, _, function = sys.argv[1].rpartition(".")
    sys.path.insert(0, os.getcwd())
    try:
        test = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        stop_with(f"there is no test {sys.argv[1]}: {error}")
    with Reporter() as reporter:
        for _ in reporter.hits():
            reporter.run(function, test)


if __name__ == "__main__":
    main()
