"""Keys that are hard on file systems: case, normalisation, reserved names, length, keys below keys."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infrar import storage
from infrar._local import names

MEAN = [
    "a",
    "A",
    "a/b",
    "a/B",
    "a/",
    "a//b",
    "a//",
    "a.",
    "a..",
    ".a",
    "...",
    " ",
    " a",
    "a ",
    "CON",
    "con",
    "con.txt",
    "nul",
    "COM1",
    "a:b",
    "a*b?<>|\"'",
    "%41",
    "%",
    "~",
    "@",
    "é",  # one code point
    "e\u0301",  # the same letter, decomposed
    "ﬁ",
    "fi",
    "İ",
    "ı",  # no mistake for an i: on some systems it is one in the other case
    "ß",
    "日本語/😀.txt",
    "\u200b",
    "\ufeffa",
    "\uffff",
    "\U0010ffff",
    ".gitignore",
    "partial",
    "-rf",
    "$HOME",
    "a" * 1024,
    "A" * 1024,
    "a" * 1023,
    "é" * 512,
    "😀" * 256,
    "a/" * 511 + "b",
    "a" * 120,
    "a" * 121,
    "A" * 40,
    "A" * 41,
]


@pytest.mark.usefixtures("infrar_local")
def test_mean_keys_live_side_by_side() -> None:
    shuffled = random.Random(7).sample(MEAN, len(MEAN))
    for key in shuffled:
        storage.write("reports", key, key, metadata={"size": str(len(key))})
    for key in MEAN:
        assert storage.read("reports", key) == key.encode()
        assert storage.stat("reports", key).key == key
    listed = storage.list_objects("reports")
    assert [item.key for item in listed] == sorted(MEAN, key=str.encode)
    assert [item.size for item in listed] == [len(item.key.encode()) for item in listed]
    for key in shuffled:
        storage.delete("reports", key, missing_ok=False)
        assert not storage.exists("reports", key)
    assert storage.list_objects("reports") == []


@pytest.mark.usefixtures("infrar_local")
@pytest.mark.parametrize(
    "prefix", ["a", "A", "a/", "e", "é", "a" * 45, "a" * 60, "A" * 17, "é" * 500, "a" * 1024, "zz"]
)
def test_a_prefix_finds_exactly_the_keys_that_begin_with_it(prefix: str) -> None:
    for key in MEAN:
        storage.write("reports", key, b"")
    expected = sorted((key for key in MEAN if key.startswith(prefix)), key=str.encode)
    assert [item.key for item in storage.list_objects("reports", prefix)] == expected


KEYS = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\\"), min_size=1, max_size=300)


@given(KEYS)
@example("a" * 1024)
def test_file_names_are_safe_on_any_file_system(key: str) -> None:
    name = names.file_name(key)
    assert name.isascii()
    assert name == name.lower()
    assert len(name) <= 125
    assert not set(name) & set('/\\:*?"<>| ')
    assert name[0] == name[-1] == "@"


@given(KEYS, KEYS)
@example("a" * 1024, "a" * 1023)
@example("\u00e9", "e\u0301")
def test_different_keys_have_different_file_names(one: str, other: str) -> None:
    assert (names.file_name(one) == names.file_name(other)) == (one == other)


@given(KEYS)
def test_a_file_name_leads_back_to_the_key_unless_it_was_shortened(key: str) -> None:
    assert names.key_of(names.file_name(key)) in (key.encode(), None)


@given(KEYS, st.integers(0, 300))
def test_no_file_of_a_listing_is_missed(key: str, length: int) -> None:
    assert names.may_begin_with(names.file_name(key), names.escape(key[:length]))


READABLE = {
    "daily/2024-05-01.csv": "@daily%2f2024-05-01.csv@",
    "Report.txt": "@%52eport.txt@",
}


@pytest.mark.parametrize(("key", "name"), READABLE.items())
def test_short_names_can_be_read_by_people(key: str, name: str) -> None:
    assert names.file_name(key) == name


def test_what_others_leave_in_the_folder_is_not_listed(infrar_local: Path) -> None:
    storage.write("reports", "a", b"1")
    folder = infrar_local / "storage" / "bucket-reports"
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "@", "@@"):
        (folder / name).write_bytes(b"")
    assert [item.key for item in storage.list_objects("reports")] == ["a"]


@pytest.mark.parametrize("content", [b"", b"x", b"12345678", b"\xff\xff\xff\xffIFR1"])
def test_a_file_that_is_no_object_is_named(infrar_local: Path, content: bytes) -> None:
    storage.write("reports", "a", b"1")
    (infrar_local / "storage" / "bucket-reports" / "@a@").write_bytes(content)
    with pytest.raises(storage.StorageError, match="@a@ is no object of this version; remove it"):
        storage.read("reports", "a")


def test_everything_stays_below_the_home_folder(infrar_local: Path) -> None:
    for key in MEAN:
        storage.write("reports", key, b"")
    files = [path for path in infrar_local.parent.rglob("*") if path.is_file() and path.name != ".gitignore"]
    assert len(files) == len(MEAN)
    assert {path.parent for path in files} == {infrar_local / "storage" / "bucket-reports"}
