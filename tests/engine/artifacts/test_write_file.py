"""`-o FILE`: one file, whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from infrar_engine.artifacts import OutputError, write_file


def test_a_new_file_is_written_with_its_mode(tmp_path: Path) -> None:
    assert write_file(tmp_path / "native.py", b"x = 1\n", mode=0o755)

    assert (tmp_path / "native.py").read_bytes() == b"x = 1\n"
    assert (tmp_path / "native.py").stat().st_mode & 0o777 == 0o755


def test_the_same_content_again_is_fine(tmp_path: Path) -> None:
    write_file(tmp_path / "native.py", b"x")

    assert not write_file(tmp_path / "native.py", b"x")


def test_another_file_is_replaced_by_force_only(tmp_path: Path) -> None:
    place = tmp_path / "native.py"
    place.write_bytes(b"mine")

    with pytest.raises(OutputError, match=r"native\.py is there already and differs") as refused:
        write_file(place, b"x")
    assert (place.read_bytes(), refused.value.hint) == (b"mine", "--force replaces it")

    assert write_file(place, b"x", force=True)
    assert place.read_bytes() == b"x"


def test_the_source_is_not_replaced_even_by_force(tmp_path: Path) -> None:
    source = tmp_path / "app.py"
    source.write_bytes(b"source")
    (tmp_path / "same.py").symlink_to(source)

    with pytest.raises(OutputError, match=r"same\.py is the source itself"):
        write_file(tmp_path / "same.py", b"x", force=True, source=source)
    assert source.read_bytes() == b"source"


def test_force_replaces_a_link_and_not_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_bytes(b"mine")
    (tmp_path / "link.py").symlink_to(tmp_path / "mine.py")

    write_file(tmp_path / "link.py", b"x", force=True)

    assert (tmp_path / "mine.py").read_bytes() == b"mine"
    assert not (tmp_path / "link.py").is_symlink()


def test_devices_are_written_to() -> None:
    assert write_file(Path(os.devnull), b"x")


@pytest.mark.parametrize(
    ("place", "message"),
    [("missing/native.py", "there is no folder"), ("", "is a folder"), ("file/x", "can't be written")],
)
def test_places_that_cannot_be_written(tmp_path: Path, place: str, message: str) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(OutputError, match=message):
        write_file(tmp_path / place, b"x")


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "native.py"
    place.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fchmod", full)
    with pytest.raises(OutputError, match=r"native\.py can't be written: No space left on device"):
        write_file(place, b"new", force=True)
    assert [each.name for each in tmp_path.iterdir()] == ["native.py"]
    assert place.read_bytes() == b"old"
