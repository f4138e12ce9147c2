"""Azure Cosmos DB, as far as `kv/cosmos` needs it: items of one partition, conditions, batches, one shape of query.

It refuses what the service refuses: requests that are not signed with the account's key, names that ids may not hold, items
of another partition, numbers that a double can't hold, batches of more than 100 steps. What isn't here at all is answered with
400 and a message. https://learn.microsoft.com/rest/api/cosmos-db/cosmosdb-resource-uri-syntax-for-rest
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import unquote

LARGEST_ITEM = 2 * 2**20
DATABASE = "documents"
QUERY = re.compile(r"SELECT (\*|c\.id, c\.expires) FROM c WHERE (.+) ORDER BY c\.id")
FIELD = re.compile(r'c\["value"\]\["(\w+)"\](\["\$int"\])? = (@\w+)')

Item = dict[str, Any]


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, message: str = "", sub_status: int = 0) -> None:
        super().__init__(message)
        self.status, self.sub_status = status, sub_status


@dataclass(slots=True)
class Account:
    """The containers of the database `documents`, by name; each has its items by id."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(64))
    containers: dict[str, dict[str, Item]] = field(default_factory=dict)
    etags: Iterator[int] = field(default_factory=lambda: count(1))
    lock: threading.RLock = field(default_factory=threading.RLock)
    requests: list[str] = field(default_factory=list)

    def items(self, container: str) -> dict[str, Item]:
        """The items that haven't expired."""
        if container not in self.containers:
            raise Refused(404, "there is no such container", 1003)
        items = self.containers[container]
        for name in [
            name for name, item in items.items() if item.get("ttl") and item["_ts"] + item["ttl"] <= time.time()
        ]:
            del items[name]
        return items

    def write(self, items: dict[str, Item], item: Any) -> Item:
        """Store an item, whatever was there."""
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            raise Refused(400, "an item has an id")
        if not 1 <= len(item["id"].encode()) <= 1023 or set(item["id"]) & set("/\\?#"):
            raise Refused(400, "an id has 1 to 1023 bytes, and none of / \\ ? #")
        if item.get("partition") != "documents":
            raise Refused(400, "the item is of another partition than the request says", 1001)
        if "ttl" in item and not (isinstance(item["ttl"], int) and item["ttl"] > 0):
            raise Refused(400, "a ttl is a positive int")
        if len(json.dumps(item)) > LARGEST_ITEM:
            raise Refused(413, "an item has 2 MiB at most")
        _check_numbers(item)
        etag = f'"0000{next(self.etags):04x}-0000-0100-0000-000000000000"'
        items[item["id"]] = {**item, "_etag": etag, "_ts": int(time.time())}
        return items[item["id"]]


def _check_numbers(value: Any) -> None:
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > 2**53):
        raise Refused(400, "this number would not come back as it is")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_numbers(each)


def _there(items: dict[str, Item], name: str, condition: str | None) -> Item:
    if name not in items:
        raise Refused(404, "there is no such item")
    if condition is not None and condition != items[name]["_etag"]:
        raise Refused(412, "the item has another etag")
    return items[name]


def _step(account: Account, items: dict[str, Item], step: Mapping[str, Any]) -> Item | None:
    """One operation on items, as batches write it."""
    kind, name, body, condition = (step.get(each) for each in ("operationType", "id", "resourceBody", "ifMatch"))
    if kind == "Create":
        if isinstance(body, dict) and body.get("id") in items:
            raise Refused(409, "there is such an item")
        return account.write(items, body)
    if kind == "Upsert":
        return account.write(items, body)
    found = _there(items, str(name), condition)
    if kind == "Replace" and isinstance(body, dict) and body.get("id") == name:
        return account.write(items, body)
    if kind == "Delete":
        del items[str(name)]
        return None
    if kind == "Patch" and isinstance(body, dict):
        changed = {key: value for key, value in found.items() if not key.startswith("_")}
        for change in body["operations"]:
            if change["op"] != "set" or not re.fullmatch(r"/\w+", change["path"]):
                raise Refused(400, "only fields are set here")
            changed[change["path"][1:]] = change["value"]
        return account.write(items, changed)
    raise Refused(400, f"{kind} is not here")


def _query(items: dict[str, Item], asked: Mapping[str, Any]) -> list[Item]:
    shape = QUERY.fullmatch(asked["query"])
    values = {each["name"]: each["value"] for each in asked["parameters"]}
    if shape is None:
        raise Refused(400, f"this query is not here: {asked['query']}")
    found = sorted(items.values(), key=lambda item: item["id"].encode())
    for term in shape[2].split(" AND "):
        if term == "STARTSWITH(c.id, @prefix)":
            found = [each for each in found if each["id"].startswith(values["@prefix"])]
        elif term == "ARRAY_CONTAINS(@ids, c.id)":
            found = [each for each in found if each["id"] in values["@ids"]]
        elif compared := FIELD.fullmatch(term):
            name, large, wanted = compared[1], compared[2], values[compared[3]]
            found = [each for each in found if _same(each["value"].get(name), wanted, large=bool(large))]
        else:
            raise Refused(400, f"this condition is not here: {term}")
    return [{k: v for k, v in each.items() if k in ("id", "expires")} for each in found] if shape[1] != "*" else found


