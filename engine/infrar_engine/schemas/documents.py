"""YAML to plain values, remembering the line of every key and value.

In: the bytes of one YAML file. Out: a `Document`, or a `DocumentError` with the line. Plain words mean what YAML 1.2
says (`on`, `yes` and `2026-01-31` are texts; only `true`, `false`, `null` and numbers are more), each key stands
once, and there are no tags, anchors, aliases or merge keys: every value is written where it is read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

Key: TypeAlias = tuple[str | int, ...]
"""Where a value stands in its document: `("operations", "write", "grants", 0, "on")`."""

_BaseLoader: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # libyaml's parser is ten times faster, where it was built

_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_DEEPEST = 200
_TEXT, _LIST, _MAPPING = "!text", "!list", "!mapping"


class DocumentError(Exception):
    """The file is no YAML document of ours; `line` counts from 1, `kind` says in a word what is wrong."""

    def __init__(self, line: int, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Document:
    """The values of one file. `lines` has, for each key, the lines of the key itself and of its value (from 1).

    `renamed` has outermost keys that messages call otherwise.
    """

    path: str
    value: Any
    lines: Mapping[Key, tuple[int, int]]
    renamed: Mapping[str, str] = field(default_factory=dict)

    def line(self, key: Key, *, of_key: bool = True) -> int:
        """The line of `key`, or of the nearest thing around it that has one."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines[key][0 if of_key else 1]

    def spell(self, key: Key) -> str:
        """`("operations", "write", "grants", 0)` as `operations.write.grants[0]`."""
        text = ""
        for part in key:
            if isinstance(part, int):
                text += f"[{part}]"
            else:
                text += f".{part}" if text else self.renamed.get(part, part)
        return text


class _Loader(_BaseLoader):  # type: ignore[misc] # its class is only known when PyYAML is imported
    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> str:
        """Every node's tag by its shape alone, so that any other tag was written in the file."""
        return _TEXT if kind is yaml.ScalarNode else _LIST if kind is yaml.SequenceNode else _MAPPING


def read_document(path: str, content: bytes, renamed: Mapping[str, str] | None = None) -> Document:
    """Parse `content`; `path` is how messages name the file, `renamed` how they name outermost keys."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(content.count(b"\n", 0, error.start) + 1, "is not UTF-8 text", "encoding") from error
    loader = _Loader(text)
    try:
        if _may_be_deep(text) and _is_deep(text):
            raise DocumentError(1, "is nested too deeply")
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DocumentError(mark.line + 1 if mark else 1, f"is no valid YAML: {error.problem}", "syntax") from error
    except yaml.YAMLError as error:
        raise DocumentError(1, f"is no valid YAML: {error}", "syntax") from error
    finally:
        loader.dispose()
    if node is None:
        raise DocumentError(1, "is empty")
    lines: dict[Key, tuple[int, int]] = {(): (node.start_mark.line + 1,) * 2}
    return Document(path, _value(node, (), lines, set()), lines, renamed or {})


def _may_be_deep(text: str) -> bool:
    """Whether there are so many opening signs, or lines so far in, that libyaml, which recurses in C, might run out of stack."""
    return sum(map(text.count, "[{?-")) > _DEEPEST or "\n" + " " * _DEEPEST in text


def _is_deep(text: str) -> bool:
    """Whether collections really stand in each other, by the parser's events (those don't recurse)."""
    loader, depth = _Loader(text), 0
    try:
        while depth <= _DEEPEST and loader.check_event():
            event = loader.get_event()
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
    finally:
        loader.dispose()
    return depth > _DEEPEST


def _value(node: Any, key: Key, lines: dict[Key, tuple[int, int]], seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise DocumentError(lines[key][0], "aliases (*name) are not read here: write the value out", "alias")
    if node.tag not in {_TEXT, _LIST, _MAPPING}:
        raise DocumentError(line, f"tags are not read here: {node.tag}", "tag")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _scalar(node.value, line)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            inner = (*key, index)
            lines[inner] = (item.start_mark.line + 1,) * 2
            items.append(_value(item, inner, lines, seen))
        return items
    mapping: dict[str, Any] = {}
    for name_node, item in node.value:
        name, name_line = name_node.value, name_node.start_mark.line + 1
        if not isinstance(name, str):
            raise DocumentError(name_line, "a key must be a plain text")
        inner = (*key, name)
        if name in mapping:
            raise DocumentError(
                name_line, f'the key "{name}" stands here twice, first on line {lines[inner][0]}', "twice"
            )
        lines[inner] = (name_line, item.start_mark.line + 1)
        mapping[name] = _value(item, inner, lines, seen)
    return mapping


def _scalar(text: str, line: int) -> str | int | float | bool | None:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if not _FLOAT.match(text):
        return text
    if not math.isfinite(float(text)):  # which every whole number of more than 308 digits isn't either
        raise DocumentError(line, "a number is too large: quote it if it is meant as text", "number")
    return int(text) if _INTEGER.match(text) else float(text)
