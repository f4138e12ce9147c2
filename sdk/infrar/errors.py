"""What can go wrong, in words that mean the same on every provider.

Each capability has classes of its own below these: `infrar.storage.NotFound` is a `StorageError` and an
`errors.NotFound`, so a handler can be as wide or as narrow as it wants::

    InfrarError
    ├── NotFound             the thing named isn't there
    ├── AlreadyExists        it is there, and the call asked that it isn't
    ├── InvalidArgument      outside the portable limits; the message names parameter, value and rule
    ├── PermissionDenied     the identity is known, and may not do this
    ├── Unauthenticated      no valid identity: credentials are missing, wrong or expired
    ├── FailedPrecondition   the thing is in a state that forbids this
    ├── ResourceExhausted    throttled, over a quota, out of space, or too large
    ├── Unavailable          can't be reached or doesn't work now; trying again may help
    ├── DeadlineExceeded     took too long; whether it happened is unknown
    └── Unsupported          this provider can't do it at all

They take a message like any exception, and pickle.
"""

__all__ = [
    "AlreadyExists",
    "DeadlineExceeded",
    "FailedPrecondition",
    "InfrarError",
    "InvalidArgument",
    "NotFound",
    "PermissionDenied",
    "ResourceExhausted",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
]


class InfrarError(Exception):
    """Any portable error, of any capability."""


class NotFound(InfrarError):
    """The thing named isn't there."""


class AlreadyExists(InfrarError):
    """The thing is there, and the call asked that it isn't."""


class InvalidArgument(InfrarError):
    """An argument is outside the portable limits; the message names parameter, value and rule."""


class PermissionDenied(InfrarError):
    """The identity is known, and may not do this."""


class Unauthenticated(InfrarError):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(InfrarError):
    """The thing is in a state that forbids this."""


class ResourceExhausted(InfrarError):
    """Throttled, over a quota, out of space, or too large."""


class Unavailable(InfrarError):
    """Can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(InfrarError):
    """Took too long; whether it happened is unknown."""


class Unsupported(InfrarError):
    """This provider can't do it at all."""
