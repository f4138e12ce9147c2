"""`upload` and `download`: the user's files, whole or untouched, with Python's own errors."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from infrar import storage
from infrar._local import drafts, objects

pytestmark = pytest.mark.usefixtures("infrar_local")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the user's, empty."""
    folder = tmp_path / "user"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("size", [0, 1, objects.CHUNK - 1, objects.CHUNK, objects.CHUNK + 1, 3 * objects.CHUNK])
def test_there_and_back(folder: Path, size: int) -> None:
    (folder / "in").write_bytes(os.urandom(size))
    storage.upload("reports", folder / "in", "a", content_type="text/plain", metadata={"k": "v"})
    storage.download("reports", "a", str(folder / "out"))
    assert (folder / "out").read_bytes() == (folder / "in").read_bytes() == storage.read("reports", "a")
    assert storage.stat("reports", "a")[4:6] == ("text/plain", {"k": "v"})


def test_upload_if_not_exists(folder: Path) -> None:
    (folder / "in").write_bytes(b"second")
    storage.write("reports", "a", b"first")
    with pytest.raises(storage.AlreadyExists):
        storage.upload("reports", folder / "in", "a", if_not_exists=True)
    assert storage.read("reports", "a") == b"first"
    storage.upload("reports", folder / "in", "b", if_not_exists=True)
    assert storage.read("reports", "b") == b"second"


@pytest.mark.parametrize("source", ["missing", "missing/in", ""])
def test_a_missing_source_is_pythons_error_and_changes_nothing(
    folder: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    storage.write("reports", "a", b"old")
    with pytest.raises(FileNotFoundError) as caught:
        storage.upload("reports", source, "a")
    assert caught.value.filename == source
    assert storage.read("reports", "a") == b"old"


def test_a_folder_is_no_source(folder: Path) -> None:
    with pytest.raises(IsADirectoryError):
        storage.upload("reports", folder, "a")
    assert not storage.exists("reports", "a")


def test_download_replaces_the_file_and_keeps_its_permissions(folder: Path) -> None:
    target = folder / "out"
    target.write_bytes(b"a longer file than the new one")
    target.chmod(0o640)
    storage.write("reports", "a", b"new")
    storage.download("reports", "a", target)
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_of_any_new_file(folder: Path) -> None:
    storage.write("reports", "a", b"new")
    storage.download("reports", "a", folder / "out")
    (folder / "other").touch()
    assert (folder / "out").stat().st_mode == (folder / "other").stat().st_mode


@pytest.mark.parametrize("existing", [None, b"old"])
def test_after_not_found_the_folder_is_as_it_was(folder: Path, existing: bytes | None) -> None:
    if existing is not None:
        (folder / "out").write_bytes(existing)
    with pytest.raises(storage.NotFound):
        storage.download("reports", "missing", folder / "out")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == (
        {} if existing is None else {"out": existing}
    )


@pytest.mark.parametrize("existing", [None, b"old"])
def test_after_an_error_half_way_the_folder_is_as_it_was(
    folder: Path, existing: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if existing is not None:
        (folder / "out").write_bytes(existing)
    storage.write("reports", "a", b"x" * (2 * objects.CHUNK))
    read = objects.OpenObject.read

    def fail_later(self: objects.OpenObject, start: int, length: int | None) -> bytes:
        if start:
            raise storage.Unavailable("the disk is gone")
        return read(self, start, length)

    monkeypatch.setattr(objects.OpenObject, "read", fail_later)
    with pytest.raises(storage.Unavailable):
        storage.download("reports", "a", folder / "out")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == (
        {} if existing is None else {"out": existing}
    )


TARGETS = [
    ("missing/out", FileNotFoundError),
    ("", FileNotFoundError),
    ("folder", IsADirectoryError),
    ("folder/", IsADirectoryError),
    ("new/", IsADirectoryError),
    ("file/out", NotADirectoryError),
]


@pytest.mark.parametrize(("target", "error"), TARGETS)
def test_a_target_that_cannot_be_written_is_pythons_error(
    folder: Path, target: str, error: type[OSError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "folder").mkdir()
    (folder / "file").touch()
    storage.write("reports", "a", b"new")
    with pytest.raises(error) as caught:
        storage.download("reports", "a", target)
    assert caught.value.filename == target
    assert sorted(path.name for path in folder.rglob("*")) == ["file", "folder"]


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "real").write_bytes(b"old")
    (folder / "link").symlink_to("real")
    storage.write("reports", "a", b"new")
    storage.download("reports", "a", folder / "link")
    assert (folder / "link").is_symlink()
    assert (folder / "real").read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes, which this system lacks")
def test_a_pipe_is_written_to_not_replaced(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    storage.write("reports", "a", b"new")
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append((folder / "pipe").read_bytes()), daemon=True)
    reader.start()
    storage.download("reports", "a", folder / "pipe")
    reader.join(timeout=30)
    assert received == [b"new"]
    assert (folder / "pipe").is_fifo()


def test_uploads_and_downloads_are_streamed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No piece is larger than CHUNK, whatever the size of the object."""
    monkeypatch.setattr(objects, "CHUNK", 1000)
    pieces: list[int] = []
    add, read = drafts.Draft.add, objects.OpenObject.read

    def counted_add(self: drafts.Draft, content: bytes | bytearray) -> None:
        pieces.append(len(content))
        add(self, content)

    def counted_read(self: objects.OpenObject, start: int, length: int | None) -> bytes:
        content = read(self, start, length)
        pieces.append(len(content))
        return content

    monkeypatch.setattr(drafts.Draft, "add", counted_add)
    monkeypatch.setattr(objects.OpenObject, "read", counted_read)
    (folder / "in").write_bytes(os.urandom(2500))
    storage.upload("reports", folder / "in", "a")
    storage.copy("reports", "a", "b")
    storage.download("reports", "b", folder / "out")
    assert (folder / "out").read_bytes() == (folder / "in").read_bytes()
    assert pieces == [*(1000, 1000, 500), *(1000, 1000, 1000, 1000, 500, 500), *(1000, 1000, 500)]
