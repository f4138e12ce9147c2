"""Documents by key: fields under a key, with a revision to write safely.

The table is a logical name; environments map it to a physical one. A table that code names is there: infrastructure made
it, and locally it is empty until something is written. Nothing creates tables at run time.

What every provider does alike, the portable domain:

* table names: `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`;
* keys: 1 to 256 bytes of UTF-8, no control character, not `.` or `..`; prefixes: the beginning of a key, or empty;
* a document's value is a dict of up to 200 fields named `[A-Za-z][A-Za-z0-9_]*`, 128 characters at most;
* what is in it: None, bool, int of 64 bits, finite float, str, bytes, aware datetime, list, and dict whose names are 1 to
  128 bytes of UTF-8 without control characters, and not `__like_this__`; lists and dicts at most 10 deep;
* its size: at most 400,000 bytes, where each value counts 16, a float or a datetime 32 more, and names, texts and bytes
  what they have; what one `transact` puts has together at most 2,000,000;
* `where`: up to 10 fields with an int, a bool or a str of at most 1024 bytes;
* at most 100 keys in `get_many`, 25 actions with keys of their own in `transact`;
* `ttl`: 1 second to 10 years; `limit` isn't negative; `by` and what `increment` comes to have 64 bits.

Outside it, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see, and
native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

What was put is what comes back: ints stay ints, floats stay floats (1.0 too), datetimes are in UTC, to the microsecond;
only the order of fields isn't kept everywhere. Reading sees all that was written before. A document whose time (`ttl`) has ended is as if it weren't there, for every
operation; that takes effect when the time is over, at the latest one second after.

Keys read best like paths, `orders/2024-05-01/17`: what is listed together shares its beginning, up to a `/` at least. Some
databases keep such documents side by side and answer a prefix with a `/` by reading nothing else; for one without they
may read the whole table.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`. After an error whose cause is the connection, whether a write happened is unknown.
"""

from __future__ import annotations

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NamedTuple

    from infrar._local import kv as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._named_tuple import NamedTuple
    from infrar._provider import Operations

    _operations = Operations("kv")

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

# What a parameter is, beyond its type: the table that a call touches, a document's key, the beginning of keys.
TableName = str
DocumentKey = str
KeyPrefix = str


class Document(NamedTuple):
    """A document as it was at one moment.

    `revision` is opaque. It changes with every write, also when the value stays the same, and never comes back.
    """

    key: str
    value: dict[str, Any]
    revision: str


class Put(NamedTuple):
    """An action of `transact`: store a document, replacing what is there; with `if_revision` only if it has that one."""

    key: str
    value: dict[str, Any]
    if_revision: str | None = None


class Delete(NamedTuple):
    """An action of `transact`: remove a document if there is one; with `if_revision` only if it has that one."""

    key: str
    if_revision: str | None = None


class Check(NamedTuple):
    """An action of `transact`: change nothing, but ask for a document's revision, or with None that there is none."""

    key: str
    revision: str | None


class KVError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(KVError, errors.NotFound):
    """There is no such table."""


class AlreadyExists(KVError, errors.AlreadyExists):
    """There is a document under this key already."""


class InvalidArgument(KVError, errors.InvalidArgument):
    """An argument is outside the portable limits; the message names parameter, value and rule."""


class PermissionDenied(KVError, errors.PermissionDenied):
    """The program's identity may not do this to this table."""


class Unauthenticated(KVError, errors.Unauthenticated):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(KVError, errors.FailedPrecondition):
    """A document's revision isn't the one that was asked for, or a field isn't what the operation needs."""


class ResourceExhausted(KVError, errors.ResourceExhausted):
    """Throttled, over a quota, out of space, or too large."""


class Unavailable(KVError, errors.Unavailable):
    """The database can't be reached or doesn't work now, or too many write the same; trying again may help."""


class DeadlineExceeded(KVError, errors.DeadlineExceeded):
    """The operation took too long; whether it happened is unknown."""


class Unsupported(KVError, errors.Unsupported):
    """This provider can't do it at all."""


def get(table: TableName, key: DocumentKey) -> Document | None:
    """Return the document under this key, or None when there is none."""
    return _operations.get(table, key)


def put(
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
    return _operations.put(table, key, value, if_revision=if_revision, ttl=ttl)


def create(table: TableName, key: DocumentKey, value: dict[str, Any], *, ttl: int | None = None) -> str:
    """Store a document where none is, and return its revision; of several that try, one succeeds.

    After `ttl` seconds it is gone; without, it stays.

    Raises:
        AlreadyExists: when there is a document under `key`.
    """
    return _operations.create(table, key, value, ttl=ttl)


def delete(table: TableName, key: DocumentKey, *, if_revision: str | None = None) -> None:
    """Remove a document.

    Removing what isn't there is fine, so that it can be repeated. With `if_revision` it is removed only if it has this
    revision.

    Raises:
        FailedPrecondition: when `if_revision` is given and isn't the document's revision, or there is no document.
    """
    _operations.delete(table, key, if_revision=if_revision)


def list_keys(table: TableName, prefix: KeyPrefix = "", *, limit: int | None = None) -> list[str]:
    """Return the keys that begin with `prefix`, in the order of their UTF-8 bytes, at most `limit`; None for all."""
    return _operations.list_keys(table, prefix, limit=limit)


def query(
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
    return _operations.query(table, prefix, where=where, limit=limit)


def increment(table: TableName, key: DocumentKey, field: str, by: int = 1) -> int:
    """Add to a field of a document, and return what it comes to; none of many that do it at once is lost.

    A document or a field that isn't there begins at 0. The rest of the document stays as it is, its `ttl` too; its
    revision is a new one. `by` may be negative.

    Raises:
        FailedPrecondition: when the field isn't an int, or the sum has more than 64 bits.
    """
    return _operations.increment(table, key, field, by)


def get_many(table: TableName, keys: Sequence[str]) -> list[Document]:
    """Return the documents under these keys, as many as there are, in the order of `keys`.

    They are read one by one, though in few requests: together they may be of different moments.
    """
    return _operations.get_many(table, keys)


def transact(table: TableName, actions: Sequence[Put | Delete | Check]) -> None:
    """Do all of these actions, or none of them.

    Nobody sees some of them done and others not, but for who reads documents one by one meanwhile. Each action is for a
    key of its own.

    Raises:
        FailedPrecondition: when a document hasn't the revision that its action asks for; nothing has changed then.
    """
    _operations.transact(table, actions)
