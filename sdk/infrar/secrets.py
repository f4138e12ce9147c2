"""Secrets: texts such as passwords and keys under a name, each change a new version.

Infrastructure makes the place of each secret that code names, without a value: people put one there with the cloud's
own tools, or code does with `put`. Values are never part of the configuration of infrastructure, nor of its state.
A name is logical; environments map it to a physical one.

The local runtime begins without values: a test puts them there, or a developer once, as any program would
(`python -c "from infrar import secrets; secrets.put('stripe-key', 'test')"`). Its folder is for its owner's eyes only.

What every provider does alike, the portable domain:

* names: 1 to 127 of `[a-z0-9-]`;
* values: text of 1 to 24,576 bytes (24 KiB) of UTF-8, kept as it is;
* versions: opaque tokens, 1 to 64 of `[A-Za-z0-9-]`, that the cloud gave: its tools and consoles show them. The local
  runtime counts from "1".

Outside them, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see,
and native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

A section "Raises" lists what belongs to an operation. Besides, every operation can raise `PermissionDenied`,
`Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain
`InvalidArgument`. What `put` stored and `delete` removed is seen by whatever reads after it, though far away or under
load it may take a cloud a while to say so everywhere: secrets aren't there to coordinate programs.
"""

from __future__ import annotations

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar._local import secrets as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("secrets")

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

# What a parameter is, beyond its type: the secret that a call touches.
SecretName = str


class SecretsError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(SecretsError, errors.NotFound):
    """The secret has no value, no version of this name, or isn't there at all."""


class AlreadyExists(SecretsError, errors.AlreadyExists):
    """There is such a secret already; no operation asks that there is none."""


class InvalidArgument(SecretsError, errors.InvalidArgument):
    """An argument is outside the portable limits; the message names parameter and rule, never a secret's value."""


class PermissionDenied(SecretsError, errors.PermissionDenied):
    """The program's identity may not do this to this secret."""


class Unauthenticated(SecretsError, errors.Unauthenticated):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(SecretsError, errors.FailedPrecondition):
    """The secret, or the key that encrypts it, is in a state that forbids this, such as disabled."""


class ResourceExhausted(SecretsError, errors.ResourceExhausted):
    """Throttled, over a quota, or too large."""


class Unavailable(SecretsError, errors.Unavailable):
    """The store of secrets can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(SecretsError, errors.DeadlineExceeded):
    """The operation took too long; whether it happened is unknown."""


class Unsupported(SecretsError, errors.Unsupported):
    """This provider can't do it at all."""


def get(name: SecretName, *, version: str | None = None) -> str:
    """Return the value of a secret: the newest, or the one that has this version.

    A secret that nobody has given a value yet has none, on every provider. Fetch a secret when the program starts or
    when it is needed, not for each request: clouds charge for reads, and limit how many there are in a second.

    Raises:
        NotFound: when the secret has no value, is deleted, or has no such version.
    """
    return _operations.get(name, version=version)


def put(name: SecretName, value: str) -> None:
    """Give a secret a new value, which is a new version of it.

    A deleted secret has a value again. Earlier versions can still be read with their tokens until somebody removes
    them.
    """
    _operations.put(name, value)


def delete(name: SecretName) -> None:
    """Take a secret's value away: from now on there is none until the next `put`.

    The place that infrastructure made stays. Deleting what has no value is fine, so that it can be repeated. Whether
    people can have the value back for a while, and programs with the token of a version, is up to the cloud and to
    the settings of the infrastructure.
    """
    _operations.delete(name)
