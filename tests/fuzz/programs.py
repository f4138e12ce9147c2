"""Random programs, of one module or of several that import each other; each prints what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.asynchronous import asynchronous_program
from tests.fuzz.choices import Choices, Drawn
from tests.fuzz.shapes import Shapes
from tests.fuzz.writer import ERRORS, OPERATIONS

MAIN = "main.py"
PRELUDE = """
def t(label, value=None):
    print("t", label)
    return value


def show(value, plain=(str, bytes, bool, int, type(None))):
    print(value if value.__class__ in plain else value.__class__.__name__ != "")
"""
BUILTINS = ("open", "list", "len", "bytes", "isinstance", "dict", "str", "type", "sorted")
LAYOUTS = (  # paths of modules, in the order in which they may import each other
    *(("cloud.py",), ("cloud.py", "tools.py"), ("pkg/__init__.py", "pkg/inner.py"), ("cloud.py", "pkg/__init__.py")),
    *(
        ("pkg/store.py", "pkg/__init__.py"),
        ("space/one.py", "space/two.py"),
        ("pkg/__init__.py", "pkg/sub/__init__.py"),
    ),
    *(("pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/deep.py"), ("src/lib.py",)),
)


@st.composite
def programs(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, str]:
    """The files of a program, by path."""
    return program(Drawn(draw))


def program(choices: Choices) -> dict[str, str]:
    if choices.chance(12):
        return {MAIN: asynchronous_program(choices)}
    if choices.chance(65):
        return {MAIN: Module(choices).text()}
    labels = count(1)
    made: list[Module] = []
    for path in (*choices.pick(LAYOUTS), MAIN):
        made.append(Module(choices, path, made, labels))
        made[-1].write()
    files = {module.path: module.source for module in made}
    return {f"{path.rpartition('/')[0]}/__init__.py": "" for path in files if "pkg/" in path} | files


@dataclass(frozen=True)
class Given:
    """What a module has under a name: a module of the SDK, an operation, an error, or a function of its own."""

    name: str
    kind: str
    meaning: str = ""


class Module(Shapes):
    """One module's text. `others` are modules that it may import."""

    def __init__(self, choices: Choices, path: str = MAIN, others: Sequence[Module] = (), labels: Any = None) -> None:
        super().__init__(choices, labels)
        self.path = path
        self.source = ""
        self.given: list[Given] = []
        self.has_all = False
        self._others = tuple(others)

    @property
    def dotted(self) -> str:
        stem = self.path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
        return stem.replace("/", ".")

    def write(self) -> None:
        self.source = self.text()

    def text(self) -> str:
        main = self.path == MAIN
        head = []
        if self.chance(20):
            head.append('"""A program."""')
        if self.chance(15):
            head.append("from __future__ import annotations")
        imports = ["\n".join(self.imported()) for _ in range(self.number(1, 3) if main else self.number(0, 2))]
        imports += ["\n".join(lines) for other in self._others if (lines := self.taken_from(other))]
        if not self.spellings:
            imports.append("\n".join(self.imported()))
        if self.chance(30):
            imports.insert(
                self.number(0, len(imports)), self.pick(["import json, os.path", "import functools", "import sys"])
            )
        body = [PRELUDE]
        if self.chance(25):
            name = self.pick(BUILTINS)
            if name != "str":
                body.append(f"def {name}(*args, **kwargs):\n    return t({name!r}, {name!r})\n")
            self.hidden.add(name)
        if main:
            body += [f'{self.op("write")}("reports", "a", "alpha")', f'{self.op("write")}("reports", "b", b"beta")']
        for _ in range(self.number(2, 7) if main else self.number(0, 2)):
            body += self.statement()
        if not main:
            number = self.label()
            self.given.append(Given(f"go{number}", "function"))
            body += [f"def go{number}(k='a'):", *self.block(), f"    return {self.content()}"]
            if self.chance(20):
                self.has_all = True
                body.append(f"__all__ = {[each.name for each in self.given if each.kind != 'module']!r}")
        return "\n".join([*head, *imports, *body]) + "\n"

    # Imports of the SDK

    def imported(self) -> list[str]:
        """Import lines, and the ways to spell operations and errors that they give."""
        number = self.label()
        match self.number(0, 9):
            case 0:
                return self.as_module("from infrar import storage", "storage")
            case 1:
                self.spell("infrar.storage.")
                return ["import infrar.storage" if self.chance(60) else "import infrar"]
            case 2:
                return self.as_module(f"import infrar.storage as st{number}", f"st{number}")
            case 3:
                return self.as_module(f"from infrar import storage as sto{number}", f"sto{number}")
            case 4:
                lines = self.as_module(f"second{number} = storage", f"second{number}")
                return ["from infrar import storage", *lines]
            case 5:
                return [f"from infrar.storage import {', '.join(self.as_names(''))}"]
            case 6:
                pairs = [
                    f"{own} as {new}"
                    for own, new in zip((*OPERATIONS, *ERRORS), self.as_names(str(number)), strict=True)
                ]
                return ["from infrar.storage import (", *(f"    {pair}," for pair in pairs), ")"]
            case 7:
                self.as_names("")
                return ["from infrar.storage import *"]
            case 8:
                self.as_module("", "storage")
                return ["try:", "    from infrar import storage", "except ImportError:", "    storage = None"]
            case _:
                self.as_module("", f"both{number}")
                return [f"from infrar import errors as err{number}, storage as both{number}"]

    def as_module(self, statement: str, name: str) -> list[str]:
        self.spell(f"{name}.")
        self.given.append(Given(name, "module"))
        return [statement]

    def as_names(self, suffix: str) -> list[str]:
        """The names for all operations and errors, as they are or with something added."""
        names = [f"my_{name}{suffix}" if suffix else name for name in (*OPERATIONS, *ERRORS)]
        self.given += [Given(n, "name", own) for n, own in zip(names, (*OPERATIONS, *ERRORS), strict=True)]
        self.spellings.append(lambda name: f"my_{name}{suffix}" if suffix else name)
        self.errors.append(lambda name: f"my_{name}{suffix}" if suffix else name)
        return names

    # Imports of the program's own modules

    def taken_from(self, other: Module) -> list[str]:
        """How this module imports another one, and what it spells through it."""
        number = self.label()
        form = self.number(0, 5)
        functions = [each.name for each in other.given if each.kind == "function"]
        if form == 0:
            return [f"import {other.dotted}", *self.through(other, f"{other.dotted}.", functions)]
        if form == 1:
            return [f"import {other.dotted} as o{number}", *self.through(other, f"o{number}.", functions)]
        if form == 2:
            package, _, name = other.dotted.rpartition(".")
            from_ = self.relative(other) or (f"from {package} import {name}" if package else f"import {name}")
            return [f"{from_} as o{number}", *self.through(other, f"o{number}.", functions)]
        if form == 3 and not other.has_all:
            self.hidden |= other.hidden
            return [f"from {other.dotted} import *", *self.through(other, "", functions)]
        names = [(each.name, f"{each.name}_{number}") for each in other.given]
        renamed = dict(names)
        lines = [f"from {other.dotted} import {', '.join(f'{old} as {new}' for old, new in names)}"]
        self.known_as(other, lambda name: renamed[name])
        return [*lines, *(f"go_later{number} = {renamed[name]}" for name in functions)]

    def through(self, other: Module, prefix: str, functions: Sequence[str]) -> list[str]:
        self.known_as(other, lambda name: prefix + name)
        if self.path != MAIN or not functions:
            return []
        return [f"print({prefix}{functions[0]}('a') == b'')"] if self.chance(30) else []

    def known_as(self, other: Module, name_of: Callable[[str], str]) -> None:
        """The spellings that another module's names give."""
        meanings = {each.meaning: name_of(each.name) for each in other.given if each.kind == "name"}
        if set(OPERATIONS) <= meanings.keys():
            self.spellings.append(lambda name: meanings[name])
            self.errors.append(lambda name: meanings[name])
        for each in other.given:
            if each.kind == "module":
                self.spell(f"{name_of(each.name)}.")

    def relative(self, other: Module) -> str:
        """`from . import other`, where the two are of one package."""
        own, theirs = self.path.rpartition("/")[0], other.path.rpartition("/")[0]
        name = other.dotted.rpartition(".")[2]
        if not own.startswith("pkg") or other.path.endswith("__init__.py"):
            return ""
        if own == theirs:
            return f"from . import {name}"
        return f"from .. import {name}" if own == f"{theirs}/sub" else ""
