"""Parameters, for asyncio: what `infrar.params` does, without holding up the event loop.

Operations, parameters and errors have the same names and meanings in both modules; errors are the very same classes.
Operations are awaited, any number of them at once. Nothing is opened or closed by the program, and event loops may
follow one another or run in several threads: what a loop opened is closed when it ends.

Names, prefixes and values have the limits of `infrar.params`.
Outside them, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see,
and native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`.
"""

from __future__ import annotations

from infrar.params import (
    AlreadyExists,
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    ParameterName,
    ParameterPrefix,
    ParamsError,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar._local.aio import params as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.params")

__all__ = [
    "AlreadyExists",
    "DeadlineExceeded",
    "FailedPrecondition",
    "InvalidArgument",
    "NotFound",
    "ParamsError",
    "PermissionDenied",
    "ResourceExhausted",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "get",
    "list",
]


async def get(name: ParameterName, default: str | None = None) -> str:
    """Return the value of a parameter; `default`, if that is a text, when there is no such parameter.

    With a default the parameter may be left out of `infrar.yaml`. Without one (None) it has to be there.

    Raises:
        NotFound: when there is no such parameter, and no default.
    """
    return await _operations.get(name, default)


async def list(prefix: ParameterPrefix = "") -> dict[str, str]:
    """Return the names and values of all parameters whose names begin with `prefix`, in the order of their names.

    These are the parameters of the environment that the program runs in, those that its code nowhere names included.
    """
    return await _operations.list(prefix)
