"""Queues of Azure Service Bus on loopback: sessions and their locks, schedules, duplicates, dead letters.

In: connections of the official client. Out: what it may see of a queue that requires sessions and detects duplicates, as
the module of `queue/service-bus` makes them. A receiver accepts the next session that has messages and that nobody else
has; messages of it come in order, once for each credit; what is given back returns to its place; what is given back for
the fifth time is a dead letter. https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-protocol-guide
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from proton import Condition, Data, Delivery, Endpoint, Message, Terminus, symbol, timestamp
from proton.handlers import EndpointStateHandler, IncomingMessageHandler

from tests.kit.service_bus_fake import Broker, FakeServiceBus, entity, serving

LOCK_SECONDS = 300
DUPLICATES_SECONDS = 300
MOST_DELIVERIES = 5
_TICK = 0.02
_DATA, _SHORT, _LONG = b"\x00\x53\x75", 0xA0, 0xB0  # how the encoding of bytes begins
_SESSION = symbol("com.microsoft:session-filter")
_TICKS_AT_EPOCH = 621355968000000000  # of 100 ns, which .NET counts from the year 1


@dataclass(slots=True, eq=False)
class Stored:
    """A message in a queue; `tag` names its delivery while it is leased."""

    message: Message
    number: int
    due: float
    deliveries: int = 0
    tag: str = ""

    @property
    def session(self) -> str:
        return str(self.message.group_id)


@dataclass(slots=True)
class Queue:
    """What a queue holds, in order; who has which session; which ids came when."""

    messages: list[Stored] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)
    locks: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """Store a message unless its id was seen in the last minutes."""
        now = time.time()
        if now - self.seen.get(message.id, 0) < DUPLICATES_SECONDS:
            return
        self.seen[message.id] = now
        due = (message.annotations or {}).get(symbol("x-opt-scheduled-enqueue-time"), 0) / 1000
        self.messages.append(Stored(message, len(self.seen), due))

    def waiting(self, session: str | None = None) -> Iterator[Stored]:
        """Messages that can be delivered now: of one session, or of any that is free."""
        for each in self.messages:
            wanted = each.session not in self.locks if session is None else each.session == session
            if wanted and not each.tag and each.due <= time.time():
                yield each

    def give_back(self, stored: Stored, *, failed: bool) -> None:
        """End the lease of a message; a failed delivery counts."""
        stored.tag = ""
        stored.deliveries += failed
        if stored.deliveries >= MOST_DELIVERIES:
            self.messages.remove(stored)
            self.dead.append(stored.message)

    def release(self, link: Any) -> None:
        """End the lock that a link has on a session, and with it the leases."""
        for session in [session for session, owner in self.locks.items() if owner == link]:
            del self.locks[session]
            for each in self.messages:
                if each.session == session:
                    each.tag = ""


@dataclass(slots=True)
class FakeServiceBusQueues(FakeServiceBus):
    """A namespace with queues that require sessions."""

    queues: dict[str, Queue] = field(default_factory=dict)

    def create_queue(self, name: str) -> None:
        """Make an empty queue."""
        self.entities.add(name)
        self.queues[name] = Queue()

    def lose_session(self, name: str, session: str) -> None:
        """What happens when nobody renews a lock: it ends, and what was leased is there again."""
        self.queues[name].release(self.queues[name].locks[session])


@contextmanager
def start_service_bus_queues() -> Iterator[FakeServiceBusQueues]:
    """Run the namespace in a thread of this process."""
    with serving(FakeServiceBusQueues, _Broker) as namespace:
        yield namespace


class _Endpoints(EndpointStateHandler):  # type: ignore[misc]  # proton has no types
    """Opens links as the client asks for them, but for those that wait for a session."""

    def on_link_remote_open(self, event: Any) -> None:
        if not self.is_local_uninitialised(event.link):
            super().on_link_remote_open(event)
            return
        self.on_link_opening(event)
        if event.link not in self.delegate.accepting:
            event.link.open()


class _Incoming(IncomingMessageHandler):  # type: ignore[misc]
    """Reads deliveries as they are: a batch has a format of its own, which Proton doesn't know."""

    def on_delivery(self, event: Any) -> None:
        delivery = event.delivery
        if not delivery.link.is_receiver or not delivery.readable or delivery.partial:
            return
        raw = delivery.link.recv(delivery.pending)
        delivery.link.advance()
        event.message = _decoded(raw)
        event.messages = [_decoded(each) for each in _batched(raw)] or [event.message]
        self.on_message(event)


