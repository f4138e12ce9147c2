"""Documents as rows of the local runtime's database.

In: a connection that a block of `Database` lends, a table's name, keys and values. Out: documents, and rows written.
A value is stored as JSON. What JSON lacks is a dict with one name that no document can have: `{"__bytes__": "…"}`.
"""

from __future__ import annotations

import json
import os
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from infrar._local.clock import now
from infrar._local.database import Database
from infrar.kv import Document

# Keys are blobs, which SQLite compares byte by byte. Rows are kept in the order of keys.
database = Database(
    "kv",
    """
    CREATE TABLE documents (
        name TEXT NOT NULL,  -- of the table, as the program has it
        key BLOB NOT NULL,
        revision TEXT NOT NULL,
        expires REAL,  -- seconds since 1970, or NULL
        value TEXT NOT NULL,
        PRIMARY KEY (name, key)
    ) WITHOUT ROWID;
    CREATE INDEX expiring ON documents (expires) WHERE expires IS NOT NULL
    """,
)

_FIND = "SELECT revision, value, expires FROM documents WHERE name = ? AND key = ?"
_LIST = """
    SELECT key, revision, value FROM documents
    WHERE name = ? AND key >= ? AND key < ? AND (expires IS NULL OR expires > ?) ORDER BY key
"""
_SWEEP = "DELETE FROM documents WHERE (name, key) IN (SELECT name, key FROM documents WHERE expires <= ? LIMIT 10)"


def read(table: str, key: str) -> Document | None:
    """The document under a key; None when it isn't there, or not any more."""
    for revision, text, expires in database.select(_FIND, (table, key.encode())):
        if expires is None or expires > now():
            return Document(key, _value(text), revision)
    return None


def find(connection: sqlite3.Connection, table: str, key: str) -> tuple[Document, float | None] | None:
    """The same in a block that has a connection, and when the document's time ends."""
    for revision, text, expires in connection.execute(_FIND, (table, key.encode())):
        if expires is None or expires > now():
            return Document(key, _value(text), revision), expires
    return None


def beginning_with(connection: sqlite3.Connection, table: str, prefix: str) -> Iterator[Document]:
    """The documents whose keys begin with a prefix, in order, read on the way."""
    first = prefix.encode()
    end = first[:-1] + bytes([first[-1] + 1]) if first else b"\xff"  # UTF-8 has no byte 255
    for key, revision, text in connection.execute(_LIST, (table, first, end, now())):
        yield Document(key.decode(), _value(text), revision)


def store(connection: sqlite3.Connection, table: str, key: str, value: dict[str, Any], expires: float | None) -> str:
    """Write a document over what is there, and return its new revision."""
    revision = os.urandom(8).hex()
    connection.execute(
        "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)",
        (table, key.encode(), revision, expires, json.dumps(value, default=_tagged, separators=(",", ":"))),
    )
    return revision


def remove(connection: sqlite3.Connection, table: str, key: str) -> None:
    connection.execute("DELETE FROM documents WHERE name = ? AND key = ?", (table, key.encode()))


def end_of(connection: sqlite3.Connection, ttl: int | None) -> float | None:
    """When a document that is written now ends. Documents with an end make room for themselves: some others' rows go."""
    if ttl is None:
        return None
    moment = now()
    connection.execute(_SWEEP, (moment,))
    return moment + ttl


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"__bytes__": b64encode(value).decode("ascii")}
    if isinstance(value, datetime):
        return {"__datetime__": value.astimezone(timezone.utc).isoformat()}
    raise TypeError(f"a document has no {type(value).__name__}")  # which the limits refuse before


def _value(text: str) -> dict[str, Any]:
    value: dict[str, Any] = (_WITH_TAGS if '"__' in text else _PLAIN).decode(text)
    return value


def _untagged(value: dict[str, Any]) -> object:
    if "__bytes__" in value:
        return b64decode(value["__bytes__"])
    if "__datetime__" in value:
        return datetime.fromisoformat(value["__datetime__"])
    return value


_PLAIN, _WITH_TAGS = json.JSONDecoder(), json.JSONDecoder(object_hook=_untagged)
