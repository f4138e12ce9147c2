"""Presigned requests that really work, without a service to start: this process answers them on the loopback address.

In: a bucket, a key, a method, a time. Out: an `http://127.0.0.1:PORT/…` URL. The first one starts a server in a
background thread, which ends with the process, and the URLs with it. Signatures are made with a key that the process
draws for itself: method, bucket, key and end can't be altered. Answers are what the clouds' are: 200, 403 for a wrong
or expired request, 404 for a missing object.
"""

from __future__ import annotations

import hmac
import os
import threading
import time
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from infrar import storage
from infrar._limits.storage import check
from infrar._local import drafts, objects
from infrar._local.failures import portable


def url(bucket: str, key: str, method: str, expires: int) -> str:
    """A URL that works for `expires` seconds, for this method alone."""
    server = _server(os.getpid())
    end = int(time.time()) + expires
    query = urlencode({"expires": end, "signature": server.signature(method, bucket, key, end)})
    return f"http://127.0.0.1:{server.server_address[1]}/{bucket}/{quote(key)}?{query}"


class _Server(ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._secret = os.urandom(32)

    def signature(self, method: str, bucket: str, key: str, end: int) -> str:
        text = "\n".join((method, bucket, key, str(end)))  # no part can hold a line feed
        return hmac.new(self._secret, text.encode(), sha256).hexdigest()


@cache
@portable()
def _server(process: int) -> _Server:
    """The server of this process: a forked child has the parent's memory, but none of its threads."""
    server = _Server()
    threading.Thread(target=server.serve_forever, name=f"infrar-presigned-{process}", daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds without a byte from the other side

    def do_GET(self) -> None:
        self._answer(self._send)

    def do_PUT(self) -> None:
        self._answer(self._store)

    def _answer(self, serve: Callable[[str, str], None]) -> None:
        try:
            target = self._signed_target()
            if target is None:
                self._refuse(HTTPStatus.FORBIDDEN)
            else:
                serve(*target)
        except ConnectionError:
            self.close_connection = True
        except storage.NotFound:
            self._refuse(HTTPStatus.NOT_FOUND)
        except storage.InvalidArgument:
            self._refuse(HTTPStatus.BAD_REQUEST)
        except storage.StorageError as error:
            self.log_error("%s", error)
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def _signed_target(self) -> tuple[str, str] | None:
        """Bucket and key, when the URL is one of ours and its time isn't over."""
        address = urlsplit(self.path)
        bucket, _, key = unquote(address.path.removeprefix("/")).partition("/")
        query = parse_qs(address.query)
        end, signature = query.get("expires", [""])[0], query.get("signature", [""])[0]
        if not end.isdecimal() or not end.isascii() or int(end) < time.time():
            return None
        assert isinstance(self.server, _Server)
        expected = self.server.signature(self.command, bucket, key, int(end))
        return (bucket, key) if hmac.compare_digest(expected.encode(), signature.encode()) else None

    def _send(self, bucket: str, key: str) -> None:
        with objects.open_object(bucket, key) as stored:
            info = stored.info()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", stored.record.content_type)
            self.send_header("Content-Length", str(info.size))
            self.send_header("ETag", f'"{info.etag}"')
            self.send_header("Last-Modified", self.date_time_string(stored.record.modified))
            self.end_headers()
            for content in stored.chunks():
                self.wfile.write(content)

    def _store(self, bucket: str, key: str) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
            return
        content_type = self.headers.get("Content-Type")
        check("write", {"content_type": content_type})
        remaining = int(length)
        with drafts.Draft() as draft:
            while remaining:
                content = self.rfile.read(min(remaining, objects.CHUNK))
                if not content:  # the sender gave up: the object stays as it was
                    self.close_connection = True
                    return
                draft.add(content)
                remaining -= len(content)
            draft.publish(bucket, key, content_type, None, if_not_exists=False)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer without content; what the sender still sends of a refused body is not read."""
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base class's name for it
        """Requests aren't logged: the program's own output stays its own."""
