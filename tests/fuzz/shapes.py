"""Statements of a random program: the shapes that a transformation easily gets wrong, each a list of lines."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.fuzz.statements import Statements
from tests.fuzz.writer import indented

GROUPS = sys.version_info >= (3, 11)  # except* is known


class Shapes(Statements):
    def compounds(self) -> list[Callable[[], list[str]]]:
        return [
            *super().compounds(),
            *(self.handlers, self.handlers, self.cleanup, self.groups, self.raising, self.declared, self.imported_here),
            *(self.imported_in_class, self.private, self.captured, self.class_patterns, self.printed, self.evaluated),
            *(self.awaited, self.decorated, self.in_data, self.typed, self.asked_for, self.with_several, self.targets),
            *(
                self.twins,
                self.twins,
                self.in_namespace,
                self.walrus,
                self.defaults,
                self.on_one_line,
                self.reimported,
                self.folded,
            ),
        ]

    # Errors

    def missing(self) -> str:
        return self.call("read", [("bucket", self.bucket()), ("path", '"missing"')])

    def fails(self) -> list[str]:
        """A statement that raises an error of the store, or of the program."""
        own = f"raise {self.pick(['KeyError', 'ValueError'])}({self.label()})"
        taken = '("reports", "a", "x", if_not_exists=True)'
        return [self.pick([f"show({self.missing()})", f"{self.op('write')}{taken}", own, "pass"])]

    def caught(self) -> str:
        """What an `except` clause catches."""
        return self.pick(
            [
                *(self.error(), self.error(), f"({self.error()})", f"({self.error()}, {self.error()})"),
                *(f"({self.error()}, KeyError)", f"(ValueError, {self.error()})", "KeyError", "Exception"),
                f"({self.error()} if {self.truth()} else {self.error()})",
            ]
        )

    def handlers(self) -> list[str]:
        """`try` in `try`, with all that a handler may do."""
        inner = ["try:", *indented(self.fails())]
        for _ in range(self.number(1, 2)):
            name = self.pick(["", " as e", " as caught"])
            inner += [f"except {self.caught()}{name}:", *self.block()]
            inner += indented(self.pick([[], ["raise"], [f"raise KeyError({self.label()})"], self.fails()]))
        inner += ["else:", *self.block()] if self.chance(25) else []
        inner += ["finally:", *self.block()] if self.chance(25) else []
        lines = ["try:", *indented(inner), f"except {self.caught()}:", f"    print({self.label()})"]
        lines += ["except Exception as last:", "    show(last.__class__ is KeyError)"]
        return lines + (["else:", *self.block()] if self.chance(25) else [])

    def cleanup(self) -> list[str]:
        """Handlers in loops and functions, left by `break`, `continue` and `return`."""
        number = self.label()
        leave = self.pick(["break", "continue"])
        loop = [f"for n{number} in range(2):", "    try:", *indented(self.fails(), 2)]
        loop += [f"    except {self.caught()}:", *indented(self.block()), f"        {leave}"]
        loop += ["    finally:", f"        print({number})"]
        if self.chance(40):
            return ["try:", *indented(loop), "except Exception:", f"    print({self.label()})"]
        body = ["try:", *indented(loop), f"except {self.error()}:", f"    return {self.content()}", "except Exception:"]
        body += ["    return 1", "finally:", f"    print({self.label()})"]
        return [f"def clean{number}():", *indented(body), f"show(clean{number}())"]

    def groups(self) -> list[str]:
        if not GROUPS:
            return self.handlers()
        raised = f"raise ExceptionGroup('g', [{self.error()}('one'), ValueError(2)])"
        lines = ["try:", *indented([self.pick([raised, f"show({self.missing()})"])])]
        lines += [f"except* {self.error()} as group:", "    print(len(group.exceptions))", *self.block()]
        return [*lines, "except* ValueError:", *self.block()]

    def raising(self) -> list[str]:
        name = self.error()
        return [
            "try:",
            f"    raise {name}({self.pick(['', repr('own'), '*[1, 2]'])}) from {self.pick(['None', 'KeyError(1)'])}",
            f"except {self.error()} as e:",
            "    print('caught', e.__cause__ is None, e)",
            f"except {self.error()}:",
            "    print('other')",
        ]

    # Scopes

    def declared(self) -> list[str]:
        """Imports under `global` and `nonlocal`."""
        number, op = self.label(), self.pick(["exists", "read"])
        if self.chance(50):
            lines = [
                f"def g{number}():",
                f"    global late{number}",
                f"    from infrar.storage import {op} as late{number}",
            ]
            lines += [f"    show(late{number}('reports', 'a'))", *self.block()]
            early = ["try:", f"    show(late{number}('reports', 'a'))", "except NameError:", "    print('early')"]
            return [*lines, *(early if self.chance(50) else []), f"g{number}()", f"show(late{number}('reports', 'a'))"]
        return [
            f"def n{number}():",
            f"    held = {self.pick(['None', self.op('exists')])}",
            f"    def set{number}():",
            "        nonlocal held",
            f"        from infrar.storage import {op} as held",
            *(["    show(held and held('reports', 'a'))"] if self.chance(50) else []),
            f"    set{number}()",
            "    return held('reports', 'a')",
            f"show(n{number}())",
        ]

    def imported_here(self) -> list[str]:
        """Imports in blocks and functions."""
        number = self.label()
        statement, use = self.pick(
            [
                ("from infrar import storage", "storage.exists('reports', 'a')"),
                (f"import infrar.storage as h{number}, json", f"h{number}.exists('reports', 'a')"),
                (f"from infrar.storage import exists as e{number}, read", f"e{number}('reports', 'a')"),
                ("import infrar", "infrar.storage.exists('reports', 'a')"),
            ]
        )
        block = [statement, f"show({use})", *self.simple()]
        form = self.number(0, 5)
        if form == 0:
            return [f"def h{number}():", *indented(block), f"h{number}()"]
        if form == 1:
            return [f"if {self.truth()}:", *indented(block), "else:", f"    print({number})"]
        if form == 2:
            return [f"for _ in range({self.number(0, 2)}):", *indented(block)]
        if form == 3:
            return ["try:", *indented(block), "except ImportError:", "    pass", "finally:", *self.block()]
        if form == 4:
            return [f"class H{number}:", *indented(block), f"    def go(self): return {self.content()}"]
        return [f"def h{number}():", *indented(block), f"    return lambda: {use}", f"show(h{number}()())"]

    def imported_in_class(self) -> list[str]:
        number, op = self.label(), self.pick(["exists", "read"])
        return [
            f"class I{number}:",
            f"    from infrar.storage import {op}, stat as __own",
            f"    kept = {op}('reports', 'a')",
            "    also = staticmethod(__own)",
            f"    def go(self): return I{number}.{op}('reports', 'a'), I{number}.__own('reports', 'a').key",
            f"show(I{number}().go()[1])",
            f"show(I{number}.kept)",
            f"show(I{number}.also('reports', 'b').size)",
        ]

    def private(self) -> list[str]:
        """Names that a class makes its own."""
        number = self.label()
        return [
            f"from infrar.storage import exists as __p{number}",
            f"class P{number}:",
            f"    __p{number} = 'own'",
            f"    def own(self): return self.__p{number}",
            "    def mangled(self):",
            "        try:",
            f"            return __p{number}('reports', 'a')",
            "        except NameError:",
            "            return 'mangled'",
            f"show(P{number}().own())",
            f"show(P{number}().mangled())",
            f"show(__p{number}('reports', {self.key()}))",
        ]

    def captured(self) -> list[str]:
        """Every kind of capture, under a name of the SDK's."""
        name = self.pick(["storage", "exists", "read", "infrar"])
        number = self.label()
        pattern, subject = self.pick(
            [
                (f"[{name}, *_]", "[1, 2]"),
                (f"[_, *{name}]", "['x']"),
                (f"{{'k': {name}}}", "{'k': 'v'}"),
                (f"{{'k': 1, **{name}}}", "{'k': 1}"),
                (f"str() as {name}", "'text'"),
                (f"str({name})", "'text'"),
                (f"('a' | 'b') as {name}", "'a'"),
                (f"int(real={name})", "5"),
                (name, "'any'"),
            ]
        )
        lines = [f"def m{number}(x):", "    match x:", f"        case {pattern} if {name} != 0:"]
        return [*lines, f"            return {name}", f"    return {self.number(1, 9)}", f"show(m{number}({subject}))"]

    def class_patterns(self) -> list[str]:
        number = self.label()
        prefix = self.module()
        info = f"{prefix}.ObjectInfo" if prefix else "object"
        error = self.error()
        return [
            f"def k{number}(x):",
            "    match x:",
            f"        case {error}(args=(reason,)): return reason",
            *([f"        case {info}(key=k) if k: return k"] if prefix else []),
            f"        case bytes(): return {self.truth()}",
            "    return 'none'",
            f"show(k{number}({self.pick([self.content(), self.op('stat') + '(' + repr('reports') + ', ' + repr('a') + ')'])}))",
            *([f"show(k{number}({error}('why')))"] if self.chance(60) else []),
        ]

    def walrus(self) -> list[str]:
        number = self.label()
        return [
            self.pick(
                [
                    f"print([w{number} for k in ('a', 'z') if (w{number} := {self.op('exists')}('reports', k))])",
                    f"print(any((hit{number} := o).size for o in {self.listing()}))",
                    f"while (left{number} := {self.truth()}) and not left{number}: pass",
                    f"show((w{number} := {self.op('read')})('reports', 'a') == w{number}('reports', 'a'))",
                    f"print([(lambda: w{number})() for w{number} in ({self.op('exists')}('reports', 'a'), {self.truth()})])",
                ]
            )
        ]

    def defaults(self) -> list[str]:
        number = self.label()
        name = self.pick(["storage", "exists", "ask"])
        return [
            f"def v{number}(k, {name}={self.op('exists')}, *rest, more=lambda b, k, f={self.op('read')}: f(b, k), **named):",
            f"    show({name}('reports', k))",
            "    return more('reports', 'a')",
            f"show(v{number}({self.key()}))",
            f"show(v{number}('b', {self.op('exists')}, {self.truth()}, other={self.content()}))",
            f"show((lambda {name}={self.op('exists')}: {name}('reports', 'a'))())",
        ]

    # Texts and names

    def printed(self) -> list[str]:
        exists = self.op("exists")
        return [
            self.pick(
                [
                    f"print(f\"{{{exists}('reports', 'a')!r:>8}} {{{exists}('reports', 'b')=}}\")",
                    f'print(f\'{{{exists}("reports", "a"):{{{self.op("stat")}("reports", "a").size}}}}\')',
                    f"print(f'''{{\n{exists}('reports',\n  'a')}} and {{{self.op('read')}('reports', 'a')}}''')",
                    f"print('x' f\"{{{exists}('reports', 'a')}}\" 'y' rf'{{{exists}(\"reports\", \"b\")}}\\n')",
                    f"print(f\"{{(lambda k: {exists}('reports', k))('a')}} {{{{}}}} {{ {{'k': {exists}('reports', 'a')}}['k'] }}\")",
                    f"print('%s %r' % ({exists}('reports', 'a'), {self.content()}), '{{}}'.format({self.truth()}))",
                ]
            )
        ]

    def in_namespace(self) -> list[str]:
        """Names that are looked up as texts."""
        names = [name for spelling in self.spellings if (name := spelling("exists")).isidentifier()]
        module = self.module()
        if module and self.chance(50):
            return [f"show(getattr({module}, 'exists')('reports', {self.key()}))"]
        if not names:
            return self.simple()
        name = self.pick(names)
        return [
            self.pick(
                [
                    f"show(globals()['{name}']('reports', {self.key()}))",
                    f"show(eval('{name}')('reports', {self.key()}))",
                    f"print('{name}' in globals())",
                    f'exec(\'print({name}("reports", "a"))\')',
                ]
            )
        ]

    def asked_for(self) -> list[str]:
        """Whether the SDK is there."""
        number = self.label()
        lines = ["try:", f"    from infrar import storage as s{number}", "except ImportError:", f"    s{number} = None"]
        condition = self.pick([f"s{number}", f"s{number} is not None", f"s{number} and {self.truth()}"])
        opposite = self.pick([f"not s{number}", f"s{number} is None"])
        use = f"s{number}.exists('reports', 'a')"
        return [
            *lines,
            *self.pick(
                [
                    [f"if {condition}:", f"    show({use})", "else:", *self.block()],
                    [f"if {opposite}:", *self.block(), f"show({use})"],
                    [f"assert s{number} is not None, {self.content()}", f"show({use})"],
                    [f"show({use} if {condition} else {self.truth()})"],
                    [f"has{number} = s{number} is not None", f"show(has{number})"],
                ]
            ),
        ]

    # Positions

    def evaluated(self) -> list[str]:
        """Calls where the order of evaluation shows."""
        t = self.label
        return [
            self.pick(
                [
                    f"show(t({t()}, 1) < {self.op('stat')}('reports', t({t()}, 'a')).size < t({t()}, 99))",
                    f"print([*{self.listing()}, {self.truth()}][-1], *[{self.truth()}], sep={self.traced(repr('+'))})",
                    f"show({self.content()}[t({t()}, 0):t({t()}, 3)])",
                    f"show({self.content()} + {self.content()} * {self.number(0, 2)})",
                    f"show(not {self.truth()} or {self.content()} == {self.data()})",
                    f"show({{**{{'a': {self.truth()}}}, {self.key()}: {self.content()}}}[{self.key()!s}] if 0 else 1)",
                    f"print(({self.truth()}, *[{self.content()}])[0], {{{self.key()}, {self.key()}}} == set())",
                    f"print(-{self.op('stat')}({self.bucket()}, {self.key()}).size)",
                ]
            )
        ]

    def targets(self) -> list[str]:
        number = self.label()
        return self.pick(
            [
                [
                    f"y{number} = [0, 1, 2]",
                    f"y{number}[t({self.label()}, 1)] = {self.content()}",
                    f"show(y{number}[1])",
                ],
                [f"a{number}, *b{number} = {self.truth()}, *{self.listing()}", f"show(len(b{number}) >= 0)"]
                if "len" not in self.hidden
                else ["pass"],
                [f"z{number} = 1", f"z{number} += {self.truth()}", f"show(z{number})"],
                [f"q{number}: bool = {self.truth()}", f"show(q{number})"],
                [f"u{number} = w{number} = {self.content()}", f"show(u{number} is w{number})"],
                [f"d{number} = {{}}", f"d{number}[{self.key()}] = {self.truth()}", f"del d{number}[{self.key()}]"],
                [f"for i{number}, o in enumerate({self.listing()}):", f"    show(o.key + str(i{number} >= 0))"]
                if "str" not in self.hidden
                else ["pass"],
            ]
        )

    def on_one_line(self) -> list[str]:
        number = self.label()
        return [
            self.pick(
                [
                    f"if {self.truth()}: show({self.content()}); show({self.truth()})",
                    f"from infrar.storage import exists as j{number}; show(j{number}('reports', 'a'))",
                    f"import json; import infrar.storage as j{number}; show(j{number}.exists('reports', 'a')); del json",
                    f"class J{number}: now = {self.truth()}; from infrar.storage import read",
                    f"def j{number}(): return {self.content()}",
                    f"for o in {self.listing()}: show(o.key)",
                ]
            )
        ]

    def reimported(self) -> list[str]:
        """Imports of what is there already, and of two things under one name."""
        number = self.label()
        first, second = self.pick([("exists", "read"), ("exists", "exists"), ("read", "stat")])
        return [
            f"from infrar.storage import {first} as r{number}",
            f"show(r{number}('reports', 'a'))",
            *([f"if {self.truth()}:"] if (nested := self.chance(40)) else []),
            f"{'    ' if nested else ''}from infrar.storage import {second} as r{number}",
            f"show(r{number}('reports', 'b'))",
        ]

    def with_several(self) -> list[str]:
        error = self.error()
        return [
            "import contextlib",
            f"with contextlib.nullcontext({self.truth()}) as first, contextlib.nullcontext(first and {self.content()}) as second:",
            "    show(second)",
            *self.block(),
            *self.pick(
                [
                    [],
                    [
                        "with contextlib.ExitStack() as stack:",
                        f"    stack.callback({self.op('exists')}, 'reports', 'a')",
                    ],
                    [f"with contextlib.suppress({error}, KeyError):", *indented(self.fails())],
                    [f"with open({self.op('read')}('reports', 'a') and 'a.txt') as handle: print(handle.read())"]
                    if "open" not in self.hidden
                    else [],
                ]
            ),
        ]

    # Functions as values

    def decorated(self) -> list[str]:
        number = self.label()
        return [
            "import functools",
            f"def wrap{number}(function):",
            "    @functools.wraps(function)",
            "    def inside(*args, **kwargs):",
            f"        t({self.label()})",
            "        return function(*args, **kwargs)",
            "    return inside",
            f"show(wrap{number}({self.op('exists')})('reports', {self.key()}))",
            f"@wrap{number}",
            f"def w{number}(k, e={self.op('exists')}): return e('reports', k)",
            f"show(w{number}({self.key()}))",
            f"show(functools.lru_cache({self.op('exists')})('reports', 'a'))",
            f"show(functools.partial({self.op('read')}, path='a')('reports'))",
        ]

    def in_data(self) -> list[str]:
        number = self.label()
        return self.pick(
            [
                [
                    "import enum, functools",
                    f"class N{number}(enum.Enum):",
                    f"    ASK = functools.partial({self.op('exists')}, 'reports')",
                    f"    PAIR = ({self.op('read')}, 'a')",
                    f"show(N{number}.PAIR.value[0]('reports', N{number}.PAIR.value[1]))",
                ],
                [
                    "import dataclasses",
                    "@dataclasses.dataclass",
                    f"class D{number}:",
                    f"    ask: object = dataclasses.field(default={self.op('exists')})",
                    f"    now: object = {self.truth()}",
                    f"made{number} = D{number}()",
                    f"show(made{number}.now)",
                    f"show(D{number}({self.op('exists')}).ask('reports', {self.key()}))",
                ],
                [
                    f"ops{number} = {{'r': {self.op('read')}, 'e': [{self.op('exists')}]}}",
                    f"show(ops{number}['e'][0]('reports', {self.key()}))",
                    f"show([f for f in ops{number}['e']][0] is {self.op('exists')})",
                ],
                [f"print(sorted({self.listing()}, key=lambda o: -o.size)[:1] == [])"]
                if "sorted" not in self.hidden
                else ["pass"],
                [f"class B{number}:", f"    ask = {self.op('exists')}", f"show(B{number}.ask('reports', 'a'))"],
            ]
        )

    def awaited(self) -> list[str]:
        number = self.label()
        return [
            "import asyncio",
            f"async def key{number}():",
            f"    t({self.label()})",
            f"    return {self.key()}",
            f"async def items{number}():",
            "    for k in ('a', 'b'):",
            f"        yield {self.op('exists')}('reports', k)",
            f"async def main{number}():",
            f"    {self.op('write')}('reports', await key{number}(), {self.data()})",
            f"    show({self.op('exists')}(path=await key{number}(), bucket={self.bucket()}))",
            f"    print([x async for x in items{number}()], await asyncio.to_thread({self.op('exists')}, 'reports', 'a'))",
            f"    async for x in items{number}(): show(x)",
            f"asyncio.run(main{number}())",
        ]

    def twins(self) -> list[str]:
        """Asynchronous operations, beside the others."""
        number = self.label()
        start, prefix = self.pick(
            [
                ("from infrar.aio import storage as {a}", "{a}."),
                ("import infrar.aio.storage as {a}", "{a}."),
                ("import infrar", "infrar.aio.storage."),
                (
                    "from infrar.aio.storage import read as {a}read, write as {a}write, exists as {a}exists, NotFound as {a}NotFound, "
                    "iter_objects as {a}iter_objects, list_objects as {a}list_objects",
                    "{a}",
                ),
            ]
        )
        a = prefix.format(a=f"aio{number}")
        body = [
            f"await {a}write({self.bucket()}, {self.key()}, {self.data()})",
            f"show(await {a}exists(path={self.key()}, bucket={self.bucket()}))",
            f"show(await {a}read('reports', await key{number}()) if await {a}exists('reports', 'a') else {self.truth()})",
            f"print([o.key async for o in {a}iter_objects('reports') if await {a}exists('reports', o.key)])",
            f"print([o.key for o in await {a}list_objects('reports', {self.key()})])",
            f"print(await asyncio.gather({a}exists('reports', 'a'), {a}exists('reports', {self.key()})))",
            f"later = {a}exists('reports', {self.key()}); show(await later)",
            f"print(f\"{{await {a}exists('reports', 'a')}} {{await {a}exists('reports', 'b')=}}\")",
            f"show((lambda: {a}exists)() is {a}exists)",
            f"{a}write('reports', 'never', 'x').close()",
            f"{a}write(data=await key{number}(), path=await key{number}(), bucket='reports').close()",
        ]
        chosen = [self.pick(body) for _ in range(self.number(1, 4))]
        tried = [
            "try:",
            f"    await {a}read('reports', 'missing')",
            f"except {self.pick([a + 'NotFound', self.error()])}:",
        ]
        tried += [f"    show(await {a}exists('reports', 'a'))", "except Exception:", "    print('else')"]
        loop = [f"async for o in {a}iter_objects('reports'):", "    show(o.key)"]
        chosen += self.pick([[], tried, loop])
        return [
            "import asyncio",
            start.format(a=f"aio{number}"),
            f"async def key{number}():",
            f"    t({self.label()})",
            "    return 'a'",
            f"async def both{number}():",
            *indented(chosen),
            f"    return {self.truth()}",
            f"show(asyncio.run(both{number}()))",
        ]

    # Types

    def typed(self) -> list[str]:
        number = self.label()
        return self.pick(
            [
                [
                    "from typing import TYPE_CHECKING, cast",
                    "if TYPE_CHECKING:",
                    f"    from infrar.storage import ObjectInfo as T{number}",
                    f"def s{number}(o: 'T{number}', rest: 'dict[str, T{number}] | None' = None) -> int: return cast('T{number}', o).size",
                    f"show(s{number}({self.op('stat')}('reports', 'a')))",
                ],
                [
                    f"from infrar.storage import ObjectInfo as T{number}",
                    f"class S{number}(T{number}):",
                    "    @property",
                    "    def big(self): return self.size > 3",
                    f"show(S{number}('k', 5, None, '', None, None).big)",
                    *(
                        []
                        if "isinstance" in self.hidden
                        else [f"show(isinstance({self.op('stat')}('reports', 'a'), (T{number}, int)))"]
                    ),
                ],
                [
                    f"from infrar import errors as all{number}",
                    "try:",
                    *indented(self.fails()),
                    f"except all{number}.{self.pick(['NotFound', 'InfrarError', 'AlreadyExists', 'PermissionDenied'])}:",
                    f"    print({number})",
                    "except Exception:",
                    f"    print({self.label()})",
                ],
            ]
        )

    # Branches that a build decides

    def folded(self) -> list[str]:
        number = self.label()
        name = f"inf{number}.provider"
        body = self.pick(
            [
                [f"on{number} = {name} == 'toy'", f"if on{number}:", *self.block(), "else:", *self.block()],
                [f"while {name} == 'toy' and {self.truth()}:", *self.block(), "    break"],
                [f"show([{self.truth()} for _ in 'ab' if {name} != 'aws'])"],
                [f"print(f\"{{{name}}} {{{name} == 'toy'}} {{{name}=}}\")"],
                [f"assert {name} in ('toy', 'local'), {self.content()}"],
                [
                    f"def only{number}(k={name}):",
                    f"    if {name} == 'aws':",
                    f"        {self.pick(['yield 1', 'local = 1', 'import json', 'return 5', 'global seen; seen = 1'])}",
                    f"    elif {self.truth()}:",
                    *indented(self.block()),
                    "    return k",
                    f"show(only{number}() == 'toy')",
                ],
                [
                    f"match {name}:",
                    "    case 'aws' | 'gcp': print('other')",
                    f"    case found{number}: print(found{number})",
                ],
                [f"if not ({name} == 'aws' or {name} == 'gcp'):", *self.block()],
                [
                    f"@(lambda f: f if {name} == 'toy' else None)",
                    f"def dec{number}(): return {self.truth()}",
                    f"show(dec{number}())",
                ],
            ]
        )
        return [f"import infrar as inf{number}", *body]
