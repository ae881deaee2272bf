#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks who includes whom against the picture of the project.

- Leaves (outputs, observers, plugins, samples) include from the SDK only.
- core includes the C headers of the plugin ABI and never the C++ face.
- A folder of core includes only what MAY_INCLUDE allows; the table has no cycles.
- A .cpp file of core includes its own header first. Headers that are heavy to compile stay in one folder each.
"""

import pathlib
import re
import sys

sys.dont_write_bytecode = True

from project_files import ROOT, project_files  # noqa: E402

# Folder of core -> the folders of core that it may include. Arrows of docs/architecture.md, nothing else.
MAY_INCLUDE = {
    "base": set(),
    "sandbox": {"base"},
    "load": {"base"},
    "model": {"base", "load"},
    "events": {"base", "model"},
    "metrics": {"base", "model"},
    "threshold": {"base", "metrics"},
    "validity": {"base", "model", "metrics"},
    "engine": {"base", "model", "metrics"},
    "net": {"base", "model", "engine"},
    "module": {"base", "model"},
    "host": {"base", "model", "events", "metrics", "engine", "net", "module"},
    "test_program": {"base", "model", "events", "metrics", "engine", "net", "module", "host"},
    "scaffold": {"base"},
    "security": {"base"},
    "wire": {"base", "model", "metrics", "security"},
    "worker": {"base", "sandbox", "load", "model", "events", "metrics", "engine", "net", "module", "host", "wire"},
    "store": {"base", "model", "metrics", "module", "wire"},
    "job": {"base", "model", "wire"},
    "manifest": {"base", "model", "security", "wire", "job"},
    "runner": {
        "base", "sandbox", "load", "model", "events", "metrics", "threshold", "validity", "module", "wire", "job", "worker", "store",
        "client", "external",
    },
    "agent": {"base", "model", "metrics", "module", "wire", "job", "manifest", "worker", "store"},
    "broker": {"base", "model", "metrics", "module", "security", "wire", "job", "store"},
    "client": {"base", "model", "events", "metrics", "wire", "job"},
    "external": {"base", "sandbox", "model", "events", "metrics", "wire"},
    "files": {"base"},
    "observer": {"base", "model", "metrics", "threshold", "validity", "module", "wire", "job", "client", "runner"},
    "cli": {
        "base", "load", "model", "metrics", "threshold", "module", "security", "wire", "job", "manifest", "worker", "runner", "agent",
        "broker", "external",
    },
}
MAY_INCLUDE["app"] = set(MAY_INCLUDE)

LEAVES = ("outputs", "observers", "plugins", "samples")
# Headers outside of the project that appear in one folder only, and in which.
HEAVY = {"boost/beast": "core/net", "zmq.hpp": "core/wire"}
SOURCES = {".c", ".cpp", ".h", ".hpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def included(text):
    return [name for _, name in INCLUDE.findall(text)]


def leaf_complaints(name, includes):
    """A leaf may use its own files and the SDK's; observers also the texts and figures of outputs/common."""
    leaf = name.split("/")[0]
    for header in includes:
        first = header.split("/")[0]
        if leaf == "observers" and header.startswith("outputs/common/"):
            continue
        if first in {"core", "tools", "tests"} or (first in LEAVES and first != leaf):
            yield f"{name} includes {header}: a leaf includes from sdk/ only"


def core_complaints(name, includes):
    folder = name.split("/")[1]
    if folder not in MAY_INCLUDE:
        yield f"{name}: the folder core/{folder} is not in the table of {pathlib.Path(__file__).name}"
        return
    own_header = pathlib.PurePath(name).with_suffix(".hpp").as_posix()
    if name.endswith(".cpp") and own_header in includes and includes[0] != own_header:
        yield f"{name} does not include {own_header} first"
    for header in includes:
        parts = header.split("/")
        if parts[0] == "loads" and parts[1] != "abi":
            yield f"{name} includes {header}: core uses loads/abi/ only, never the C++ face"
        elif parts[0] in {*LEAVES, "tests", "tools", "sdk"}:
            yield f"{name} includes {header}: core includes from core/ and loads/abi/ only"
        elif parts[0] == "core" and parts[1] != folder and parts[1] not in MAY_INCLUDE[folder]:
            yield f"{name} includes {header}: core/{folder} may not include core/{parts[1]}"
        for heavy, home in HEAVY.items():
            if header.startswith(heavy) and not name.startswith(home + "/"):
                yield f"{name} includes {header}: only {home} does"


def sdk_complaints(name, includes):
    is_abi = "/loads/abi/" in name
    for header in includes:
        if name.endswith("/loads/boost_test.hpp") and header.startswith("boost/test/"):
            continue
        if header.split("/")[0] in {"core", "tools", "tests", "boost", *LEAVES}:
            yield f"{name} includes {header}: the SDK depends on the standard library alone"
        elif is_abi and not header.startswith("loads/abi/") and not header.startswith("std"):
            yield f"{name} includes {header}: the ABI is plain C"


def table_complaints():
    """The table has no cycle: folders can be taken away one after the other, each after all that it includes."""
    left = {folder: set(others) - {folder} for folder, others in MAY_INCLUDE.items()}
    while left:
        free = [folder for folder, others in left.items() if not others & left.keys()]
        if not free:
            yield "the table allows a cycle among " + ", ".join(sorted(left))
            return
        for folder in free:
            del left[folder]


def file_cycle_complaints(graph):
    """Headers that include each other, found by walking down from each."""
    state = {}

    def walk(name, path):
        state[name] = "open"
        for other in sorted(graph.get(name, ())):
            if state.get(other) == "open":
                yield "cycle: " + " -> ".join([*path[path.index(other):], other])
            elif other not in state:
                yield from walk(other, [*path, other])
        state[name] = "done"

    for name in sorted(graph):
        if name not in state:
            yield from walk(name, [name])


def main():
    names = [name for name in project_files() if pathlib.PurePath(name).suffix in SOURCES]
    complaints = list(table_complaints())
    graph = {}
    for name in names:
        includes = included((ROOT / name).read_text(encoding="utf-8"))
        top = name.split("/")[0]
        if top in LEAVES:
            complaints += leaf_complaints(name, includes)
        elif top == "core":
            complaints += core_complaints(name, includes)
        elif top == "sdk":
            complaints += sdk_complaints(name, includes)
        graph[name] = {header for header in includes if header in names}
        graph[name] |= {"sdk/include/" + header for header in includes if "sdk/include/" + header in names}
    complaints += file_cycle_complaints(graph)
    print("\n".join(complaints) or f"{len(names)} files include what they may")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
