"""Several processes on one home folder: nothing torn, nothing lost, one winner; a killed one leaves the old object."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import infrar
from infrar import storage

SDK = str(Path(infrar.__file__).parent.parent)
ROUNDS = 150


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a process on this test's local runtime; it begins when a line is sent to it."""
    program = (
        f"import sys; sys.path.insert(0, {SDK!r}); from infrar import storage; print('ready', flush=True); input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", f"{program}\n{code}", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(*processes: subprocess.Popen[str]) -> list[str]:
    """Let all of them begin at once, and return what each prints."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    results = [process.communicate(timeout=120) for process in processes]
    assert [errors for _, errors in results] == [""] * len(processes)
    return [output for output, _ in results]


WRITE = f"""
name = sys.argv[1]
for number in range({ROUNDS}):
    size = number * 97 % 9000
    metadata = {{"who": name, "size": str(size)}}
    storage.write("reports", "shared", name * size, content_type="text/" + name, metadata=metadata)
"""
READ = f"""
seen = 0
while seen < {ROUNDS}:
    try:
        content = storage.read("reports", "shared").decode()
        info = storage.stat("reports", "shared")
        listed = storage.list_objects("reports", "sha")
    except storage.NotFound:
        continue
    seen += 1
    assert len(set(content)) <= 1, "content of two writers"
    assert info.content_type == "text/" + info.metadata["who"], "content type and metadata of two writers"
    assert info.size == int(info.metadata["size"]), "size and metadata of two writers"
    assert len(listed) <= 1
"""
DELETE = f"""
for number in range({ROUNDS}):
    storage.delete("reports", "shared")
    storage.delete("reports", "copy")
storage.write("reports", "shared", "", content_type="text/z", metadata={{"who": "z", "size": "0"}})
"""
COPY = f"""
for number in range({ROUNDS}):
    try:
        storage.copy("reports", "shared", "copy")
        info = storage.stat("reports", "copy")
    except storage.NotFound:
        continue
    assert info.size == int(info.metadata["size"]), "a torn copy"
"""


def test_readers_never_see_half_of_an_object(infrar_local: Path) -> None:
    codes = [(WRITE, "a"), (WRITE, "b"), (READ, ""), (DELETE, ""), (COPY, "")]
    go(*[start(code, argument) for code, argument in codes])
    assert list((infrar_local / "storage" / "partial").iterdir()) == []


@pytest.mark.usefixtures("infrar_local")
def test_writers_of_different_keys_lose_nothing() -> None:
    code = 'for number in range(200): storage.write("reports", f"{sys.argv[1]}/{number:03}", str(number))'
    go(*[start(code, name) for name in "abc"])
    listed = [item.key for item in storage.list_objects("reports")]
    assert listed == [f"{name}/{number:03}" for name in "abc" for number in range(200)]


@pytest.mark.usefixtures("infrar_local")
def test_of_several_writers_with_if_not_exists_one_succeeds() -> None:
    code = """
for number in range(200):
    try:
        storage.write("reports", f"lock/{number}", sys.argv[1], if_not_exists=True)
        print(number)
    except storage.AlreadyExists:
        pass
"""
    won = [output.split() for output in go(*[start(code, name) for name in "abc"])]
    assert sorted(int(number) for numbers in won for number in numbers) == list(range(200))
    for name, numbers in zip("abc", won, strict=True):
        assert all(storage.read("reports", f"lock/{number}") == name.encode() for number in numbers)


@pytest.mark.usefixtures("infrar_local")
def test_if_not_exists_loses_to_a_writer_that_comes_in_at_the_last_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Just before the new file is put in place, by whatever call, somebody else writes: looking first isn't enough."""
    with monkeypatch.context() as interrupted:

        def late(put: Callable[..., None], *arguments: str) -> None:
            interrupted.undo()
            storage.write("reports", "a", b"theirs")
            put(*arguments)

        for name in ("link", "replace", "rename"):
            interrupted.setattr(f"infrar._local.drafts.os.{name}", partial(late, getattr(os, name)))
        with pytest.raises(storage.AlreadyExists):
            storage.write("reports", "a", b"ours", if_not_exists=True)
    assert storage.read("reports", "a") == b"theirs"


@pytest.mark.usefixtures("infrar_local")
def test_moving_loses_nothing() -> None:
    for number in range(100):
        storage.write("reports", f"in/{number:02}", str(number))
    code = """
for number in range(100):
    try:
        storage.move("reports", f"in/{number:02}", f"out/{number:02}")
    except storage.NotFound:
        pass
"""
    go(*[start(code) for _ in range(3)])
    assert [storage.read("reports", f"out/{number:02}") for number in range(100)] == [b"%d" % n for n in range(100)]
    assert storage.list_objects("reports", "in/") == []


HALF_WAY = """
from infrar._local import drafts
put = drafts.Draft.publish

def stop_before(self, *arguments, **options):
    print("half-way", flush=True)
    input()
    put(self, *arguments, **options)

drafts.Draft.publish = stop_before
"""
INTERRUPTED = [
    'storage.write("reports", "a", b"new" * 100_000)',
    'storage.upload("reports", sys.argv[1], "a")',
    'storage.copy("reports", "b", "a")',
    'storage.move("reports", "b", "a")',
]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL, which this system lacks")
@pytest.mark.parametrize("operation", INTERRUPTED)
def test_a_killed_writer_leaves_the_old_objects_whole(operation: str, infrar_local: Path, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"new" * 100_000)
    storage.write("reports", "a", b"old", metadata={"k": "v"})
    storage.write("reports", "b", b"source")
    before = storage.list_objects("reports")
    process = start(HALF_WAY + operation, str(tmp_path / "in"))
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "half-way\n"
    process.kill()
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert storage.list_objects("reports") == before
    assert storage.read("reports", "a") == b"old"
    assert storage.stat("reports", "a").metadata == {"k": "v"}
    assert len(list((infrar_local / "storage" / "partial").iterdir())) == 1


def test_what_killed_writers_left_is_removed_a_day_later(infrar_local: Path) -> None:
    storage.write("reports", "a", b"1")
    drafts = infrar_local / "storage" / "partial"
    ages = {"yesterday's": 25 * 3600, "today's": 60}
    for name, age in ages.items():
        (drafts / name).touch()
        os.utime(drafts / name, (time.time() - age, time.time() - age))
    go(start('storage.write("reports", "b", b"2")'))
    assert [path.name for path in drafts.iterdir()] == ["today's"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which this system lacks")
@pytest.mark.usefixtures("infrar_local")
def test_a_forked_child_answers_its_own_presigned_requests() -> None:
    storage.write("reports", "a", b"1")
    code = """
import os, urllib.request, warnings
warnings.simplefilter("ignore")  # forking beside a thread is the point here
storage.presign("reports", "a")
child = os.fork()
content = urllib.request.urlopen(storage.presign("reports", "a").url, timeout=30).read()
if child:
    assert os.waitpid(child, 0)[1] == 0
    print(content.decode())
else:
    os._exit(0 if content == b"1" else 1)
"""
    assert go(start(code)) == ["1\n"]


FAILURES = [
    (28, storage.ResourceExhausted),  # ENOSPC
    (13, storage.PermissionDenied),  # EACCES
    (30, storage.PermissionDenied),  # EROFS
    (5, storage.Unavailable),  # EIO
]


@pytest.mark.parametrize(("number", "error"), FAILURES)
def test_a_failing_disk_is_a_portable_error_and_leaves_nothing(
    number: int, error: type[storage.StorageError], infrar_local: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.write("reports", "a", b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("infrar._local.drafts.os.replace", fail)
    with pytest.raises(error, match="local runtime: ") as caught:
        storage.write("reports", "a", b"new")
    assert isinstance(caught.value.__cause__, OSError)
    monkeypatch.undo()
    assert (infrar_local / "storage" / "bucket-reports" / "@a@").exists()
    assert list((infrar_local / "storage" / "partial").iterdir()) == []


def test_a_home_folder_that_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").touch()
    monkeypatch.setenv("INFRAR_HOME", str(tmp_path / "home"))
    for operation in (storage.read, storage.exists, storage.delete, storage.stat):
        with pytest.raises(storage.Unavailable, match="Not a directory"):
            operation("reports", "a")
    with pytest.raises(storage.StorageError):
        storage.write("reports", "a", b"1")
