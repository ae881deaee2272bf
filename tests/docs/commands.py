# SPDX-License-Identifier: Apache-2.0
"""Runs the code of the pages: writes files, runs commands, compiles what is only shown."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass

from special import special_case

PAGE_SECONDS = 240  # of one page, on a busy machine
LONGEST_DURATION = "300ms"
# Pages whose commands are run in a copy of a sample.
FOLDERS = {"docs/cluster.md": "samples/first_test", "docs/command-line.md": "samples/first_test",
           "docs/load-models.md": "samples/first_test", "docs/outputs.md": "samples/first_test",
           "docs/security.md": "samples/first_test",
           "samples/first_test/README.md": "samples/first_test", "samples/c_suite/README.md": "samples/c_suite",
           "samples/my_observer/README.md": "samples/my_observer",
           "samples/my_output/README.md": "samples/my_output",
           "samples/my_output_c/README.md": "samples/my_output_c",
           "samples/echo_server/README.md": "samples/echo_server",
           **{f"samples/external/{language}/README.md": f"samples/external/{language}"
              for language in ("python", "javascript", "shell")}}
SOURCES = {".c", ".cpp", ".js", ".py"}  # of samples: with the address of the server


@dataclass
class Context:
    source: pathlib.Path
    build: pathlib.Path
    prefix: pathlib.Path  # where the SDK is installed
    server: str           # URL of the sample server
    port: int             # a free one, for a broker

    def as_here(self, text):
        """The same text with places of this machine in it."""
        for there, here in (("http://127.0.0.1:9000", self.server), ("tcp://127.0.0.1:5553", f"tcp://127.0.0.1:{self.port}"),
                            ("/where/loads/is", str(self.prefix))):
            text = text.replace(there, here)
        return text


def commands_of(block):
    """(line, command) of each command; lines that end in a backslash go on."""
    lines = block.text.splitlines()
    at = 0
    while at < len(lines):
        first = at
        while lines[at].endswith("\\"):
            at += 1
        command = "\n".join(lines[first:at + 1])
        at += 1
        if command.strip() and not command.lstrip().startswith("#"):
            yield block.line + first, command


def expected_code(command):
    found = re.search(r"# exit code (\d+)\b", command)
    return int(found.group(1)) if found else 0


def shortened(command):
    """No run lasts longer than it must."""
    command = re.sub(r"(\s(?:-d|--duration)[ =])\S+", rf"\g<1>{LONGEST_DURATION}", command)
    command = re.sub(r"(\s--(?:warm-up|start)[ =])\S+", r"\g<1>100ms", command)
    command = re.sub(r"(\s--stage[ =])\w+:", r"\g<1>100ms:", command)
    return re.sub(r"(\s--total-iterations[ =])\d+", r"\g<1>3", command)


def write_file(context, folder, block):
    file = folder / block.name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(context.as_here(block.text), encoding="utf-8")


def script_of(context, page, complaints):
    """A bash script that runs all commands of the page and says which one did not end as it should."""
    lines = ["verdict() {", '  [[ $1 == "$2" ]] && return', '  echo "$3: ended with $1, not with $2"; exit 99', "}"]
    for number, block in enumerate(page.blocks):
        if block.name:
            lines.append(f"( cd \"$PAGE_FOLDER\" && cp -r \"$PAGE_FILES/{number}/.\" . )")
        if block.language != "sh":
            continue
        for line, command in commands_of(block):
            case = special_case(command)
            if case:
                if problem := case[1](context, command):
                    complaints.append(f"{page.name}:{line}: {problem}")
                continue
            lines.append(f"echo '==> {page.name}:{line}'")
            invalid_counts = "LOADS_ALLOW_INVALID= " if expected_code(command) == 98 else ""
            lines.append(invalid_counts + context.as_here(shortened(command)))
            lines.append(f"verdict $? {expected_code(command)} {page.name}:{line}")
    return "\n".join(lines) + "\n"


def environment(context, folder, files):
    runtime = folder.parent / "runtime"  # no page meets a cluster of whoever runs the tests
    runtime.mkdir(mode=0o700)
    pkg_config = next(context.prefix.rglob("loads-sdk.pc")).parent
    values = {name: value for name, value in os.environ.items() if not name.startswith(("LOADS_", "CXX"))}
    return {**values, "PATH": f"{context.build}/bin:{os.environ['PATH']}", "HOME": str(folder.parent),
            "XDG_CACHE_HOME": str(folder.parent / "cache"), "XDG_RUNTIME_DIR": str(runtime),
            "XDG_STATE_HOME": str(folder.parent / "state"), "PKG_CONFIG_PATH": str(pkg_config),
            "CMAKE_PREFIX_PATH": str(context.prefix), "PAGE_FOLDER": str(folder), "PAGE_FILES": str(files),
            "LOADS_ALLOW_INVALID": "yes",  # this machine may be busy
            "NODE_PATH": str(context.build / "tests/npm_zeromq/node_modules")}


def run_script(script, folder, variables):
    """(exit code or None after too long, output). Whatever it started is gone when this returns."""
    process = subprocess.Popen(["bash"], cwd=folder, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)
    try:
        out, _ = process.communicate(script, timeout=PAGE_SECONDS)
        return process.returncode, out
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return None, process.communicate()[0]


def run_page(context, page):
    complaints = []
    with tempfile.TemporaryDirectory(prefix="loads-docs.") as top:
        folder, files = pathlib.Path(top, "page"), pathlib.Path(top, "files")
        sample = FOLDERS.get(page.name)
        if sample:
            shutil.copytree(context.source / sample, folder, ignore=shutil.ignore_patterns("build*", "*.md", "*.so", "node_modules"))
            for file in [file for file in folder.rglob("*") if file.suffix in SOURCES]:
                file.write_text(context.as_here(file.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            folder.mkdir()
        for number, block in enumerate(page.blocks):
            if block.name:
                write_file(context, files / str(number), block)
        script = script_of(context, page, complaints)
        variables = environment(context, folder, files)
        code, out = run_script(script, folder, variables)
        subprocess.run([context.build / "bin/loads-cluster", "down"], env=variables, stdout=subprocess.DEVNULL, check=True)
        if code != 0:
            why = f"took longer than {PAGE_SECONDS} s" if code is None else "a command failed"
            complaints.append(f"{page.name}: {why}:\n{out[-6000:]}")
    return complaints


def fragment_source(context, page):
    """One C++ file of all fragments of a page: code that is only shown compiles, too."""
    text = "#include <loads/form.hpp>\n#include <loads/loads.hpp>\n#include <string>\nusing namespace std::chrono_literals;\n"
    count = 0
    for block in page.blocks:
        if block.language != "cpp" or block.name:
            continue
        count += 1
        text += f"class Fragment{count} : public loads::TestCase {{ public: void run() {{\n"
        text += f'#line {block.line} "{page.name}"\n{block.text}}} }};\n'
    return text if count else ""


def compile_fragments(context, page):
    source = fragment_source(context, page)
    if not source:
        return []
    compiler = [os.environ.get("CXX", "g++"), "-std=c++20", "-fsyntax-only", f"-I{context.source}/sdk/include"]
    run = subprocess.run(
        [*compiler, "-x", "c++", "-"], input=source, capture_output=True, text=True, timeout=PAGE_SECONDS)
    return [] if run.returncode == 0 else [run.stderr]
