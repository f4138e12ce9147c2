"""The fake of Cloud Storage on a loopback port, in a thread of the test process."""

import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.kit.gcs_fake.json_api import Api
from tests.kit.gcs_fake.messages import Request, json_error
from tests.kit.gcs_fake.objects import ApiError
from tests.kit.gcs_fake.routes import answer
from tests.kit.gcs_fake.store import Store
from tests.kit.signing import ServiceAccount

PROJECT = "infrar-tests"
LOST = "lost"


@dataclass(frozen=True, slots=True)
class FakeGcs:
    """A running fake. `store` may be looked at and tuned by tests, `requests` is every request line in order.

    `faults` are what becomes of the next requests: None is the right answer, a status is an answer without any effect,
    and `LOST` is a request that takes effect and isn't answered, because the connection ends.
    """

    url: str
    store: Store
    account: ServiceAccount
    credentials: Path
    requests: list[str] = field(default_factory=list)
    faults: deque[int | str | None] = field(default_factory=deque)

    @property
    def environment(self) -> Mapping[str, str]:
        """As for an emulator: native code sends no credentials."""
        return {"STORAGE_EMULATOR_HOST": self.url, "GOOGLE_CLOUD_PROJECT": self.account.project}

    @property
    def signing_environment(self) -> Mapping[str, str]:
        """As in the cloud: native code has a service account, gets tokens with it and can sign URLs.

        The signed URLs name this server, so they can be used as they are.
        """
        return {
            "API_ENDPOINT_OVERRIDE": self.url,
            "GOOGLE_APPLICATION_CREDENTIALS": str(self.credentials),
            "GOOGLE_CLOUD_PROJECT": self.account.project,
        }

    def create_bucket(self, name: str) -> None:
        """Make an empty bucket."""
        self.store.create_bucket(name)

    def reset(self) -> None:
        """Forget every bucket, every object and every request."""
        self.store.reset()
        self.requests.clear()
        self.faults.clear()


@contextmanager
def start_gcs_fake() -> Iterator[FakeGcs]:
    """Run the fake until the context is left."""
    with tempfile.TemporaryDirectory() as folder, _Server() as server:
        account = ServiceAccount.create(PROJECT)
        credentials = account.credentials_file(Path(folder, "service-account.json"), f"{server.url}/token")
        fake = FakeGcs(server.url, Store(), account, credentials, server.requests, server.faults)
        server.api = Api(fake.store, account, server.url)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    api: Api

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.requests: list[str] = []
        self.faults: deque[int | str | None] = deque()


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, lets the API answer, writes the response."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a body follows its headers at once, not 40 ms later
    server: _Server

    def _serve(self) -> None:
        self.server.requests.append(f"{self.command} {self.path}")
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        fault = self.server.faults.popleft() if self.server.faults else None
        if isinstance(fault, int):
            response = json_error(ApiError(fault, "backendError", "We encountered an internal error."))
        else:
            response = answer(self.server.api, Request(self.command, path, query, headers, body))
        if fault == LOST:
            self.close_connection = True
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _serve

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing: `FakeGcs.requests` keeps the record."""
