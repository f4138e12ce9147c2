"""What is known of an argument before the program runs: the bucket of `storage.exists(…, "key")` in each program.

`?` stands for "not known"; `'a' | 'b'` for one of these; `'a'…` for a text that begins so; `$NAME` for an environment variable,
with its default after `or`.
"""

from __future__ import annotations

import pytest

from infrar_engine.detect.detector import detect
from infrar_engine.model import Choice, Dynamic, FromEnvironment, Literal, Prefixed, Value
from infrar_engine.source.project import Project, SourceFile
from tests.toy import providers
from tests.toy.tables import files_of

USE = "\nstorage.exists(BUCKET, 'key')\n"


def described(value: Value) -> str:
    match value:
        case Literal(value=known):
            return repr(known)
        case Prefixed(prefix=prefix):
            return f"{prefix!r}…"
        case FromEnvironment(variable=name, default=default):
            return f"${name}" + (f" or {default!r}" if default is not None else "")
        case Choice(values=values):
            return " | ".join(sorted(described(each) for each in values))
        case Dynamic():
            return "?"


def bucket_of(source: str) -> str:
    """The value of the first argument of the only call of `exists`; `source` may be several files."""
    text = source if source.startswith("--> ") else f"--> app.py\nfrom infrar import storage\n{source}"
    project = Project({path: SourceFile(path, data) for path, data in files_of(text).items()})
    candidates = [file for file in project.files.values() if b"infrar" in file.data]
    uses = [s.use for f in detect(project, providers().catalog, candidates) for s in f.operations]
    (use,) = [use for use in uses if use.operation.name == "exists"]
    argument = use.argument("bucket")
    assert argument is not None
    return described(argument.value)


PLAIN = {
    "a constant": ("BUCKET = 'reports'" + USE, "'reports'"),
    "adjacent texts": ("BUCKET = 'rep' 'orts'" + USE, "'reports'"),
    "joined": ("BUCKET = 'rep' + 'orts'" + USE, "'reports'"),
    "an f-string of constants": ("YEAR = 2024\nBUCKET = f'reports-{YEAR}'" + USE, "'reports-2024'"),
    "an f-string that begins known": ("BUCKET = f'reports-{input()}'" + USE, "'reports-'…"),
    "an f-string that begins unknown": ("BUCKET = f'{input()}-reports'" + USE, "?"),
    "a template": ("BUCKET = 'reports-%s' % input()" + USE, "'reports-'…"),
    "a format": ("BUCKET = 'reports-{}'.format(input())" + USE, "'reports-'…"),
    "one of two": ("BUCKET = 'one' if input() else 'two'" + USE, "'one' | 'two'"),
    "or": ("BUCKET = None or 'two'" + USE, "'two'"),
    "assigned twice": ("BUCKET = 'one'\nif input():\n    BUCKET = 'two'" + USE, "'one' | 'two'"),
    "assigned an unknown value, too": ("BUCKET = 'one'\nif input():\n    BUCKET = input()" + USE, "?"),
    "added to": ("BUCKET = 'one'\nBUCKET += 'two'" + USE, "?"),
    "unpacked": ("BUCKET, OTHER = 'one', 'two'" + USE, "'one'"),
    "unpacked from a loop": (
        "for BUCKET, _ in [('one', 1), ('two', 2)]:\n    storage.exists(BUCKET, 'k')",
        "'one' | 'two'",
    ),
    "chained": ("BUCKET = OTHER = 'one'" + USE, "'one'"),
    "annotated": ("BUCKET: str = 'one'" + USE, "'one'"),
    "a walrus": ("if (BUCKET := 'one'):\n    storage.exists(BUCKET, 'k')", "'one'"),
    "a global": ("def f():\n    global BUCKET\n    BUCKET = 'two'\nBUCKET = 'one'" + USE, "'one' | 'two'"),
    "deleted": ("BUCKET = 'one'\ndel BUCKET" + USE, "?"),
    "an exception": ("try: ...\nexcept KeyError as BUCKET:\n    storage.exists(BUCKET, 'k')", "?"),
    "an environment variable": ("import os\nBUCKET = os.environ['NAME']" + USE, "$NAME"),
    "with a default": ("import os\nBUCKET = os.environ.get('NAME', 'reports')" + USE, "$NAME or 'reports'"),
    "getenv or": ("from os import getenv\nBUCKET = getenv('NAME') or 'reports'" + USE, "$NAME or 'reports'"),
    "another's environ": ("class os: environ = {}\nBUCKET = os.environ['NAME']" + USE, "?"),
    "itself": ("BUCKET = BUCKET" + USE, "?"),
    "set by a text": ("BUCKET = 'one'\nglobals()['BUCKET'] = input()" + USE, "?"),
}

