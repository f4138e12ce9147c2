"""Programs that have nothing to do with the SDK, however much they look like it, come out byte for byte."""

from __future__ import annotations

import pytest

from tests.toy import transform_files

PROGRAMS = {
    "functions of the same names": "def write(bucket, path, data): ...\n\nwrite('reports', 'a', b'b')\n",
    "an object of the same name": "storage = object()\nstorage.write('reports', 'a', b'b')\n",
    "another library's module": "from other import storage\nstorage.read('reports', 'a')\n",
    "a relative module": "from . import infrar\ninfrar.storage.read('reports', 'a')\n",
    "a module whose name begins alike": "import infrared\ninfrared.storage.read('reports', 'a')\n",
    "an attribute": "self.infrar.storage.read('reports', 'a')\n",
    "a keyword": "f(infrar=1, storage=2)\n",
    "a text": "print('from infrar import storage; storage.read()')\n",
    "a docstring": '"""Run `from infrar import storage`."""\n',
    "a comment": "# from infrar import storage\nx = 1\n",
    "a comment that only looks like a directive": "print('# infrar: skip-file')\n",
    "a local variable": "def f():\n    infrar = 1\n    return infrar\n",
    "a parameter": "def f(infrar): return infrar.storage.read('a', 'b')\n",
    "a capture": "match x:\n    case {'i': infrar}: print(infrar.storage)\n",
    "a type parameter": "def f[infrar](x: infrar) -> infrar: return x\n",
    "a class": "class infrar:\n    class storage:\n        read = print\n\ninfrar.storage.read('a')\n",
    "a mangled name": "class C:\n    __infrar = 1\n    def f(self): return self.__infrar\n",
    "a skipped file": "# infrar: skip-file\nfrom infrar import storage\nstorage.read('reports', 'a')\n",
    "the Latin small letter that isn't": "infrår = 1\nprint(infrår)\n",
    "nothing": "",
    "no newline at the end": "infrar_like = 1",
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_stays_as_it_is(source: str) -> None:
    assert transform_files({"app.py": source.encode()}) == ({"app.py": source.encode()}, [])


INSIDE = {
    "a parameter hides the module": "def f(storage): return storage.read('reports', 'a')",
    "a parameter hides the operation": "def f(exists): return exists('reports', 'a')",
    "a comprehension hides it": "x = [storage.read for storage in ()]",
    "a lambda hides it": "f = lambda storage: storage.read('reports', 'a')",
    "a function assigns its own": "def f():\n    storage = open\n    return storage.read('reports', 'a')",
    "a class attribute": "class C:\n    storage = 1\n    x = storage",
    "an attribute of something else": "x = y.storage.read('reports', 'a')",
    "a keyword argument": "f(storage=1, exists=2)",
    "a text": "x = 'storage.read'",
    "a comment": "x = 1  # storage.read('reports', 'a')",
    "a local function": "def f():\n    def exists(a, b): ...\n    return exists('reports', 'a')",
    "a walrus in a function": "def f():\n    if (exists := 1): return exists",
    "an exception's name": "def f():\n    try: ...\n    except KeyError as storage: print(storage)",
    "a with target": "def f():\n    with open('x') as storage: print(storage.read())",
    "a capture": "def f(x):\n    match x:\n        case [storage, *exists]: print(storage, exists)",
    "an import of something else": "def f():\n    from os import path as storage\n    return storage.exists('a')",
}


@pytest.mark.parametrize("code", INSIDE.values(), ids=INSIDE.keys())
def test_look_alikes_stay_beside_real_uses(code: str) -> None:
    """The lines of a look-alike are in the result as they were, though the file's real uses are rewritten."""
    uses = "print(storage.exists('reports', 'a'), exists('reports', 'b'))"
    source = f"from infrar import storage\nfrom infrar.storage import exists\n\n{code}\n{uses}\n"
    files, problems = transform_files({"app.py": source.encode()})
    assert not problems
    assert f"\n{code}\n" in files["app.py"].decode()
    assert b"toy.has('reports', 'a'), toy.has('reports', 'b')" in files["app.py"]
