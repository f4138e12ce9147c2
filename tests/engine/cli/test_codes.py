"""Every code that the engine uses is documented, with an example that fails and one that works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import infrar_engine
from infrar_engine.codes import GROUPS, Page, pages, read_page
from infrar_engine.codes.__main__ import documents, main

ENGINE = Path(infrar_engine.__file__).parent
DOCS = Path(__file__).parents[3] / "docs" / "diagnostics"
CODE = re.compile(r"\"(INF\d{3})\"")


def used() -> set[str]:
    return {code for path in ENGINE.rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {page.code for page in pages()} == used()


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.code)
def test_a_page_says_what_is_wrong_and_shows_both_sides(page: Page) -> None:
    assert page.text
    assert any(page.code.startswith(group) for group in GROUPS)
    for section in ("Fails", "Works"):
        example = page.section(section)
        assert example is not None
        assert re.search(r"```\w+\n.+?\n```", example, re.DOTALL), section


def test_a_page_without_a_title_is_no_page() -> None:
    with pytest.raises(ValueError, match="a page begins with"):
        read_page("## Fails\n")


def test_the_documentation_is_what_the_pages_say() -> None:
    written = {path.name: path.read_text("utf-8") for path in DOCS.glob("*.md")}

    assert written == documents(), "run `python -m infrar_engine.codes`"


def test_the_documentation_is_written_and_what_is_stale_removed(tmp_path: Path) -> None:
    (tmp_path / "INF000.md").write_text("stale")

    main([str(tmp_path)])

    assert {path.name for path in tmp_path.iterdir()} == set(documents())