class _Broker(Broker):
    namespace: FakeServiceBusQueues

    def __init__(self, namespace: FakeServiceBusQueues) -> None:
        super().__init__(namespace)
        self.handlers[:2] = [_Endpoints(False, self), _Incoming(False, self)]
        self.accepting: dict[Any, tuple[str, float]] = {}  # links that wait for a session: of which queue, until when
        self.connections: dict[Any, list[tuple[str, Any]]] = {}

    def on_start(self, event: Any) -> None:
        super().on_start(event)
        event.container.schedule(_TICK, self)

    def on_timer_task(self, event: Any) -> None:
        if self.stopping.is_set():
            event.container.stop()
            return
        for name in self.namespace.queues:
            self._serve(name)
        event.container.schedule(_TICK, self)

    def on_link_opening(self, event: Any) -> None:
        link = event.link
        name = entity(link.remote_source.address or "") if link.is_sender else ""
        if name not in self.namespace.queues:
            super().on_link_opening(event)
            return
        link.source.address, link.target.address = link.remote_source.address, link.remote_target.address
        wanted = _filters(link)
        assert _SESSION in wanted, "a queue that requires sessions has receivers of sessions only"
        assert wanted[_SESSION] is None, "a certain session isn't served here"
        milliseconds = (link.remote_properties or {}).get(symbol("com.microsoft:timeout"), 60_000)
        self.accepting[link] = (name, time.monotonic() + milliseconds / 1000)
        self._serve(name)

    def on_link_opened(self, event: Any) -> None:
        super().on_link_opened(event)
        self._serve(entity(event.link.source.address or ""))

    def on_link_flow(self, event: Any) -> None:
        if event.link.is_sender:
            self._serve(entity(event.link.source.address or ""))

    def on_link_closing(self, event: Any) -> None:
        self._gone(event.link)

    def on_link_remote_detach(self, event: Any) -> None:
        self._gone(event.link)

    def on_disconnected(self, event: Any) -> None:
        for queue in self.namespace.queues.values():
            for link in list(queue.locks.values()):
                if link.connection == event.connection:
                    queue.release(link)

    def on_message(self, event: Any) -> None:
        name = entity(event.link.target.address)
        if name == "$management":
            self.accept(event.delivery)
            self._answer_management(event)
        elif name in self.namespace.queues and not self.namespace.refusing:
            for message in event.messages:
                assert message.group_id, "a queue that requires sessions takes no message without one"
                self.namespace.queues[name].add(message)
            self.accept(event.delivery)
            self._serve(name)
        else:
            super().on_message(event)

    def on_accepted(self, event: Any) -> None:
        queue, stored = self._leased(event)
        if stored is not None:
            queue.messages.remove(stored)
        self._settle(event, stored)

    def on_released(self, event: Any) -> None:  # and what is modified
        queue, stored = self._leased(event)
        if stored is not None:
            queue.give_back(stored, failed=event.delivery.remote_state == Delivery.MODIFIED)
        self._settle(event, stored)

    def _leased(self, event: Any) -> tuple[Queue, Stored | None]:
        queue = self.namespace.queues[entity(event.link.source.address)]
        return queue, next((each for each in queue.messages if each.tag == event.delivery.tag), None)

    def _settle(self, event: Any, stored: Stored | None) -> None:
        delivery = event.delivery
        if stored is None:
            delivery.local.condition = Condition("com.microsoft:session-lock-lost", "The session lock has expired.")
        delivery.update(delivery.remote_state if stored is not None else Delivery.REJECTED)
        delivery.settle()

    def _gone(self, link: Any) -> None:
        self.accepting.pop(link, None)
        for queue in self.namespace.queues.values():
            queue.release(link)

    def _serve(self, name: str) -> None:
        """Give free sessions to who waits for one, and messages to who has credit for them."""
        queue = self.namespace.queues.get(name)
        if queue is None:
            return
        for link, (wanted, until) in list(self.accepting.items()):
            first = next(queue.waiting(), None) if wanted == name else None
            if first is not None:
                del self.accepting[link]
                queue.locks[first.session] = link
                link.source.filter.put_object({_SESSION: first.session})
                expires = _TICKS_AT_EPOCH + int((time.time() + LOCK_SECONDS) * 10_000_000)
                link.properties = {symbol("com.microsoft:locked-until-utc"): expires}
                link.open()
            elif wanted == name and time.monotonic() > until:
                del self.accepting[link]
                link.source.type = Terminus.UNSPECIFIED
                link.condition = Condition("com.microsoft:timeout", "No session with messages was there in time.")
                link.open()
                link.close()
        for session, link in queue.locks.items():
            if link.state & Endpoint.LOCAL_ACTIVE and link.state & Endpoint.REMOTE_ACTIVE:
                for stored in queue.waiting(session):
                    if link.credit > 0:
                        self._deliver(link, stored)

    def _deliver(self, link: Any, stored: Stored) -> None:
        stored.tag = secrets.token_hex(8)  # 16 bytes, as those of a UUID
        message = stored.message
        message.delivery_count = stored.deliveries
        now = int(time.time() * 1000)
        message.annotations = {
            symbol("x-opt-sequence-number"): stored.number,
            symbol("x-opt-enqueued-time"): timestamp(now),
            symbol("x-opt-locked-until"): timestamp(now + LOCK_SECONDS * 1000),
        }
        link.send(message, tag=stored.tag)

    def _answer_management(self, event: Any) -> None:
        request = event.message
        assert request.properties["operation"] == "com.microsoft:renew-session-lock", request.properties
        session = request.body["session-id"]
        name = event.link.target.address.split("/")[-2]
        if session in self.namespace.queues[name].locks:
            properties: dict[str, Any] = {"statusCode": 200, "statusDescription": "OK"}
            body = {"expiration": timestamp(int((time.time() + LOCK_SECONDS) * 1000))}
        else:
            condition = symbol("com.microsoft:session-lock-lost")
            properties = {"statusCode": 410, "statusDescription": "lost", "errorCondition": condition}
            body = {}
        reply = Message(properties=properties, body=body, correlation_id=request.id, address=request.reply_to)
        self.replies[event.connection, event.link.target.address].send(reply)


