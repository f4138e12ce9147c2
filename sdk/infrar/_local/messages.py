"""The messages of the local runtime's queues.

A message is a row of `messages`: who takes it sets `due` to the end of the lease and counts `receives`, who
acknowledges it deletes it. `due` is when it can be taken (again). A message that was taken `MOST_RECEIVES` times is a
dead letter once it is due: it stays where it is, outside the indexes by which messages are found.

A group has a row in `groups` while it has messages to deliver. Its `due` is that of the last of its messages that is
leased or given back: until then nothing of the group is delivered, after that its messages are, in their order.
Messages without a group are found by `due` alone. Each look takes as long with a million messages as with one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from itertools import chain, islice
from operator import itemgetter
from sqlite3 import Connection
from typing import Any

from infrar._local import clock
from infrar._local.database import Database
from infrar.queue import Body, InvalidArgument, Message

_Row = tuple[Any, ...]  # _COLUMNS

MOST_RECEIVES = 5
DEDUPLICATION = 300  # seconds in which a message isn't sent again

_database = Database(
    "queue",
    f"""
    CREATE TABLE messages (
        number INTEGER PRIMARY KEY, queue TEXT, id TEXT, body BLOB, attributes TEXT, group_ TEXT, due REAL, receives INTEGER
    );
    CREATE INDEX single ON messages (queue, due) WHERE group_ IS NULL AND receives < {MOST_RECEIVES};
    CREATE INDEX grouped ON messages (queue, group_) WHERE group_ IS NOT NULL AND receives < {MOST_RECEIVES};
    CREATE INDEX leased ON messages (queue, group_, due) WHERE group_ IS NOT NULL;
    CREATE INDEX dead ON messages (queue) WHERE receives = {MOST_RECEIVES};
    CREATE TABLE groups (queue TEXT, name TEXT, due REAL, PRIMARY KEY (queue, name)) WITHOUT ROWID;
    CREATE INDEX waiting ON groups (queue, due);
    CREATE TABLE sent (queue TEXT, dedup_id TEXT, id TEXT, until REAL, PRIMARY KEY (queue, dedup_id)) WITHOUT ROWID;
    CREATE INDEX ending ON sent (until);
    """,
)

_INSERT = "INSERT INTO messages (queue, id, body, attributes, group_, due, receives) VALUES (?, ?, ?, ?, ?, ?, 0)"
_COLUMNS = "number, queue, id, body, attributes, group_, receives"
_SINGLE = f"""
    SELECT {_COLUMNS}, due FROM messages WHERE queue = ? AND due <= ? AND group_ IS NULL AND receives < {MOST_RECEIVES}
    ORDER BY due, number LIMIT ?
"""
_GROUPS = "SELECT name, due FROM groups WHERE queue = ? AND due <= ? ORDER BY due LIMIT ?"
_OF_GROUP = f"""
    SELECT {_COLUMNS} FROM messages
    WHERE queue = ? AND group_ = ? AND group_ IS NOT NULL AND receives < {MOST_RECEIVES} ORDER BY number LIMIT ?
"""
_LAST_OF_GROUP = "SELECT max(due) FROM messages WHERE queue = ? AND group_ = ? AND group_ IS NOT NULL"
_LEASED = "WHERE number = ? AND id = ? AND receives = ?"  # numbers are given again, and leases end
_DEAD = f"""
    SELECT {_COLUMNS} FROM messages WHERE queue = ? AND receives = {MOST_RECEIVES} AND due <= ? ORDER BY number
