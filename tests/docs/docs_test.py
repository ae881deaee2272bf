#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: docs_test.py SOURCE_FOLDER BUILD_FOLDER statements|commands [PAGE...]

statements: links and anchors, names, options and tables of all pages are true.
commands:   runs what the pages tell to run, in temporary folders, with the programs of the build and a sample server on
            a free port. ```sh blocks are run; other blocks are written to the file that their first line names
            (```cpp example.cpp); C++ without a name is compiled as the body of a test. A command that is meant to fail
            ends with "# exit code N". What is not run is listed in special.py. Durations are cut short.
"""

import pathlib
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import commands  # noqa: E402
import options  # noqa: E402
import statements  # noqa: E402
from pages import all_pages  # noqa: E402


def check_statements(source, build, pages):
    complaints = []
    for check in (statements.dead_links, statements.lost_pages, statements.unknown_names,
                  statements.structs_of_the_abi, statements.folders_of_core, statements.lines_of_the_report):
        complaints += check(source, pages)
    complaints += options.all_options_apart(build / "bin", pages)
    complaints += options.sources_apart(build / "bin/loads-runner", pages)
    return complaints


def start_server(build):
    server = subprocess.Popen([build / "bin/echo_server", "--port", "0"], stdout=subprocess.PIPE, text=True)
    line = server.stdout.readline()
    if not line.startswith("listening on "):
        server.kill()
        raise RuntimeError("echo_server does not start: " + line)
    return server, line.split()[-1]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def check_commands(source, build, pages):
    complaints = []
    server, url = start_server(build)
    try:
        with tempfile.TemporaryDirectory(prefix="loads-docs.") as prefix:
            for component in ("sdk", "test_host"):
                subprocess.run(["cmake", "--install", build, "--component", component, "--prefix", prefix], check=True,
                               stdout=subprocess.DEVNULL)
            context = commands.Context(source, build, pathlib.Path(prefix), url, free_port())
            for page in pages:
                print(page.name, flush=True)
                complaints += commands.compile_fragments(context, page)
                complaints += commands.run_page(context, page)
    finally:
        server.terminate()
        server.wait()
    return complaints


def main():
    if len(sys.argv) < 4 or sys.argv[3] not in {"statements", "commands"}:
        sys.exit(__doc__)
    source, build = (pathlib.Path(name).resolve() for name in sys.argv[1:3])
    pages = [page for page in all_pages(source) if not sys.argv[4:] or page.name in sys.argv[4:]]
    check = check_statements if sys.argv[3] == "statements" else check_commands
    complaints = check(source, build, pages)
    print("\n".join(complaints) or f"{len(pages)} pages say what is so")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
