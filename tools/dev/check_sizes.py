#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails if a source file has more than 500 lines. There are no exceptions: split the file."""

import sys

sys.dont_write_bytecode = True

from project_files import ROOT, project_files  # noqa: E402

MOST_LINES = 500
SUFFIXES = {".c", ".cpp", ".h", ".hpp", ".py", ".sh", ".cmake", ".txt", ".in", ".js", ".html", ".css", ""}
NOT_SOURCE = ("tests/golden/", "LICENSE")


def main():
    too_long = []
    for name in project_files():
        path = ROOT / name
        if path.suffix not in SUFFIXES or name.startswith(NOT_SOURCE) or not path.is_file():
            continue
        lines = len(path.read_bytes().splitlines())
        if lines > MOST_LINES:
            too_long.append(f"{name}: {lines} lines, {MOST_LINES} are allowed")
    print("\n".join(too_long) or "no file is too long")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