CALLS = {
    "a parameter": ("def f(b):\n    storage.exists(b, 'k')\nf('one')\nf(b='two')", "'one' | 'two'"),
    "a default": ("def f(b='one'):\n    storage.exists(b, 'k')\nf()\nf('two')", "'one' | 'two'"),
    "nobody calls it": ("def f(b):\n    storage.exists(b, 'k')", "?"),
    "handed on": ("def f(b):\n    storage.exists(b, 'k')\nf('one')\nprint(f)", "?"),
    "to a pool": ("def f(b):\n    storage.exists(b, 'k')\npool.submit(f, 'one')", "'one'"),
    "with a splat": ("def f(b):\n    storage.exists(b, 'k')\nf(*['one'])", "?"),
    "called by itself": ("def f(b):\n    storage.exists(b, 'k')\n    f(b)\nf('one')", "'one'"),
    "called by itself with more": ("def f(b):\n    storage.exists(b, 'k')\n    f(b + 'x')\nf('one')", "?"),
    "through another": ("def g(b):\n    storage.exists(b, 'k')\ndef f(b):\n    g(b)\nf('one')", "'one'"),
    "nested": ("def f(b):\n    def g():\n        storage.exists(b, 'k')\n    g()\nf('one')", "'one'"),
    "cached": ("from functools import cache\n@cache\ndef f(b):\n    storage.exists(b, 'k')\nf('one')", "'one'"),
    "decorated": ("@route\ndef f(b):\n    storage.exists(b, 'k')\nf('one')", "?"),
    "keyword only": ("def f(*, b):\n    storage.exists(b, 'k')\nf(b='one')", "'one'"),
    "the rest": ("def f(*b):\n    storage.exists(b, 'k')\nf('one')", "?"),
    "assigned in the body": ("def f(b):\n    b = b or 'two'\n    storage.exists(b, 'k')\nf('one')", "'one' | 'two'"),
    "a lambda": ("f = lambda b: storage.exists(b, 'k')\nf('one')", "?"),
    "a method": ("class C:\n    def f(self, b):\n        storage.exists(b, 'k')\nC().f('one')", "'one'"),
    "a method of the class": (
        "class C:\n    def f(self, b):\n        storage.exists(b, 'k')\nC.f(C(), 'one')",
        "'one'",
    ),
    "a static method": (
        "class C:\n    @staticmethod\n    def f(b):\n        storage.exists(b, 'k')\nC.f('one')",
        "'one'",
    ),
    "a class method": (
        "class C:\n    @classmethod\n    def f(c, b):\n        storage.exists(b, 'k')\nC.f('one')",
        "'one'",
    ),
    "a bound method handed on": (
        "class C:\n    def f(self, b):\n        storage.exists(b, 'k')\nx = C().f\nx('one')",
        "?",
    ),
    "a library's base": ("class C(View):\n    def f(self, b):\n        storage.exists(b, 'k')\nC().f('one')", "?"),
    "by its name": (
        "class C:\n    def f(self, b):\n        storage.exists(b, 'k')\nC().f('one')\ngetattr(C(), 'f')('t')",
        "?",
    ),
}

