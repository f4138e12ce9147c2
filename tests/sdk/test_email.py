"""Mail on the local runtime: files that any mail program opens, and that `infrar.testing.sent` reads back."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from infrar import email
from infrar.aio import email as aio_email
from infrar.testing import Mail, sent

PDF = email.Attachment("Übersicht 1.pdf", "application/pdf", bytes(range(256)))
CSV = email.Attachment("a.csv", "text/csv", b"a,b\r\n\n")


@pytest.mark.parametrize(
    "mail",
    [
        Mail(["ada@example.com"], "Hello", "Hello.", None, None, []),
        Mail(["ada@example.com"], "HTML", None, "<p>é</p>", None, []),
        Mail(
            ["ada@example.com", "o'b+c/d=e@x.example"], "Grüße ✓ " + "ü" * 240, "é\n\n😀\n", "<p>", "b@example.com", []
        ),
        Mail(["ada@example.com"], "x" * 255, ".\n..\nFrom here\n" + "long " * 400, None, None, [PDF, CSV]),
        Mail(["ada@example.com"], "All", "text", "<p>html</p>", "bob@example.com", [CSV]),
        Mail([f"reader{n}@{'sub.' * 10}example.com" for n in range(50)], "Fifty", " ", None, None, []),
    ],
    ids=lambda mail: mail.subject[:10],
)
def test_a_mail_is_read_back_as_it_was_sent(mail: Mail, infrar_local: Path) -> None:
    email.send(
        "no-reply",
        mail.to,
        mail.subject,
        text=mail.text,
        html=mail.html,
        reply_to=mail.reply_to,
        attachments=mail.attachments,
    )
    assert sent("no-reply") == [mail]
    assert sent("alerts") == []


def test_a_mail_is_a_file_that_mail_programs_open(infrar_local: Path) -> None:
    email.send("no-reply", "ada@example.com", "Hello", text="Your code is 4711.\n", html="<b>4711</b>")
    (file,) = infrar_local.glob("email/no-reply/*")
    assert file.suffix == ".eml"
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (message["From"], message["To"], message["Subject"]) == ("no-reply@localhost", "ada@example.com", "Hello")
    assert message["Date"].datetime.tzinfo is not None
    assert b"Your code is 4711." in file.read_bytes()


def test_several_processes_send_from_one_sender(infrar_local: Path) -> None:
    text = "from infrar import email\nfor n in range(5): email.send('alerts', 'ada@example.com', str(n), text='x')"
    running = [subprocess.Popen([sys.executable, "-c", text]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert sorted(mail.subject for mail in sent("alerts")) == sorted([*map(str, range(5))] * 3)


def test_sending_beside_the_event_loop(infrar_local: Path) -> None:
    async def main() -> None:
        await asyncio.gather(*(aio_email.send("alerts", "ada@example.com", str(n), text="x") for n in range(5)))

    asyncio.run(main())
    assert sorted(mail.subject for mail in sent("alerts")) == ["0", "1", "2", "3", "4"]


REFUSED: list[tuple[str, object, str]] = [
    ("sender", "no_reply", "is no sender name"),
    ("to", "ada", "is no plain address"),
    ("to", "ada@example", "is no plain address"),
    ("to", "Ada <ada@example.com>", "is no plain address"),
    ("to", '"ada"@example.com', "is no plain address"),
    ("to", "adä@example.com", "is no plain address"),
    ("to", "ada@-example.com", "is no plain address"),
    ("to", "ada..l@example.com", "is no plain address"),
    ("to", "ada@example.com\n", "is no plain address"),
    ("to", "ada@example.com, bob@example.com", "is no plain address"),
    ("to", f"{'a' * 65}@example.com", "is no plain address"),
    ("to", f"a@{'a.' * 130}com", "is no plain address"),
    ("to", [], "has 0 addresses"),
    ("to", ["ada@example.com"] * 51, "has 51 addresses"),
    ("to", ["ada@example.com", "bob"], "has 'bob', which is no plain address"),
    ("to", {"ada@example.com"}, "is set, not str, list or tuple"),
    ("subject", "", "has 0 characters"),
    ("subject", "x" * 256, "has 256 characters"),
    ("subject", "Hello\r\nBcc: eve@example.com", r"holds '\r'"),
    ("subject", "Hello\nworld", r"holds '\n'"),
    ("subject", "Hello\u2028world", "a subject is one line"),
    ("subject", " Hello", "has spaces at its ends"),
    ("subject", "=?utf-8?q?Hello?=", "which mail programs read as something else"),
    ("text", "", "is empty; leave it out"),
    ("text", b"x", "is bytes, not str or None"),
    ("html", "\ud800", "lone surrogates"),
    ("reply_to", "ada", "is no plain address"),
    ("attachments", [("a", "text/plain", b"")], "has a tuple, not only Attachment"),
    ("attachments", PDF, "has a str, not only Attachment"),
    ("attachments", [PDF._replace(filename="")], "filename isn't 1 to 255 characters"),
    ("attachments", [PDF._replace(filename="../a")], "filename holds '/'"),
    ("attachments", [PDF._replace(filename='a"b')], "filename holds '\"'"),
    ("attachments", [PDF._replace(content_type="pdf")], "content_type isn't one such as"),
    ("attachments", [PDF._replace(content_type="text/plain; charset=utf-8")], "without parameters"),
    ("attachments", [PDF._replace(content_type="message/rfc822")], "content_type isn't one such as"),
    ("attachments", [PDF._replace(content="x")], "content is str, not bytes"),  # type: ignore[arg-type]  # the test
]
ARGUMENTS: dict[str, object] = {"sender": "no-reply", "to": "ada@example.com", "subject": "Hello", "text": "x"}


@pytest.mark.parametrize(("name", "value", "rule"), REFUSED)
def test_outside_the_limits(name: str, value: object, rule: str, infrar_local: Path) -> None:
    with pytest.raises(email.InvalidArgument) as refused:
        email.send(**{**ARGUMENTS, name: value})  # type: ignore[arg-type]  # of many types
    assert str(refused.value).startswith(f"email.send: {name} ")
    assert rule in str(refused.value)
    assert sent("no-reply") == []


def test_a_mail_has_a_text(infrar_local: Path) -> None:
    with pytest.raises(email.InvalidArgument, match="text and html are both missing"):
        email.send("no-reply", "ada@example.com", "Hello")


def test_all_parts_share_one_limit(infrar_local: Path) -> None:
    content = b"x" * (7 * 1024**2 - 4)
    email.send(
        "no-reply", "ada@example.com", "Hello", text="é", html="xx", attachments=(PDF._replace(content=content),)
    )
    with pytest.raises(email.InvalidArgument, match="have 7340033 bytes; together they have at most 7340032"):
        email.send(
            "no-reply", "ada@example.com", "Hello", text="é", html="xxx", attachments=[PDF._replace(content=content)]
        )
