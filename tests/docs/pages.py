# SPDX-License-Identifier: Apache-2.0
"""The pages of the project as data: code blocks, headings, links, tables."""

import pathlib
import re
import string
from dataclasses import dataclass, field


@dataclass
class Block:
    """```LANGUAGE NAME ... ```: with a name, its text belongs into that file."""
    page: str
    line: int  # of its first line of text
    language: str
    name: str
    text: str

    @property
    def place(self):
        return f"{self.page}:{self.line}"


@dataclass
class Page:
    name: str  # relative to the root of the project
    blocks: list = field(default_factory=list)
    prose: list = field(default_factory=list)  # (line number, text) of all lines outside of blocks

    def anchors(self):
        """What GitHub makes of the headings."""
        found = set()
        for _, line in self.prose:
            heading = re.match(r"#+ +(.*)", line)
            if heading:
                kept = "".join(c for c in heading.group(1).lower() if c not in set(string.punctuation) - set("-_"))
                found.add(kept.strip().replace(" ", "-"))
        return found

    def section(self, title):
        """What stands below "## TITLE", as a page; empty if there is no such heading."""
        lines, inside = [], False
        for number, line in self.prose:
            if re.match(r"##? ", line):
                inside = line == f"## {title}"
            elif inside:
                lines.append((number, line))
        return Page(self.name, [], lines)

    def links(self):
        """(line number, target) of each link."""
        for number, line in self.prose:
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                yield number, target

    def code_words(self):
        """(line number, text) of each `piece of code` in the prose."""
        for number, line in self.prose:
            for text in re.findall(r"`([^`]+)`", line):
                yield number, text

    def rows(self):
        """(line number, cells) of each line of a table."""
        for number, line in self.prose:
            if line.startswith("|") and not re.match(r"\|[-| ]+$", line):
                yield number, [cell.strip() for cell in line.strip().strip("|").split("|")]


def read_page(root, name):
    page = Page(name)
    block = None
    for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), 1):
        fence = re.match(r"```(\S*) *(\S*)$", line)
        if block is not None:
            if line == "```":
                page.blocks.append(block)
                block = None
            else:
                block.text += line + "\n"
        elif fence:
            block = Block(name, number + 1, fence.group(1), fence.group(2), "")
        else:
            page.prose.append((number, line))
    if block is not None:
        raise ValueError(f"{block.place}: this block has no end")
    return page


def all_pages(root):
    names = ["README.md", "CONTRIBUTING.md"]
    for pattern in ("docs/*.md", "samples/**/README.md"):
        names += sorted(path.relative_to(root).as_posix() for path in pathlib.Path(root).glob(pattern))
    return [read_page(root, name) for name in names]
