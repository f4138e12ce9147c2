"""`python -m infrar_engine.codes [FOLDER]`: the pages as `docs/diagnostics/`, with an index."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from infrar_engine.codes import GROUPS, pages

FOLDER = Path("docs/diagnostics")
INTRODUCTION = """\
`infrar explain CODE` prints these pages. Each has an example that fails and one that works, with what Infrar prints of them
(`acme` is the provider of `examples/acme_provider`); the tests run them all.

A diagnostic says what is wrong, where, and what to do. One mistake gives one diagnostic: where it shows at several places,
the others are named behind `also at`, and what only follows from it is not told. Errors stop a build, warnings and notes
don't. Some can be silenced at their line, with `# infrar: ignore[CODE]`: [INF107](INF107.md) says which, and how.""".splitlines()


def documents() -> Mapping[str, str]:
    """File name → content."""
    written = {f"{page.code}.md": page.markdown for page in pages()}
    lines = ["# Diagnostics", "", *INTRODUCTION, ""]
    for group, title in GROUPS.items():
        lines += [f"## {title}", ""]
        lines += [f"- [{page.code}]({page.code}.md): {page.title}" for page in pages() if page.code.startswith(group)]
        lines.append("")
    return {"README.md": "\n".join(lines[:-1]) + "\n", **written}


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = documents()
    for path in sorted(folder.glob("*.md")):
        if path.name not in wanted:
            path.unlink()
    for name, content in wanted.items():
        (folder / name).write_text(content, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
