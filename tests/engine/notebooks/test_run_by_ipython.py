"""A notebook of every kind of cell, run by IPython as written and as transformed: it prints the same, and is valid before and after."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import infrar
from tests import toy
from tests.engine.notebooks.writing import LAYOUTS, cells_of

pytest.importorskip("IPython")
nbformat = pytest.importorskip("nbformat")

CELLS = """\
[markdown]
# Report
[code]
%reset -f
%load_ext autoreload
[code]
pwd
[code]
%autoreload 2
import os
from infrar import storage
[code]
    BUCKET = "reports"
    if BUCKET:
        # written from an indented cell
        storage.write(BUCKET, "a", '''one
    two''')
        seen = !echo shell
[code]
>>> import infrar
>>> def look(key):
...     return storage.exists(BUCKET, key)
>>> %cd -q .
>>> look("a")
[code]
In [1]: if look("a"):
   ...:     print(storage.read(BUCKET, "a"), seen)
[code]

%%time
%%capture out --no-stderr
storage.write(BUCKET, "b", "text")
print("captured", storage.read(BUCKET, "b"))
[code]
values = {}
values["a=b"] = !echo {BUCKET}
found = %who_ls str
print(values, found, out.stdout.split())
try:
    storage.read(BUCKET, "none")
except storage.NotFound:
    print("nothing there")
[code]
/print values
,print look values
[code]
await __import__("asyncio").sleep(0, print(storage.stat(BUCKET, "b").size))
"""
PRINTED = """\
b'one\\ntwo' ['shell']
{'a=b': ['reports']} ['BUCKET'] ['captured', "b'text'"]
nothing there
{'a=b': ['reports']}
look values
4
"""


def test_prints_the_same_with_the_sdk_and_without_it(tmp_path: Path) -> None:
    before = LAYOUTS["as Jupyter writes it"](cells_of(CELLS))
    files, problems = toy.transform_files({"a.ipynb": before})
    assert not problems
    after = files["a.ipynb"]
    for data in (before, after):
        nbformat.validate(nbformat.reads(data.decode(), as_version=4))
    without_sdk = tmp_path / "without"
    without_sdk.mkdir()
    (without_sdk / "infrar.py").write_text("raise ImportError")
    assert printed(before, tmp_path / "written", Path(infrar.__file__).parent.parent) == PRINTED
    assert printed(after, tmp_path / "native", without_sdk, Path(toy.__file__).parent) == PRINTED


def printed(data: bytes, folder: Path, *libraries: Path) -> str:
    """What a notebook prints where these libraries are, without the times that `%%time` measures."""
    folder.mkdir()
    (folder / "a.ipynb").write_bytes(data)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, libraries)), "IPYTHONDIR": str(folder / "home")}
    command = [sys.executable, "-m", "IPython", "--quick", "--HistoryManager.enabled=False", "a.ipynb"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return "".join(line for line in done.stdout.splitlines(True) if not line.startswith(("CPU times", "Wall time")))
