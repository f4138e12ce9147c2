"""Real files with uses of the SDK, second names, shadowing and look-alikes put in at random places.

What is put in stands on lines of its own, so it is known exactly which lines of the result must be there unchanged: all of the
original file's, and the look-alikes. Within those lines, random expressions get a numbered call beside them
(`x` → `(x, sdk.exists("reports", "use 7"))[0]`): there the call alone may differ afterwards.
"""

from __future__ import annotations

import ast
import random
import re
import sys
import sysconfig
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

USES = (
    '{storage}.write("reports", "a", "text")',
    '{storage}.write("reports", path="b", data=b"bytes", content_type="text/plain")',
    '{storage}.upload("reports", "a.txt", "k")',
    '_found = {storage}.read("reports", "a")',
    'print({storage}.exists("reports", "a"), {storage}.stat("reports", "a"))',
    'for _item in {storage}.list_objects("reports", prefix="a"): print(_item.key)',
    '_sizes = [_o.size for _o in {storage}.iter_objects("reports")]',
    "_reader = {storage}.read",
    'assert {storage}.exists("reports", "a") or True',
    'with open({storage}.read("reports", "a")) as _handle: pass',
    '_later = lambda: {storage}.read("reports", f"a{{1}}")',
    'try: {storage}.read("reports", "zz")\n{indent}except {storage}.NotFound as _error: print(_error)',
)
LOOK_ALIKES = (
    '# from infrar import storage; storage.read("reports", "a")',
    '_text = "from infrar import storage"',
    "class _Storage: read = write = exists = staticmethod(print)",
    '_other = type("storage", (), {"read": print})',
    'def _shadow(storage): return storage.read("reports", "a")',
    "_taken = toy = toycloud = None",
    "[storage for storage in ()]",
    'def _own(read, write): return read("reports", write)',
    "def _hides(_sdk, _ask=1): return [_sdk.read for _ask in ()]",
    "_called = (lambda _sdk, *, _st=0: _sdk.exists(_st))",
    "def _binds():\n{indent}    for _sdk in (): del _sdk\n{indent}    with open(1) as _st: return _st.read",
    "def _catches():\n{indent}    try: pass\n{indent}    except OSError as _sdk: raise _sdk.error",
    "def _imports():\n{indent}    import os as _sdk, json as infrar\n{indent}    return _sdk.read, infrar.storage",
    "def _matches(x):\n{indent}    match x:\n{indent}        case [_sdk, *_st] | {'k': _sdk, **_st}: return _sdk.read(_st)",
    "class _Holds:\n{indent}    _sdk = None\n{indent}    infrar = [_ for _ in ()]",
    "def _walks(): return [(_sdk := 1) for _ in ()], _sdk.exists('reports', 'a')",
)
IMPORTS = (
    ("from infrar import storage as _sdk", "_sdk"),
    ("import infrar.storage as _st", "_st"),
    ("import infrar", "infrar.storage"),
    ("import infrar.storage", "infrar.storage"),
    (
        "from infrar import (\n{indent}    storage as _many,  # the store\n{indent}    errors as _errors,\n{indent})",
        "_many",
    ),
    ("from infrar.storage import exists as _ask, read as _get; import infrar.storage as _semi", "_semi"),
)
MARKED = re.compile(rb"""[\w.]+\("reports", "use (\d+)"\)""")


@dataclass(frozen=True)
class Mutant:
    """A file to transform, and the lines that must come through."""

    path: str
    data: bytes
    kept: tuple[bytes, ...]


def real_files() -> list[Path]:
    """The standard library's and the installed packages' files, in an order that doesn't depend on the machine's."""
    roots = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
    found = {path for root in roots for path in root.rglob("*.py") if "lib2to3/tests/data" not in path.as_posix()}
    return sorted(found)


def mutants(count: int, seed: int, newest: tuple[int, int] = sys.version_info[:2]) -> Iterator[Mutant]:
    """That many mutated files."""
    chance = random.Random(seed)
    files = real_files()
    made = 0
    while made < count:
        mutant = mutate(chance.choice(files), chance)
        if mutant is not None:
            made += 1
            yield mutant


