"""Parameters: settings of a program that differ between environments, as texts under names.

A program reads them, and nothing else: values are in `infrar.yaml`, for all environments or for one of them
(`resources: {log-level: {settings: {value: info}}}`), so that a change of a setting is reviewed like one of code, and
infrastructure makes them. Names have levels, separated by `/`. Every environment has parameters of its own under the
same names. What not everybody who works on the program may read is no parameter: see `infrar.secrets`.

What every provider does alike, the portable domain:

* names: 1 to 127 of `[a-z0-9-]`, with single `/` between levels, of which there are at most ten;
* prefixes: the beginning of a name, or empty;
* values: text of 1 to 4096 bytes of UTF-8, with no `{{` in it; a default is any text.

Outside them, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see,
and native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`.

The local runtime reads them from `params.json` in its folder (`.infrar/`), one JSON object of names and texts that is
edited by hand; tests use `infrar.testing.set_parameter`.
"""

from __future__ import annotations

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar._local import params as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("params")

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

# What a parameter is, beyond its type: the setting that a call reads, the beginning of names.
ParameterName = str
ParameterPrefix = str


class ParamsError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(ParamsError, errors.NotFound):
    """There is no such parameter, and the call has no default."""


class AlreadyExists(ParamsError, errors.AlreadyExists):
    """There is such a parameter already; no operation asks that there is none."""


class InvalidArgument(ParamsError, errors.InvalidArgument):
    """An argument is outside the portable limits; the message names parameter, value and rule."""


class PermissionDenied(ParamsError, errors.PermissionDenied):
    """The program's identity may not read this parameter."""


class Unauthenticated(ParamsError, errors.Unauthenticated):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(ParamsError, errors.FailedPrecondition):
    """The parameter, or the key that encrypts it, is in a state that forbids this."""


class ResourceExhausted(ParamsError, errors.ResourceExhausted):
    """Throttled, or over a quota."""


class Unavailable(ParamsError, errors.Unavailable):
    """The store of parameters can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(ParamsError, errors.DeadlineExceeded):
    """The operation took too long."""


class Unsupported(ParamsError, errors.Unsupported):
    """This provider can't do it at all."""


def get(name: ParameterName, default: str | None = None) -> str:
    """Return the value of a parameter; `default`, if that is a text, when there is no such parameter.

    With a default the parameter may be left out of `infrar.yaml`. Without one (None) it has to be there.

    Raises:
        NotFound: when there is no such parameter, and no default.
    """
    return _operations.get(name, default)


def list(prefix: ParameterPrefix = "") -> dict[str, str]:
    """Return the names and values of all parameters whose names begin with `prefix`, in the order of their names.

    These are the parameters of the environment that the program runs in, those that its code nowhere names included.
    """
    return _operations.list(prefix)
