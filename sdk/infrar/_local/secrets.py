"""The operations of secrets on a file of their own; what they mean is written down in `infrar.secrets`.

In: the SDK's arguments, as they came. Out: the SDK's results and errors. Versions count from 1 for each name, and go on
counting after a deletion, which leaves versions without values. Nobody but the user may read the folder.
"""

from __future__ import annotations

import os
from contextlib import suppress

from infrar._limits.secrets import check
from infrar._local import home
from infrar._local.database import Database
from infrar.secrets import NotFound

_database = Database(
    "secrets",
    "CREATE TABLE versions (name TEXT, version INTEGER, value TEXT, PRIMARY KEY (name, version)) WITHOUT ROWID",
)

_NEWEST = "SELECT version, value FROM versions WHERE name = ? ORDER BY version DESC LIMIT 1"
_EXACTLY = "SELECT version, value FROM versions WHERE name = ? AND version = ?"


def get(name: str, *, version: str | None = None) -> str:
    check("get", locals())
    _keep_to_oneself()
    with _database.snapshot() as connection:
        if version is None:
            found = connection.execute(_NEWEST, (name,)).fetchone()
        else:
            found = connection.execute(_EXACTLY, (name, _number(version))).fetchone()
    if found is None or found[1] is None:
        raise NotFound(f"the secret {name!r} has no {'value' if version is None else f'version {version!r}'}")
    value: str = found[1]
    return value


def put(name: str, value: str) -> None:
    check("put", locals())
    _keep_to_oneself()
    with _database.transaction() as connection:
        newest = connection.execute(_NEWEST, (name,)).fetchone()
        number = newest[0] + 1 if newest else 1
        connection.execute("INSERT INTO versions VALUES (?, ?, ?)", (name, number, value))


def delete(name: str) -> None:
    check("delete", locals())
    _keep_to_oneself()
    with _database.transaction() as connection:
        connection.execute("UPDATE versions SET value = NULL WHERE name = ?", (name,))


def _number(version: str) -> int:
    """The number that a token stands for; 0, which no version has, for a token of somebody else."""
    return int(version) if version.isascii() and version.isdigit() and version[0] != "0" and len(version) < 10 else 0


def _keep_to_oneself() -> None:
    """Make the folder for its owner alone, before the database makes it for everybody."""
    folder = home.path("secrets")
    if not os.path.isdir(folder):
        with suppress(OSError):  # which the database meets, too, and reports
            home.make(home.path())
            os.mkdir(folder, 0o700)