def _same(value: Any, wanted: Any, *, large: bool) -> bool:
    value = value.get("$int") if large and isinstance(value, dict) else value
    return type(value) is type(wanted) and bool(value == wanted)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    account: Account

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            with self.account.lock:
                status, answer, headers = self._answer(body)
        except Refused as refused:
            status, answer = refused.status, {"code": str(refused.status), "message": str(refused)}
            headers = {"x-ms-substatus": str(refused.sub_status)} if refused.sub_status else {}
        data = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def _answer(self, body: bytes) -> tuple[int, Any, dict[str, str]]:
        parts = [unquote(each) for each in self.path.strip("/").split("/")] if self.path != "/" else []
        self._check_signature(parts)
        self.account.requests.append(f"{self.command} {self.path.strip('/').rpartition('/colls/')[2]}")
        if not parts:
            host, port = self.server.server_address[:2]
            place = [{"name": "Here", "databaseAccountEndpoint": f"http://{host!s}:{port}/"}]
            return 200, {"id": "infrar", "writableLocations": place, "readableLocations": place}, {}
        if parts[:3] != ["dbs", DATABASE, "colls"]:
            raise Refused(404, "there is no such database", 1003)
        items = self.account.items(parts[3])
        if len(parts) == 4:
            key = {"paths": ["/partition"], "kind": "Hash", "version": 2}
            return 200, {"id": parts[3], "_rid": "aaaaAA==", "partitionKey": key}, {}
        if parts[4] != "docs" or self.headers.get("x-ms-documentdb-partitionkey") != '["documents"]':
            raise Refused(400, "items of one partition are all that is here")
        return self._documents(items, parts[5:], json.loads(body) if body else None)

    def _documents(self, items: dict[str, Item], name: list[str], body: Any) -> tuple[int, Any, dict[str, str]]:
        said = self.headers
        if said.get("x-ms-documentdb-isquery"):
            return self._page(_query(items, body))
        if said.get("x-ms-cosmos-is-batch-request"):
            return self._batch(items, body)
        condition = said.get("If-Match")
        if self.command == "GET":
            return 200, _there(items, name[0], condition), {}
        kinds = {
            "POST": "Upsert" if said.get("x-ms-documentdb-is-upsert") else "Create",
            "PUT": "Replace",
            "DELETE": "Delete",
        }
        step = {"operationType": kinds[self.command], "id": name[0] if name else "", "resourceBody": body}
        written = _step(self.account, items, {**step, "ifMatch": condition})
        return 204 if written is None else 200, written, {}

    def _page(self, found: list[Item]) -> tuple[int, Any, dict[str, str]]:
        start = int(self.headers.get("x-ms-continuation") or 0)
        size = int(self.headers.get("x-ms-max-item-count") or 100)
        page = found[start : start + (size if size > 0 else 100)]
        more = {"x-ms-continuation": str(start + len(page))} if start + len(page) < len(found) else {}
        return 200, {"_rid": "aaaaAA==", "Documents": page, "_count": len(page)}, more

    def _batch(self, items: dict[str, Item], steps: list[Mapping[str, Any]]) -> tuple[int, Any, dict[str, str]]:
        if self.headers.get("x-ms-cosmos-batch-atomic") != "True" or not 1 <= len(steps) <= 100:
            raise Refused(400, "a batch is atomic, and has 1 to 100 steps")
        before, answers = dict(items), []
        for number, step in enumerate(steps):
            try:
                written = _step(self.account, items, step)
            except Refused as refused:
                items.clear()
                items.update(before)
                return (
                    207,
                    [{"statusCode": refused.status if each == number else 424} for each in range(len(steps))],
                    {},
                )
            answers.append({"statusCode": 200, "resourceBody": written})
        return 200, answers, {}

    def _check_signature(self, parts: list[str]) -> None:
        """https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources"""
        date = self.headers.get("x-ms-date", "")
        if abs(parsedate_to_datetime(date).timestamp() - time.time()) > 900:
            raise Refused(403, "the request is too old")
        kind, link = (parts[-1], parts[:-1]) if len(parts) % 2 else (parts[-2] if parts else "", parts)
        signed = f"{self.command.lower()}\n{kind}\n{'/'.join(link)}\n{date.lower()}\n\n"
        made = base64.b64encode(hmac.new(self.account.key, signed.encode(), hashlib.sha256).digest()).decode()
        if unquote(self.headers.get("Authorization", "")) != f"type=master&ver=1.0&sig={made}":
            raise Refused(401, "the signature is wrong")

    def log_message(self, *_: object) -> None:
        """Requests aren't worth a line."""


@dataclass(frozen=True, slots=True)
class CosmosFake:
    """The running fake."""

    url: str
    account: Account

    @property
    def environment(self) -> Mapping[str, str]:
        """The connection string of the account."""
        key = base64.b64encode(self.account.key).decode()
        return {"AZURE_COSMOS_CONNECTION_STRING": f"AccountEndpoint={self.url};AccountKey={key};"}

    def create_table(self, name: str) -> None:
        """Make an empty container."""
        self.account.containers[name] = {}

    def reset(self) -> None:
        """Forget every container."""
        self.account.containers.clear()


@contextmanager
def start_cosmos_fake() -> Iterator[CosmosFake]:
    """Run the fake in a thread."""
    account = Account()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"account": account}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield CosmosFake(f"http://127.0.0.1:{server.server_port}/", account)
    finally:
        server.shutdown()
        server.server_close()
