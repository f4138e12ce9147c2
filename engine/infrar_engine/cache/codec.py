"""Values of the model ↔ JSON, exactly. Reading makes instances of the named value classes and of nothing else.

Every value is itself, or a list that begins with what it is. Classes come with their fields in order; one that was written
before is named by its number, so that what many values share is written once.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any


class Codec:
    """`classes` are the dataclasses and enumerations that values may be of."""

    def __init__(self, classes: Iterable[type]) -> None:
        self._classes = {each.__name__: each for each in classes}

    def encoded(self, value: object) -> str:
        return json.dumps(_Writer(self._classes).write(value), separators=(",", ":"))

    def decoded(self, text: str) -> Any:
        """A `ValueError`, `TypeError`, `LookupError`, `AttributeError` or `RecursionError` for what no codec wrote."""
        return _Reader(self._classes).read(json.loads(text))


_PLAIN = frozenset({type(None), bool, int, float, str})


class _Writer:
    def __init__(self, classes: dict[str, type]) -> None:
        self._classes = classes
        self._fields: dict[type, tuple[str, ...]] = {
            each: tuple(field.name for field in fields(each)) for each in classes.values() if is_dataclass(each)
        }
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []  # an id is its object's only as long as that is alive

    def write(self, value: object) -> object:
        kind = type(value)
        if kind in _PLAIN:
            return value
        names = self._fields.get(kind)
        if names is not None:
            number = self._numbers.get(id(value))
            if number is not None:
                return ["same", number]
            content = [self.write(getattr(value, name)) for name in names]
            self._numbers[id(value)] = len(self._kept)
            self._kept.append(value)
            return ["of", kind.__name__, *content]
        if isinstance(value, Enum):
            return ["enum", self._name(value), value.value]
        if isinstance(value, bytes):
            return ["bytes", b64encode(value).decode()]
        if isinstance(value, tuple):
            return ["tuple", *map(self.write, value)]
        if isinstance(value, list):
            return ["list", *map(self.write, value)]
        if isinstance(value, frozenset):
            return ["set", *map(self.write, value)]
        if isinstance(value, dict):
            return ["dict", *([self.write(key), self.write(item)] for key, item in value.items())]
        raise TypeError(f"{kind.__name__} is no value that can be kept")

    def _name(self, value: object) -> str:
        name = type(value).__name__
        if self._classes.get(name) is not type(value):
            raise TypeError(f"{name} is no value that can be kept")
        return name


class _Reader:
    def __init__(self, classes: dict[str, type]) -> None:
        self._classes = classes
        self._made: list[object] = []
        self._kinds: dict[str, Callable[[list[Any]], object]] = {
            "enum": lambda given: self._classes[given[0]](given[1]),
            "bytes": lambda given: b64decode(given[0], validate=True),
            "tuple": lambda given: tuple(map(self.read, given)),
            "list": lambda given: list(map(self.read, given)),
            "set": lambda given: frozenset(map(self.read, given)),
            "dict": lambda given: {self.read(key): self.read(item) for key, item in given},
            "same": lambda given: self._made[given[0]],
            "of": self._instance,
        }

    def read(self, content: Any) -> object:
        if isinstance(content, list):
            return self._kinds[content[0]](content[1:])
        if isinstance(content, dict):
            raise TypeError("no value is written as an object")
        return content

    def _instance(self, given: list[Any]) -> object:
        made = self._classes[given[0]](*map(self.read, given[1:]))
        self._made.append(made)
        return made