"""


def add(
    queue: str, body: Body, attributes: dict[str, str] | None, delay: int, group: str | None, dedup_id: str | None
) -> str:
    """The id of the message, or of the earlier one that it repeats."""
    identifier, now = _identifier(), clock.now()
    text = json.dumps(attributes) if attributes else None
    with _database.transaction() as connection:
        if dedup_id is not None:
            earlier = _earlier(connection, queue, dedup_id, now)
            if earlier is not None:
                return earlier
            connection.execute(
                "INSERT INTO sent VALUES (?, ?, ?, ?)", (queue, dedup_id, identifier, now + DEDUPLICATION)
            )
        connection.execute(_INSERT, (queue, identifier, _bytes(body), text, group, now + delay))
        if group is not None:
            connection.execute("INSERT OR IGNORE INTO groups VALUES (?, ?, ?)", (queue, group, now))
    return identifier


def add_all(queue: str, bodies: Iterable[Body]) -> None:
    now = clock.now()
    rows = [(queue, _identifier(), _bytes(body), None, None, now) for body in bodies]
    with _database.transaction() as connection:
        connection.executemany(_INSERT, rows)


def due(queue: str) -> bool:
    """Whether there is anything to take, without holding up who writes."""
    now = clock.now()
    with _database.snapshot() as connection:
        return any(connection.execute(query, (queue, now, 1)).fetchone() for query in (_SINGLE, _GROUPS))


def take(queue: str, count: int, lease: int) -> list[Message]:
    """Lease what is due, what has waited longest first."""
    with _database.transaction() as connection:
        now = clock.now()  # not earlier: who waited for a turn gives the whole lease, too
        rows = _found(connection, queue, now, count)
        if not rows:
            return []
        connection.executemany(
            "UPDATE messages SET due = ?, receives = receives + 1 WHERE number = ?",
            [(now + lease, row[0]) for row in rows],
        )
        for group in {row[5] for row in rows if row[5] is not None}:
            _settle(connection, queue, group)
    return [_message(row) for row in rows]


def remove(message: Message) -> None:
    queue, number, identifier, receives, *group = _receipt(message)
    with _database.transaction() as connection:
        connection.execute(f"DELETE FROM messages {_LEASED}", (number, identifier, receives))
        if group:
            _settle(connection, queue, *group)


def postpone(message: Message, seconds: int) -> None:
    """Let a leased message be due so many seconds from now."""
    queue, number, identifier, receives, *group = _receipt(message)
    with _database.transaction() as connection:
        due = clock.now() + seconds
        connection.execute(f"UPDATE messages SET due = ? {_LEASED}", (due, number, identifier, receives))
        if group:
            _settle(connection, queue, *group)


def dead(queue: str) -> list[Message]:
    """The dead letters of a queue, in the order in which they were sent."""
    with _database.snapshot() as connection:
        return [_message(row) for row in connection.execute(_DEAD, (queue, clock.now()))]


def _found(connection: Connection, queue: str, now: float, count: int) -> list[_Row]:
    waiting = [(row[-1], [row]) for row in connection.execute(_SINGLE, (queue, now, count))]
    while groups := connection.execute(_GROUPS, (queue, now, count)).fetchall():
        of_groups = [(due, connection.execute(_OF_GROUP, (queue, name, count)).fetchall()) for name, due in groups]
        ended = [(queue, name) for (name, _), (_, rows) in zip(groups, of_groups, strict=True) if not rows]
        if not ended:
            waiting = sorted(waiting + of_groups, key=itemgetter(0))
            break
        connection.executemany("DELETE FROM groups WHERE queue = ? AND name = ?", ended)  # all it has left is dead
    return list(islice(chain.from_iterable(rows for _, rows in waiting), count))


def _settle(connection: Connection, queue: str, group: str) -> None:
    """Let the group be due when the last of its leased messages is; one without messages is none."""
    (due,) = connection.execute(_LAST_OF_GROUP, (queue, group)).fetchone()
    if due is None:
        connection.execute("DELETE FROM groups WHERE queue = ? AND name = ?", (queue, group))
    else:
        connection.execute("INSERT OR REPLACE INTO groups VALUES (?, ?, ?)", (queue, group, due))


def _earlier(connection: Connection, queue: str, dedup_id: str, now: float) -> str | None:
    connection.execute("DELETE FROM sent WHERE until <= ?", (now,))
    row = connection.execute("SELECT id FROM sent WHERE queue = ? AND dedup_id = ?", (queue, dedup_id)).fetchone()
    return row and str(row[0])


def _identifier() -> str:
    return os.urandom(16).hex()


def _bytes(body: Body) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)


def _message(row: _Row) -> Message:
    number, queue, identifier, body, attributes, group, receives = row[:7]
    receipt = (queue, str(number), identifier, str(receives + 1), *([group] if group is not None else []))
    return Message(identifier, body, json.loads(attributes) if attributes else {}, group, receipt)


def _receipt(message: Message) -> tuple[str, ...]:
    if not 4 <= len(message.receipt) <= 5:
        raise InvalidArgument("the message has a receipt that the local runtime didn't give")
    return message.receipt
