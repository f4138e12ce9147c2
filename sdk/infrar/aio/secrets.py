"""Secrets, for asyncio: what `infrar.secrets` does, without holding up the event loop.

Operations, parameters and errors have the same names and meanings in both modules; errors are the very same classes.
Operations are awaited, any number of them at once. Nothing is opened or closed by the program, and event loops may
follow one another or run in several threads: what a loop opened is closed when it ends.

Names, values and versions have the limits of `infrar.secrets`.
Outside them, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see,
and native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`. A cancelled operation raises `asyncio.CancelledError`; whether a `put` or
a `delete` that was on its way still happened is unknown.
"""

from __future__ import annotations

from infrar.secrets import (
    AlreadyExists,
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    SecretName,
    SecretsError,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar._local.aio import secrets as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.secrets")

__all__ = [
    "AlreadyExists",
    "DeadlineExceeded",
    "FailedPrecondition",
    "InvalidArgument",
    "NotFound",
    "PermissionDenied",
    "ResourceExhausted",
    "SecretsError",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "delete",
    "get",
    "put",
]


async def get(name: SecretName, *, version: str | None = None) -> str:
    """Return the value of a secret: the newest, or the one that has this version.

    A secret that nobody has given a value yet has none, on every provider. Fetch a secret when the program starts or
    when it is needed, not for each request: clouds charge for reads, and limit how many there are in a second.

    Raises:
        NotFound: when the secret has no value, is deleted, or has no such version.
    """
    return await _operations.get(name, version=version)


async def put(name: SecretName, value: str) -> None:
    """Give a secret a new value, which is a new version of it.

    A deleted secret has a value again. Earlier versions can still be read with their tokens until somebody removes
    them.
    """
    await _operations.put(name, value)


async def delete(name: SecretName) -> None:
    """Take a secret's value away: from now on there is none until the next `put`.

    The place that infrastructure made stays. Deleting what has no value is fine, so that it can be repeated. Whether
    people can have the value back for a while, and programs with the token of a version, is up to the cloud and to
    the settings of the infrastructure.
    """
    await _operations.delete(name)
