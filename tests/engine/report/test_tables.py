"""Tables, and differences."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from infrar_engine.report.difference import difference
from infrar_engine.report.tables import table
from infrar_engine.report.terminal import Terminal
from tests.kit.missing import missing

PLAIN = Terminal()
SCREEN = Terminal(colour=True, live=True, width=80)


def test_columns_are_aligned_by_what_is_seen() -> None:
    assert table(("name", "n"), [("日本", "1"), ("e\u0301", "22"), ("long name", "")], PLAIN) == (
        "name       n\n日本       1\ne\u0301          22\nlong name\n"
    )


def test_no_headers_no_head_line() -> None:
    assert table(("", ""), [("files", "3")], PLAIN) == "files  3\n"


def test_an_empty_table_has_its_headers() -> None:
    assert table(("a", "b"), [], PLAIN) == "a  b\n"


@pytest.mark.parametrize("terminal", [PLAIN, SCREEN], ids=["pipe", "terminal"])
def test_nothing_in_a_cell_is_markup_or_drives_the_terminal(terminal: Terminal) -> None:
    text = table(("path",), [("[red]a[/red] :smile: \x1b[31m",)], terminal)

    assert "[red]a[/red] :smile: \\x1b[31m" in text


def test_a_terminal_gets_bold_headers_unless_colours_are_off() -> None:
    assert "\x1b[1m" in table(("name",), [("x",)], SCREEN)
    assert "\x1b[3" not in table(("name",), [("x",)], Terminal(live=True))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n"),
        (b"a\nb", b"a\nB"),
        (b"a\nb\n", b"a\nb"),
        (b"a\nb", b"a\nb\n"),
        (b"a\r\nb\r\n", b"a\r\nB\r\n"),
        (b"a\x0cb\x0bc\nd\n", b"a\x0cb\x0bc\nD\n"),
        (b"caf\xe9\nx\n", b"caf\xe9\ny\n"),
        (b"", b"new\n"),
        (b"gone\n", b""),
        (b"+++ a\n--- b\n@@ c\n", b"+++ a\n--- d\n@@ c\n"),
    ],
)
def test_patch_makes_one_version_of_the_other(tmp_path: Path, before: bytes, after: bytes) -> None:
    if shutil.which("patch") is None:
        missing("patch", "apt-get install patch")
    (tmp_path / "x.py").write_bytes(before)

    made = difference("x.py", before, after, PLAIN)
    subprocess.run(["patch", "-p1", "--binary", "-s"], cwd=tmp_path, input=made, check=True)

    left = tmp_path / "x.py"
    assert (left.read_bytes() if left.exists() else b"") == after


def test_a_new_file_comes_from_nowhere() -> None:
    assert difference("new.py", None, b"x\n", PLAIN) == b"--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+x\n"


def test_the_same_bytes_have_no_difference() -> None:
    assert difference("x.py", b"a", b"a", PLAIN) == b""


def test_on_a_terminal_it_is_coloured_and_harmless() -> None:
    made = difference("x\x1b.py", b"a\n", b"\x1b[2J\n", SCREEN).decode()

    assert made == (
        "\x1b[1m--- a/x\\x1b.py\x1b[0m\n\x1b[1m+++ b/x\\x1b.py\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n"
        "\x1b[31m-a\x1b[0m\n\x1b[32m+\\x1b[2J\x1b[0m\n"
    )
