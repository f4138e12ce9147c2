"""Google's Secret Manager by gRPC, as https://cloud.google.com/secret-manager/docs/reference/rpc has it.

In: requests that the client library's own descriptors can read, without a field that they don't know, and the token of a
service account. Out: answers and statuses. Secrets are made here; programs only read them, and add and destroy versions.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import grpc
from google.cloud import secretmanager_v1 as api
from google.protobuf.unknown_fields import UnknownFieldSet

from tests.kit.secret_stores.tunnel import Authority, start_proxy
from tests.kit.signing import ServiceAccount

HOST = "secretmanager.googleapis.com"
SERVICE = "google.cloud.secretmanager.v1.SecretManagerService"
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
LARGEST = 64 * 1024
PAGE = 2
State = api.SecretVersion.State
_VERSION = re.compile(r"(projects/[^/]+/secrets/[A-Za-z0-9_-]{1,255})/versions/([^/]+)")


class _Refused(Exception):
    def __init__(self, status: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(slots=True)
class _Version:
    data: bytes
    state: int = State.ENABLED


@dataclass(slots=True)
class SecretManager:
    """The secrets of one project; `delayed` are those that destroy their versions later, and disable them first."""

    account: ServiceAccount
    environment: Mapping[str, str]
    secrets: dict[str, list[_Version]] = field(default_factory=dict)
    delayed: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @property
    def parent(self) -> str:
        return f"projects/{self.account.project}"

    def create(self, name: str, value: str | None = None) -> None:
        """Make a secret, with one version if there is a value."""
        self.secrets[f"{self.parent}/secrets/{name}"] = [] if value is None else [_Version(value.encode())]

    def disable(self, name: str) -> None:
        """Disable the newest version of a secret."""
        self.secrets[f"{self.parent}/secrets/{name}"][-1].state = State.DISABLED

    def reset(self) -> None:
        """Forget every secret and every request."""
        self.secrets.clear()
        self.delayed.clear()
        self.asked.clear()

    def access_secret_version(self, request: api.AccessSecretVersionRequest) -> api.AccessSecretVersionResponse:
        name, number = self._version(request.name)
        version = self.secrets[name][number - 1]
        full = f"{name}/versions/{number}"
        if version.state != State.ENABLED:
            state = State(version.state).name
            raise _Refused(grpc.StatusCode.FAILED_PRECONDITION, f"Secret Version [{full}] is in {state} state.")
        return api.AccessSecretVersionResponse(name=full, payload={"data": version.data})

    def add_secret_version(self, request: api.AddSecretVersionRequest) -> api.SecretVersion:
        versions = self._secret(request.parent)
        if not 1 <= len(request.payload.data) <= LARGEST:
            raise _Refused(grpc.StatusCode.INVALID_ARGUMENT, f"a payload has 1 to {LARGEST} bytes")
        versions.append(_Version(request.payload.data))
        return self._shown(request.parent, len(versions))

    def list_secret_versions(self, request: api.ListSecretVersionsRequest) -> api.ListSecretVersionsResponse:
        versions = self._secret(request.parent)
        if request.filter not in {"", "state:ENABLED"}:
            raise _Refused(grpc.StatusCode.INVALID_ARGUMENT, f"unknown filter {request.filter}")
        numbers = [
            number
            for number in range(len(versions), 0, -1)
            if not request.filter or versions[number - 1].state == State.ENABLED
        ]
        page, following = _paged(numbers, request.page_token)
        shown = [self._shown(request.parent, number) for number in page]
        return api.ListSecretVersionsResponse(versions=shown, next_page_token=following, total_size=len(numbers))

    def destroy_secret_version(self, request: api.DestroySecretVersionRequest) -> api.SecretVersion:
        name, number = self._version(request.name)
        version = self.secrets[name][number - 1]
        version.state = State.DISABLED if name in self.delayed else State.DESTROYED
        return self._shown(name, number)

    def list_secrets(self, request: api.ListSecretsRequest) -> api.ListSecretsResponse:
        if request.parent != self.parent or not re.fullmatch(r"name:[A-Za-z0-9_-]+", request.filter):
            raise _Refused(grpc.StatusCode.INVALID_ARGUMENT, f"unknown parent or filter: {request}")
        wanted = request.filter.partition(":")[2]
        names = sorted(name for name in self.secrets if wanted in name.rpartition("/")[2])
        page, following = _paged(names, request.page_token)
        shown = [api.Secret(name=name) for name in page]
        return api.ListSecretsResponse(secrets=shown, next_page_token=following, total_size=len(names))

    def handle(self, method: str, raw: bytes, context: grpc.ServicerContext) -> bytes:
        """Check who asks and what for, and answer."""
        kind: Any = getattr(api, f"{method}Request", None)
        answer: Callable[[Any], Any] | None = getattr(self, re.sub("(?<!^)(?=[A-Z])", "_", method).lower(), None)
        if kind is None or answer is None:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, method)
        request = kind.deserialize(raw)
        metadata = {str(key): str(value) for key, value in context.invocation_metadata() or ()}
        claims = self.account.claims(metadata.get("authorization", "").removeprefix("Bearer ")) or {}
        if claims.get("aud") != f"https://{HOST}/" and SCOPE not in str(claims.get("scope", "")):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "Request had invalid authentication credentials.")
        if len(UnknownFieldSet(kind.pb(request))) or "x-goog-request-params" not in metadata:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"unknown fields, or no routing header: {request}")
        with self._lock:
            self.asked.append(method)
            try:
                result = answer(request)
            except _Refused as refused:
                context.abort(refused.status, str(refused))
        encoded: bytes = type(result).serialize(result)
        return encoded

    def _secret(self, name: str) -> list[_Version]:
        if name not in self.secrets:
            raise _Refused(grpc.StatusCode.NOT_FOUND, f"Secret [{name}] not found.")
        return self.secrets[name]

    def _version(self, path: str) -> tuple[str, int]:
        found = _VERSION.fullmatch(path)
        if found is None:
            raise _Refused(grpc.StatusCode.INVALID_ARGUMENT, f"{path} names no version of a secret")
        versions, token = self._secret(found[1]), found[2]
        number = len(versions) if token == "latest" else int(token) if token.isdigit() else 0
        if not 1 <= number <= len(versions):
            raise _Refused(grpc.StatusCode.NOT_FOUND, f"Secret Version [{path}] not found.")
        return found[1], number

    def _shown(self, name: str, number: int) -> api.SecretVersion:
        return api.SecretVersion(name=f"{name}/versions/{number}", state=self.secrets[name][number - 1].state)


def _paged(items: list[Any], token: str) -> tuple[list[Any], str]:
    start = int(token or 0)
    following = start + PAGE
    return items[start:following], str(following) if following < len(items) else ""


@contextmanager
def start_secret_manager(account: ServiceAccount, credentials: Path) -> Iterator[SecretManager]:
    """Run it, in threads of this process; native code signs in with the account's key, in the file `credentials`."""
    with tempfile.TemporaryDirectory(prefix="infrar-stores-") as folder:
        authority = Authority(Path(folder))
        environment = {
            "GOOGLE_APPLICATION_CREDENTIALS": str(credentials),
            "GOOGLE_CLOUD_PROJECT": account.project,
            "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(authority.bundle),
            "no_grpc_proxy": "127.0.0.1,localhost",
            "PARAMETER_PREFIX": "tests_",
        }
        store = SecretManager(account, environment)

        class Calls(grpc.GenericRpcHandler):
            def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
                service, _, method = handler_call_details.method.strip("/").partition("/")
                if service != SERVICE:
                    return None
                return grpc.unary_unary_rpc_method_handler(lambda raw, context: store.handle(method, raw, context))

        server = grpc.server(ThreadPoolExecutor(8), handlers=(Calls(),))
        pair = authority.certificate(HOST)
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
        server.start()
        try:
            with start_proxy({HOST: port}) as proxy:
                environment["grpc_proxy"] = proxy
                yield store
        finally:
            server.stop(None).wait()
