"""Small values that may be lost: kept in memory, by key, for a while.

A cache is for what can be worked out or fetched again. It may forget any key at any time, when it needs the room or is
moved to another machine; nothing in it is kept twice. The cache is a logical name, and infrastructure made it.

What every provider does alike, the portable domain:

* cache names: `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`;
* keys: 1 to 512 bytes of UTF-8 without control characters;
* values: at most 16 MiB;
* `ttl` is 1 second to 365 days; `by` and the numbers that are counted fit in 64 bits with a sign.

Outside it, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see, and
native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`. What is set is seen by whatever reads after it, until the cache forgets it.
"""

from __future__ import annotations

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar._local import cache as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("cache")

__all__ = [
    "AlreadyExists",
    "CacheError",
    "DeadlineExceeded",
    "FailedPrecondition",
    "InvalidArgument",
    "NotFound",
    "PermissionDenied",
    "ResourceExhausted",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "delete",
    "get",
    "incr",
    "set",
]

# What a parameter is, beyond its type: the cache that a call touches, a key in it.
CacheName = str
CacheKey = str
Data = str | bytes | bytearray | memoryview


class CacheError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(CacheError, errors.NotFound):
    """The cache isn't there; a key that isn't there is no error."""


class AlreadyExists(CacheError, errors.AlreadyExists):
    """No operation asks that a key isn't there, so nothing raises it."""


class InvalidArgument(CacheError, errors.InvalidArgument):
    """An argument is outside the portable limits; the message names parameter, value and rule."""


class PermissionDenied(CacheError, errors.PermissionDenied):
    """The program's identity may not do this to this cache."""


class Unauthenticated(CacheError, errors.Unauthenticated):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(CacheError, errors.FailedPrecondition):
    """The value can't be counted with: it is no integer, or the sum would leave 64 bits."""


class ResourceExhausted(CacheError, errors.ResourceExhausted):
    """Too many connections or requests, or no memory left that may be given up."""


class Unavailable(CacheError, errors.Unavailable):
    """The cache can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(CacheError, errors.DeadlineExceeded):
    """The operation took too long; whether it happened is unknown."""


class Unsupported(CacheError, errors.Unsupported):
    """This provider can't do it at all."""


def get(cache: CacheName, key: CacheKey) -> bytes | None:
    """Return the value under a key, or None when there is none, or none any more."""
    return _operations.get(cache, key)


def set(cache: CacheName, key: CacheKey, value: Data, *, ttl: int | None = None) -> None:
    """Keep a value under a key, replacing what is there and how long it was to live.

    A `str` is kept as UTF-8. After `ttl` seconds it is gone; without, it stays until the cache needs the room.
    """
    _operations.set(cache, key, value, ttl=ttl)


def delete(cache: CacheName, key: CacheKey) -> None:
    """Remove a key. Removing what isn't there is fine, so that it can be repeated."""
    _operations.delete(cache, key)


def incr(cache: CacheName, key: CacheKey, by: int = 1) -> int:
    """Add to the integer under a key, in one step, and return the sum.

    A key that isn't there counts as 0. Integers are kept as decimal digits, so that `set` can begin with "10" and `get`
    reads b"11"; a value that is to be gone after some time still is. After an error it may have been added or not, and
    clients try again by themselves: where each step must count exactly once, count in a database.

    Raises:
        FailedPrecondition: when what is there is no integer of 64 bits, or the sum isn't.
    """
    return _operations.incr(cache, key, by)
