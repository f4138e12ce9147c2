"""Azure App Configuration's key-values, as https://learn.microsoft.com/azure/azure-app-configuration/rest-api-key-value has them.

In: requests for a store. Out: answers, listings in pages of two. Keys with labels are of other environments or features,
and never what a request without a label means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.kit.secret_stores.tunnel import Answer, Request

API_VERSIONS = frozenset({"2023-11-01", "2024-09-01", "2026-04-01"})
RESOURCE = "https://azconfig.io"
NO_LABEL = "\0"
PAGE = 2
_KNOWN = frozenset({"api-version", "key", "label", "After", "after", "$Select"})


@dataclass(slots=True)
class AppConfiguration:
    """One store: values by key and label."""

    token: str
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def set(self, key: str, value: str, label: str = NO_LABEL) -> None:
        """Store a key-value."""
        self.values[key, label] = value

    def answer(self, request: Request) -> Answer:
        self.asked.append(f"{request.method} /{'/'.join(request.path)}")
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return 401, {"WWW-Authenticate": 'Bearer, error="invalid_token"'}, None
        if request.query.get("api-version") not in API_VERSIONS or set(request.query) - _KNOWN:
            return _refused(400, f"unknown query {request.query}")
        match (request.method, *request.path):
            case ("GET", "kv", key):
                label = request.query.get("label", NO_LABEL)
                if (key, label) not in self.values:
                    return _refused(404, f"there is no key {key}")
                return 200, {"ETag": '"1"', "Sync-Token": "tests=1;sn=1"}, self._item(key, label)
            case ("GET", "kv"):
                return self._listed(request.query)
        return _refused(400, f"{request.method} /{'/'.join(request.path)} is no operation on key-values")

    def _listed(self, query: Mapping[str, str]) -> Answer:
        wanted, label = query.get("key", "*"), query.get("label", "*")
        found = sorted(place for place in self.values if _fits(place[0], wanted) and _fits(place[1], label))
        start = int(query.get("After") or query.get("after") or 0)
        page: dict[str, Any] = {"items": [self._item(*place) for place in found[start : start + PAGE]]}
        if start + PAGE < len(found):
            rest = "&".join(f"{name}={_quoted(value)}" for name, value in query.items() if name.lower() != "after")
            page["@nextLink"] = f"/kv?{rest}&after={start + PAGE}"
        return 200, {"Content-Type": "application/vnd.microsoft.appconfig.kvset+json; charset=utf-8"}, page

    def _item(self, key: str, label: str) -> Mapping[str, object]:
        return {
            "etag": "1",
            "key": key,
            "label": None if label == NO_LABEL else label,
            "content_type": None,
            "value": self.values[key, label],
            "last_modified": "2026-01-01T00:00:00+00:00",
            "locked": False,
            "tags": {},
        }


def _fits(text: str, wanted: str) -> bool:
    return text.startswith(wanted[:-1]) if wanted.endswith("*") else text == wanted


def _quoted(value: str) -> str:
    from urllib.parse import quote

    return quote(value, safe="")


def _refused(status: int, detail: str) -> Answer:
    return status, {"Content-Type": "application/problem+json; charset=utf-8"}, {"title": "refused", "detail": detail}
