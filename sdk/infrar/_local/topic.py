"""Topics on the local runtime: events are kept for tests to read back; there are no subscribers to deliver them to.

In: the SDK's arguments, as they came. Out: rows in SQLite, which `infrar.testing.published` reads.
"""

from __future__ import annotations

import json
import os

from infrar._limits.topic import check
from infrar._local.clock import now
from infrar._local.database import Database
from infrar.topic import Body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

database = Database(
    "topic",
    """
    CREATE TABLE events (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        topic TEXT NOT NULL,
        id TEXT NOT NULL,
        body BLOB NOT NULL,
        attributes TEXT NOT NULL,
        ordering_key TEXT,
        published REAL NOT NULL
    );
    CREATE INDEX events_of_a_topic ON events (topic, position);
    """,
)


def publish(
    topic: str, body: Body, *, attributes: dict[str, str] | None = None, ordering_key: str | None = None
) -> str:
    check("publish", locals())
    identifier = os.urandom(16).hex()
    content = body.encode() if isinstance(body, str) else bytes(body)
    row = (topic, identifier, content, json.dumps(attributes or {}), ordering_key, now())
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO events (topic, id, body, attributes, ordering_key, published) VALUES (?, ?, ?, ?, ?, ?)", row
        )
    return identifier


def events(topic: str) -> Iterator[tuple[str, bytes, dict[str, str], str | None]]:
    """Identifier, body, attributes and ordering key of what was published to a topic, the oldest first."""
    with database.snapshot() as connection:
        rows = connection.execute(
            "SELECT id, body, attributes, ordering_key FROM events WHERE topic = ? ORDER BY position", (topic,)
        ).fetchall()
    for identifier, body, attributes, ordering_key in rows:
        yield identifier, body, json.loads(attributes), ordering_key
