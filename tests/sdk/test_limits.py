"""The portable limits, as tables of what is refused and what isn't, with the rule that the message gives."""

from __future__ import annotations

import ast
import inspect
from pathlib import PurePosixPath

import pytest

from infrar import storage
from infrar._limits.storage import RULES, check

LONGEST_KEY = "é" * 512

FINE: list[tuple[str, str, list[object]]] = [
    ("read", "bucket", ["abc", "a-c", "0-9", "a" * 63, "con"]),
    (
        "read",
        "path",
        ["a", "A b/c.txt", "a//b", "a/", ".a", "a.", "...", "a/.../b", "é", "日本/😀", " ", "%2e", LONGEST_KEY],
    ),
    ("read", "start", [0, 1, 10**15]),
    ("read", "length", [None, 0, 1]),
    ("write", "data", ["", "é", b"", bytearray(b"x"), memoryview(b"x")]),
    ("write", "content_type", [None, "text/csv", "text/html; charset=utf-8"]),
    ("write", "metadata", [None, {}, {"a": ""}, {"a_1": "x y"}, {"k": "v" * 2047}]),
    ("write", "if_not_exists", [True, False]),
    ("upload", "source", ["", "../a", "/etc/hosts", PurePosixPath("a")]),
    ("list_objects", "prefix", ["", "a", "a/", "a/.", "a/..", "..", "a//", LONGEST_KEY]),
    ("list_objects", "delimiter", [None, "/", "-", "é", "😀", " "]),
    ("list_objects", "limit", [None, 0, 1]),
    ("copy", "destination_bucket", [None, "abc"]),
    ("presign", "method", ["GET", "PUT"]),
    ("presign", "expires", [1, 604800]),
]

REFUSED: list[tuple[str, str, list[object], str]] = [
    (
        "read",
        "bucket",
        ["", "ab", "a" * 64, "-ab", "ab-", "Abc", "a_b", "a.b", "abc\n", "ab/c", "äbc"],
        "is no bucket name",
    ),
    ("read", "bucket", [None, b"abc", 3], "not str"),
    ("read", "path", [""], "is empty"),
    ("read", "path", ["a" * 1025, LONGEST_KEY + "a", "é" * 513], "a key has at most 1024"),
    ("read", "path", ["a\n", "\0", "a\x7f", "a\x85b", "a\\b"], "no control characters and no backslashes"),
    ("read", "path", ["/", "/a"], "begins with /"),
    ("read", "path", [".", "..", "./a", "../a", "a/./b", "a/../b", "a/..", "a/."], "has a segment . or .."),
    ("read", "path", ["\ud800"], "lone surrogates"),
    ("read", "path", [None, b"a", PurePosixPath("a")], "not str"),
    ("read", "start", [-1], "is negative"),
    ("read", "start", [None, 1.0, "1", True], "not int"),
    ("read", "length", [-1], "is negative"),
    ("read", "length", [1.0, False], "not int"),
    ("write", "data", [None, 3, ["a"], {}], "not str, bytes, bytearray or memoryview"),
    ("write", "data", ["\udfff"], "lone surrogates"),
    ("write", "content_type", ["", " ", "text/csv ", "text/ü", "a\r\nb"], "is no content type"),
    ("write", "content_type", [b"text/csv"], "not str or None"),
    (
        "write",
        "metadata",
        [{"A": "x"}, {"1": "x"}, {"": "x"}, {"a-b": "x"}, {"é": "x"}, {1: "x"}, {"a\n": "x"}],
        "has the key",
    ),
    ("write", "metadata", [{"a": "é"}, {"a": " x"}, {"a": "x "}, {"a": "\t"}, {"a": 1}, {"a": "x\n"}], "has the value"),
    ("write", "metadata", [{"k": "v" * 2048}, {"a": "v" * 1024, "b": "v" * 1024}], "at most 2048"),
    ("write", "metadata", [[("a", "b")], "a"], "not dict or None"),
    ("write", "if_not_exists", [None, 1, "yes"], "not bool"),
    ("delete", "missing_ok", [None, 0], "not bool"),
    ("download", "destination", [None, b"a", 3], "not str or os.PathLike of str"),
    ("list_objects", "prefix", ["/", "/a", "../a", "a/../", "a\n", "a\\", "é" * 513, "\ud800", None], ""),
    ("list_objects", "delimiter", ["", "//", "ab"], "is not one character"),
    ("list_objects", "delimiter", ["\n", "\\", "\ud800"], "no key has"),
    ("list_objects", "delimiter", [b"/"], "not str or None"),
    ("iter_objects", "limit", [-1], "is negative"),
    ("copy", "destination", ["/a"], "begins with /"),
    ("move", "destination_bucket", ["A"], "is no bucket name"),
    ("presign", "method", ["get", "DELETE", "", None], 'neither "GET" nor "PUT"'),
    ("presign", "expires", [0, -1, 604801], "is not 1 to 604800 seconds"),
    ("presign", "expires", [3600.0, True, None], "not int"),
]


