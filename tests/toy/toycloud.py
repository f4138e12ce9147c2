"""The native library of the toy cloud: one process, in memory, with names of its own for everything."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple


class ToyError(Exception):
    """An error with a code, as many clouds have them."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Missing(ToyError):
    """There is nothing under that name."""


class Item(NamedTuple):
    name: str
    length: int
    changed: datetime.datetime
    tag: str
    kind: str
    labels: dict[str, str]


class Toy:
    def __init__(self) -> None:
        self._items: dict[tuple[str, str], tuple[bytes, Item]] = {}

    def clear(self) -> None:
        self._items.clear()

    def put(
        self,
        bucket: str,
        name: str,
        data: bytes | str,
        kind: str = "application/octet-stream",
        labels: dict[str, str] | None = None,
    ) -> str:
        body = data.encode() if isinstance(data, str) else data
        if not isinstance(body, bytes):
            raise ToyError("type")
        tag = hashlib.md5(body, usedforsecurity=False).hexdigest()
        now = datetime.datetime.now(datetime.timezone.utc)
        self._items[bucket, name] = (body, Item(name, len(body), now, tag, kind, dict(labels or {})))
        return tag

    def put_file(
        self,
        path: str,
        bucket: str,
        name: str,
        kind: str = "application/octet-stream",
        labels: dict[str, str] | None = None,
    ) -> None:
        self.put(bucket, name, Path(path).read_bytes(), kind, labels)

    def create(self, bucket: str, name: str, data: bytes | str) -> None:
        if (bucket, name) in self._items:
            raise ToyError("exists")
        self.put(bucket, name, data)

    def get(self, bucket: str, name: str) -> bytes:
        return self._find(bucket, name)[0]

    def info(self, bucket: str, name: str) -> Item:
        return self._find(bucket, name)[1]

    def has(self, bucket: str, name: str) -> bool:
        return (bucket, name) in self._items

    def remove(self, bucket: str, name: str) -> None:
        self._items.pop((bucket, name), None)

    def find(self, bucket: str, start: str = "") -> Iterator[Item]:
        for owner, name in sorted(self._items, key=lambda key: key[1].encode()):
            if owner == bucket and name.startswith(start):
                yield self._items[owner, name][1]

    def _find(self, bucket: str, name: str) -> tuple[bytes, Item]:
        if (bucket, name) not in self._items:
            raise Missing("missing")
        return self._items[bucket, name]


_TOY = Toy()


def connect() -> Toy:
    return _TOY


class AsyncToy:
    """The same cloud through coroutines. Each gives way once, so that tasks take turns."""

    def __init__(self, toy: Toy) -> None:
        self._toy = toy

    async def put(
        self,
        bucket: str,
        name: str,
        data: bytes | str,
        kind: str = "application/octet-stream",
        labels: dict[str, str] | None = None,
    ) -> str:
        await asyncio.sleep(0)
        return self._toy.put(bucket, name, data, kind, labels)

    async def get(self, bucket: str, name: str) -> bytes:
        await asyncio.sleep(0)
        return self._toy.get(bucket, name)

    async def info(self, bucket: str, name: str) -> Item:
        await asyncio.sleep(0)
        return self._toy.info(bucket, name)

    async def has(self, bucket: str, name: str) -> bool:
        await asyncio.sleep(0)
        return self._toy.has(bucket, name)

    async def remove(self, bucket: str, name: str) -> None:
        await asyncio.sleep(0)
        self._toy.remove(bucket, name)

    async def find(self, bucket: str, start: str = "") -> AsyncIterator[Item]:
        for item in self._toy.find(bucket, start):
            await asyncio.sleep(0)
            yield item


def connect_async() -> AsyncToy:
    return AsyncToy(_TOY)
