"""Documents by key, for asyncio: what `infrar.kv` does, without holding up the event loop.

Operations, parameters, types and errors have the same names and meanings in both modules. Types and errors are the
very same classes: `except kv.AlreadyExists` catches it from wherever `kv` was imported. Operations are awaited.

* Any number of operations may run at once, in any number of tasks. What orders them is what awaits them.
* Nothing is opened or closed by the program, and event loops may follow one another (`asyncio.run` twice) or run in
  several threads: what a loop opened is closed when it ends.
* A cancelled operation raises `asyncio.CancelledError`. Whether a write that was on its way still happened is unknown,
  as after any broken connection; a `transact` happened as a whole or not at all.

The table is a logical name; environments map it to a physical one. Table names, keys, values and numbers have the
limits of `infrar.kv`. Outside them, wrong types included, the local runtime raises `InvalidArgument`, a build reports
what it can see, and native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`.
"""

from __future__ import annotations

from infrar.kv import (
    AlreadyExists,
    Check,
    DeadlineExceeded,
    Delete,
    Document,
    DocumentKey,
    FailedPrecondition,
    InvalidArgument,
    KeyPrefix,
    KVError,
    NotFound,
    PermissionDenied,
    Put,
    ResourceExhausted,
    TableName,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from infrar._local.aio import kv as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.kv")

__all__ = [
    "AlreadyExists",
    "Check",
    "DeadlineExceeded",
    "Delete",
    "Document",
    "FailedPrecondition",
    "InvalidArgument",
    "KVError",
    "NotFound",
    "PermissionDenied",
    "Put",
    "ResourceExhausted",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "create",
    "delete",
    "get",
    "get_many",
    "increment",
    "list_keys",
    "put",
    "query",
    "transact",
]


async def get(table: TableName, key: DocumentKey) -> Document | None:
    """Return the document under this key, or None when there is none."""
    return await _operations.get(table, key)


async def put(
    table: TableName,
    key: DocumentKey,
    value: dict[str, Any],
    *,
    if_revision: str | None = None,
    ttl: int | None = None,
) -> str:
    """Store a document, replacing what is there, and return its new revision.

    With `if_revision` it is stored only if the document that is there has this revision: of several that have read it,
    one succeeds. After `ttl` seconds it is gone; without, it stays, also where the one that is replaced had a `ttl`.

    Raises:
        FailedPrecondition: when `if_revision` isn't the document's revision, or there is no document.
    """
    return await _operations.put(table, key, value, if_revision=if_revision, ttl=ttl)


async def create(table: TableName, key: DocumentKey, value: dict[str, Any], *, ttl: int | None = None) -> str:
    """Store a document where none is, and return its revision; of several that try, one succeeds.

    After `ttl` seconds it is gone; without, it stays.

    Raises:
        AlreadyExists: when there is a document under `key`.
    """
    return await _operations.create(table, key, value, ttl=ttl)


async def delete(table: TableName, key: DocumentKey, *, if_revision: str | None = None) -> None:
    """Remove a document.

    Removing what isn't there is fine, so that it can be repeated. With `if_revision` it is removed only if it has this
    revision.

    Raises:
        FailedPrecondition: when `if_revision` is given and isn't the document's revision, or there is no document.
    """
    await _operations.delete(table, key, if_revision=if_revision)


async def list_keys(table: TableName, prefix: KeyPrefix = "", *, limit: int | None = None) -> list[str]:
    """Return the keys that begin with `prefix`, in the order of their UTF-8 bytes, at most `limit`; None for all."""
    return await _operations.list_keys(table, prefix, limit=limit)


async def query(
    table: TableName,
    prefix: KeyPrefix = "",
    *,
    where: dict[str, str | int | bool] | None = None,
    limit: int | None = None,
) -> list[Document]:
    """Return the documents whose keys begin with `prefix`, in the order of the keys' UTF-8 bytes.

    With `where`, only those that have each of these fields with this value: of the same type (1 is neither 1.0 nor
    True) and equal. `limit` is how many documents at most; None for all.
    """
    return await _operations.query(table, prefix, where=where, limit=limit)


async def increment(table: TableName, key: DocumentKey, field: str, by: int = 1) -> int:
    """Add to a field of a document, and return what it comes to; none of many that do it at once is lost.

    A document or a field that isn't there begins at 0. The rest of the document stays as it is, its `ttl` too; its
    revision is a new one. `by` may be negative.

    Raises:
        FailedPrecondition: when the field isn't an int, or the sum has more than 64 bits.
    """
    return await _operations.increment(table, key, field, by)


async def get_many(table: TableName, keys: Sequence[str]) -> list[Document]:
    """Return the documents under these keys, as many as there are, in the order of `keys`.

    They are read one by one, though in few requests: together they may be of different moments.
    """
    return await _operations.get_many(table, keys)


async def transact(table: TableName, actions: Sequence[Put | Delete | Check]) -> None:
    """Do all of these actions, or none of them.

    Nobody sees some of them done and others not, but for who reads documents one by one meanwhile. Each action is for a
    key of its own.

    Raises:
        FailedPrecondition: when a document hasn't the revision that its action asks for; nothing has changed then.
    """
    await _operations.transact(table, actions)
