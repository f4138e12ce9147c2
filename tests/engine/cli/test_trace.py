"""`infrar trace`: which record it takes, what it says of files that have changed, and how it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.cli.conftest import Cli, process

CODE = '    s3.put_object(Bucket="reports", Key="daily/a.txt", Body=b"hello")\n'
FRAME = '  File "/srv/app.py", line 5, in <module>\n'
TEXT = f"INFO start\nTraceback (most recent call last):\n{FRAME}{CODE}botocore.NoSuchBucket: no\n"
SHOWN = TEXT.replace("<module>\n", '<module>  <- shop/app.py:3: write("reports", "daily/a.txt", b"hello")\n')


def named(text: str) -> str:
    """What is shown where the source isn't at hand."""
    return text.replace("<module>\n", "<module>  <- app.py:3: storage.write\n")


@pytest.fixture
def built(cli: Cli, project: Path) -> Path:
    """The folder with the project, the build `out` and a log, from which commands run."""
    assert cli("build", project, "-p", "aws", "-o", "out").code == 0
    Path("error.log").write_text(TEXT)
    return Path.cwd()


def trace(*arguments: str, given: str = "", folder: str = ".") -> tuple[int, str, str]:
    done = process("trace", *arguments, given=given.encode(), cwd=folder)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_file_and_standard_input_are_the_same(built: Path) -> None:
    assert trace("error.log", "--build", "out") == (0, SHOWN, "")
    assert trace("--build", "out", given=TEXT) == (0, SHOWN, "")
    assert trace("-", "--record", "out/infrar-build.json", given=TEXT) == (0, SHOWN, "")


def test_the_record_is_looked_for_here_and_above(built: Path) -> None:
    shown = SHOWN.replace("shop/app.py", str(built / "shop/app.py"))
    assert trace(given=TEXT, folder="out/app") == (0, shown, "")


def test_the_record_alone_is_enough(built: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "alone"  # folders beside a build may be its source
    elsewhere.mkdir()
    (elsewhere / "infrar-build.json").write_bytes((built / "out/infrar-build.json").read_bytes())

    assert trace(given=TEXT, folder=str(elsewhere)) == (0, named(TEXT), "")
    source = ("--source", str(built / "shop"))
    assert trace(*source, given=TEXT, folder=str(elsewhere))[1].count(f"<- {built}/shop/app.py:3: write(") == 1


def test_source_that_changed_is_said_once_and_not_shown(built: Path) -> None:
    (built / "shop/app.py").write_text("import os\n" + (built / "shop/app.py").read_text())

    code, out, err = trace("--build", "out", "--source", "shop", given=TEXT * 2)

    assert (code, out) == (0, named(TEXT * 2).replace("<- app.py", "<- shop/app.py"))
    assert err == "warning: shop/app.py has changed since the build: lines are as they were then\n"


def test_a_frame_that_reads_differently_is_of_another_build(built: Path) -> None:
    text = f"{FRAME}    s3.put_object(Bucket='other')\n"

    code, out, err = trace("--build", "out", given=text)

    assert (code, out) == (0, text)
    assert err == "warning: /srv/app.py is not what this build wrote: line 5 reads differently\n"


def test_a_built_file_that_was_edited_is_not_compared(built: Path) -> None:
    (built / "out/app/app.py").write_text("edited\n")

    assert trace("--build", "out", given=TEXT) == (0, SHOWN, "")


def test_json_has_all_frames(built: Path) -> None:
    other = '  File "/usr/lib/python3.11/json/__init__.py", line 1, in loads\n'

    code, out, err = trace("--build", "out", "--format", "json", given=TEXT + other)

    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "version": 1,
        "frames": [
            {
                "input_line": 3,
                "path": "/srv/app.py",
                "line": 5,
                "name": "<module>",
                "source": {"path": "app.py", "line": 3, "end_line": 3, "column": None, "changed": False},
                "generated": {"kind": "call", "of": "storage.write", "caller": None},
                "other_build": False,
            },
            {
                "input_line": 6,
                "path": "/usr/lib/python3.11/json/__init__.py",
                "line": 1,
                "name": "loads",
                "source": None,
                "generated": None,
                "other_build": False,
            },
        ],
    }


def test_bytes_that_are_no_text_go_through(built: Path) -> None:
    done = process("trace", "--build", "out", given=b"\xff\x00\r\n\xc3" + TEXT.encode() + b"\xfe")

    assert done.stdout == b"\xff\x00\r\n\xc3" + SHOWN.encode() + b"\xfe"


def test_a_stream_is_written_as_it_comes(built: Path) -> None:
    command = [sys.executable, "-m", "infrar_engine.cli.main", "trace", "--build", "out"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for line, shown in zip(TEXT.splitlines(keepends=True), SHOWN.splitlines(keepends=True), strict=True):
            running.stdin.write(line.encode())
            running.stdin.flush()
            if line != FRAME:
                waited = [running.stdout.readline().decode() for _ in range(2 if line == CODE else 1)]
                assert waited[-1] == shown
        running.stdin.close()
        assert running.stdout.read() == b""
    assert running.returncode == 0


def change(folder: Path, **values: object) -> None:
    record = folder / "out/infrar-build.json"
    record.write_text(json.dumps({**json.loads(record.read_text()), **values}))


def cut(folder: Path) -> None:
    (folder / "out/infrar-build.json").write_text("{")


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "half a file": (cut, "it is no JSON: "),
    "of another version": (lambda f: change(f, version=2), "its version is 2, and this command reads version 1"),
    "without maps": (lambda f: change(f, source_maps=None), "source_maps: an object was expected"),
    "hashes that are none": (lambda f: change(f, inputs={"a.py": 1}), "inputs: an object of texts was expected"),
    "a map that is none": (lambda f: change(f, source_maps={"a.py": 1}), "source_maps.a.py: a list was expected"),
    "an old map": (
        lambda f: change(f, source_maps={"a.py": [{"line": 1}]}),
        "source_maps.a.py[0]: an object with a kind was expected; build again with this version",
    ),
    "a range that is none": (
        lambda f: change(f, source_maps={"a.py": [{"kind": "call", "generated": "1-2"}]}),
        "source_maps.a.py[0].generated: a range such as 3:1-4:12 was expected, not '1-2'",
    ),
}


@pytest.mark.parametrize(("breaking", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_record_that_cannot_be_used(cli: Cli, built: Path, breaking: Callable[[Path], None], reason: str) -> None:
    breaking(built)

    done = cli("trace", "error.log", "--build", "out")

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: out/infrar-build.json: {reason}")


USAGE = {
    "no record": (
        ["trace", "error.log"],
        "there is no infrar-build.json here or in a folder above\n  = help: --build out",
    ),
    "a folder without one": (["trace", "error.log", "--build", "shop"], "shop has no infrar-build.json"),
    "both": (["trace", "--build", "out", "--record", "out/infrar-build.json"], "--build and --record both say"),
    "no such log": (["trace", "missing.log", "--build", "out"], "'missing.log' does not exist"),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE.keys())
def test_wrong_usage(cli: Cli, built: Path, arguments: list[str], message: str) -> None:
    done = cli(*arguments)

    assert (done.code, done.out) == (2, "")
    assert message in done.err
