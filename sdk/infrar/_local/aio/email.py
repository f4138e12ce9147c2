"""The operation of mail for asyncio: that of `infrar._local.email`, in a worker thread."""

from __future__ import annotations

from collections.abc import Sequence

from infrar._local import email
from infrar._local.aio.threads import in_thread
from infrar.email import Attachment


async def send(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    *,
    text: str | None = None,
    html: str | None = None,
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    await in_thread(email.send, sender, to, subject, text=text, html=html, reply_to=reply_to, attachments=attachments)
