# SPDX-License-Identifier: Apache-2.0
"""What the pages say about names, links, options and folders, against what is there."""

import ast
import re

SOURCES = ("sdk", "core", "cmake", "outputs", "samples", "tests", "tools", "CMakeLists.txt", "CMakePresets.json")
TEXT = {".c", ".cpp", ".h", ".hpp", ".py", ".sh", ".cmake", ".txt", ".in", ".json", ".map", ""}


def dead_links(root, pages):
    by_name = {page.name: page for page in pages}
    for page in pages:
        for line, target in page.links():
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (root / page.name).parent / path if path else root / page.name
            if not file.exists():
                yield f"{page.name}:{line}: there is no {target}"
                continue
            name = file.resolve().relative_to(root).as_posix()
            if anchor and (name not in by_name or anchor not in by_name[name].anchors()):
                yield f"{page.name}:{line}: {name} has no heading for #{anchor}"


def lost_pages(root, pages):
    """Each page of docs/ can be reached from the README."""
    readme = next(page for page in pages if page.name == "README.md")
    linked = {target.partition("#")[0] for _, target in readme.links()}
    for page in pages:
        if page.name.startswith("docs/") and page.name not in linked:
            yield f"README.md has no link to {page.name}"


def source_words(root):
    words = set()
    for place in SOURCES:
        top = root / place
        for file in [top] if top.is_file() else top.rglob("*"):
            if file.suffix in TEXT and file.is_file() and "__pycache__" not in file.parts:
                words.update(re.findall(r"\w+", file.read_text(encoding="utf-8", errors="replace")))
    return words


def unknown_names(root, pages):
    """Names of ours and paths of the tree that are written as code exist."""
    words = source_words(root)
    for page in pages:
        for line, text in page.code_words():
            for name in re.findall(r"\b(?:loads|LOADS|assert|check)_\w+", text):
                if name not in words:
                    yield f"{page.name}:{line}: nothing is called {name}"
            if re.fullmatch(r"(core|sdk|outputs|observers|plugins|samples|tests|tools|docs)(/[\w.-]+)*/?", text) \
                    and not (root / text).exists():
                yield f"{page.name}:{line}: there is no {text}"


def structs_of_the_abi(root, pages):
    """The page names each struct of the ABI, under its header, and says truly whether it may grow."""
    there = {}
    for header in (root / "sdk/include/loads/abi").glob("*.h"):
        text = header.read_text(encoding="utf-8")
        for name, first in re.findall(r"typedef struct (\w+) \{\s*(?:/\*.*?\*/\s*)?([^;]*);", text, re.DOTALL):
            there[name] = (header.name, first.startswith("uint32_t size"))
    said = {}
    page = next(page for page in pages if page.name == "docs/abi.md")
    for _, cells in page.rows():
        if len(cells) == 3 and cells[2] in {"frozen", "grows", "grow"}:
            for name in re.findall(r"loads_\w+", cells[0]):
                said[name] = (cells[1].strip("`"), cells[2] != "frozen")
    for name in sorted(there.keys() | said.keys()):
        if there.get(name) != said.get(name):
            yield f"docs/abi.md: {name} (header, grows) is {there.get(name)}, the page says {said.get(name)}"


def folders_of_core(root, pages):
    """The table of who may include whom is that of tools/dev/check_includes.py, for the folders there are."""
    text = (root / "tools/dev/check_includes.py").read_text(encoding="utf-8")
    allowed = ast.literal_eval(re.search(r"^MAY_INCLUDE = (\{.*?^\})", text, re.MULTILINE | re.DOTALL)
                               .group(1).replace("set()", "{None}"))
    folders = {path.name for path in (root / "core").iterdir() if path.is_dir()}
    wanted = {folder: {other for other in others if other in folders}
              for folder, others in allowed.items() if folder in folders}
    wanted["app"] = {"all of these"}
    said = {}
    page = next(page for page in pages if page.name == "docs/architecture.md")
    for _, cells in page.rows():
        folder = re.fullmatch(r"`core/(\w+)`", cells[0])
        if folder and len(cells) == 3:
            said[folder.group(1)] = {name.strip() for name in cells[1].split(",") if name.strip()}
    for folder in sorted(wanted.keys() | said.keys()):
        if wanted.get(folder) != said.get(folder):
            yield (f"docs/architecture.md: core/{folder} may include {wanted.get(folder)}, "
                   f"the page says {said.get(folder)}")


def lines_of_the_report(root, pages):
    """Each label and heading of the report is explained, and no other."""
    there = {"Trouble", "Validity"}
    for file in (root / "outputs/stdout").glob("*.cpp"):
        text = file.read_text(encoding="utf-8")
        there.update(re.findall(r'\b(?:line|line_unless_zero|red_unless_zero)\("([^"]+)"', text))
        there.update(name.rstrip(":") for name in re.findall(r'(?:heading|style\.bold)\("([^"]+)"', text))
    said, inside = set(), False
    page = next(page for page in pages if page.name == "docs/outputs.md")
    for _, line in page.prose:
        if line.startswith("#"):
            inside = line == "## The report"
        elif inside and line.startswith("|") and not re.match(r"\|[-| ]+$|\| (line|table) \|", line):
            cell = line.split("|")[1]
            said.update(re.findall(r"`([^`]+)`", cell) or [cell.strip()])
    for name in sorted(there ^ said):
        yield f"docs/outputs.md: {name}: " + ("is not explained" if name in there else "is not in the report")