def _filters(link: Any) -> dict[Any, Any]:
    return _read(link.remote_source.filter) or {}


def _read(data: Data) -> Any:
    data.rewind()
    return data.get_object() if data.next() is not None else None


def _decoded(raw: bytes) -> Message:
    message = Message()
    message.decode(raw)
    message.body = bytes(message.body) if isinstance(message.body, memoryview) else message.body
    return message


def _batched(raw: bytes) -> list[bytes]:
    """The encoded messages that are a batch's data sections (AMQP 1.0, 3.2.6), which are its last; none of a message."""
    start = raw.find(_DATA)
    while start >= 0:
        found = _sections(raw[start:])
        if found and all(each.startswith(b"\x00\x53") for each in found):
            return found
        start = raw.find(_DATA, start + 1)
    return []


def _sections(raw: bytes) -> list[bytes]:
    """The contents of data sections, one after the other to the end; none when there is something else."""
    found = []
    while raw:
        if not raw.startswith(_DATA) or raw[3] not in (_SHORT, _LONG):
            return []
        size, start = (raw[4], 5) if raw[3] == _SHORT else (int.from_bytes(raw[4:8], "big"), 8)
        if start + size > len(raw):
            return []
        found.append(raw[start : start + size])
        raw = raw[start + size :]
    return found
