"""An output that is refused or can't be written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STAGING = "infrar-build"  # in the name of every file and folder that is there only while a build writes


class OutputError(Exception):
    """`message` says what is wrong and names the place, `hint` what to do; nothing was lost or half written."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn what the operating system refuses while `place` is written into an `OutputError` that names the file."""
    try:
        yield
    except OSError as error:
        named = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
        shown = named if named and f".{STAGING}" not in named else place
        raise OutputError(
            f"{shown} can't be written: {error.strerror or error}", "what was there is unchanged"
        ) from error
