"""The documentation of diagnostics: one file a code, read when somebody asks.

In: `INFnnn.md` beside this file, with a title line (`# INF202: ...`), an explanation, and an example under `## Fails`
and one under `## Works`. Out: `Page`s. `GROUPS` says what the hundreds are about. `python -m infrar_engine.codes`
writes the same pages for `docs/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GROUPS = {
    "INF1": "Reading source",
    "INF2": "Uses of the SDK",
    "INF3": "Portability",
    "INF4": "Resources and permissions",
    "INF5": "infrar.yaml",
    "INF6": "OpenTofu and Terraform",
}
_TITLE = re.compile(r"# (INF\d{3}): (.+)\n")
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """One code: `text` is the explanation, `sections` the examples and whatever else has a heading, as Markdown."""

    code: str
    title: str
    text: str
    sections: tuple[tuple[str, str], ...]
    markdown: str

    def section(self, name: str) -> str | None:
        return dict(self.sections).get(name)


@cache
def pages() -> tuple[Page, ...]:
    """Every page, by code."""
    return tuple(read_page(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("INF*.md")))


@cache
def codes() -> tuple[str, ...]:
    """Every code, in order; the pages stay unread."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("INF*.md")))


def page(code: str) -> Page | None:
    """The page of a code, however its letters are written."""
    return next((each for each in pages() if each.code == code.upper()), None)


def read_page(markdown: str) -> Page:
    """Parse a page; `ValueError` when it has no title line."""
    title = _TITLE.match(markdown)
    if title is None:
        raise ValueError(f"a page begins with `# INFnnn: title`, not {markdown[:40]!r}")
    text, *parts = _SECTION.split(markdown[title.end() :])
    sections = tuple(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))
    return Page(title[1], title[2].strip(), text.strip(), sections, markdown)
