"""Mail that a program sends: confirmations, reports, alerts.

The sender is a logical name; each environment maps it to an address, such as `no-reply@example.com`, that the provider
has verified. Locally nothing is sent: each mail is a file that any mail program opens, below `.infrar/email`.

What every provider does alike, the portable domain:

* sender names: `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`;
* addresses: the plain ASCII ones of RFC 5321, such as `ada@example.com`: no quotes, no comments, no display name, at
  most 254 characters, of which 64 before the `@`;
* recipients: 1 to 50 addresses;
* subjects: 1 to 255 characters, no line break and no other control character, so that no input can add headers, no
  spaces at the ends, no `=?`;
* at least one of `text` and `html`, not empty;
* attachments: file names of 1 to 255 characters without control characters, quotes, slashes and backslashes; content
  types as `application/pdf`, lower-case, at most 78 characters, without parameters, neither `multipart` nor `message`;
* text, HTML and attachments together at most 7 MB, 7 * 1024 * 1024 bytes.

Outside it, wrong types included, the local runtime raises `InvalidArgument`, a build reports what it can see, and
native code does what that cloud does. Only a call that doesn't fit the signature is a `TypeError`.

Every operation can raise `FailedPrecondition` when the sender's address isn't verified yet or sending is suspended,
`PermissionDenied`, `Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the
portable domain `InvalidArgument`. After an error it is unknown whether the mail was sent, to some or to all.
"""

from __future__ import annotations

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NamedTuple

    from infrar._local import email as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._named_tuple import NamedTuple
    from infrar._provider import Operations

    _operations = Operations("email")

__all__ = [
    "AlreadyExists",
    "Attachment",
    "DeadlineExceeded",
    "EmailError",
    "FailedPrecondition",
    "InvalidArgument",
    "NotFound",
    "PermissionDenied",
    "ResourceExhausted",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "send",
]

# What a parameter is, beyond its type: the sender that a call uses, a mail address.
SenderName = str
Address = str


class Attachment(NamedTuple):
    """A file that goes with a mail: the name that the reader sees, its content type, and its bytes."""

    filename: str
    content_type: str
    content: bytes


class EmailError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(EmailError, errors.NotFound):
    """There is no such sender."""


class AlreadyExists(EmailError, errors.AlreadyExists):
    """No operation of mail raises this."""


class InvalidArgument(EmailError, errors.InvalidArgument):
    """An argument is outside the portable limits, or the provider refuses an address or an attachment."""


class PermissionDenied(EmailError, errors.PermissionDenied):
    """The program's identity may not send as this sender."""


class Unauthenticated(EmailError, errors.Unauthenticated):
    """No valid identity: credentials are missing, wrong or expired."""


class FailedPrecondition(EmailError, errors.FailedPrecondition):
    """The sender's address isn't verified, or the account may not send now."""


class ResourceExhausted(EmailError, errors.ResourceExhausted):
    """Throttled, over a quota, or too large."""


class Unavailable(EmailError, errors.Unavailable):
    """The service can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(EmailError, errors.DeadlineExceeded):
    """The operation took too long; whether it happened is unknown."""


class Unsupported(EmailError, errors.Unsupported):
    """This provider can't do it at all."""


def send(
    sender: SenderName,
    to: Address | Sequence[Address],
    subject: str,
    *,
    text: str | None = None,
    html: str | None = None,
    reply_to: Address | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Send one mail to one or more recipients, who all see each other's addresses.

    With both `text` and `html`, the reader's program shows the one that it prefers. Replies go to `reply_to`, or else
    to the sender's address. When this returns, the provider has taken the mail over; whether it arrives, no one can
    tell by then.
    """
    _operations.send(sender, to, subject, text=text, html=html, reply_to=reply_to, attachments=attachments)