CONTAINERS = {
    "an item": ("B = {'x': 'one', 'y': 'two'}\nBUCKET = B['x']" + USE, "'one'"),
    "some item": ("B = {'x': 'one', 'y': 'two'}\nBUCKET = B[input()]" + USE, "'one' | 'two'"),
    "get": ("B = {'x': 'one'}\nBUCKET = B.get(input(), 'two')" + USE, "'one' | 'two'"),
    "a list's": ("B = ['one', 'two']\nBUCKET = B[-1]" + USE, "'two'"),
    "nested": ("B = {'x': {'y': 'one'}}\nBUCKET = B['x']['y']" + USE, "'one'"),
    "in a loop": ("for b in ('one', 'two'):\n    storage.exists(b, 'k')", "'one' | 'two'"),
    "in a comprehension": ("B = ['one', 'two']\n[storage.exists(b, 'k') for b in B]", "'one' | 'two'"),
    "values": ("B = {'x': 'one'}\nfor b in B.values():\n    storage.exists(b, 'k')", "'one'"),
    "changed": ("B = {'x': 'one'}\nB['x'] = input()\nBUCKET = B['x']" + USE, "?"),
    "changed inside": ("B = {'x': {'y': 'one'}}\nB['x']['y'] = input()\nBUCKET = B['x']['y']" + USE, "?"),
    "extended": ("B = ['one']\nB.append(input())\nBUCKET = B[0]" + USE, "?"),
    "handed on": ("B = ['one']\nfill(B)\nBUCKET = B[0]" + USE, "?"),
    "counted": ("B = ['one']\nprint(len(B))\nBUCKET = B[0]" + USE, "'one'"),
    "under another name": ("B = ['one']\nC = B\nC.append(1)\nBUCKET = B[0]" + USE, "?"),
    "a tuple handed on": ("B = ('one',)\nfill(B)\nBUCKET = B[0]" + USE, "'one'"),
    "with a splat": ("B = [*input()]\nBUCKET = B[0]" + USE, "?"),
}

OBJECTS = {
    "a class's own": ("class C:\n    b = 'one'\nBUCKET = C.b" + USE, "'one'"),
    "an instance's": ("class C:\n    def __init__(self):\n        self.b = 'one'\nBUCKET = C().b" + USE, "'one'"),
    "through self": (
        "class C:\n    def __init__(self, b):\n        self.b = b\n    def f(self):\n        storage.exists(self.b, 'k')\nC('one').f()",
        "'one'",
    ),
    "assigned elsewhere, too": ("class C:\n    b = 'one'\nc = C()\nc.b = input()\nBUCKET = C.b" + USE, "?"),
    "of another class": ("class C:\n    b = 'one'\nclass D:\n    b = 'two'\nBUCKET = C.b" + USE, "'one'"),
    "of an object that isn't in sight": ("class C:\n    b = 'one'\nargs = parse()\nBUCKET = args.b" + USE, "?"),
    "of a parameter with a type": ("class C:\n    b = 'one'\ndef f(c: C):\n    storage.exists(c.b, 'k')", "'one'"),
    "of a derived class": (
        "class C:\n    b = 'one'\nclass D(C):\n    b = 'two'\ndef f(c: C):\n    storage.exists(c.b, 'k')",
        "'one' | 'two'",
    ),
    "of a library's base": ("class C(Settings):\n    b = 'one'\nBUCKET = C().b" + USE, "?"),
    "of an enumeration": ("from enum import Enum\nclass C(Enum):\n    B = 'one'\nBUCKET = C.B.value" + USE, "'one'"),
    "a dataclass's field": (
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    b: str = 'one'\nc = C('two')\nd = C()\nBUCKET = c.b"
        + USE,
        "'one' | 'two'",
    ),
    "a field without all constructions": (
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    b: str\nmake(C)\nc = C('two')\nBUCKET = c.b"
        + USE,
        "?",
    ),
    "a field that is replaced": (
        "from dataclasses import dataclass, replace\n@dataclass\nclass C:\n    b: str\nc = replace(C('one'), b='two')\nd = C('one')\nBUCKET = d.b"
        + USE,
        "'one' | 'two'",
    ),
    "a named tuple's": (
        "from typing import NamedTuple\nclass C(NamedTuple):\n    b: str\nc = C('one')\nBUCKET = c.b" + USE,
        "'one'",
    ),
    "a derived construction": (
        "class C:\n    def __init__(self, b):\n        self.b = b\nclass D(C): ...\nC('one')\nD(input())\nBUCKET = C('one').b"
        + USE,
        "?",
    ),
    "made by a class method": (
        "class C:\n    def __init__(self, b):\n        self.b = b\n    @classmethod\n    def new(cls):\n        return cls('two')\nBUCKET = C('one').b"
        + USE,
        "'one' | 'two'",
    ),
    "set by a text": ("class C:\n    b = 'one'\nsetattr(C, 'b', input())\nBUCKET = C.b" + USE, "?"),
    "set in a loop of its own": (
        "class C:\n    b = 'one'\n    def __init__(self, **kw):\n        for k in kw: setattr(self, k, kw[k])\nBUCKET = C().b"
        + USE,
        "?",
    ),
}

