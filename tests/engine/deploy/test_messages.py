"""What commands print, and the diagnostics that it becomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infrar_engine.deploy.messages import diagnostics, entries, without_credentials
from infrar_engine.model import Severity

PLACE = {"filename": "main.tf", "start": {"line": 2, "column": 3}, "end": {"line": 2, "column": 7}}


def entry(summary: str = "Unsupported argument", detail: str = "", **more: Any) -> dict[str, Any]:
    return {"severity": "error", "summary": summary, "detail": detail, **more}


# what is printed, the summaries in it
PRINTED = [
    ("", []),
    ("Error: no JSON at all", []),
    ('"a text"', []),
    ('{"valid": true, "diagnostics": []}', []),
    (json.dumps({"diagnostics": [entry("One"), entry("Two")]}, indent=2), ["One", "Two"]),
    ('{"type": "version"}\nnot JSON\n' + json.dumps({"diagnostic": entry("One")}), ["One"]),
]


@pytest.mark.parametrize(("printed", "summaries"), PRINTED)
def test_entries_are_found_in_documents_and_in_lines(printed: str, summaries: list[str]) -> None:
    assert [each["summary"] for each in entries(printed)] == summaries


# the entry, the message
MESSAGES = [
    (entry("Unsupported argument"), "Unsupported argument"),
    (entry("Unsupported argument", "It is not expected here."), "Unsupported argument: It is not expected here."),
    (entry("A long\nsummary", "First.\n\nRun:\n  tofu init\n"), "A long summary: First.\nRun:\n  tofu init"),
]


@pytest.mark.parametrize(("given", "message"), MESSAGES)
def test_summary_and_detail_are_one_message(tmp_path: Path, given: dict[str, Any], message: str) -> None:
    (made,) = diagnostics([given], tmp_path, "infra", "INF601")

    assert made.message == message


# the entry, what an error without a place is here; code and severity
KINDS = [
    (entry(range=PLACE), "INF603", "INF601", Severity.ERROR),
    (entry(), "INF601", "INF601", Severity.ERROR),
    (entry(), "INF603", "INF603", Severity.ERROR),
    (entry(severity="warning"), "INF601", "INF604", Severity.WARNING),
    (entry(severity="warning", range=PLACE), "INF601", "INF604", Severity.WARNING),
]


@pytest.mark.parametrize(("given", "unlocated", "code", "severity"), KINDS)
def test_codes(tmp_path: Path, given: dict[str, Any], unlocated: str, code: str, severity: Severity) -> None:
    (made,) = diagnostics([given], tmp_path, "infra", unlocated)

    assert (made.code, made.severity) == (code, severity)


def test_a_place_has_the_line_that_stands_there(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("locals {\n  nmae = 1\n}\n")

    (made,) = diagnostics([entry(range=PLACE)], tmp_path, "infra", "INF601")

    assert made.location is not None
    assert made.location.path == "infra/main.tf"
    assert (made.location.line, made.location.column, made.location.end_column) == (2, 3, 7)
    assert made.location.text == "  nmae = 1"


@pytest.mark.parametrize("content", [None, "one line\n"])
def test_a_place_outside_the_files_has_no_line(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "main.tf").write_text(content)

    (made,) = diagnostics([entry(range=PLACE)], tmp_path, "infra", "INF601")

    assert made.location is not None
    assert made.location.text == ""


@pytest.mark.parametrize(
    ("name", "hint"),
    [("modules/s3/main.tf", "the provider's plugin ships this file"), ("main.tf", "`infrar generate`")],
)
def test_the_hint_says_where_the_file_comes_from(tmp_path: Path, name: str, hint: str) -> None:
    (made,) = diagnostics([entry(range={**PLACE, "filename": name})], tmp_path, "infra", "INF601")

    assert hint in made.hint


def test_order_and_repetition_are_not_the_commands(tmp_path: Path) -> None:
    """It walks in parallel, and says of a module's file what is wrong once for each use of the module."""
    later = {**PLACE, "start": {"line": 9, "column": 1}, "end": {"line": 9, "column": 2}}
    given = [entry("B", range=later), entry("A", range=PLACE), entry("C"), entry("A", range=PLACE)]

    made = diagnostics(given, tmp_path, "infra", "INF601")

    assert [each.message for each in made] == ["C", "A", "B"]
    assert made == diagnostics(given[::-1], tmp_path, "infra", "INF601")


# text, the same without what is secret
ADDRESSES = [
    ('Get "https://ann:hunter2@mirror.test/v1": refused', 'Get "https://mirror.test/v1": refused'),
    ("https://token@mirror.test and http://a:b@proxy.test:3128", "https://mirror.test and http://proxy.test:3128"),
    ("https://mirror.test/@scope/name", "https://mirror.test/@scope/name"),
    ("mail ann@mirror.test", "mail ann@mirror.test"),
]


@pytest.mark.parametrize(("text", "shown"), ADDRESSES)
def test_credentials_in_addresses_are_not_shown(tmp_path: Path, text: str, shown: str) -> None:
    (made,) = diagnostics([entry("Failed", text)], tmp_path, "infra", "INF603")

    assert without_credentials(text) == shown
    assert made.message == f"init failed: Failed: {shown}"
