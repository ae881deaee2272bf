# SPDX-License-Identifier: Apache-2.0
"""What the pages say about options, against --help, the configuration file and the environment."""

import os
import re
import subprocess


def run_of(runner, *arguments, variables=None):
    """Without the variables of ours that happen to be set."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LOADS_")}
    return subprocess.run([runner, *arguments], capture_output=True, text=True, timeout=60,
                          env={**clean, **(variables or {})}, check=False)


def help_of(runner):
    return run_of(runner, "--help").stdout


def command_line(pages):
    return next(page for page in pages if page.name == "docs/command-line.md")


def options_of_help(text):
    """{"--users": ("-u", "CYCLES", "1")} from the lines of --help."""
    found = {}
    for short, bracketed, plain, value, default in re.findall(
            r"^  (?:(-\w) \[ (--[\w-]+) \]|(--[\w-]+))(?: ([A-Z]+))?(?: \(=([^)]*)\))?", text, re.MULTILINE):
        found[bracketed or plain] = (short, value, default)
    return found


def options_of_page(page):
    """The same from the rows of the page."""
    found = {}
    for _, cells in page.rows():
        row = re.fullmatch(r"(?:`(-\w)`, )?`(--[\w-]+)(?: ([A-Z]+))?`", cells[0])
        if row and len(cells) == 3:
            found[row.group(2)] = (row.group(1) or "", row.group(3) or "", cells[1].strip("`"))
    return found


def options_apart(program, page, told_elsewhere=frozenset()):
    real, said = options_of_help(help_of(program)), options_of_page(page)
    real = {name: words for name, words in real.items() if name not in told_elsewhere}
    if len(real) < 10:
        yield f"{program.name} --help cannot be read; did its layout change?"
    for name in sorted(real.keys() | said.keys()):
        if name not in said:
            yield f"{page.name} has no row for {name} of {program.name}"
        elif name not in real:
            yield f"{page.name}: {program.name} --help does not know {name}"
        elif real[name][:2] != said[name][:2] or (real[name][2] and real[name][2] != said[name][2]):
            yield f"{page.name}: {name} is {real[name]} in {program.name} --help, {said[name]} on the page"


def refused_apart(program, page):
    """The page and --help name the same options that are refused."""
    block = re.search(r"that this version refuses.*?:\n((?:    .*\n)+)", help_of(program))
    real = set(block.group(1).split()) if block else set()
    said = set()
    for _, cells in page.rows():
        if len(cells) == 2 and re.match(r"`--?\w", cells[0]):
            said.update(re.findall(r"`(--[\w-]+)`", cells[0]))
    for name in sorted(real ^ said):
        yield (f"{page.name}: {name} is " +
               ("refused and not in the table of those" if name in real else f"not refused by {program.name}"))


def all_options_apart(programs, pages):
    """Each program against the page, or the section of one, that has its options."""
    cluster = next(page for page in pages if page.name == "docs/cluster.md")
    # The broker has the same options of observers as loads-runner.
    of_observers = {name for name in options_of_help(help_of(programs / "loads-runner")) if name.startswith("--observer-")}
    for name, page in (("loads-runner", command_line(pages)), ("loads-broker", cluster.section("The broker")),
                       ("loads-agent", cluster.section("Agents"))):
        yield from options_apart(programs / name, page, of_observers if name == "loads-broker" else frozenset())
        yield from refused_apart(programs / name, page)


def not_in_files(pages):
    """The options that the page says to be for the command line."""
    text = " ".join(line for _, line in command_line(pages).prose)
    return set(re.findall(r"`(--[\w-]+)`", re.search(r"Those that ask something(.*?)cannot stand in it", text).group(1)))


def variable(name):
    return "LOADS_" + name[2:].upper().replace("-", "_")


def sources_apart(runner, pages):
    """Each option but those has a key in --show-config and is taken from its variable."""
    values = {"": "yes", "CYCLES": "3", "TIME": "3s", "N": "1", "SIZE": "64k", "NAME": "null", "DIR": "/nowhere",
              "URL": "http://x", "BOUND": "p95<1s", "RATE": "3/s", "STAGE": "3s:3", "MIX": "a=3", "HOW": "even",
              "SCENARIO": "a:-u3"}
    usable = {name: values.get(value, "x") for name, (_, value, _) in options_of_help(help_of(runner)).items()}
    for name in not_in_files(pages):
        usable.pop(name, None)
    rows = {re.search(r"--[\w-]+", cells[0]).group(): cells[2] for _, cells in command_line(pages).rows()
            if len(cells) == 3 and cells[0].startswith("`-")}
    usable = {name: value for name, value in usable.items() if not rows.get(name, "").startswith("the same as")}
    keys = {}  # by where the value comes from
    for left_out in ({"--hits"}, {"--duration"}):  # they exclude each other
        variables = {variable(name): value for name, value in usable.items() if name not in left_out}
        run = run_of(runner, "--show-config", variables=variables)
        if run.returncode or run.stderr:
            yield f"loads-runner --show-config with all variables: {run.stderr}"
        keys.update({source: key for key, source in
                     re.findall(r"^(\w+) =.*# (LOADS_\w+)$", run.stdout, re.MULTILINE)})
    for name in sorted(usable):  # --output-file-filename is the key filename in a section of its own
        if not name.endswith("-" + keys.get(variable(name), "none").replace("_", "-")):
            yield f"{name} is not taken from {variable(name)}"
