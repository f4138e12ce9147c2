"""The real thing: programs that fail, run as written and as built, and the built one's traceback read through `infrar trace`.

Each mapped frame must name the very line at which the program as written fails; frames of generated code must lie below the
line that calls the operation.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.toy import FOLDER

ROOT = Path(__file__).parents[3]
FRAME = re.compile(r'^[ |]*File "([^"]+)", line (\d+)', re.MULTILINE)

HELPERS = '''\
"""What two modules need, so that it goes into a module of its own."""

import infrar.storage as store
from infrar.storage import NotFound


def moved(day):
    return [store.move("reports", day, "done")]


def guarded(day):
    try:
        return store.stat("reports", day).size
    except NotFound as error:
        raise KeyError(day) from error


class Lazy:
    size = property(lambda self: store.read("reports", self.day))

    def __init__(self, day):
        self.day = day
'''
MAIN = '''\
"""Fail in many ways."""

from __future__ import annotations

import json
import sys

import work
from infrar import storage

BUCKET = "reports"


def key(value):
    return f"{1 / value:.0f}"


def in_an_argument():
    storage.write(
        BUCKET,
        key(
            0,
        ),
        b"x",
    )


def in_an_argument_of_several_lines():
    storage.write(BUCKET, "a", json.dumps({
        "a": 1,
        "b": key(0),
    }))


def in_an_argument_of_one_line():
    storage.write(
        BUCKET, "a",
        json.dumps(key(0)))


def in_a_use_within_a_use():
    storage.write(
        BUCKET,
        "copy",
        storage.read(BUCKET, "a") + storage.read(
            BUCKET,
            "missing",
        ),
    )


def in_native_code():
    before = storage.read(BUCKET, "a")
    return storage.read(BUCKET, "missing"), before


def in_a_statement_of_several():
    storage.download(
        BUCKET,
        "missing",
        "there.txt",
    )


def in_a_helper():
    return [storage.move(BUCKET, name, "b") for name in ["missing"]]


def in_a_lambda():
    return (lambda key: storage.stat(BUCKET, key))("missing")


def in_a_comprehension():
    return [
        storage.read(BUCKET, name)
        for name in ["a", "missing"]
    ]


def in_the_shared_module():
    work.moved("missing")


def in_a_chain():
    try:
        work.guarded("missing")
    finally:
        key(0)


def in_a_property():
    return work.Lazy("missing").size


def in_a_generator():
    return sum(o.size / 0 for o in storage.iter_objects(BUCKET))


def in_a_handler():
    try:
        storage.read(BUCKET, "missing")
    except storage.NotFound:
        storage.read(BUCKET, "missing too")


def in_recursion(depth=6):
    return in_recursion(depth - 1) if depth else storage.read(BUCKET, "missing")


def in_an_f_string():
    return f"{storage.read(BUCKET, 'a')!r}" f"{storage.stat(BUCKET, 'missing').size}"


if __name__ == "__main__":
    storage.write(BUCKET, "a", "alpha")
    globals()[sys.argv[1]]()
'''
MARKED = (3, 11) <= sys.version_info < (3, 13)  # before, nothing is marked; later, not all that is
CONTEXT_IN_NATIVE_ONLY = {"in_a_handler"}  # the local runtime's errors don't show what they were raised from
WAYS = re.findall(r"^def (in_\w+)", MAIN, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, and what was built of it."""
    place = tmp_path_factory.mktemp("program")
    (place / "shop").mkdir()
    (place / "shop" / "main.py").write_text(MAIN)
    (place / "shop" / "work.py").write_text(HELPERS)
    done = infrar(place, "build", "shop", "-p", "toy", "--plugins", str(FOLDER), "-o", "out")
    assert done.returncode == 0, done.stderr
    assert (place / "out" / "app" / "cloud_support.py").is_file()
    return place


def infrar(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "infrar_engine.cli.main", *arguments]
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, check=False)


def failure(folder: Path, program: Path, way: str) -> str:
    """The traceback of a program that fails; where the toy cloud's library is, and the SDK's local runtime."""
    path = os.pathsep.join([str(ROOT / "tests" / "toy"), str(ROOT / "sdk")])
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "INFRAR_HOME": str(folder / "local"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environment.pop("NO_COLOR", None)
    done = subprocess.run(
        [sys.executable, str(program), way], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def as_written(text: str) -> list[tuple[str, int]]:
    """The frames of the program's own files."""
    found = [(Path(path), int(line)) for path, line in FRAME.findall(text)]
    return [(path.name, line) for path, line in found if path.parent.name == "shop"]


def mapped(frames: list[dict[str, Any]]) -> list[tuple[str, range]]:
    """The files and lines that are named; several lines where the interpreter's marks don't tell which of them it was."""
    places = [frame["source"] for frame in frames if frame["source"]]
    return [(place["path"], range(place["line"], place["end_line"] + 1)) for place in places]


@pytest.mark.parametrize("way", WAYS)
def test_frames_name_the_lines_at_which_the_program_as_written_fails(folder: Path, way: str) -> None:
    expected = as_written(failure(folder, folder / "shop" / "main.py", way))
    text = failure(folder, folder / "out" / "app" / "main.py", way)

    frames = json.loads(infrar(folder, "trace", "--build", "out", "--format", "json", given=text).stdout)["frames"]

    found = mapped(frames)
    assert len(found) - len(expected) == (way in CONTEXT_IN_NATIVE_ONLY), text
    for (path, lines), (wanted, line) in zip(found[len(found) - len(expected) :], expected, strict=True):
        assert path == wanted
        assert line in lines, text
        assert len(lines) == 1 or not MARKED, text
    generated = [f for f in frames if f["generated"] and f["generated"]["kind"] == "helper"]
    assert all(f["generated"]["of"].startswith("storage.") for f in generated)


def test_frames_of_the_shared_module_say_whose_they_are(folder: Path) -> None:
    text = failure(folder, folder / "out" / "app" / "main.py", "in_the_shared_module")

    lines = infrar(folder, "trace", "--build", "out", given=text).stdout.splitlines()

    shared = [line.partition("  <- ")[2] for line in lines if "cloud_support.py" in line]
    line = HELPERS[: HELPERS.index("return [store.move")].count("\n") + 1
    assert shared == [
        f"generated: helper for storage.move, called from shop/work.py:{line}",
        f"generated: helper for storage.copy, called from shop/work.py:{line}",
    ]


def test_nothing_but_places_is_added(folder: Path) -> None:
    text = failure(folder, folder / "out" / "app" / "main.py", "in_a_chain")

    shown = infrar(folder, "trace", "--build", "out", given=text).stdout

    assert [line.partition("  <- ")[0] for line in shown.split("\n")] == text.split("\n")
    assert shown != text
