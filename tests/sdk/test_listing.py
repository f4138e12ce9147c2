"""Listings: order, prefixes, delimiters, limits, and iteration that takes no snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from infrar import storage

pytestmark = pytest.mark.usefixtures("infrar_local")

KEYS = ["a", "a/b", "a/b/c", "a/d", "a-b", "a0", "b/c", "b//d", "b/", "Z", "é", "z"]


def fill(*keys: str) -> None:
    for key in keys:
        storage.write("reports", key, key, content_type="text/plain", metadata={"k": "v"})


def shown(items: Iterable[storage.ObjectInfo]) -> str:
    """Keys in order; common prefixes in angle brackets."""
    return " ".join(f"<{item.key}>" if item.is_prefix else item.key for item in items)


LISTINGS = [
    # prefix, delimiter, limit, listing
    ("", None, None, "Z a a-b a/b a/b/c a/d a0 b/ b//d b/c z é"),
    ("a", None, None, "a a-b a/b a/b/c a/d a0"),
    ("a/", None, None, "a/b a/b/c a/d"),
    ("a/b", None, None, "a/b a/b/c"),
    ("nothing", None, None, ""),
    ("", "/", None, "Z a a-b <a/> a0 <b/> z é"),
    ("a", "/", None, "a a-b <a/> a0"),
    ("a/", "/", None, "a/b <a/b/> a/d"),
    ("a/b", "/", None, "a/b <a/b/>"),
    ("a/b/", "/", None, "a/b/c"),
    ("b", "/", None, "<b/>"),
    ("b/", "/", None, "b/ <b//> b/c"),
    ("", "-", None, "Z a <a-> a/b a/b/c a/d a0 b/ b//d b/c z é"),
    ("", "a", None, "Z <a> b/ b//d b/c z é"),
    ("", "é", None, "Z a a-b a/b a/b/c a/d a0 b/ b//d b/c z <é>"),
    ("", "/", 0, ""),
    ("", "/", 4, "Z a a-b <a/>"),
    ("", "/", 5, "Z a a-b <a/> a0"),
    ("", None, 3, "Z a a-b"),
    ("a/", None, 1, "a/b"),
    ("", None, 12, "Z a a-b a/b a/b/c a/d a0 b/ b//d b/c z é"),
    ("", None, 10**9, "Z a a-b a/b a/b/c a/d a0 b/ b//d b/c z é"),
]


@pytest.mark.parametrize("operation", [storage.list_objects, storage.iter_objects])
def test_listings(operation: Callable[..., Iterable[storage.ObjectInfo]]) -> None:
    fill(*KEYS)
    for prefix, delimiter, limit, listing in LISTINGS:
        assert shown(operation("reports", prefix, delimiter=delimiter, limit=limit)) == listing


def test_items_are_what_stat_says_without_what_listings_do_not_carry() -> None:
    fill("a/b", "a/c/d")
    assert storage.list_objects("reports", "a/", delimiter="/") == [
        storage.stat("reports", "a/b")._replace(content_type=None, metadata=None),
        storage.ObjectInfo("a/c/", 0, None, "", None, None, is_prefix=True),
    ]


def test_order_is_that_of_utf8_not_of_the_alphabet() -> None:
    fill("é", "z", "e\u0301", "Z", "a", "\uffff", "日")
    assert shown(storage.list_objects("reports")) == "Z a e\u0301 z é 日 \uffff"


def test_an_empty_listing_is_an_empty_list() -> None:
    assert storage.list_objects("reports") == []
    assert list(storage.iter_objects("reports")) == []


def test_iteration_begins_when_the_first_item_is_asked_for() -> None:
    items = storage.iter_objects("reports")
    fill("a", "b")
    assert iter(items) is items
    assert next(items).key == "a"
    assert shown(items) == "b"
    assert next(items, None) is None


def test_iteration_is_no_snapshot() -> None:
    fill("a", "b", "c")
    items = storage.iter_objects("reports")
    assert next(items).key == "a"
    storage.delete("reports", "b")
    storage.write("reports", "c", b"longer")
    assert [(item.key, item.size) for item in items] == [("c", 6)]


def test_objects_can_be_deleted_while_they_are_iterated() -> None:
    fill(*KEYS)
    for item in storage.iter_objects("reports"):
        storage.delete("reports", item.key, missing_ok=False)
    assert storage.list_objects("reports") == []
