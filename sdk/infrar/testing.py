"""An empty local runtime for a test, with pytest or without.

With pytest there is nothing to import; the fixture comes with the package::

    def test_publish(infrar_local):
        publish("2024-05-01")
        assert storage.exists("reports", "daily/2024-05-01.csv")

Tests that are coroutines, run by pytest-asyncio or anyio, use it in the same way.

Anywhere else::

    with infrar.testing.local_runtime():
        publish("2024-05-01")

`pass_time` lets leases and lifetimes end without waiting for them, `dead_letters` shows what a queue gave up::

    queue.receive("orders", lease=60)
    infrar.testing.pass_time(61)
    assert queue.receive("orders")

What a program published or mailed there can be read back::

    assert [event.body for event in infrar.testing.published("payments")] == [b"paid 17"]
    assert infrar.testing.sent("no-reply")[0].to == ["ada@example.com"]

The fixture and `local_runtime` change environment variables of this process (and so of the processes that it starts),
and put them back afterwards.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from infrar.email import Attachment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from email.message import EmailMessage

    from infrar.queue import Message

__all__ = ["Event", "Mail", "dead_letters", "local_runtime", "pass_time", "published", "sent", "set_parameter"]


class Event(NamedTuple):
    """What was published: `id` is what `topic.publish` returned, and `body` bytes, also when a `str` was published."""

    id: str
    body: bytes
    attributes: dict[str, str]
    ordering_key: str | None


class Mail(NamedTuple):
    """What was sent; a recipient given as `str` is a list of one. Line ends in texts are line feeds."""

    to: list[str]
    subject: str
    text: str | None
    html: str | None
    reply_to: str | None
    attachments: list[Attachment]


@contextmanager
def local_runtime(home: str | os.PathLike[str] | None = None) -> Iterator[Path]:
    """Run the block on a local runtime of its own, and yield the folder that keeps its files.

    Without `home` that is a new temporary folder, removed at the end; a `home` given is kept, and so is what was in it.
    """
    if home is None:
        with TemporaryDirectory(prefix="infrar-") as folder, local_runtime(folder) as path:
            try:
                yield path
            finally:
                _forget_databases()
    else:
        path = Path(home).absolute()
        with _environment(INFRAR_HOME=str(path), INFRAR_PROVIDER="local", INFRAR_CLOCK_AHEAD="0"):
            try:
                yield path
            finally:
                _close_files()


def pass_time(seconds: float) -> None:
    """Set the clock of the local runtime ahead, for this process and those that it starts later.

    Leases, delays and lifetimes (`ttl`) run by it. `local_runtime` and the fixture begin with the time of day, and put
    back what was before.
    """
    if seconds < 0:
        raise ValueError(f"time passes forward only, not {seconds} seconds")
    os.environ["INFRAR_CLOCK_AHEAD"] = str(float(os.environ.get("INFRAR_CLOCK_AHEAD") or 0) + seconds)


def dead_letters(queue: str) -> list[Message]:
    """Return what the local runtime no longer delivers from this queue, as it was received too often, oldest first."""
    from infrar._local import messages

    return messages.dead(queue)


def _close_files() -> None:
    """Close what the local runtime has open: its folder may be removed next, and some systems keep open files."""
    database, sql = sys.modules.get("infrar._local.database"), sys.modules.get("infrar._local.sql")
    if database is not None:
        database.close_all()
    if sql is not None:
        sql.leave()


def _forget_databases() -> None:
    """Remove databases: they are large, and those on a server that is somebody's own aren't in the folder."""
    sql = sys.modules.get("infrar._local.sql")
    if sql is not None:
        sql.forget()


def set_parameter(name: str, value: str | None) -> None:
    """Set a parameter of the local runtime, which programs can only read; None takes it away."""
    from infrar._local import params

    params.set_parameter(name, value)


def published(topic: str) -> list[Event]:
    """What was published to a topic of the local runtime, the oldest first."""
    from infrar._local.topic import events

    return [Event(*row) for row in events(topic)]


def sent(sender: str) -> list[Mail]:
    """What was sent from a sender of the local runtime, the oldest first."""
    from infrar._local.email import sent as messages

    return [_mail(message) for message in messages(sender)]


def _mail(message: EmailMessage) -> Mail:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    files = [
        Attachment(each.get_filename(""), each.get_content_type(), _bytes(each)) for each in message.iter_attachments()
    ]
    return Mail(
        to=[str(each) for each in message["To"].addresses],
        subject=str(message["Subject"]),
        text=text.get_content() if text else None,
        html=html.get_content() if html else None,
        reply_to=str(message["Reply-To"]) if message["Reply-To"] else None,
        attachments=files,
    )


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


try:
    import pytest
except ModuleNotFoundError:  # a program may use local_runtime without pytest
    pass
else:

    @pytest.fixture(name="infrar_local")
    def _infrar_local(tmp_path: Path) -> Iterator[Path]:
        """An empty local runtime for this test alone; the value is the folder that keeps its files."""
        with local_runtime(tmp_path / ".infrar") as home:
            yield home
            _forget_databases()
