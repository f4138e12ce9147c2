"""Statements of a random program: the common ones, each a list of lines."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.writer import ERRORS, WANTED_NAMES, Writer, indented


class Statements(Writer):
    def statement(self) -> list[str]:
        if self._depth >= 3:
            return self.simple()
        self._depth += 1
        try:
            if self.chance(45):
                return self.simple()
            return self.pick(self.compounds())()
        finally:
            self._depth -= 1

    def compounds(self) -> list[Callable[[], list[str]]]:
        return [
            *(self.conditional, self.loop, self.loop, self.comprehension, self.guarded, self.guarded),
            *(self.function, self.function, self.method, self.generator, self.asynchronous, self.matched),
            *(self.decided, self.decided, self.classes, self.annotated),
            *(self.stored, self.shadowed, self.rebound, self.with_block, self.scoped, self.class_body),
        ]

    def block(self) -> list[str]:
        return indented([line for _ in range(self.number(1, 2)) for line in self.statement()])

    def simple(self) -> list[str]:
        bucket, key = ("bucket", self.bucket()), ("path", self.key())
        pair = [("bucket", self.bucket()), ("source", self.key()), ("destination", self.key())]
        variable = self.pick([f"x{self.number(1, 3)}", self.pick(WANTED_NAMES)])
        options: list[Callable[[], str]] = [
            lambda: self.call("write", [bucket, key, ("data", self.data())]),
            lambda: self.call("write", [bucket, key, ("data", self.data()), ("content_type", self.traced('"text/x"'))]),
            lambda: self.call("write", [bucket, key, ("data", self.data()), ("metadata", self.traced("{'m': 'v'}"))]),
            lambda: self.call("write", [bucket, key, ("data", self.data()), ("if_not_exists", "True")]),
            lambda: self.call("upload", [bucket, ("source", self.traced("'a.txt'")), ("destination", self.key())]),
            lambda: self.call("delete", [bucket, key]),
            lambda: self.call("copy", pair),
            lambda: self.call("move", pair),
            lambda: f"show({self.content()})",
            lambda: f"show({self.truth()})",
            lambda: f"print({self.content()}, {self.truth()}, sep={self.traced(repr('-'))})",
            lambda: f"print(f\"{{{self.op('exists')}('reports', 'a')}} {{{self.op('exists')}('reports', 'z') = }}\")",
            lambda: f"{variable} = {self.content()}; show({variable})",
            lambda: f"{variable} = {self.call('write', [bucket, key, ('data', self.data())])}; show({variable})",
            lambda: f"assert {self.truth()} or True, {self.content()}",
            lambda: f"t({self.label()}, {self.call('delete', [bucket, key])}); show({self.truth()})",
            lambda: f"d{self.number(1, 2)} = {{{self.key()}: {self.content()}, 'z': {self.truth()}}}",
        ]
        return [self.pick(options)()]

    def conditional(self) -> list[str]:
        lines = [f"if {self.truth()}:", *self.block()]
        if self.chance(40):
            lines += [f"elif {self.truth()}:", *self.block()]
        return lines + (["else:", *self.block()] if self.chance(60) else [])

    def loop(self) -> list[str]:
        item = self.pick(["o", "item", "found"])
        body = self.pick(
            [
                [f"    show({item}.key)"],
                [f"    show({item}.size)", f"    show({item}.key in {self.key()})"],
                [f"    show({item}.is_prefix)"],
                [f"    show({item}[0])"],
                [f"    {self.op('delete')}('reports', {item}.key)"],
                [f"    late = lambda: {item}.key", "    show(late())"],
            ]
        )
        lines = [f"for {item} in {self.listing()}:", *body]
        if self.chance(25):
            lines += ["    break"]
        if self.chance(25):
            lines += ["else:", *self.block()]
        if self.chance(15):
            lines = [f"{item} = None", *lines, f"show({item} is None)"]
        if self.chance(25):
            lines = [f"def looped{(n := self.label())}():", *(f"    {line}" for line in lines), f"looped{n}()"]
        return lines

    def comprehension(self) -> list[str]:
        listing = self.listing()
        return [
            self.pick(
                [
                    f"print([o.key for o in {listing}])",
                    f"print({{o.key: o.size for o in {listing} if {self.truth()}}})",
                    f"print(sum(o.size for o in {listing}))",
                    f"print([(o.key, p.key) for o in {listing} for p in {self.listing()}])",
                    f"print([{self.op('exists')}('reports', key) for key in ('a', 'b', 'z')])",
                    f"print(max((o.key for o in {listing}), default=None))",
                    f"print(*map(lambda o: o.key, {listing}))",
                ]
            )
        ]

    def guarded(self) -> list[str]:
        missing = self.call("read", [("bucket", self.bucket()), ("path", '"missing"')])
        exists = self.call(
            "write", [("bucket", '"reports"'), ("path", '"a"'), ("data", '"x"'), ("if_not_exists", "True")]
        )
        tried = [f"show({missing})" if self.chance(60) else exists, *(self.simple() if self.chance(30) else [])]
        name = self.pick(ERRORS)
        caught = self.pick([self.error(name), f"({self.error(name)}, KeyError)", f"({self.error(name)})"])
        lines = ["try:", *(f"    {line}" for text in tried for line in text.split("\n"))]
        lines += [f"except {caught}{' as e' if self.chance(30) else ''}:", *self.block()]
        if self.chance(20):
            lines += ["    raise"]
        if self.chance(35):
            lines += [f"except {self.error(self.pick(ERRORS))}:", *self.block()]
        if self.chance(25):
            lines += ["except Exception:", "    print('other')"]
        if self.chance(25):
            lines += ["else:", *self.block()]
        if self.chance(25):
            lines += ["finally:", *self.block()]
        return lines

    def parameter(self) -> str:
        return self.pick([f"p{self.number(1, 2)}", self.pick(WANTED_NAMES), "storage_", "reads"])

    def function(self) -> list[str]:
        name, parameter = f"f{self.label()}", self.parameter()
        default = self.pick([self.content(), self.truth(), self.key(), self.op("read"), "None"])
        lines = [f"def {name}({parameter}={default}):"]
        lines += [*self.block(), f"    return {self.pick([parameter, self.content(), self.truth()])}"]
        return [*lines, f"show({name}({self.traced(self.key()) if self.chance(50) else ''}))"]

    def scoped(self) -> list[str]:
        outer, inner = f"outer{self.label()}", f"inner{self.label()}"
        kept = self.pick(["kept", *WANTED_NAMES[:4]])
        lines = [
            f"def {outer}():",
            f"    {kept} = {self.content()}",
            f"    def {inner}():",
            f"        nonlocal {kept}",
            f"        {kept} = {self.content()}",
            *(f"    {line}" for line in self.block()),
            f"    {inner}()",
            f"    return {kept}",
            f"show({outer}())",
        ]
        if self.chance(40):
            lines.insert(1, "    from infrar import storage as local_storage")
            lines.insert(2, "    show(local_storage.exists('reports', 'a'))")
        return lines

    def method(self) -> list[str]:
        name = f"C{self.label()}"
        return [
            f"class {name}:",
            f"    start = {self.truth()}",
            f"    def __init__(self, key={self.key()}):",
            "        self.key = key",
            f"        self.seen = {self.truth()}",
            "    def go(self):",
            *(f"    {line}" for line in self.block()),
            f"        return {self.content()}",
            f"show({name}().go())",
            f"show({name}({self.key()}).seen or {name}.start)",
        ]

    def class_body(self) -> list[str]:
        name = f"K{self.label()}"
        kept = self.op("exists")
        return [
            f"class {name}:",
            f"    ask = staticmethod({kept})",
            f"    now = {self.truth()}",
            f"    {self.call('write', [('bucket', self.bucket()), ('path', self.key()), ('data', self.data())])}",
            f"show({name}.ask('reports', 'a') and {name}.now)",
        ]

    def generator(self) -> list[str]:
        name = f"g{self.label()}"
        return [
            f"def {name}():",
            f"    got = yield {self.truth()}",
            f"    {self.op('write')}('reports', 'c', (yield got))",
            f"    yield {self.content()}",
            f"made = {name}()",
            "show(next(made))",
            f"show(made.send({self.key()}))",
            "show(made.send('sent'))",
        ]

    def asynchronous(self) -> list[str]:
        name = f"a{self.label()}"
        return [
            "import asyncio",
            f"async def {name}():",
            *self.block(),
            "    await asyncio.sleep(0)",
            f"    return {self.content()}",
            f"show(asyncio.run({name}()))",
        ]

    def matched(self) -> list[str]:
        captured = self.pick(["captured", "storage2", *WANTED_NAMES[:3]])
        return [
            f"match {self.pick([self.content(), self.truth(), self.key()])}:",
            f"    case True if {self.truth()}:",
            *(f"    {line}" for line in self.block()),
            f"    case {captured}:",
            f"        show({captured})",
            *(f"    {line}" for line in self.block()),
        ]

    def stored(self) -> list[str]:
        number = self.label()
        read = self.op("read")
        return self.pick(
            [
                [f"reader{number} = {read}", f"show(reader{number}('reports', {self.key()}))"],
                [
                    f"table{number} = {{'r': {read}, 'e': {self.op('exists')}}}",
                    f"show(table{number}['e']('reports', 'a'))",
                ],
                [f"show({read} is {read})"],
                [
                    "import functools",
                    f"part{number} = functools.partial({self.op('exists')}, 'reports')",
                    f"show(part{number}('b'))",
                ],
                [
                    f"print(list(map({self.op('exists')}, ['reports'] * 2, ['a', 'q'])))"
                    if "list" not in self.hidden
                    else "pass"
                ],
                [f"show([{self.op('exists')}, {read}][0]('reports', 'a'))"],
                [
                    f"def deco{number}(function): return function('reports', 'a')",
                    f"show(deco{number}({self.op('exists')}))",
                ],
            ]
        )

    def shadowed(self) -> list[str]:
        name = f"s{self.label()}"
        hidden = self.pick(["storage", "read", "exists", "infrar", "write"])
        return self.pick(
            [
                [f"def {name}({hidden}):", f"    return t({self.label()}, {hidden})", f"show({name}('shadow'))"],
                [f"print([{hidden} for {hidden} in ('x', 'y')])"],
                [f"show((lambda {hidden}: {hidden})('l'))"],
                [
                    f"class {name.title()}:",
                    f"    {hidden} = 'attribute'",
                    f"    show({hidden})",
                    f"show({name.title()}.{hidden})",
                ],
                [f"def {name}():", f"    {hidden} = 'local'", f"    return {hidden}", f"show({name}())"],
            ]
        )

    def rebound(self) -> list[str]:
        number = self.label()
        return self.pick(
            [
                [
                    "from infrar.storage import exists as later",
                    "show(later('reports', 'a'))",
                    "later = None",
                    "show(later)",
                ],
                [
                    f"from infrar.storage import read as gone{number}",
                    f"del gone{number}",
                    "try:",
                    f"    gone{number}('reports', 'a')",
                    "except NameError:",
                    "    print('gone')",
                ],
                [
                    f"if {self.truth()}:",
                    f"    from infrar.storage import exists as either{number}",
                    "else:",
                    f"    from infrar.storage import read as either{number}",
                    f"show(either{number}('reports', 'a'))",
                ],
                [
                    f"for exists{number} in ({self.op('exists')}, {self.op('read')}):",
                    f"    show(exists{number}('reports', 'a'))",
                ],
            ]
        )

    def with_block(self) -> list[str]:
        return [
            "import contextlib",
            f"with contextlib.nullcontext({self.content()}) as held:",
            *self.block(),
            "    show(held)",
        ]

    def decided(self) -> list[str]:
        """Branches that the target's name decides."""
        name = f"inf{self.label()}.provider"
        known = self.pick(
            [
                f'{name} == "toy"',
                f'{name} != "toy"',
                f'{name} in ("aws", "toy")',
                f'not {name} == "aws"',
                f'{name} == "aws" or {self.truth()}',
                f'{name} == "toy" and {self.truth()}',
                f'"gcp" == {name}',
                f'{name}.startswith("to")',
            ]
        )
        start = [f"import infrar as {name.partition('.')[0]}"]
        form = self.number(0, 4)
        if form == 0:
            return [*start, f"show({self.content()} if {known} else {self.truth()})"]
        if form == 1:
            cases = [f'    case "{self.pick(["aws", "toy"])}" | "gcp":', *(f"    {x}" for x in self.block())]
            rest = ["    case _:", *(f"    {x}" for x in self.block())] if self.chance(70) else []
            return [*start, f"match {name}:", *cases, *rest]
        lines = [f"if {known if form != 2 else self.truth()}:", *self.block()]
        if form == 2 or self.chance(30):
            lines += [f"elif {known if form == 2 else self.truth()}:", *self.block()]
        if self.chance(60):
            lines += ["else:", *self.block()]
        if self.chance(40):
            number = self.label()
            lines = [
                f"def decided{number}():",
                *(f"    {x}" for t in lines for x in t.split("\n")),
                "    return 1",
                f"show(decided{number}())",
            ]
        return [*start, *lines]

    def classes(self) -> list[str]:
        """Error classes used for more than catching."""
        name, error = self.error(self.pick(ERRORS)), self.error(self.pick(ERRORS))
        number = self.label()
        missing = self.call("read", [("bucket", self.bucket()), ("path", '"missing"')])
        return self.pick(
            [
                ["import contextlib", f"with contextlib.suppress({name}):", f"    show({missing})", f"print({number})"],
                ["try:", f"    raise {name}('own')", f"except {error} as e:", "    print('caught', e)"],
                [
                    f"class Own{number}({name}): pass",
                    "try:",
                    f"    raise Own{number}(1)",
                    f"except {name}:",
                    f"    print({number})",
                ],
                [
                    "try:",
                    f"    {missing}",
                    "except Exception as e:",
                    f"    show(e.__class__.__mro__[-1] is object and {self._instance(name)})",
                ],
                [
                    f"caught{number} = ({name}, KeyError)",
                    "try:",
                    f"    {missing}",
                    f"except caught{number}:",
                    f"    print({number})",
                ],
            ]
        )

    def _instance(self, name: str) -> str:
        return "True" if "isinstance" in self.hidden else f"isinstance(e, {name})"

    def annotated(self) -> list[str]:
        number = self.label()
        return [
            f"from infrar.storage import ObjectInfo as Info{number}",
            f"def keys{number}(found: 'list[Info{number}]', one: Info{number} | None = None) -> 'str | None':",
            f"    return one.key if one else {self.key()}",
            f"show(keys{number}([], {self.op('stat')}('reports', 'a')))",
        ]