@pytest.mark.parametrize(
    ("operation", "name", "value"), [(operation, name, value) for operation, name, values in FINE for value in values]
)
def test_inside_the_limits(operation: str, name: str, value: object) -> None:
    check(operation, {name: value})


@pytest.mark.parametrize(
    ("operation", "name", "value", "rule"),
    [(operation, name, value, rule) for operation, name, values, rule in REFUSED for value in values],
)
def test_outside_the_limits(operation: str, name: str, value: object, rule: str) -> None:
    with pytest.raises(storage.InvalidArgument) as caught:
        check(operation, {name: value})
    assert str(caught.value).startswith(f"storage.{operation}: {name} ")
    assert rule in str(caught.value)


def test_a_message_in_full() -> None:
    with pytest.raises(storage.InvalidArgument) as caught:
        check("copy", {"bucket": "reports", "source": "a", "destination": "daily/../b"})
    assert str(caught.value) == "storage.copy: destination 'daily/../b' has a segment . or ..; a key doesn't"


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(storage.InvalidArgument) as caught:
        check("read", {"path": "a" * 5000})
    assert len(str(caught.value)) < 200


def test_absent_arguments_are_fine() -> None:
    for operation in RULES:
        check(operation, {})


def test_every_parameter_of_every_operation_has_a_rule() -> None:
    assert storage.__file__ is not None
    operations = [name for name in storage.__all__ if inspect.isfunction(getattr(storage, name))]
    assert {name: list(rules) for name, rules in RULES.items()} == {
        name: list(inspect.signature(getattr(storage, name)).parameters) for name in RULES
    }
    assert sorted(RULES) == sorted(operations)


CALLS = [
    "storage.upload('reports', __file__, '/a')",
    "storage.download('reports', '/a', 'b')",
    "storage.read('reports', 'a', start=-1)",
    "storage.write('reports', 'a', 3)",
    "storage.exists('Reports', 'a')",
    "storage.stat('reports', '')",
    "storage.delete('reports', '..')",
    "storage.copy('reports', 'a', 'b', destination_bucket='')",
    "storage.move('reports', 'a', '/b')",
    "storage.list_objects('reports', limit=-1)",
    "storage.iter_objects('reports', delimiter='')",
    "storage.presign('reports', 'a', method='POST')",
]


@pytest.mark.usefixtures("infrar_local")
@pytest.mark.parametrize("call", CALLS)
def test_the_local_runtime_refuses_at_the_call(call: str) -> None:
    with pytest.raises(storage.InvalidArgument):
        eval(compile(ast.parse(call, mode="eval"), __file__, "eval"))


def test_a_call_that_does_not_fit_the_signature_is_pythons_own_error() -> None:
    with pytest.raises(TypeError):
        storage.read("reports")  # type: ignore[call-arg]  # the missing argument is the test
