"""The part of JSON Schema (2020-12) that our schemas use, with messages for people.

In: a value and a schema. Out: every problem with its place. It exists beside the `jsonschema` library for two
reasons: that one costs 60 ms to import, which is more than loading a provider, and its messages name neither the
nearest key nor what was meant. The tests hold both to the same verdicts on every schema we ship.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from infrar_engine.schemas.documents import Key

Schema: TypeAlias = Mapping[str, Any]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
_TYPE_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "nothing",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at `key`; `at_key` when the key itself is, rather than its value. `meant` is the nearest known name."""

    key: Key
    message: str
    at_key: bool = False
    meant: str | None = None


def closest(name: str, known: Collection[str]) -> str | None:
    """The known name that `name` was probably meant to be."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1)), None)


def nearest(name: object, known: Iterable[object]) -> str | None:
    """The text among `known` that `name` was probably meant to be."""
    return closest(name, [each for each in known if isinstance(each, str)]) if isinstance(name, str) else None


def suggestion(name: object, known: Iterable[object]) -> str:
    """The end of a message about an unknown name: `; did you mean "grants"?`, or nothing."""
    meant = nearest(name, known)
    return f'; did you mean "{meant}"?' if meant else ""


def validate(value: Any, schema: Schema) -> list[Problem]:
    """All problems of `value`, in the order of the document."""
    return list(_problems(value, schema, schema, ()))


def _problems(value: Any, schema: Any, root: Schema, key: Key) -> Iterator[Problem]:
    if isinstance(schema, bool):
        if not schema:
            yield Problem(key, "is not allowed here")
        return
    if "$ref" in schema:
        yield from _problems(value, _resolve(schema["$ref"], root), root, key)
    if "type" in schema and not _has_type(value, schema["type"]):
        yield Problem(key, f"expected {_type_names(schema['type'])}, not {_shown(value)}")
        return
    yield from _value_problems(value, schema, key)
    if isinstance(value, list):
        yield from _list_problems(value, schema, root, key)
    elif isinstance(value, dict):
        yield from _mapping_problems(value, schema, root, key)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            yield from _choice_problems(value, schema[keyword], root, key, exactly_one=keyword == "oneOf")


def _value_problems(value: Any, schema: Schema, key: Key) -> Iterator[Problem]:
    if "const" in schema and not _same(value, schema["const"]):
        yield Problem(key, f"expected {_shown(schema['const'])}, not {_shown(value)}")
    if "enum" in schema and not any(_same(value, choice) for choice in schema["enum"]):
        message = f"{_shown(value)} is none of {_listed(schema['enum'])}{suggestion(value, schema['enum'])}"
        yield Problem(key, message, meant=nearest(value, schema["enum"]))
    if isinstance(value, str):
        yield from _text_problems(value, schema, key)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number_problems(value, schema, key)


def _text_problems(value: str, schema: Schema, key: Key) -> Iterator[Problem]:
    if len(value) < schema.get("minLength", 0):
        yield Problem(key, "must not be empty")
    elif len(value) > schema.get("maxLength", len(value)):
        yield Problem(key, f"is longer than {schema['maxLength']} characters")
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        said = f" ({schema['description'].split('. ')[0].rstrip('.')})" if "description" in schema else ""
        yield Problem(key, f"{_shown(value)} does not match {schema['pattern']}{said}")


def _number_problems(value: float, schema: Schema, key: Key) -> Iterator[Problem]:
    if value < schema.get("minimum", value):
        yield Problem(key, f"{value} is less than {schema['minimum']}")
    if value > schema.get("maximum", value):
        yield Problem(key, f"{value} is more than {schema['maximum']}")


def _list_problems(value: list[Any], schema: Schema, root: Schema, key: Key) -> Iterator[Problem]:
    if len(value) < schema.get("minItems", 0):
        least = schema["minItems"]
        yield Problem(key, "must not be empty" if least == 1 else f"needs at least {least} items")
    if schema.get("uniqueItems"):
        for index, item in enumerate(value):
            if any(_same(item, earlier) for earlier in value[:index]):
                yield Problem((*key, index), f"{_shown(item)} stands here twice")
    if "items" in schema:
        for index, item in enumerate(value):
            yield from _problems(item, schema["items"], root, (*key, index))


def _mapping_problems(value: dict[str, Any], schema: Schema, root: Schema, key: Key) -> Iterator[Problem]:
    if len(value) < schema.get("minProperties", 0):
        yield Problem(key, "must not be empty")
    for name in schema.get("required", ()):
        if name not in value:
            yield Problem(key, f'"{name}" is missing', at_key=True)
    for name, needed in schema.get("dependentRequired", {}).items():
        for other in needed:
            if name in value and other not in value:
                yield Problem((*key, name), f'"{name}" needs "{other}" beside it', at_key=True)
    for name, item in value.items():
        for problem in _problems(name, schema.get("propertyNames", True), root, (*key, name)):
            yield Problem(problem.key, problem.message, at_key=True)
        yield from _entry_problems(name, item, schema, root, (*key, name))


def _entry_problems(name: str, item: Any, schema: Schema, root: Schema, key: Key) -> Iterator[Problem]:
    known: Schema = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    if name in known:
        yield from _problems(item, known[name], root, key)
    elif rest is False:
        meant = suggestion(name, known) or f" (known: {_listed(known)})"
        yield Problem(key, f'unknown key "{name}"{meant}', at_key=True, meant=nearest(name, known))
    else:
        yield from _problems(item, rest, root, key)


def _choice_problems(value: Any, choices: list[Any], root: Schema, key: Key, *, exactly_one: bool) -> Iterator[Problem]:
    outcomes = [list(_problems(value, choice, root, key)) for choice in choices]
    fitting = sum(not outcome for outcome in outcomes)
    if fitting == 1 or (fitting and not exactly_one):
        return
    plain = [_flat(choice, root) for choice in choices]
    requirements = [choice["required"] for choice in plain if "required" in choice]
    if isinstance(value, dict) and len(requirements) == len(choices):
        wanted = " or ".join(" with ".join(f'"{name}"' for name in names) for names in requirements)
        yield Problem(key, f"needs exactly one of {wanted}" if exactly_one else f"needs {wanted}", at_key=True)
        return
    of_its_type = [
        outcome for choice, outcome in zip(plain, outcomes, strict=True) if _has_type(value, _types_of(choice))
    ]
    if len(of_its_type) == 1:
        yield from of_its_type[0]
    else:
        yield Problem(key, f"{_shown(value)} is not {' or '.join(map(_described, plain))}")


def _flat(schema: Any, root: Schema) -> Schema:
    resolved: Schema = _resolve(schema["$ref"], root) if "$ref" in schema else schema
    return resolved


def _types_of(schema: Schema) -> str | list[str]:
    """The types of values that a schema may accept, as far as its own keywords say."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if values is None:
        wanted: str | list[str] = schema.get("type", list(_TYPES))
        return wanted
    return [name for name in _TYPES if any(_has_type(value, name) for value in values)]


def _resolve(reference: str, root: Schema) -> Any:
    schema: Any = root
    for part in reference.removeprefix("#/").split("/"):
        schema = schema[part]
    return schema


def _has_type(value: Any, wanted: str | list[str]) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):
        return "boolean" in names
    if isinstance(value, float) and value.is_integer() and "integer" in names:
        return True
    return any(isinstance(value, _TYPES[name]) for name in names)


def _same(left: Any, right: Any) -> bool:
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _type_names(wanted: str | list[str]) -> str:
    return _TYPE_NAMES[wanted] if isinstance(wanted, str) else " or ".join(_TYPE_NAMES[name] for name in wanted)


def _described(schema: Schema) -> str:
    if "const" in schema:
        return _shown(schema["const"])
    if "enum" in schema:
        return f"one of {_listed(schema['enum'])}"
    return _type_names(schema.get("type", "object"))


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 and "\n" not in value else "a longer text"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "nothing" if value is None else str(value)


def _listed(names: Any) -> str:
    return ", ".join(str(name) for name in names)
