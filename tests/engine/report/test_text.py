"""Diagnostics as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from infrar_engine.model import Severity, SourceLocation
from infrar_engine.report.cells import width
from infrar_engine.report.targets import Reported
from infrar_engine.report.terminal import Terminal
from infrar_engine.report.text import diagnostics_text
from tests.engine.report.samples import at, problem

PLAIN = Terminal()


def test_an_error_with_its_line_and_a_hint() -> None:
    place = at('    upload("reports", "a.csv")', 'upload("reports", "a.csv")')
    text = diagnostics_text(
        [problem(place, "no argument for `destination`", hint="the signature is `upload(…)`")], PLAIN
    )

    assert text == (
        "error[INF202]: no argument for `destination`\n"
        "  --> app/main.py:12:5\n"
        "   |\n"
        '12 |     upload("reports", "a.csv")\n'
        "   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "   = help: the signature is `upload(…)`\n"
    )


def test_what_is_not_there_is_not_shown() -> None:
    nowhere = problem(None, "no project here", severity=Severity.WARNING)
    in_a_file = problem(SourceLocation("data.bin", 1, 1, 1, 1), "can't be read", severity=Severity.NOTE)

    assert diagnostics_text([nowhere, in_a_file], PLAIN) == (
        "warning[INF202]: no project here\n\nnote[INF202]: can't be read\n --> data.bin:1:1\n"
    )


def test_targets_are_named_when_not_all_are_concerned() -> None:
    text = diagnostics_text([problem(None, "no rule", targets=("aws", "gcp"))], PLAIN)

    assert text == "error[INF202]: no rule\n  = for: aws, gcp\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [([3], "app/main.py:3:1"), ([3, 9], "app/main.py:3:1, app/main.py:9:1"), (range(1, 13), "5:1 and 7 more")],
)
def test_other_places_of_the_same_cause_are_named(lines: Sequence[int], said: str) -> None:
    found = replace(problem(None).diagnostic, also=tuple(at("x", "x", line=line) for line in lines))

    (line,) = [line for line in diagnostics_text([Reported(found)], PLAIN).splitlines() if "also at" in line]

    assert line.endswith(said)


def test_a_cell_of_a_notebook_is_named() -> None:
    text = diagnostics_text([problem(at("read()", "read", line=2, path="a.ipynb", cell=3))], PLAIN)

    assert " --> a.ipynb:cell 3:2:1\n" in text


@pytest.mark.parametrize(
    ("line", "marked", "shown", "carets"),
    [
        ("\tread(x)", "read(x)", "    read(x)", "    ^^^^^^^"),
        ("ab\tread(x)", "read(x)", "ab  read(x)", "    ^^^^^^^"),
        ("\tread(a,\tb)", "read(a,\tb)", "    read(a, b)", "    ^^^^^^^^^^"),
        ('書 = read("日本")', 'read("日本")', '書 = read("日本")', "     ^^^^^^^^^^^^"),
        ("e\u0301 = read(x)", "read(x)", "e\u0301 = read(x)", "    ^^^^^^^"),
        ("🪣 = read(x)", "read(x)", "🪣 = read(x)", "     ^^^^^^^"),
        ("a = '\x1b[2J'; read(x)", "read(x)", "a = '\\x1b[2J'; read(x)", "               ^^^^^^^"),
        ("a = '\u202e'; read(x)", "read(x)", "a = '\\u202e'; read(x)", "              ^^^^^^^"),
        ("a = '\u2028'; read(x)", "read(x)", "a = '\\u2028'; read(x)", "              ^^^^^^^"),
        ("\x0cread(x)", "read(x)", "\\x0cread(x)", "    ^^^^^^^"),
    ],
    ids=[
        "tab",
        "tab after text",
        "tab inside",
        "wide",
        "combining",
        "emoji",
        "escape",
        "bidi",
        "separator",
        "form feed",
    ],
)
def test_carets_stand_below_what_they_mark(line: str, marked: str, shown: str, carets: str) -> None:
    lines = diagnostics_text([problem(at(line, marked))], PLAIN).splitlines()

    assert lines[3:] == [f"12 | {shown}", f"   | {carets}"]
    assert width(carets) == width(shown)


@pytest.mark.parametrize(
    ("column", "end", "carets"),
    [(8, 8, "       ^"), (40, 41, "       ^"), (0, 0, "^"), (3, 99, "  ^^^^^")],
    ids=["an empty place", "beyond the line", "before the line", "too long"],
)
def test_places_that_are_not_in_the_line(column: int, end: int, carets: str) -> None:
    place = SourceLocation("a.py", 3, column, 3, end, "read(x)")

    assert diagnostics_text([problem(place)], PLAIN).splitlines()[-1] == f"  | {carets}"


def test_a_place_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    place = SourceLocation("a.py", 3, 5, 6, 2, "x = upload(  ")

    assert diagnostics_text([problem(place)], PLAIN).splitlines()[-2:] == ["3 | x = upload(", "  |     ^^^^^^^"]


@pytest.mark.parametrize("before", [0, 10, 200, 5_000])
@pytest.mark.parametrize("after", [0, 10, 200, 5_000])
@pytest.mark.parametrize("filler", ["x", "日", "\u0301", "\t"])
def test_long_lines_are_cropped_around_the_place(before: int, after: int, filler: str) -> None:
    place = at(f"{filler * before}READ{filler * after}", "READ")

    *_, line, carets = diagnostics_text([problem(place)], Terminal(width=60)).splitlines()

    assert width(line) <= 60
    assert [letter for letter, mark in zip(_columns(line), carets, strict=False) if mark == "^"] == list("READ")


def _columns(line: str) -> list[str]:
    """The character that begins in each column."""
    return [letter for letter in line for _ in range(width(letter))]


def test_a_cropped_line_says_so() -> None:
    place = at(f"{'a' * 100} READ {'b' * 100}", "READ")

    line = diagnostics_text([problem(place)], Terminal(width=60)).splitlines()[3]

    assert line == f"12 | ...{'a' * 23} READ {'b' * 20}..."


def test_a_place_wider_than_the_terminal() -> None:
    place = at(f"call({'a' * 300})", f"call({'a' * 300})")

    *_, line, carets = diagnostics_text([problem(place)], Terminal(width=60)).splitlines()

    assert (len(line), carets) == (57, f"   | {'^' * 49}")


def test_what_the_terminal_cannot_show_is_escaped_where_it_stands() -> None:
    place = at("é = read(x)", "read(x)", path="café.py")

    text = diagnostics_text([problem(place, "“x” is wrong", hint="say “y”")], Terminal(encoding="ascii"))

    assert text == (
        "error[INF202]: \\u201cx\\u201d is wrong\n"
        "  --> caf\\xe9.py:12:8\n"
        "   |\n"
        "12 | \\xe9 = read(x)\n"
        "   |        ^^^^^^^\n"
        "   = help: say \\u201cy\\u201d\n"
    ).replace("12:8", "12:5")


def test_paths_and_messages_cannot_drive_the_terminal() -> None:
    place = SourceLocation("a\x1b]0;owned\x07\n.py", 1, 1, 1, 1)

    text = diagnostics_text([problem(place, "no \x9b31m rule\r", hint="\x08")], PLAIN)

    assert text == "error[INF202]: no \\x9b31m rule\\x0d\n --> a\\x1b]0;owned\\x07\\x0a.py:1:1\n  = help: \\x08\n"


def test_colours_are_added_around_and_change_nothing_else() -> None:
    found = [problem(at("read(x)", "read"), "wrong", hint="right")]

    coloured = diagnostics_text(found, Terminal(colour=True))

    assert coloured.startswith("\x1b[1;31merror[INF202]\x1b[0m\x1b[1m: wrong\x1b[0m\n")
    stripped = coloured
    for code in ("1;31", "1", "34", "36", "0"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert stripped == diagnostics_text(found, PLAIN)
