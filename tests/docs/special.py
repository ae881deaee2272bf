# SPDX-License-Identifier: Apache-2.0
"""Commands of the pages that are not run as they stand, each with its reason, and what is checked instead."""

import json
import re
import shlex
import subprocess


def output_of(command, **options):
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
    return run.returncode, run.stdout + run.stderr


def has_options(context, command):
    """The script is there and its --help knows each option that is given."""
    words = shlex.split(command, comments=True)
    program = context.source / words[0]
    if not program.exists():
        return f"there is no {words[0]}"
    code, text = output_of([str(program), "--help"], cwd=context.source)
    if code != 0:
        return f"{words[0]} --help ends with {code}"
    unknown = [word for word in words[1:] if word.startswith("-") and word not in text]
    return f"{words[0]} --help does not know {' '.join(unknown)}" if unknown else ""


def quickstart(context, command):
    """Its options are those of loads-runner."""
    options = [word for word in shlex.split(command, comments=True)[1:] if word.startswith("-")]
    _, text = output_of([str(context.build / "bin/loads-runner"), "--help"])
    unknown = [word for word in options if word not in text]
    return has_options(context, "./tools/quickstart") or (f"unknown: {unknown}" if unknown else "")


def has_preset(context, command):
    presets = json.loads((context.source / "CMakePresets.json").read_text(encoding="utf-8"))
    names = [preset["name"] for preset in presets["configurePresets"]]
    wanted = re.search(r"--preset (\w+)", command).group(1)
    return "" if wanted in names else f"there is no preset {wanted}"


def can_install(context, command):
    component = re.search(r"--component (\w+)", command)
    text = (context.build / "sdk/cmake_install.cmake").read_text(encoding="utf-8")
    if component and f'STREQUAL "{component.group(1)}"' not in text:
        return f"nothing is installed as component {component.group(1)}"
    return ""


def has_label(context, command):
    wanted = re.search(r"-L (\w+)", command)
    _, text = output_of(["ctest", "--test-dir", str(context.build), "--print-labels"])
    known = not wanted or re.search(rf"^\s+{wanted.group(1)}$", text, re.MULTILINE)
    return "" if known else f"no test has the label {wanted.group(1)}"


def server_options(context, command):
    words = shlex.split(command.replace("&", ""), comments=True)
    return has_options(context, shlex.join([str(context.build / "bin" / "echo_server"), *words[1:]]))


def is_project(context, command):
    text = (context.source / "samples/echo_server/CMakeLists.txt").read_text(encoding="utf-8")
    is_one = "cmake_minimum_required" in text and "project(" in text
    return "" if is_one else "the sample server is no project of its own"


def can_install_packages(context, command):
    """The packages are those that were put into the build folder for the tests."""
    wanted = json.loads((context.source / "samples/external/javascript/package.json").read_text(encoding="utf-8"))
    missing = [name for name in wanted["dependencies"]
               if not (context.build / "tests/npm_zeromq/node_modules" / name).exists()]
    return f"not in {context.build}/tests/npm_zeromq: {missing}" if missing else ""


SPECIAL = [
    (r"npm install$", "needs the network; the test peers.zeromq does it", can_install_packages),
    (r"(\./)?tools/quickstart\b", "installs packages and builds everything", quickstart),
    (r"(\./)?tools/check\b", "installs packages, builds everything and runs all tests", has_options),
    (r"tools/fuzz\b", "builds everything with clang and takes minutes; the label fuzz runs a part of it", has_options),
    (r"tests/faults/faults\b", "takes minutes; tests of its own run parts of it", has_options),
    (r"(\./)?tools/bench/(accuracy|agent|broker|compare|outputs|pause|spread|verdict)\b", "takes minutes and needs the machine for itself", has_options),
    (r"cmake --preset \w+", "builds everything", has_preset),
    (r"cmake --install build\b", "needs everything built; tests/consumer does it", can_install),
    (r"(LOADS_ACCEPT=1 )?ctest --test-dir build", "runs tests; this is one", has_label),
    (r"(build/(bin/)?)?echo_server\b", "a server of the test's own is running, on a free port", server_options),
    (r"cmake -S \. -B build && cmake --build build$", "compiles the sample server for a minute, as the build did",
     is_project),
]


def special_case(command):
    """The (reason, check) for a command that is not run, or None."""
    for pattern, reason, check in SPECIAL:
        if re.match(pattern, command):
            return reason, check
    return None
