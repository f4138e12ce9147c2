"""Azure Key Vault's secrets, as https://learn.microsoft.com/rest/api/keyvault/secrets has them.

In: requests for a vault. Out: answers. Without a token there is the challenge that clients learn their tenant from. What
is deleted stays recoverable, and its name taken, as in a vault with purge protection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import uuid4

from tests.kit.secret_stores.tunnel import Answer, Request

RESOURCE = "https://vault.azure.net"
CHALLENGE = f'Bearer authorization="https://login.microsoftonline.com/tests", resource="{RESOURCE}"'
API_VERSIONS = frozenset({"7.4", "7.5", "7.6", "2025-07-01", "2026-04-01"})
LARGEST = 25 * 1024
_FIELDS = frozenset({"value", "contentType", "attributes", "tags"})


@dataclass(slots=True)
class KeyVault:
    """One vault. `busy` is how often a recovery says that it isn't done yet; `asked` has what requests asked for."""

    token: str
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)  # name → version → value, oldest first
    deleted: dict[str, dict[str, str]] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)
    busy: int = 0
    asked: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, request: Request) -> Answer:
        with self._lock:
            self.asked.append(f"{request.method} /{'/'.join(request.path)}")
            if request.headers.get("authorization") != f"Bearer {self.token}":
                return (
                    401,
                    {"WWW-Authenticate": CHALLENGE},
                    _error("Unauthorized", "AKV10000: there is no valid token."),
                )
            if request.query.get("api-version") not in API_VERSIONS or set(request.query) != {"api-version"}:
                return _refused(f"unknown query {request.query}")
            match (request.method, *request.path):
                case ("PUT", "secrets", name):
                    return self._set(name, request)
                case ("GET", "secrets", name, *version) if len(version) <= 1:
                    return self._get(name, version[0] if version else "")
                case ("DELETE", "secrets", name):
                    return self._delete(name)
                case ("GET", "deletedsecrets", name):
                    return self._get_deleted(name)
                case ("POST", "deletedsecrets", name, "recover"):
                    return self._recover(name)
            return _refused(f"{request.method} /{'/'.join(request.path)} is no operation on secrets")

    def _set(self, name: str, request: Request) -> Answer:
        body: Any = request.body
        if request.headers.get("content-type", "").partition(";")[0] != "application/json" or set(body) - _FIELDS:
            return _refused("a secret is set by a JSON object of value, contentType, attributes and tags")
        if not isinstance(body.get("value"), str) or not 1 <= len(body["value"].encode()) <= LARGEST:
            return _refused(f"a value has 1 to {LARGEST} bytes")
        if name in self.deleted:
            text = f"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused."
            return 409, {}, _error("Conflict", text, "ObjectIsDeletedButRecoverable")
        if self.busy and name in self.secrets:
            self.busy -= 1
            return 409, {}, _error("Conflict", f"Secret {name} is currently being recovered.", "ObjectIsBeingRecovered")
        version = uuid4().hex
        self.secrets.setdefault(name, {})[version] = body["value"]
        return 200, {}, self._bundle(name, version)

    def _get(self, name: str, version: str) -> Answer:
        versions = self.secrets.get(name, {})
        version = version or next(reversed(versions), "")
        if version not in versions:
            return 404, {}, _error("SecretNotFound", f"A secret with (name/id) {name}/{version} was not found.")
        if name in self.disabled:
            return 403, {}, _error("Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled")
        return 200, {}, self._bundle(name, version)

    def _delete(self, name: str) -> Answer:
        if name not in self.secrets:
            return 404, {}, _error("SecretNotFound", f"A secret with (name/id) {name} was not found.")
        self.deleted[name] = self.secrets.pop(name)
        return 200, {}, self._deleted_bundle(name)

    def _get_deleted(self, name: str) -> Answer:
        if name not in self.deleted:
            return 404, {}, _error("SecretNotFound", f"Deleted Secret not found: {name}")
        return 200, {}, self._deleted_bundle(name)

    def _recover(self, name: str) -> Answer:
        if name not in self.deleted:
            return 404, {}, _error("SecretNotFound", f"Deleted Secret not found: {name}")
        self.secrets[name] = self.deleted.pop(name)
        return 200, {}, {"id": f"{RESOURCE}/secrets/{name}", "attributes": {"enabled": True}}

    def _bundle(self, name: str, version: str) -> Mapping[str, object]:
        identifier = f"https://tests.vault.azure.net/secrets/{name}/{version}"
        return {"id": identifier, "value": self.secrets[name][version], "attributes": {"enabled": True}}

    def _deleted_bundle(self, name: str) -> Mapping[str, object]:
        vault = "https://tests.vault.azure.net"
        version = next(reversed(self.deleted[name]))
        return {
            "recoveryId": f"{vault}/deletedsecrets/{name}",
            "deletedDate": 1_700_000_000,
            "scheduledPurgeDate": 1_707_776_000,
            "id": f"{vault}/secrets/{name}/{version}",
            "attributes": {"enabled": True, "recoveryLevel": "Recoverable"},
        }


def _refused(message: str) -> Answer:
    return 400, {}, _error("BadParameter", message)


def _error(code: str, message: str, inner: str | None = None) -> dict[str, object]:
    return {"error": {"code": code, "message": message, **({"innererror": {"code": inner}} if inner else {})}}