MODULES = {
    "imported": (
        "--> app.py\nfrom infrar import storage\nfrom conf import BUCKET\nstorage.exists(BUCKET, 'k')\n--> conf.py\nBUCKET = 'one'",
        "'one'",
    ),
    "an attribute": (
        "--> app.py\nfrom infrar import storage\nimport conf\nstorage.exists(conf.BUCKET, 'k')\n--> conf.py\nBUCKET = 'one'",
        "'one'",
    ),
    "assigned by another": (
        "--> app.py\nfrom infrar import storage\nimport conf\nstorage.exists(conf.BUCKET, 'k')\n--> conf.py\nBUCKET = 'one'\n"
        "--> cli.py\nimport conf\nconf.BUCKET = input()",
        "?",
    ),
    "assigned a constant by another": (
        "--> app.py\nfrom infrar import storage\nimport conf\nstorage.exists(conf.BUCKET, 'k')\n--> conf.py\nBUCKET = 'one'\n"
        "--> cli.py\nimport conf\nconf.BUCKET = 'two'",
        "'one' | 'two'",
    ),
    "called by another": (
        "--> app.py\nfrom infrar import storage\ndef f(b):\n    storage.exists(b, 'k')\n--> cli.py\nfrom app import f\nf('one')",
        "'one'",
    ),
    "called through a package": (
        "--> pkg/app.py\nfrom infrar import storage\ndef f(b):\n    storage.exists(b, 'k')\n--> pkg/__init__.py\nfrom .app import f\n"
        "--> cli.py\nfrom pkg import f\nf('one')\n--> more.py\nimport pkg\npkg.f('two')",
        "'one' | 'two'",
    ),
    "called under another name": (
        "--> app.py\nfrom infrar import storage\ndef f(b):\n    storage.exists(b, 'k')\n--> cli.py\nfrom app import f as g\ng('one')",
        "'one'",
    ),
    "a star may call it": (
        "--> app.py\nfrom infrar import storage\ndef f(b):\n    storage.exists(b, 'k')\nf('one')\n--> cli.py\nfrom app import *\nf(input())",
        "?",
    ),
    "from a star": (
        "--> app.py\nfrom infrar import storage\nimport conf\nstorage.exists(conf.BUCKET, 'k')\n--> conf.py\nfrom base import *\n--> base.py\nBUCKET = 'one'",
        "'one'",
    ),
    "of the library": (
        "--> app.py\nfrom infrar import storage\nfrom library import BUCKET\nstorage.exists(BUCKET, 'k')",
        "?",
    ),
    "a method called elsewhere": (
        "--> app.py\nfrom infrar import storage\nclass C:\n    def f(self, b):\n        storage.exists(b, 'k')\n"
        "--> cli.py\nfrom app import C\nc = C()\nc.f('one')",
        "'one'",
    ),
    "a file that is no Python": (
        "--> app.py\nfrom infrar import storage\nfrom conf import BUCKET\nstorage.exists(BUCKET, 'k')\n--> conf.py\nBUCKET = 'one'\n--> bad.py\nBUCKET = = f(",
        "'one'",
    ),
}

ALL = PLAIN | {f"calls: {k}": v for k, v in CALLS.items()} | {f"containers: {k}": v for k, v in CONTAINERS.items()}
ALL |= {f"objects: {k}": v for k, v in OBJECTS.items()} | {f"modules: {k}": v for k, v in MODULES.items()}


@pytest.mark.parametrize(("source", "expected"), ALL.values(), ids=ALL.keys())
def test_value(source: str, expected: str) -> None:
    assert bucket_of(source) == expected
