"""Random asynchronous programs: awaited operations in random positions, beside traced side effects.

In: a source of choices. Out: the text of a program that prints what it does. All operations are those of `infrar.aio.storage`,
reached by different imports; coroutines are awaited in place, later, in tasks, or through functions that return them.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.choices import Choices

IMPORTS = (
    ("from infrar.aio import storage", "storage."),
    ("from infrar.aio import storage as st", "st."),
    ("import infrar.aio.storage", "infrar.aio.storage."),
    ("import infrar", "infrar.aio.storage."),
    ("from infrar import aio", "aio.storage."),
    ("from infrar.aio.storage import *", ""),
    (
        "from infrar.aio.storage import NotFound, StorageError, AlreadyExists, copy, delete, exists, iter_objects, list_objects, read, stat, write",
        "",
    ),
)
KEYS = ("a", "b", "d/e", "none")
BUCKETS = ("reports", "backup")
PRELUDE = """
log = []


def t(label, value=None):
    print("t", label)
    return value


async def slowly(value):
    print("slowly")
    await asyncio.sleep(0)
    return value


def show(*values):
    print(*(v if isinstance(v, (str, bytes, bool, int, type(None))) else type(v).__name__ for v in values))
"""


class Writer:
    """Writes one program. Names are counted, so that each is new."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._count = 0
        self._statement, self._prefix = IMPORTS[choices.number(0, len(IMPORTS) - 1)]
        self._functions: list[str] = []

    def program(self) -> str:
        body = [line for _ in range(3 + self._below(5)) for line in self._statements(2)]
        functions = "\n\n".join(self._functions)
        main = "\n".join(f"    {line}" for line in [*self._setup(), *body])
        tail = "asyncio.run(main())" + ("\nasyncio.run(main())" if self._below(4) == 0 else "")
        return f"import asyncio\nfrom functools import partial\n\n{self._statement}\n{PRELUDE}\n\n{functions}\n\n\nasync def main():\n{main}\n\n\n{tail}\n"

    def _setup(self) -> list[str]:
        return [
            f'await {self._prefix}write("reports", "a", "alpha")',
            f'await {self._prefix}write("reports", "b", b"beta")',
        ]

    def _below(self, bound: int) -> int:
        return self._choices.number(0, bound - 1)

    def _new(self, stem: str) -> str:
        self._count += 1
        return f"{stem}{self._count}"

    # Arguments: traced, and awaited at times

    def _traced(self, value: str) -> str:
        kind = self._below(6)
        if kind == 0:
            return f"t({self._new('')}, {value})"
        if kind == 1:
            return f"await slowly({value})"
        if kind == 2:
            return f"({self._new('w')} := {value})"
        return value

    def _key(self) -> str:
        return self._traced(repr(self._choices.pick(KEYS)))

    def _bucket(self) -> str:
        return self._traced(repr(self._choices.pick(BUCKETS)))

    def _plain(self) -> str:
        """A bucket where no assignment may stand."""
        return repr(self._choices.pick(BUCKETS))

    def _coroutine(self, depth: int) -> str:
        """A call that gives a coroutine with a value."""
        p = self._prefix
        made: tuple[Callable[[], str], ...] = (
            lambda: f"{p}read({self._bucket()}, {self._key()})",
            lambda: f"{p}read(path={self._key()}, bucket={self._bucket()}, start={self._traced('1')})",
            lambda: f"{p}exists({self._bucket()}, {self._key()})",
            lambda: f"{p}exists(*({self._bucket()}, {self._key()}))",
            lambda: f"{p}read(**{{'bucket': {self._bucket()}, 'path': {self._key()}}})",
            lambda: f"(lambda k: {p}exists('reports', k))({self._key()})",
            lambda: f"partial({p}read, 'reports')({self._key()})",
            lambda: f"asyncio.wait_for({p}exists({self._bucket()}, {self._key()}), 60)",
            lambda: f"asyncio.create_task({p}exists({self._bucket()}, {self._key()}))",
            lambda: f"({p}exists if t({self._new('')}, True) else {p}read)('reports', {self._key()})",
            lambda: f"{self._returning(depth)}({self._key()})",
        )
        return made[self._below(len(made) if depth else 5)]()

    def _returning(self, depth: int) -> str:
        """A function that returns a coroutine, or is one."""
        name, p = self._new("fetch"), self._prefix
        kind = self._below(3)
        if kind == 0:
            self._functions.append(f"def {name}(key):\n    return {p}read('reports', key)")
        elif kind == 1:
            self._functions.append(
                f"async def {name}(key, reading={p}exists):\n    show(key)\n    return await reading('reports', key)"
            )
        else:
            inner = "\n".join(f"    {line}" for line in self._statements(depth - 1))
            self._functions.append(f"async def {name}(key):\n{inner}\n    return len(await {p}read('reports', 'a'))")
        return name

    def _value(self, depth: int) -> str:
        """An expression with awaits in it."""
        p = self._prefix
        if depth == 0:
            return f"await {self._coroutine(0)}"
        inner = f"(await {self._coroutine(depth)})"
        made: tuple[Callable[[], str], ...] = (
            lambda: inner,
            lambda: f"({inner}, {self._value(depth - 1)})[{self._below(2)}]",
            lambda: f"{inner} or {self._value(depth - 1)}",
            lambda: f"{inner} if ({self._value(depth - 1)}) else t({self._new('')})",
            lambda: f"not {inner}",
            lambda: f'f"{{{inner}!r}}{{t({self._new("")}, 1)}}"'.replace('"', '"""'),
            lambda: f"len(await asyncio.gather({self._coroutine(depth)}, {self._coroutine(0)}))",
            lambda: f"[item.key async for item in {p}iter_objects({self._plain()})]",
            lambda: (
                f"{{item.key: item.size async for item in {p}iter_objects({self._plain()}, 'a') if t({self._new('')}, item.size)}}"
            ),
            lambda: f"[await {p}exists('reports', key) for key in ('a', 'none')]",
            lambda: f"sum([item.size for item in await {p}list_objects('reports', delimiter='/')])",
            lambda: f"(await {p}stat('reports', {self._key()})).size",
            lambda: f"t({self._new('')}, {inner})",
            lambda: f"isinstance({inner}, bytes)",
        )
        return made[self._below(len(made))]()

    # Statements

    def _statements(self, depth: int) -> list[str]:
        p = self._prefix
        if depth <= 0:
            return [f"show({self._value(1)})"]
        made: tuple[Callable[[], list[str]], ...] = (
            lambda: [f"show({self._value(depth)})"],
            lambda: [f"{self._new('x')} = {self._value(depth)}"],
            lambda: [f"await {p}write({self._bucket()}, {self._key()}, {self._traced('b' + repr('new'))})"],
            lambda: [
                f"await {p}write({self._bucket()}, {self._key()}, 'text', content_type={self._traced(repr('text/plain'))}, if_not_exists=True)"
            ],
            lambda: [f"await {p}delete({self._bucket()}, {self._key()})"],
            lambda: [f"await {p}copy('reports', 'a', {self._key()}, destination_bucket={self._bucket()})"],
            lambda: self._later(depth),
            lambda: self._try(depth),
            lambda: self._loop(depth),
            lambda: [
                f"if {self._value(depth - 1)}:",
                *_indented(self._statements(depth - 1)),
                "else:",
                *_indented(self._statements(depth - 1)),
            ],
            lambda: [f"assert {self._value(depth - 1)} or True"],
            lambda: [
                "for key in ('a', 'b'):",
                *_indented([f"show(key, await {p}exists('reports', key))", *self._statements(depth - 1)]),
            ],
            lambda: [
                f"match {self._value(0)}:",
                "    case bytes() as found:",
                "        show(found)",
                "    case _:",
                *_indented(_indented(self._statements(depth - 1))),
            ],
        )
        return made[self._below(len(made))]()

    def _later(self, depth: int) -> list[str]:
        name = self._new("later")
        kind = self._choices.pick(("{}", "asyncio.create_task({})", "asyncio.ensure_future({})"))
        coroutine = (
            f"{self._prefix}read('reports', 'a')"
            if self._below(2)
            else f"{self._prefix}exists('reports', {self._key()})"
        )
        return [f"{name} = {kind.format(coroutine)}", *self._safely(depth), f"show(await {name})"]

    def _safely(self, depth: int) -> list[str]:
        """Statements that leave nothing unawaited behind them when they fail."""
        return [
            "try:",
            *_indented(self._statements(depth - 1)),
            f"except {self._prefix}StorageError:",
            "    show('failed')",
        ]

    def _try(self, depth: int) -> list[str]:
        error = self._choices.pick(("NotFound", "StorageError", "AlreadyExists"))
        name = self._new("e")
        lines = [
            "try:",
            *_indented(self._statements(depth - 1)),
            f"except {self._prefix}{error} as {name}:",
            f"    show('{error}')",
        ]
        if self._below(2):
            lines += [
                f"except ({self._prefix}NotFound, {self._prefix}AlreadyExists):",
                *_indented(self._statements(depth - 1)),
            ]
        if self._below(3) == 0:
            lines += ["else:", *_indented(self._statements(depth - 1))]
        if self._below(3) == 0:
            lines += ["finally:", f"    show(t({self._new('')}, 'finally'))"]
        return lines

    def _loop(self, depth: int) -> list[str]:
        body = [
            self._choices.pick(
                ("show(item.key)", "show(item.size, item.key)", "show(item.is_prefix)", "log.append(item.key)")
            )
        ]
        if self._below(3) == 0:
            body.append(self._choices.pick(("break", "continue")))
        options = self._choices.pick(("", ", 'a'", ", limit=1", ", delimiter='/'"))
        lines = [f"async for item in {self._prefix}iter_objects({self._bucket()}{options}):", *_indented(body)]
        return [*lines, "else:", *_indented(self._statements(depth - 1))] if self._below(3) == 0 else lines


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def asynchronous_program(choices: Choices) -> str:
    return Writer(choices).program()
