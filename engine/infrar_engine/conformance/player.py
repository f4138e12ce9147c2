"""Runs programs one after another in this process and writes down what each did.

    python player.py FOLDER TRANSCRIPTS.json [--without-sdk]

In: a folder with a program a file, CAPABILITY.NAME.py, and perhaps `_settling.CAPABILITY.py`, whose `settle()` returns what that
capability's resources hold and then empties them.
Out: for each program the lines that it printed, how it ended if by an exception, and the lines of `settle()`.

Standard library only, and imported by nobody: with `--without-sdk` this is the process in which transformed programs
run, and here importing the SDK fails as it would where it was never installed.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import io
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

SDK = "infrar"


class WithoutSdk(importlib.abc.MetaPathFinder):
    """The first to be asked for a module: what belongs to the SDK or the engine isn't installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0].partition("_")[0] == SDK:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def main(folder: Path, transcripts: Path, *, without_sdk: bool) -> None:
    sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != Path(__file__).resolve().parent]
    sys.dont_write_bytecode = True
    if without_sdk:
        sys.meta_path.insert(0, WithoutSdk())
    found: dict[str, list[str]] = {}
    settled: dict[str, Callable[[], list[str]]] = {}
    for program in sorted(folder.glob("[!_]*.py")):
        capability = program.stem.partition(".")[0]
        if capability not in settled:
            settled[capability] = settling(folder / f"_settling.{capability}.py")
        lines, _ = run(program)
        found[program.stem] = lines + settled[capability]()
    transcripts.write_text(json.dumps(found), "utf-8")


def settling(program: Path) -> Callable[[], list[str]]:
    """The program's `settle`; where there is none, nothing is looked at."""
    if not program.is_file():
        return list
    _, names = run(program)
    settle: Callable[[], list[str]] = names["settle"]

    def settled() -> list[str]:
        try:
            return settle()
        except Exception as error:  # whatever it is, it is what came of the program before
            return ["the resources can't be read:", *traceback.format_exception_only(error)]

    return settled


def run(program: Path) -> tuple[list[str], dict[str, Any]]:
    """Execute a program as `python program.py` does, in an empty folder; what it printed, and its names."""
    module = ModuleType("__main__")
    module.__file__ = str(program)
    out = io.StringIO()
    before, main_before = Path.cwd(), sys.modules["__main__"]
    sys.modules["__main__"] = module
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch, contextlib.redirect_stdout(out):
        os.chdir(scratch)
        try:
            code = compile(program.read_text("utf-8"), str(program), "exec", dont_inherit=True)
            exec(code, vars(module))  # noqa: S102  running programs is what this is for
        except Exception as error:  # whatever a program ends with is its result
            out.write("".join(["ended by:\n", *traceback.format_exception(error)]))
        finally:
            os.chdir(before)
            sys.modules["__main__"] = main_before
    return out.getvalue().splitlines(), vars(module)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), without_sdk="--without-sdk" in sys.argv[3:])
