"""A new provider folder to start from: `infrar providers new NAME`.

In: a name. Out: the files of a folder that lints clean, with a comment at everything an author will want to change.
They are those of `starter/` beside this module, under the new name.
"""

from __future__ import annotations

import re
from pathlib import Path

from infrar_engine.model import Artifact

STARTER = Path(__file__).parent / "starter"
NAME = re.compile(r"[a-z][a-z0-9-]*\Z")


def starter(name: str) -> list[Artifact]:
    """The files of a provider called `name`, sorted; `ValueError` when that is no name for one."""
    if not NAME.match(name):
        raise ValueError(f'"{name}" is no provider id: lower-case letters, digits and dashes, beginning with a letter')
    title = " ".join(part.capitalize() for part in name.split("-") if part)
    made = []
    for source in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        text = source.read_text("utf-8")
        text = text.replace("example-cloud", name).replace("Example Cloud", title)
        text = text.replace("EXAMPLE_CLOUD", name.upper().replace("-", "_"))
        made.append(Artifact(source.relative_to(STARTER).as_posix(), text.encode()))
    return made
