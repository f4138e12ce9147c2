"""Files of a cache can be anything at any time, and whatever they are no command fails."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infrar_engine.cache import entries
from infrar_engine.cache.codec import Codec
from infrar_engine.cache.entries import FOLDER, Entries
from infrar_engine.model import Argument, Diagnostic, Dynamic, Literal, Prefixed, Severity, SourceLocation, Span

TEXT = "a text, ünïcode and a surrogate \udc80 that ends here"


def test_what_was_put_is_got(tmp_path: Path) -> None:
    Entries(tmp_path).put("key", "ünïcode")
    assert Entries(tmp_path).get("key") == "ünïcode"
    assert Entries(tmp_path).get("other") is None


def _key(number: int) -> str:
    return f"{number:040x}"


@pytest.mark.parametrize("bit", [1, 0x80])
def test_no_damaged_entry_is_read(tmp_path: Path, bit: int) -> None:
    Entries(tmp_path).put("key", TEXT)
    place = tmp_path / FOLDER / "key"
    whole = place.read_bytes()
    for index in range(len(whole)):
        place.write_bytes(whole[:index] + bytes([whole[index] ^ bit]) + whole[index + 1 :])
        assert Entries(tmp_path).get("key") is None
        place.write_bytes(whole[:index])
        assert Entries(tmp_path).get("key") is None


def test_a_process_that_is_killed_leaves_the_old_entry(tmp_path: Path) -> None:
    Entries(tmp_path).put("key", "old")
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom infrar_engine.cache.entries import Entries\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Entries(Path(sys.argv[1])).put('key', 'new')\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path], check=False)
    assert done.returncode == -signal.SIGKILL
    assert Entries(tmp_path).get("key") == "old"


def test_a_full_disk_keeps_the_old_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Entries(tmp_path).put("key", "old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    Entries(tmp_path).put("key", "new")
    assert Entries(tmp_path).get("key") == "old"
    assert not list((tmp_path / FOLDER).glob(".new-*"))


@pytest.mark.parametrize(
    "make", [Path.touch, lambda place: place.symlink_to("nowhere")], ids=["a file", "a broken link"]
)
def test_a_cache_that_is_no_folder_keeps_nothing(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / FOLDER)
    Entries(tmp_path).put("key", "text")
    assert Entries(tmp_path).get("key") is None


def test_a_link_to_a_folder_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (tmp_path / FOLDER).symlink_to(mine)
    Entries(tmp_path).put("key", "text")
    assert not list(mine.iterdir())


def test_only_entries_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_ENTRIES", 1)
    cache = Entries(tmp_path)
    cache.put(_key(1), "text")
    (tmp_path / FOLDER / "notes.txt").write_text("of somebody")
    cache.put(_key(2), "text")
    assert sorted(each.name for each in (tmp_path / FOLDER).iterdir()) == [
        ".gitignore",
        _key(2),
        "CACHEDIR.TAG",
        "notes.txt",
    ]


def test_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_ENTRIES", 3)
    cache = Entries(tmp_path)
    for number in range(6):
        cache.put(_key(number), "text")
        os.utime(tmp_path / FOLDER / _key(number), (number, number))
    assert [number for number in range(6) if cache.get(_key(number))] == [3, 4, 5]


def test_a_large_entry_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_BYTES", 300)
    cache = Entries(tmp_path)
    for number in range(4):
        cache.put(_key(number), "x" * 100)
        os.utime(tmp_path / FOLDER / _key(number), (number, number))
    assert [number for number in range(4) if cache.get(_key(number))] == [2, 3]


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -3,
        2.5,
        float("inf"),
        TEXT,
        b"\x00\xff",
        (),
        ((1, "a"), [None]),
        frozenset({1, 2}),
        {"a": {"b": ()}, 1: 2},
        Severity.ERROR,
        Diagnostic("INF101", Severity.ERROR, "text", SourceLocation("a.py", 1, 2, 3, 4, "x"), "hint", Span(0, 3)),
        [Argument("key", Span(1, 2), "f()", Dynamic("it is called")), Literal(frozenset({("a", 1)})), Prefixed("a/")],
    ],
    ids=repr,
)
def test_values_come_back_as_they_were(value: object) -> None:
    codec = Codec([Severity, Diagnostic, SourceLocation, Span, Argument, Dynamic, Literal, Prefixed])
    back = codec.decoded(codec.encoded(value))
    assert back == value
    assert type(back) is type(value)


def test_what_is_shared_is_written_once() -> None:
    codec = Codec([Span])
    span = Span(1, 2)
    one, other = codec.decoded(codec.encoded([span, span]))
    assert one is other


def test_classes_that_no_codec_has_are_not_made() -> None:
    with pytest.raises(LookupError):
        Codec([]).decoded('["of", "Path", "/etc/passwd"]')
    with pytest.raises(TypeError):
        Codec([]).encoded(Span(1, 2))
