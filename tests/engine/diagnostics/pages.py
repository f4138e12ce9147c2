"""The examples of a page → a project on disk, and what the page's command prints there.

    python -m tests.engine.diagnostics.pages INF201 ...     write what is printed into the pages (all, without codes)

An example is a section (`## Fails`, `## Works`) of blocks, each below a line that says which file it is:

    `app.py`:                        a file of the project; without such a line, a Python block is app.py and a YAML
                                     block infrar.yaml
    `app.py`, saved as latin-1:      the same in another encoding
    `notes.ipynb`, a cell:           a notebook of one cell
    in `acme/provider.yaml`:         a part of the plugin's file; as a `diff`, a change of it
    without, in `acme/provider.yaml`: a part of the plugin's file that is taken out

A `console` block has one command after `$`, and all that it prints; `...` stands for what differs from one machine to
another. Folders `acme/` are a copy of the example provider, which is installed as far as commands can tell.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import infrar_engine.codes
from infrar_engine.cli.main import run
from infrar_engine.codes import Page, pages

ROOT = Path(__file__).parents[3]
ACME = ROOT / "examples" / "acme_provider" / "infrar_acme"
SOURCES = Path(infrar_engine.codes.__file__).parent

_BLOCK = re.compile(
    r"(?:^(?P<title>[^\n`]*`[^`\n]+`[^\n]*):\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_TITLE = re.compile(r"(?P<before>[^`]*)`(?P<path>[^`]+)`(?:, saved as (?P<encoding>\S+)|, a (?P<cell>cell))?")
_NAMES = {"python": "app.py", "yaml": "infrar.yaml"}


@dataclass(frozen=True)
class Block:
    """One block of an example: `how` is "", "in" or "without"."""

    language: str
    path: str
    text: str
    how: str = ""
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Example:
    """One side of a page."""

    page: Page
    section: str
    blocks: tuple[Block, ...]

    def __str__(self) -> str:
        return f"{self.page.code}-{self.section.lower()}"

    @property
    def command(self) -> str:
        (console,) = (block for block in self.blocks if block.language == "console")
        return console.text.partition("\n")[0].removeprefix("$ ")

    @property
    def printed(self) -> str:
        (console,) = (block for block in self.blocks if block.language == "console")
        return console.text.partition("\n")[2]


@dataclass(frozen=True)
class Outcome:
    """What came of a page's command."""

    code: int
    printed: str


UNREACHED = {"INF106"}
"""Guards that no program is known to reach: their failing examples are made by hand in `test_pages.py`."""


def examples() -> list[Example]:
    """Both sides of every page."""
    sides = [(page, section) for page in pages() for section in ("Fails", "Works")]
    return [example(page, side) for page, side in sides if side == "Works" or page.code not in UNREACHED]


def example(page: Page, section: str) -> Example:
    text = f"{page.section(section) or ''}\n"
    return Example(page, section, tuple(_block(found) for found in _BLOCK.finditer(text)))


def _block(found: re.Match[str]) -> Block:
    language = found["language"]
    title = _TITLE.match(found["title"]) if found["title"] else None
    if title is None:
        return Block(language, _NAMES.get(language, ""), found["text"])
    how = title["before"].strip().partition(",")[0]
    text = _notebook(found["text"]) if title["cell"] else found["text"]
    return Block(language, title["path"], text, how, title["encoding"] or "utf-8")


def _notebook(code: str) -> str:
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": code.rstrip("\n")}
    content = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(content, indent=1) + "\n"


def play(one: Example, folder: Path, environment: Mapping[str, str]) -> Outcome:
    """Lay the example out in a folder and run its command there; the command's own `NAME=value` come last."""
    shutil.copytree(ACME, folder / "acme", ignore=shutil.ignore_patterns("__pycache__"))
    project = folder / "project"
    project.mkdir()
    for block in one.blocks:
        if block.language != "console":
            _lay_out(block, folder if block.path.startswith("acme/") else project)
    variables, arguments = _command(one.command)
    with _surroundings(project, {**environment, **variables}), contextlib.redirect_stdout(_stream()) as out:
        with contextlib.redirect_stderr(out):
            code = run([*arguments, "--plugins", str(folder / "acme")])
        out.flush()
        return Outcome(code, out.buffer.getvalue().decode())


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")


def _lay_out(block: Block, folder: Path) -> None:
    path = folder / block.path
    if not block.how:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(block.text.encode(block.encoding))
        return
    old = new = block.text
    if block.language == "diff":
        lines = block.text.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
    elif block.how == "without":
        new = ""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{block.path} has not once:\n{old}"
    path.write_text(text.replace(old, new), "utf-8")


def _command(line: str) -> tuple[dict[str, str], list[str]]:
    words = shlex.split(line)
    at = words.index("infrar")
    return dict(word.split("=", 1) for word in words[:at]), words[at + 1 :]


@contextlib.contextmanager
def _surroundings(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """The current folder, and no settings but the given ones."""
    before, here = dict(os.environ), Path.cwd()
    for name in before:
        if name.startswith(("INFRAR_", "TF_")) or name in ("NO_COLOR", "FORCE_COLOR"):
            del os.environ[name]
    os.environ.update(environment)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


def agrees(expected: str, printed: str) -> bool:
    """Whether this was printed, with anything for each `...` that is not a part of a word."""
    pattern = "".join(
        ".*" if part == "..." else re.escape(part) for part in re.split(r"(?<!\S)(\.\.\.)(?!\S)", expected)
    )
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


def needs_terraform(one: Example) -> bool:
    return "--infra" in one.command and "INFRAR_TOFU" not in one.command


def write(codes: list[str], environment: Callable[[Example], Mapping[str, str]]) -> None:
    """Put what the commands print into the pages, where the page doesn't agree with it."""
    for one in examples():
        if codes and one.page.code not in codes:
            continue
        with tempfile.TemporaryDirectory() as folder:
            outcome = play(one, Path(folder), environment(one))
        if agrees(one.printed, outcome.printed):
            continue
        path = SOURCES / f"{one.page.code}.md"
        head, mark, tail = path.read_text("utf-8").partition(f"## {one.section}\n")
        old = f"```console\n$ {one.command}\n{one.printed}```"
        assert old in tail, one
        path.write_text(
            head + mark + tail.replace(old, f"```console\n$ {one.command}\n{outcome.printed}```", 1), "utf-8"
        )


if __name__ == "__main__":
    write(sys.argv[1:], lambda one: {})
