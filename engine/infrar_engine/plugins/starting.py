"""A new provider folder to start from: `infrar providers new NAME`.

In: a name and a place. Out: a folder that lints clean, with a comment at everything an author will want to change.
It is a copy of `starter/` beside this module, under the new name.
"""

from __future__ import annotations

import re
from pathlib import Path

STARTER = Path(__file__).parent / "starter"
NAME = re.compile(r"[a-z][a-z0-9-]*\Z")


def write_starter(name: str, place: Path) -> list[Path]:
    """Write a provider called `name` into the folder `place`, which must not exist or be empty; the files written,
    sorted.
    """
    if not NAME.match(name):
        raise ValueError(f'"{name}" is no provider id: lower-case letters, digits and dashes, beginning with a letter')
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise FileExistsError(f"{place} is there already")
    title = " ".join(part.capitalize() for part in name.split("-") if part)
    written = []
    for source in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        text = source.read_text("utf-8")
        text = text.replace("example-cloud", name).replace("Example Cloud", title)
        text = text.replace("EXAMPLE_CLOUD", name.upper().replace("-", "_"))
        target = place / source.relative_to(STARTER)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
        written.append(target)
    return written
