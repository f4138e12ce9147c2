"""Azure Service Bus on loopback, as far as senders are concerned: a real AMQP 1.0 peer for the official client.

In: connections of the client, in the plain text that it speaks to Microsoft's emulator. Out: messages to look at. The
protocol is Apache Qpid Proton's; what is written here is what Service Bus adds to it: tokens, whose signatures are
checked (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-protocol-guide), entities that are
there or not, and what it refuses of a message.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote_plus

from proton import Condition, Endpoint, Message, Terminus, symbol
from proton.handlers import MessagingHandler
from proton.reactor import Container

from tests.kit.processes import free_port

MOST_BYTES = 256 * 1024
_KEY_NAME = "RootManageSharedAccessKey"


@dataclass(slots=True)
class FakeServiceBus:
    """The namespace. What was sent is kept by entity, the oldest first; `refusing` is an AMQP error for what comes."""

    address: str
    key: str
    entities: set[str] = field(default_factory=set)
    sent: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    refusing: str = ""

    @property
    def environment(self) -> Mapping[str, str]:
        """The connection string, by which the client knows an emulator, and does without TLS."""
        parts = {
            "Endpoint": f"sb://{self.address}",
            "SharedAccessKeyName": _KEY_NAME,
            "SharedAccessKey": self.key,
            "UseDevelopmentEmulator": "true",
        }
        return {"AZURE_SERVICE_BUS_CONNECTION_STRING": ";".join(f"{name}={value}" for name, value in parts.items())}

    def reset(self) -> None:
        """Forget what was sent."""
        self.sent.clear()
        self.refusing = ""

    def admits(self, token: str) -> bool:
        """Whether a shared access signature is one that this namespace's key made."""
        fields = {name: values[0] for name, values in parse_qs(token.partition(" ")[2]).items()}
        signed = f"{quote_plus(fields.get('sr', ''))}\n{fields.get('se', '')}"
        digest = base64.b64encode(hmac.new(self.key.encode(), signed.encode(), sha256).digest()).decode()
        return fields.get("skn") == _KEY_NAME and hmac.compare_digest(fields.get("sig", ""), digest)


Namespace = TypeVar("Namespace", bound="FakeServiceBus")


@contextmanager
def start_service_bus_fake() -> Iterator[FakeServiceBus]:
    """Run the namespace in a thread of this process."""
    with serving(FakeServiceBus, Broker) as namespace:
        yield namespace


@contextmanager
def serving(kind: type[Namespace], broker_of: Callable[[Namespace], Broker]) -> Iterator[Namespace]:
    """Run a kind of namespace, with the broker that serves it, in a thread of this process."""
    port = free_port()
    namespace = kind(f"127.0.0.1:{port}", base64.b64encode(secrets.token_bytes(32)).decode())
    broker = broker_of(namespace)
    container = Container(broker)
    thread = threading.Thread(target=container.run, daemon=True)
    thread.start()
    broker.listening.wait(10)
    try:
        yield namespace
    finally:
        broker.stopping.set()
        container.stop()
        thread.join(10)


class Broker(MessagingHandler):  # type: ignore[misc]  # proton has no types
    def __init__(self, namespace: FakeServiceBus) -> None:
        super().__init__(prefetch=0, auto_accept=False)
        self.namespace = namespace
        self.listening, self.stopping = threading.Event(), threading.Event()
        self.replies: dict[tuple[Any, str], Any] = {}  # by connection and address, the links that answers go out on

    def on_start(self, event: Any) -> None:
        event.container.listen(f"amqp://{self.namespace.address}")
        self.listening.set()

    def on_link_opening(self, event: Any) -> None:
        link = event.link
        if link.is_sender:
            link.source.address, link.target.address = link.remote_source.address, link.remote_target.address
            self.replies[event.connection, link.remote_source.address] = link
            return
        link.target.address, link.source.address = link.remote_target.address, link.remote_source.address
        name = entity(link.remote_target.address)
        if not name.startswith("$") and name not in self.namespace.entities:
            link.target.type = Terminus.UNSPECIFIED  # as AMQP says no to a link: it opens to nothing, and is closed
            link.condition = Condition("amqp:not-found", f"The messaging entity '{name}' could not be found.")
            link.open()
            link.close()

    def on_link_opened(self, event: Any) -> None:
        if event.link.is_receiver and event.link.state & Endpoint.LOCAL_ACTIVE:
            event.link.flow(1000)

    def on_message(self, event: Any) -> None:
        name = entity(event.link.target.address)
        if name == "$cbs":
            self.accept(event.delivery)
            self._answer_token(event)
        elif self.namespace.refusing:
            self._reject(event, self.namespace.refusing)
        elif len(event.message.encode()) > MOST_BYTES:
            self._reject(event, "amqp:link:message-size-exceeded")
        else:
            self.namespace.sent[name].append(event.message)
            self.accept(event.delivery)

    def _answer_token(self, event: Any) -> None:
        request = event.message
        name = entity(request.properties["name"])
        if request.properties["operation"] != "put-token" or not self.namespace.admits(request.body):
            status = {"status-code": 401, "status-description": "InvalidSignature: The token has an invalid signature."}
        elif name not in self.namespace.entities:
            description = f"The messaging entity '{name}' could not be found."
            status = {"status-code": 404, "status-description": description}
        else:
            status = {"status-code": 202, "status-description": "Accepted"}
        reply = Message(properties=status, correlation_id=request.id, address=request.reply_to)
        self.replies[event.connection, "$cbs"].send(reply)

    def _reject(self, event: Any, condition: str) -> None:
        # With information, as Service Bus sends it: the client relies on it.
        event.delivery.local.condition = Condition(condition, "arranged by a test", {symbol("tracking"): "none"})
        event.delivery.update(event.delivery.REJECTED)
        event.delivery.settle()


def entity(address: str) -> str:
    """The name of an entity, which clients address by a whole URL."""
    return address.rpartition("/")[2]
