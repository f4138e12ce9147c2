"""Mail on the local runtime: kept as files, never sent.

In: the SDK's arguments, as they came. Out: a file `.infrar/email/SENDER/TIME-….eml` a mail, which any mail program
opens; `infrar.testing.sent` reads them back. The sender's address is `SENDER@localhost`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timezone

from infrar._limits.email import check
from infrar._local import home
from infrar._local.clock import now
from infrar._local.failures import portable
from infrar.email import Attachment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

FOLDER = "email"


def send(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    *,
    text: str | None = None,
    html: str | None = None,
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    check("send", locals())
    date = datetime.fromtimestamp(now(), timezone.utc)
    message = _message(f"{sender}@localhost", to, subject, text, html, reply_to, attachments, date)
    name = f"{date:%Y%m%dT%H%M%S.%fZ}-{os.urandom(4).hex()}"
    with portable("email"):
        folder = home.path(FOLDER, sender)
        home.make(folder)
        partial = os.path.join(folder, f"{name}.partial")
        with open(partial, "xb") as file:
            file.write(message.as_bytes())
        os.replace(partial, os.path.join(folder, f"{name}.eml"))  # whoever reads the folder sees whole mails only


def sent(sender: str) -> Iterator[EmailMessage]:
    """The mails of a sender, the oldest first."""
    from email import message_from_bytes, policy

    folder = home.path(FOLDER, sender)
    names = sorted(name for name in os.listdir(folder) if name.endswith(".eml")) if os.path.isdir(folder) else []
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            yield message_from_bytes(file.read(), policy=policy.default)


def _message(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    text: str | None,
    html: str | None,
    reply_to: str | None,
    attachments: Sequence[Attachment],
    date: datetime,
) -> EmailMessage:
    """A mail whose texts are in the file as they are, so that they can be read there, and read back unchanged."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["Date"] = date
    message["From"] = sender
    message["To"] = to if isinstance(to, str) else ", ".join(to)
    message["Subject"] = subject
    if reply_to is not None:
        message["Reply-To"] = reply_to
    if text is not None:
        message.set_content(text.encode(), "text", "plain", cte="8bit", params={"charset": "utf-8"})
    if html is not None:
        add = message.set_content if text is None else message.add_alternative
        add(html.encode(), "text", "html", cte="8bit", params={"charset": "utf-8"})
    for each in attachments:
        maintype, subtype = each.content_type.split("/")
        message.add_attachment(each.content, maintype, subtype, filename=each.filename)
    return message
