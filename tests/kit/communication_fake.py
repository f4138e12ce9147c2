"""Azure Communication Services Email on loopback: it takes what its published API describes, and refuses everything else.

In: requests of the official client. Out: mails to look at. Each request's signature and content hash are checked, its
JSON against the description of `EmailMessage` (api-version 2023-03-31 and later): names, types, what is required, how
many and how much. Sending is what it is there: an operation that runs, and is asked for until it has ended.
https://learn.microsoft.com/rest/api/communication/email/email/send
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

MOST_RECIPIENTS = 50
MOST_BYTES = 10 * 1000**2

_ADDRESSES = ({"address"}, {"displayName"})
# what is a mapping: the keys that must be there, and those that may
_KEYS: Mapping[str, tuple[set[str], set[str]]] = {
    "message": (
        {"senderAddress", "content", "recipients"},
        {"attachments", "headers", "replyTo", "userEngagementTrackingDisabled"},
    ),
    "content": ({"subject"}, {"plainText", "html"}),
    "recipients": ({"to"}, {"cc", "bcc"}),
    "attachment": ({"name", "contentType", "contentInBase64"}, {"contentId"}),
    "address": _ADDRESSES,
}


class _RefusedError(Exception):
    """A request that the service answers with an error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(slots=True)
class FakeCommunicationService:
    """The service. `linked` holds the addresses that may send; `answers` are given, once each, instead of taking a mail."""

    url: str
    key: str
    linked: set[str] = field(default_factory=set)
    mails: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    failing: str = ""  # the error code that operations end with, when there is one
    requests: list[str] = field(default_factory=list)
    operations: dict[str, int] = field(default_factory=dict)  # how often each was asked for

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables under which native code reaches this server."""
        return {"AZURE_COMMUNICATION_ENDPOINT": self.url, "AZURE_COMMUNICATION_KEY": self.key}

    def reset(self) -> None:
        """Forget every mail, and what was arranged."""
        self.mails.clear()
        self.answers.clear()
        self.requests.clear()
        self.failing = ""

    def take(self, message: Any) -> str:
        """Take a mail, and return the identifier of the operation that sends it."""
        _check(message)
        if self.answers:
            status, code = self.answers.pop(0)
            raise _RefusedError(status, code, "arranged by a test")
        if message["senderAddress"] not in self.linked:
            raise _RefusedError(404, "DomainNotLinked", "The specified sender domain has not been linked.")
        self.mails.append(message)
        self.operations[identifier := str(uuid4())] = 0
        return identifier

    def status(self, identifier: str) -> dict[str, Any]:
        """The state of an operation: it runs when it is first asked for, and has ended after that."""
        if identifier not in self.operations:
            raise _RefusedError(404, "NotFound", "There is no such operation.")
        self.operations[identifier] += 1
        if self.operations[identifier] == 1:
            return {"id": identifier, "status": "Running", "error": None}
        if self.failing:
            error = {"code": self.failing, "message": "arranged by a test"}
            return {"id": identifier, "status": "Failed", "error": error}
        return {"id": identifier, "status": "Succeeded", "error": None}


@contextmanager
def start_communication_fake() -> Iterator[FakeCommunicationService]:
    """Run the service in a thread of this process."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        service = FakeCommunicationService(f"http://127.0.0.1:{server.server_address[1]}", key)
        server.service = service
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    service: FakeCommunicationService

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks a connection off, such as one whose process ends, is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        assert isinstance(self.server, _Server)
        service = self.server.service
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        service.requests.append(f"{self.command} {address.path}")
        try:
            self._check_signature(service, body)
            if not parse_qs(address.query).get("api-version"):
                raise _RefusedError(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
            if (self.command, address.path) == ("POST", "/emails:send"):
                identifier = service.take(json.loads(body))
                place = f"{service.url}/emails/operations/{identifier}?{address.query}"
                self._send(202, {"id": identifier, "status": "Running"}, {"Operation-Location": place})
            elif self.command == "GET" and address.path.startswith("/emails/operations/"):
                self._send(200, service.status(address.path.rpartition("/")[2]), {})
            else:
                raise _RefusedError(404, "NotFound", "There is no such operation.")
        except _RefusedError as error:
            self._send(error.status, {"error": {"code": error.code, "message": str(error)}}, {})

    def _check_signature(self, service: FakeCommunicationService, body: bytes) -> None:
        """https://learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial"""
        content_hash = base64.b64encode(sha256(body).digest()).decode()
        if self.headers.get("x-ms-content-sha256") != content_hash:
            raise _RefusedError(401, "Denied", "The hash of the content is another one.")
        signed = f"{self.command}\n{self.path}\n{self.headers['x-ms-date']};{self.headers['Host']};{content_hash}"
        digest = hmac.new(base64.b64decode(service.key), signed.encode(), sha256).digest()
        names = "x-ms-date;host;x-ms-content-sha256"
        wanted = f"HMAC-SHA256 SignedHeaders={names}&Signature={base64.b64encode(digest).decode()}"
        if not hmac.compare_digest(self.headers.get("Authorization", ""), wanted):
            raise _RefusedError(401, "Denied", "Denied by the resource provider.")

    def _send(self, status: int, content: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "retry-after-ms": "5", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base class's name for it
        """Requests aren't logged."""


def _check(message: Any) -> None:
    """Refuse a message that the API doesn't describe."""
    _keys("message", message)
    _text("senderAddress", message["senderAddress"])
    _keys("content", message["content"])
    for name, value in message["content"].items():
        _text(name, value)
    if not {"plainText", "html"} & message["content"].keys():
        raise _invalid("content has neither plainText nor html")
    _keys("recipients", message["recipients"])
    recipients = [each for group in message["recipients"].values() for each in group]
    if not 1 <= len(recipients) <= MOST_RECIPIENTS:
        raise _invalid(f"{len(recipients)} recipients")
    for each in [*recipients, *message.get("replyTo", [])]:
        _keys("address", each)
        _text("address", each["address"])
        if each["address"].count("@") != 1:
            raise _invalid(f"{each['address']} is no address")
    for each in message.get("attachments", []):
        _keys("attachment", each)
        for name, value in each.items():
            _text(name, value, empty=name == "contentInBase64")
        try:
            base64.b64decode(each["contentInBase64"], validate=True)
        except binascii.Error as error:
            raise _invalid("contentInBase64 isn't base64") from error
    if len(json.dumps(message, ensure_ascii=False).encode()) > MOST_BYTES:
        raise _RefusedError(413, "RequestEntityTooLarge", "The mail is too large.")


def _keys(kind: str, value: Any) -> None:
    required, optional = _KEYS[kind]
    if not isinstance(value, dict) or not required <= value.keys() <= required | optional:
        raise _invalid(f"{kind} has {sorted(value) if isinstance(value, dict) else value}, not {sorted(required)}")


def _text(name: str, value: Any, *, empty: bool = False) -> None:
    if not isinstance(value, str) or not (value or empty):
        raise _invalid(f"{name} is {value!r}")


def _invalid(message: str) -> _RefusedError:
    return _RefusedError(400, "BadRequest", f"Invalid request: {message}.")
