"""Small values that may be lost, for asyncio: what `infrar.cache` does, without holding up the event loop.

Operations, parameters and errors have the same names and meanings in both modules; the errors are the very same
classes. Operations are awaited; any number may run at once, in any number of tasks. Nothing is opened or closed by the
program, and event loops may follow one another or run in several threads: what a loop opened is closed when it ends.

What every provider does alike, the portable domain:

* cache names: `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`;
* keys: 1 to 512 bytes of UTF-8 without control characters;
* values: at most 16 MiB;
* `ttl` is 1 second to 365 days; `by` and the numbers that are counted fit in 64 bits with a sign.

Outside it, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see, and
native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`. What is set is seen by whatever reads after it, until the cache forgets it. Whether a cancelled operation happened is
unknown.
"""

from __future__ import annotations

from infrar.cache import (
    AlreadyExists,
    CacheError,
    CacheKey,
    CacheName,
    Data,
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar._local.aio import cache as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.cache")

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


async def get(cache: CacheName, key: CacheKey) -> bytes | None:
    """Return the value under a key, or None when there is none, or none any more."""
    return await _operations.get(cache, key)


async def set(cache: CacheName, key: CacheKey, value: Data, *, ttl: int | None = None) -> None:
    """Keep a value under a key, replacing what is there and how long it was to live.

    A `str` is kept as UTF-8. After `ttl` seconds it is gone; without, it stays until the cache needs the room.
    """
    await _operations.set(cache, key, value, ttl=ttl)


async def delete(cache: CacheName, key: CacheKey) -> None:
    """Remove a key. Removing what isn't there is fine, so that it can be repeated."""
    await _operations.delete(cache, key)


async def incr(cache: CacheName, key: CacheKey, by: int = 1) -> int:
    """Add to the integer under a key, in one step, and return the sum.

    A key that isn't there counts as 0. Integers are kept as decimal digits, so that `set` can begin with "10" and `get`
    reads b"11"; a value that is to be gone after some time still is. After an error it may have been added or not, and
    clients try again by themselves: where each step must count exactly once, count in a database.

    Raises:
        FailedPrecondition: when what is there is no integer of 64 bits, or the sum isn't.
    """
    return await _operations.incr(cache, key, by)
