"""Every page of `infrar explain` is true: its failing example prints what the page shows, its fixed one nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from infrar_engine.model import Edit, Span
from infrar_engine.source.notebook import NotebookFile
from infrar_engine.source.text import UneditableError
from tests.engine.diagnostics.pages import Example, agrees, examples, needs_terraform, play

EXAMPLES = examples()


@pytest.mark.parametrize("one", [each for each in EXAMPLES if not needs_terraform(each)], ids=str)
def test_the_page_is_true(one: Example, tmp_path: Path) -> None:
    check(one, tmp_path, {})


@pytest.mark.parametrize("one", [each for each in EXAMPLES if needs_terraform(each)], ids=str)
def test_the_page_about_terraform_is_true(
    one: Example, tmp_path: Path, terraform_settings: Callable[[Example], Mapping[str, str]]
) -> None:
    check(one, tmp_path, terraform_settings(one))


def check(one: Example, folder: Path, environment: Mapping[str, str]) -> None:
    outcome = play(one, folder, environment)

    assert agrees(one.printed, outcome.printed), outcome.printed
    shown = re.findall(r"^(error|warning|note)\[(INF\d{3})\]", outcome.printed, re.MULTILINE)
    if one.section == "Works":
        assert (outcome.code, shown) == (0, [])
    else:
        assert [code for _, code in shown] == [one.page.code]
        severity = shown[0][0]
        assert outcome.code == ({"INF602": 2}.get(one.page.code, 1) if severity == "error" else 0)


@pytest.mark.parametrize(
    ("expected", "printed", "agreed"),
    [("a\n", "a\n", True), ("a\n", "b\n", False), ("a ... b\n", "a x\ny b\n", True), ("f(...)\n", "f(1)\n", False)],
)
def test_agreement(expected: str, printed: str, agreed: bool) -> None:
    assert agrees(expected, printed) is agreed


def test_an_edit_that_a_notebook_cant_take() -> None:
    """The failing side of INF106."""
    cell = {"cell_type": "code", "source": "import infrar\n%matplotlib inline\n"}
    file = NotebookFile("notes.ipynb", json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}).encode())
    at = file.text.utf8.index(b"infrar\n") + len(b"infrar\n")

    with pytest.raises(UneditableError, match="an edit would change a magic"):
        file.text.apply([Edit(Span(at, at + 1), "x = _")])
