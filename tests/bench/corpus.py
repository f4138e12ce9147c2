"""Folders of real Python files, taken from the packages that are installed here, with uses of the SDK put into them."""

from __future__ import annotations

import ast
import random
import sysconfig
from collections.abc import Iterator
from pathlib import Path

USE = 'storage.write("reports", f"daily/{{name}}-{number}.csv", "text")'
IMPORT = "from infrar import storage"


def installed_files() -> list[Path]:
    """Python files of the environment and the standard library, in a fixed order, of ordinary size and valid."""
    roots = [Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("stdlib"))]
    found = [p for root in roots for p in sorted(root.rglob("*.py")) if 1_000 < p.stat().st_size < 200_000]
    return [p for p in found if "lib2to3" not in p.parts and "test" not in str(p) and "bad" not in p.name]


def sparse(folder: Path, files: int = 1450, share: float = 0.05, seed: int = 1) -> int:
    """`files` real files, a share of them with a few uses. Returns the bytes written."""
    rng = random.Random(seed)
    written = 0
    for index, source in enumerate(_valid(installed_files(), rng)):
        if index == files:
            break
        text = source
        if index < files * share:
            text = with_uses(text, every=120)
        target = folder / f"part{index % 40:02}" / f"module_{index:05}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        written += len(text)
    return written


def dense(folder: Path, files: int = 120, seed: int = 2) -> int:
    """Real files, every one with a use about every 60 lines."""
    rng = random.Random(seed)
    written = 0
    for index, source in enumerate(_valid(installed_files(), rng)):
        if index == files:
            break
        text = with_uses(source, every=60)
        target = folder / f"module_{index:05}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        written += len(text)
    return written


def large(path: Path, uses: int, lines: int = 20_000) -> None:
    """One file of about `lines` lines with so many uses."""
    functions = lines // 10
    every = max(1, functions // uses)
    per = max(1, -(-uses // functions))
    out = [IMPORT, ""]
    left = uses
    for number in range(functions):
        out += [f"def work_{number}(name, rows):", "    total = 0", "    for row in rows:"]
        out += ["        if row and row > total:", "            total += row", "    label = f'{name}: {total}'"]
        for _ in range(min(per, left) if number % every == 0 else 0):
            out.append("    " + USE.format(number=number).replace("{{", "{").replace("}}", "}"))
            left -= 1
        out += ["    return label", "", ""]
    path.write_text("\n".join(out) + "\n", "utf-8")


def with_uses(text: str, every: int) -> str:
    """A use as the first statement of functions, about one every so many lines, and the import after the docstring."""
    tree = ast.parse(text)
    lines = text.split("\n")
    places = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.body[0].lineno > node.lineno:
            places.append((node.body[0].lineno, node.body[0].col_offset, node))
    chosen, last = [], -every
    for line, column, node in sorted(places, key=lambda place: place[0]):
        first = node.body[0]
        docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        if line - last >= every and not docstring and lines[line - 1][:column].strip() == "":
            chosen.append((line, column))
            last = line
    for number, (line, column) in enumerate(reversed(chosen)):
        name = f"daily/{number}.csv"
        lines.insert(line - 1, " " * column + f'storage.write("reports", "{name}", "text")')
    at = _import_line(tree)
    lines.insert(at, IMPORT)
    changed = "\n".join(lines)
    try:
        ast.parse(changed)
    except SyntaxError:  # a statement in an odd place: a file less with uses
        return text
    return changed


def _import_line(tree: ast.Module) -> int:
    at = 0
    for node in tree.body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not docstring and not future:
            break
        at = node.end_lineno or 0
    return at


def _valid(paths: list[Path], rng: random.Random) -> Iterator[str]:
    """Files that parse here, in a shuffled order; over again when there are too few."""
    rng.shuffle(paths)
    while True:
        for path in paths:
            try:
                text = path.read_text("utf-8")
                ast.parse(text)
            except (SyntaxError, UnicodeDecodeError, ValueError):
                continue
            if "\r" not in text and "\f" not in text and "storage" not in text and "import *" not in text:
                yield text
