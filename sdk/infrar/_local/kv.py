"""The operations of kv on SQLite; what they mean is written down in `infrar.kv`.

In: the SDK's arguments, as they came. Out: the SDK's results and errors. Each operation first checks its arguments
against the portable limits, so that what works here works everywhere.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from infrar._limits.kv import LEAST_INT, MOST_INT, check
from infrar._local import documents
from infrar._local.cancellation import checkpoint
from infrar._local.documents import database
from infrar.kv import AlreadyExists, Check, Delete, Document, FailedPrecondition, Put


def get(table: str, key: str) -> Document | None:
    check("get", locals())
    return documents.read(table, key)


def put(table: str, key: str, value: dict[str, Any], *, if_revision: str | None = None, ttl: int | None = None) -> str:
    check("put", locals())
    with database.transaction() as connection:
        if if_revision is not None:
            _must_have(connection, table, key, if_revision)
        return documents.store(connection, table, key, value, documents.end_of(connection, ttl))


def create(table: str, key: str, value: dict[str, Any], *, ttl: int | None = None) -> str:
    check("create", locals())
    with database.transaction() as connection:
        if documents.find(connection, table, key) is not None:
            raise AlreadyExists(f"there is a document {key!r} in {table!r}")
        return documents.store(connection, table, key, value, documents.end_of(connection, ttl))


def delete(table: str, key: str, *, if_revision: str | None = None) -> None:
    check("delete", locals())
    with database.transaction() as connection:
        if if_revision is not None:
            _must_have(connection, table, key, if_revision)
        documents.remove(connection, table, key)


def list_keys(table: str, prefix: str = "", *, limit: int | None = None) -> list[str]:
    check("list_keys", locals())
    with database.snapshot() as connection:
        found = documents.beginning_with(connection, table, prefix)
        return [document.key for document in islice(_stoppable(found), limit)]


def query(
    table: str, prefix: str = "", *, where: dict[str, str | int | bool] | None = None, limit: int | None = None
) -> list[Document]:
    check("query", locals())
    with database.snapshot() as connection:
        found = documents.beginning_with(connection, table, prefix)
        return list(islice((each for each in _stoppable(found) if _has(each.value, where or {})), limit))


def increment(table: str, key: str, field: str, by: int = 1) -> int:
    check("increment", locals())
    with database.transaction() as connection:
        document, expires = documents.find(connection, table, key) or (Document(key, {}, ""), None)
        before = document.value.get(field, 0)
        if type(before) is not int or not LEAST_INT <= before + by <= MOST_INT:
            raise FailedPrecondition(f"the field {field!r} of {key!r} in {table!r} is {before!r}: can't add {by}")
        value = {**document.value, field: before + by}
        check("put", {"value": value})  # which may be a field too many now
        documents.store(connection, table, key, value, expires)
    return before + by


def get_many(table: str, keys: Sequence[str]) -> list[Document]:
    check("get_many", locals())
    with database.snapshot() as connection:
        found = [documents.find(connection, table, key) for key in keys]
    return [each[0] for each in found if each is not None]


def transact(table: str, actions: Sequence[Put | Delete | Check]) -> None:
    check("transact", locals())
    with database.transaction() as connection:
        for action in actions:
            if isinstance(action, Check):
                _must_have(connection, table, action.key, action.revision)
            elif action.if_revision is not None:
                _must_have(connection, table, action.key, action.if_revision)
        for action in actions:
            if isinstance(action, Put):
                documents.store(connection, table, action.key, action.value, None)
            elif isinstance(action, Delete):
                documents.remove(connection, table, action.key)


def _must_have(connection: sqlite3.Connection, table: str, key: str, revision: str | None) -> None:
    """Raise unless the document has this revision, or with None isn't there."""
    found = documents.find(connection, table, key)
    if (None if found is None else found[0].revision) != revision:
        there = "there is none" if found is None else f"it has {found[0].revision!r}"
        raise FailedPrecondition(f"the document {key!r} in {table!r} hasn't the revision {revision!r}: {there}")


def _has(value: dict[str, Any], where: dict[str, str | int | bool]) -> bool:
    return all(type(value.get(name)) is type(wanted) and value[name] == wanted for name, wanted in where.items())


def _stoppable(found: Iterable[Document]) -> Iterator[Document]:
    """The same documents, and an end when the operation is cancelled."""
    for document in found:
        checkpoint()
        yield document