def mutate(path: Path, chance: random.Random) -> Mutant | None:
    """One file with a few things put in; None for one that can't be read, is no valid Python, or is very large."""
    data = path.read_bytes()
    if len(data) > 200_000 or b"infrar" in data or b"\r" in data.replace(b"\r\n", b""):
        return None
    try:
        text = data.decode()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    places = _places(tree, lines)
    if not places:
        return None
    spelled = []
    inserted: list[tuple[int, str, bool]] = []
    for statement, name in chance.sample(IMPORTS, chance.randint(1, 3)):
        inserted.append((places[0][0], _at(statement, ""), False))
        spelled.append(name)
    for _ in range(chance.randint(1, 6)):
        line, indent = chance.choice(places)
        if chance.random() < 0.35:
            inserted.append((line, _at(chance.choice(LOOK_ALIKES), indent), True))
        elif chance.random() < 0.2 and indent:
            statement, name = chance.choice(IMPORTS[:2])
            local = _at(statement, indent) + "\n" + _at(chance.choice(USES), indent, name)
            inserted.append((line, local, False))
        else:
            inserted.append((line, _at(chance.choice(USES), indent, chance.choice(spelled)), False))
    for number, node in enumerate(_expressions(tree, chance)):
        _mark(lines, node, f'{chance.choice(spelled)}.exists("reports", "use {number}")')
    kept: list[bytes] = []
    out: list[str] = []
    for number, line_text in enumerate(lines):
        for _, new, stays in (each for each in inserted if each[0] == number):
            added = [each + ("\r" if newline == "\r\n" else "") for each in new.split("\n")]
            out += added
            kept += [each.encode() for each in added] if stays else []
        out.append(line_text)
        kept.append(line_text.encode())
    return Mutant(path.name, "\n".join(out).encode(), tuple(kept))


def _at(statement: str, indent: str, storage: str = "") -> str:
    text = statement.replace("{indent}", indent).replace("{storage}", storage).replace("{{1}}", "{1}")
    return indent + text


def _places(tree: ast.Module, lines: list[str]) -> list[tuple[int, str]]:
    """Lines (from 0) before which a statement may stand, with its indentation; the first is the module's first."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        for body in (getattr(node, field, None) for field in ("body", "orelse", "finalbody")):
            for index, statement in enumerate(body if isinstance(body, list) else []):
                place = _place(statement, lines)
                future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
                if place is not None and not future and not (index == 0 and _is_docstring(statement)):
                    found.append(place)
    top = [p for p in found if not p[1]]
    first = min(top, default=None)
    return [first, *sorted(p for p in found if p[0] > first[0])] if first is not None else []


def _place(statement: ast.AST, lines: list[str]) -> tuple[int, str] | None:
    if not isinstance(statement, ast.stmt):
        return None
    decorators = getattr(statement, "decorator_list", [])
    line = min([statement.lineno, *(d.lineno for d in decorators)]) - 1
    text = lines[line]
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    if not decorators and len(indent) != statement.col_offset:
        return None
    if text.lstrip().startswith("elif") or (line and lines[line - 1].rstrip("\r").endswith(("\\", ",", "("))):
        return None
    return line, indent


def _expressions(tree: ast.Module, chance: random.Random) -> list[ast.Name]:
    """A few names that are read, last ones first."""
    left_out = (ast.JoinedStr, ast.MatchValue, ast.MatchClass, ast.MatchMapping)
    inside = {id(n) for node in ast.walk(tree) if isinstance(node, left_out) for n in ast.walk(node)}
    reads = [
        n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in inside
    ]
    chosen = chance.sample(reads, min(len(reads), chance.choice((0, 1, 3, 6))))
    return sorted(chosen, key=lambda n: (n.lineno, n.col_offset), reverse=True)


def _mark(lines: list[str], node: ast.Name, call: str) -> None:
    """Put a call beside a name, without a change to what the expression means."""
    line = lines[node.lineno - 1].encode()
    assert node.end_col_offset is not None
    name = line[node.col_offset : node.end_col_offset].decode()
    new = f"({name}, {call})[0]".encode()
    lines[node.lineno - 1] = (line[: node.col_offset] + new + line[node.end_col_offset :]).decode()


def unmarked(line: bytes) -> bytes:
    """A line with its numbered calls made the same, whatever they are calls of."""
    return MARKED.sub(rb"<\1>", line)


def _is_docstring(statement: ast.AST) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
