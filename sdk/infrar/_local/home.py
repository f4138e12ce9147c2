"""Where the local runtime keeps its files.

In: the environment variable `INFRAR_HOME` and the working directory, both looked at in every call. Out: paths; and
folders, made when something is first written there.
"""

from __future__ import annotations

import os


def path(*parts: str) -> str:
    """A path below the home folder."""
    return os.path.join(os.environ.get("INFRAR_HOME") or ".infrar", *parts)


def make(folder: str) -> None:
    """Make a folder below the home folder. A home folder that this makes keeps itself out of version control."""
    home = path()
    if not os.path.isdir(home):
        os.makedirs(home, exist_ok=True)
        with open(os.path.join(home, ".gitignore"), "w", encoding="ascii") as ignore:
            ignore.write("*\n")
    os.makedirs(folder, exist_ok=True)
