"""Mail that a program sends, for asyncio: what `infrar.email` does, without holding up the event loop.

Operations, parameters, types and errors have the same names and meanings in both modules, and types and errors are the
very same classes. Operations are awaited.

* Any number of operations may run at once, in any number of tasks.
* Nothing is opened or closed by the program, and event loops may follow one another (`asyncio.run` twice) or run in
  several threads: what a loop opened is closed when it ends.
* A cancelled operation raises `asyncio.CancelledError`. Whether the mail was sent is unknown, as after any broken
  connection.

Sender names, addresses, subjects, contents and attachments have the limits of `infrar.email`. Outside them, wrong types
included, the local runtime raises `InvalidArgument`, a build reports what it can see, and native code does what that
cloud does. Only a call that doesn't fit the signature is a `TypeError`.

Every operation can raise `FailedPrecondition` when the sender's address isn't verified yet or sending is suspended,
`PermissionDenied`, `Unauthenticated`, `ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the
portable domain `InvalidArgument`.
"""

from __future__ import annotations

from infrar.email import (
    Address,
    AlreadyExists,
    Attachment,
    DeadlineExceeded,
    EmailError,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    SenderName,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from infrar._local.aio import email as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.email")

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


async def send(
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
    await _operations.send(sender, to, subject, text=text, html=html, reply_to=reply_to, attachments=attachments)
