"""The operations of cache on a table; what they mean is written down in `infrar.cache`.

In: the SDK's arguments, as they came. Out: the SDK's results and errors. Each operation first checks its arguments
against the portable limits, so that what works here works everywhere. What has outlived its time isn't there; `set`
sweeps some of it away, so that the file doesn't grow for ever.
"""

from __future__ import annotations

import re

from infrar._limits.cache import INTEGERS, check
from infrar._local.clock import now
from infrar._local.database import Database
from infrar.cache import Data, FailedPrecondition

_SWEPT = 4  # expired keys that a `set` removes: more than it can add
_INTEGER = re.compile(rb"0|-?[1-9][0-9]{0,18}")

_database = Database(
    "cache",
    """
    CREATE TABLE entries (
        cache TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, expires REAL,
        PRIMARY KEY (cache, key)
    );
    CREATE INDEX expiring ON entries (expires) WHERE expires IS NOT NULL
    """,
)


def get(cache: str, key: str) -> bytes | None:
    check("get", locals())
    with _database.snapshot() as connection:
        found = connection.execute(
            "SELECT value FROM entries WHERE cache = ? AND key = ? AND (expires IS NULL OR expires > ?)",
            (cache, key, now()),
        ).fetchone()
    value: bytes | None = found[0] if found else None
    return value


def set(cache: str, key: str, value: Data, *, ttl: int | None = None) -> None:
    check("set", locals())
    content = value.encode() if isinstance(value, str) else bytes(value)
    with _database.transaction() as connection:
        moment = now()
        connection.execute(
            "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE expires <= ? LIMIT ?)",
            (moment, _SWEPT),
        )
        connection.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)",
            (cache, key, content, None if ttl is None else moment + ttl),
        )


def delete(cache: str, key: str) -> None:
    check("delete", locals())
    with _database.transaction() as connection:
        connection.execute("DELETE FROM entries WHERE cache = ? AND key = ?", (cache, key))


def incr(cache: str, key: str, by: int = 1) -> int:
    check("incr", locals())
    with _database.transaction() as connection:
        connection.execute("DELETE FROM entries WHERE cache = ? AND key = ? AND expires <= ?", (cache, key, now()))
        found = connection.execute("SELECT value FROM entries WHERE cache = ? AND key = ?", (cache, key)).fetchone()
        total = by + (_integer(found[0], cache, key) if found else 0)
        if total not in INTEGERS:
            raise FailedPrecondition(f"cache.incr: the sum {total} under {key!r} in {cache!r} has more than 64 bits")
        connection.execute(
            "INSERT INTO entries VALUES (?, ?, ?, NULL) ON CONFLICT DO UPDATE SET value = excluded.value",
            (cache, key, b"%d" % total),
        )
    return total


def _integer(value: bytes, cache: str, key: str) -> int:
    """The number that the digits are, as Redis reads them: no spaces, no plus, no zeros in front."""
    if not _INTEGER.fullmatch(value) or int(value) not in INTEGERS:
        raise FailedPrecondition(f"cache.incr: the value under {key!r} in {cache!r} is no integer of 64 bits")
    return int(value)
