"""Presigned requests: what they allow, and only that, for as long as they allow it."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

from infrar import storage

pytestmark = pytest.mark.usefixtures("infrar_local")

KEYS = ["a", "a/b c.txt", "a//b", "é/日本.txt", "%2F?x=1&y=2#z", "a+b", "~", "e\u0301", "k" * 1024]


def send(request: storage.PresignedRequest, content: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    """Send a request as it is, and return status and content of the answer."""
    sent = urllib.request.Request(request.url, content, {**request.headers, **headers}, method=request.method)
    try:
        with urllib.request.urlopen(sent, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.mark.parametrize("key", KEYS)
def test_put_then_get(key: str) -> None:
    assert send(storage.presign("reports", key, method="PUT"), b"hello", **{"Content-Type": "text/plain"})[0] == 200
    assert storage.read("reports", key) == b"hello"
    assert storage.stat("reports", key).content_type == "text/plain"
    assert send(storage.presign("reports", key)) == (200, b"hello")


def test_the_answer_says_what_stat_says() -> None:
    storage.write("reports", "a", b"hello", content_type="text/plain")
    with urllib.request.urlopen(storage.presign("reports", "a").url, timeout=30) as answer:
        assert answer.headers["Content-Type"] == "text/plain"
        assert answer.headers["Content-Length"] == "5"
        assert answer.headers["ETag"].strip('"') == storage.stat("reports", "a").etag
        assert answer.headers["Last-Modified"].endswith("GMT")


def test_a_request_is_a_url_a_method_and_headers() -> None:
    request = storage.presign("reports", "a", method="PUT", expires=60)
    assert request.url.startswith("http://127.0.0.1:")
    assert request[1:] == ("PUT", {})


def test_content_is_what_the_object_is_when_the_request_is_sent() -> None:
    request = storage.presign("reports", "a")
    assert send(request) == (404, b"")
    storage.write("reports", "a", b"1")
    assert send(request) == (200, b"1")
    storage.write("reports", "a", b"2")
    assert send(request) == (200, b"2")


def test_put_replaces_and_large_content_is_streamed() -> None:
    storage.write("reports", "a", b"old", metadata={"k": "v"})
    content = b"0123456789" * 500_000
    assert send(storage.presign("reports", "a", method="PUT"), content)[0] == 200
    assert send(storage.presign("reports", "a")) == (200, content)
    assert storage.stat("reports", "a").metadata == {}


def test_altered_requests_are_refused() -> None:
    storage.write("reports", "a", b"1")
    storage.write("reports", "b", b"2")
    get = storage.presign("reports", "a")
    address = urlsplit(get.url)
    for altered in (
        get._replace(method="PUT"),
        get._replace(url=get.url.replace("/reports/a", "/reports/b")),
        get._replace(url=get.url.replace("/reports/", "/archive/")),
        get._replace(url=get.url.replace("expires=1", "expires=2")),
        get._replace(url=get.url[:-1] + ("0" if get.url[-1] != "0" else "1")),
        get._replace(url=get.url.replace("signature=", "signature=%C3%A9")),
        get._replace(url=get.url.replace("expires=", "expires=%C2%B2")),
        get._replace(url=f"{address.scheme}://{address.netloc}{address.path}"),
        get._replace(url=f"{address.scheme}://{address.netloc}/"),
    ):
        assert send(altered, b"x" if altered.method == "PUT" else None) == (403, b""), altered
    assert storage.read("reports", "a") == b"1"


def test_an_expired_request_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    storage.write("reports", "a", b"1")
    now = time.time()
    request = storage.presign("reports", "a", expires=60)
    monkeypatch.setattr("infrar._local.presigned.time.time", lambda: now + 58)
    assert send(request) == (200, b"1")
    monkeypatch.setattr("infrar._local.presigned.time.time", lambda: now + 61)
    assert send(request) == (403, b"")


def test_other_methods_are_not_there() -> None:
    assert send(storage.presign("reports", "a")._replace(method="DELETE"))[0] == 501


def test_a_sender_that_gives_up_changes_nothing() -> None:
    storage.write("reports", "a", b"old")
    address = urlsplit(storage.presign("reports", "a", method="PUT").url)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    connection.putrequest("PUT", f"{address.path}?{address.query}")
    connection.putheader("Content-Length", "1000")
    connection.endheaders(b"half")
    assert connection.sock is not None
    connection.sock.shutdown(1)  # nothing more will come
    assert connection.sock.recv(1) == b""  # the other side has closed, so it is done with this
    connection.close()
    assert storage.read("reports", "a") == b"old"


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Transfer-Encoding": "chunked"}, 411), ({"Content-Length": "-1"}, 411), ({"Content-Type": "é"}, 400)],
)
def test_requests_that_cannot_be_stored(headers: dict[str, str], status: int) -> None:
    address = urlsplit(storage.presign("reports", "a", method="PUT").url)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    connection.putrequest("PUT", f"{address.path}?{address.query}")
    for name, value in {"Content-Length": "0", **headers}.items():
        if name != "Content-Length" or "Transfer-Encoding" not in headers:
            connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == status
    connection.close()
    assert not storage.exists("reports", "a")


def test_one_connection_serves_several_requests() -> None:
    storage.write("reports", "a", b"1")
    address = urlsplit(storage.presign("reports", "a").url)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    for _ in range(3):
        connection.request("GET", f"{address.path}?{address.query}")
        assert connection.getresponse().read() == b"1"
    connection.close()


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    send(storage.presign("reports", "missing"))
    assert capfd.readouterr() == ("", "")
