"""What a build does to its output folder."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infrar_engine.artifacts import OutputError, check_output, write_build
from infrar_engine.artifacts import build as build_module
from infrar_engine.artifacts import journal as journal_module
from infrar_engine.model import Artifact
from tests.engine.artifacts.trees import RECORD, TOOLS, artifacts, fill, tree

FIRST = {"app/main.py": "one", "app/old.py": "old", "infra/main.tf": "tf", "requirements.txt": "boto3\n"}
SECOND = {"app/main.py": "two", "app/new/a.py": "new", "infra/main.tf": "tf", "requirements.txt": "boto3\n"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def build(out: Path, files: dict[str, str], *, force: bool = False) -> None:
    write_build(out, artifacts(files), RECORD, force=force)


def test_a_build_makes_its_folder_and_those_above(tmp_path: Path) -> None:
    build(tmp_path / "a" / "b" / "out", FIRST)

    assert tree(tmp_path / "a" / "b" / "out") == FIRST
    assert [place.name for place in tmp_path.iterdir()] == ["a"]


def test_the_record_lists_what_was_written(out: Path) -> None:
    build(out, {"b.py": "b", "a.py": "a"})

    record = json.loads((out / "infrar-build.json").read_text())
    assert record == {
        **RECORD,
        "files": {
            "a.py": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
            "b.py": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
        },
    }


def test_the_next_build_replaces_what_differs_and_removes_what_is_stale(out: Path) -> None:
    build(out, FIRST)
    before = (out / "infra" / "main.tf").stat()

    done = write_build(out, artifacts(SECOND), RECORD)

    assert tree(out) == SECOND
    assert done.removed == ("app/old.py",)
    assert done.written == ("app/main.py", "app/new/a.py", "infrar-build.json")
    assert done.unchanged == ("infra/main.tf", "requirements.txt")
    assert (out / "infra" / "main.tf").stat() == before


def test_the_same_build_again_writes_nothing(out: Path) -> None:
    build(out, FIRST)

    done = write_build(out, artifacts(FIRST), RECORD)

    assert (done.written, done.removed) == ((), ())


def test_the_order_of_artifacts_does_not_show(tmp_path: Path) -> None:
    build(tmp_path / "one", FIRST)
    build(tmp_path / "two", dict(reversed(FIRST.items())))

    records = {(tmp_path / name / "infrar-build.json").read_bytes() for name in ("one", "two")}
    assert len(records) == 1


def test_folders_that_become_empty_go_and_others_stay(out: Path) -> None:
    build(out, {"app/deep/er/a.py": "a", "app/b.py": "b"})

    build(out, {"app/b.py": "b"})

    assert tree(out) == {"app/b.py": "b"}


def test_folders_keep_their_identity(out: Path) -> None:
    build(out, FIRST)
    before = [(out / name).stat().st_ino for name in ("", "app", "infra")]

    build(out, SECOND)

    assert [(out / name).stat().st_ino for name in ("", "app", "infra")] == before


def test_mode_bits_and_hidden_files_are_kept(out: Path) -> None:
    old_mask = os.umask(0o077)
    try:
        write_build(
            out, [Artifact("app/run.sh", b"#!/bin/sh\n", 0o755), Artifact("app/.env.example", b"A=1\n")], RECORD
        )
    finally:
        os.umask(old_mask)

    modes = {path: (out / path).stat().st_mode & 0o777 for path in ("app/run.sh", "app/.env.example")}
    assert modes == {"app/run.sh": 0o755, "app/.env.example": 0o644}


def test_a_change_of_mode_bits_is_a_change(out: Path) -> None:
    write_build(out, [Artifact("run.sh", b"x", 0o644)], RECORD)

    done = write_build(out, [Artifact("run.sh", b"x", 0o755)], RECORD)

    assert done.written == ("run.sh",)
    assert (out / "run.sh").stat().st_mode & 0o777 == 0o755


def test_a_file_may_become_a_folder_and_a_folder_a_file(out: Path) -> None:
    build(out, {"a": "file", "b/inner": "x"})

    build(out, {"a/inner": "y"})
    assert tree(out) == {"a/inner": "y"}


def test_names_that_are_not_utf8_are_recorded(out: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")

    build(out, {name: "x"})
    build(out, {name: "y"})

    assert (out / name).read_text() == "y"
    assert list(json.loads((out / "infrar-build.json").read_bytes())["files"]) == [name]


# What is somebody else's


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ({"notes.txt": "mine"}, "{out} holds what a build did not write: notes.txt"),
        ({"data/a": "1", "data/b": "2"}, "{out} holds what a build did not write: data/"),
        ({"infrar-build.json": "not json"}, "{out} holds what a build did not write: infrar-build.json"),
        ({"infrar-build.json": '{"files": {}}'}, "{out} holds what a build did not write: infrar-build.json"),
        ({"app/main.py": "mine"}, "{out} holds what a build did not write: app/"),
        (
            {f"{letter}.txt": "" for letter in "abcdefghij"},
            "{out} holds what a build did not write: a.txt, b.txt, c.txt, d.txt, e.txt, f.txt, g.txt, h.txt and 2 more",
        ),
    ],
)
def test_a_foreign_folder_is_refused_by_name(out: Path, there: dict[str, str], named: str) -> None:
    fill(out, there)
    content = {place: place.read_bytes() for place in out.rglob("*") if place.is_file()}

    for attempt in (lambda: check_output(out), lambda: build(out, FIRST)):
        with pytest.raises(OutputError) as refused:
            attempt()
        assert refused.value.message == named.format(out=out)
        assert "--force" in refused.value.hint
    assert {place: place.read_bytes() for place in out.rglob("*") if place.is_file()} == content


def test_a_foreign_file_in_our_folder_is_refused(out: Path) -> None:
    build(out, FIRST)
    fill(out, {"app/mine.py": "mine", "infra/override.tf": "mine"})

    with pytest.raises(OutputError, match=r"not write: app/mine\.py, infra/override\.tf"):
        build(out, SECOND)


def test_an_edited_file_is_refused_by_name(out: Path) -> None:
    build(out, FIRST)
    fill(out, {"app/main.py": "edited"})

    with pytest.raises(OutputError) as refused:
        build(out, SECOND)
    assert refused.value.message == f"{out}/app/main.py changed since the build that wrote it"
    assert tree(out) == {**FIRST, "app/main.py": "edited"}


def test_a_file_that_somebody_removed_comes_back(out: Path) -> None:
    build(out, FIRST)
    (out / "app" / "main.py").unlink()

    build(out, FIRST)

    assert tree(out) == FIRST


def test_force_replaces_what_builds_wrote_and_keeps_the_rest(out: Path) -> None:
    build(out, FIRST)
    fill(out, {"app/main.py": "edited", "app/mine.py": "mine", "notes.txt": "mine"})

    build(out, SECOND, force=True)

    assert tree(out) == {**SECOND, "app/mine.py": "mine", "notes.txt": "mine"}


def test_force_in_a_foreign_folder_replaces_what_is_in_the_way(out: Path) -> None:
    fill(out, {"app/main.py": "mine", "notes.txt": "mine"})

    build(out, FIRST, force=True)

    assert tree(out) == {**FIRST, "notes.txt": "mine"}


def test_force_does_not_remove_a_folder(out: Path) -> None:
    fill(out, {"requirements.txt/mine": "mine"})

    with pytest.raises(OutputError, match=r"requirements\.txt is a folder where the build writes a file"):
        build(out, FIRST, force=True)
    assert tree(out) == {"requirements.txt/mine": "mine"}


@pytest.mark.parametrize("force", [False, True])
def test_what_terraform_and_python_leave_behind_stays(out: Path, force: bool) -> None:
    build(out, FIRST)
    fill(out, {**TOOLS, "infra/plan.tfplan": "plan", "app/__pycache__/main.cpython-311.pyc": "code"})

    build(out, {"infra/main.tf": "other"}, force=force)

    left = {"infra/plan.tfplan": "plan", "app/__pycache__/main.cpython-311.pyc": "code"}
    assert tree(out) == {"infra/main.tf": "other", **TOOLS, **left}


def test_terraform_files_elsewhere_are_somebodys(out: Path) -> None:
    fill(out, {"terraform.tfstate": "state"})

    with pytest.raises(OutputError, match=r"terraform\.tfstate"):
        build(out, FIRST)


def test_the_output_is_never_the_source(tmp_path: Path) -> None:
    fill(tmp_path, {"main.py": "source"})

    with pytest.raises(OutputError, match="is the source itself"):
        check_output(tmp_path, force=True, source=tmp_path)
    with pytest.raises(OutputError, match=r"main\.py is the source itself"):
        write_build(tmp_path, [Artifact("main.py", b"x", source="main.py")], RECORD, force=True, source=tmp_path)
    assert tree(tmp_path) == {"main.py": "source"}


def test_an_output_below_the_source_is_fine(tmp_path: Path) -> None:
    fill(tmp_path, {"main.py": "source"})
    made = [Artifact("app/main.py", b"native", source="main.py")]

    check_output(tmp_path / "out", source=tmp_path)
    write_build(tmp_path / "out", made, RECORD, source=tmp_path)

    assert tree(tmp_path) == {"main.py": "source", "out/app/main.py": "native"} | _record(tmp_path / "out")


def _record(out: Path) -> dict[str, str]:
    return {"out/infrar-build.json": (out / "infrar-build.json").read_text()}


# Links


def test_a_link_in_the_output_is_refused_and_never_followed(tmp_path: Path, out: Path) -> None:
    build(out, FIRST)
    fill(tmp_path, {"elsewhere/main.py": "mine"})
    for path in FIRST:
        if path.startswith("app/"):
            (out / path).unlink()
    (out / "app").rmdir()
    (out / "app").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OutputError, match=r"not write: app$"):
        build(out, SECOND)
    build(out, SECOND, force=True)

    assert tree(out) == SECOND
    assert tree(tmp_path / "elsewhere") == {"main.py": "mine"}


def test_a_link_in_place_of_a_file_counts_as_an_edit(tmp_path: Path, out: Path) -> None:
    build(out, FIRST)
    fill(tmp_path, {"mine.py": "one"})
    (out / "app" / "main.py").unlink()
    (out / "app" / "main.py").symlink_to(tmp_path / "mine.py")

    with pytest.raises(OutputError, match=r"main\.py changed since"):
        build(out, SECOND)
    build(out, SECOND, force=True)

    assert tree(out) == SECOND
    assert (tmp_path / "mine.py").read_text() == "one"


def test_stale_files_behind_a_link_are_not_removed(tmp_path: Path, out: Path) -> None:
    build(out, {"app/main.py": "one"})
    (out / "app").rename(tmp_path / "moved")
    (out / "app").symlink_to(tmp_path / "moved")

    build(out, {"other.py": "x"}, force=True)

    assert tree(tmp_path / "moved") == {"main.py": "one"}


def test_the_output_itself_may_be_a_link_to_a_folder(tmp_path: Path, out: Path) -> None:
    (tmp_path / "real").mkdir()
    out.symlink_to(tmp_path / "real")

    build(out, FIRST)

    assert out.is_symlink()
    assert tree(tmp_path / "real") == FIRST


@pytest.mark.parametrize("made", [Path.touch, os.mkfifo], ids=["file", "pipe"])
def test_an_output_that_is_no_folder_is_refused(out: Path, made: Callable[[Path], object]) -> None:
    made(out)

    for place in (out, out / "below"):
        with pytest.raises(OutputError, match=f"{out} is not a folder"):
            check_output(place)
        with pytest.raises(OutputError, match=f"{out} is not a folder"):
            build(place, FIRST, force=True)


# When the disk says no


@pytest.mark.parametrize("earlier", [None, FIRST], ids=["no folder yet", "over an old build"])
def test_a_full_disk_leaves_what_was_there(
    out: Path, tmp_path: Path, earlier: dict[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if earlier:
        build(out, earlier)
    before = tree(tmp_path)
    written = []

    def full(descriptor: int, mode: int) -> None:
        written.append(descriptor)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fchmod", full)
    with pytest.raises(OutputError) as refused:
        build(out, {path: f"{text} changed" for path, text in FIRST.items()})
    assert refused.value.message == f"{out} can't be written: No space left on device"
    assert tree(tmp_path) == before


def test_a_file_size_limit_is_an_output_error_too(out: Path) -> None:
    script = (
        "from pathlib import Path\n"
        "from tests.engine.artifacts.test_write_build import build\n"
        f"build(Path({str(out)!r}), {{'a': 'x' * 100_000}})"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [sys.executable, "-c", script]
    run = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)

    assert f"OutputError: {out} can't be written: File too large" in run.stderr
    assert not list(out.parent.iterdir())


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that may be read and not written, also by root, who takes another user's place meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755 if os.geteuid() == 0 else 0o555)
        user = os.geteuid()
        os.seteuid(user or 65534)
        yield Path(folder)
        os.seteuid(user)
        Path(folder).chmod(0o755)


def test_a_folder_that_may_not_be_written(closed: Path) -> None:
    for place in (closed, closed / "new" / "out"):
        with pytest.raises(OutputError, match=f"{place} can't be written: Permission denied"):
            build(place, FIRST)
    assert not list(closed.iterdir())


def test_a_rename_that_fails_half_way_is_undone(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(out, FIRST)
    before = tree(out)
    made = journal_module._make

    def refuse(change: journal_module.Change, target: Path, new: Path) -> None:
        if change.path == "app/new/a.py":
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        made(change, target, new)

    monkeypatch.setattr(journal_module, "_make", refuse)
    with pytest.raises(OutputError, match=r"app/new/a\.py can't be written: Permission denied"):
        build(out, SECOND)
    assert tree(out) == before


def test_an_interrupt_half_way_is_undone(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(out, FIRST)
    made = journal_module._make

    def interrupt(change: journal_module.Change, target: Path, new: Path) -> None:
        made(change, target, new)
        if change.path == "app/main.py":
            raise KeyboardInterrupt

    monkeypatch.setattr(journal_module, "_make", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(out, SECOND)
    assert tree(out) == FIRST


def test_a_file_system_without_hard_links_gets_copies(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(out, FIRST)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    build(out, SECOND)

    assert tree(out) == SECOND


# Names


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../up", "a/../../b", "a//b", "./a"])
def test_a_path_that_leaves_the_folder_is_our_own_mistake(out: Path, path: str) -> None:
    with pytest.raises(ValueError, match="must stay in the output folder"):
        build(out, {path: "x"})
    assert not out.exists()


def test_a_name_that_is_a_file_and_a_folder_is_a_clash(out: Path) -> None:
    with pytest.raises(OutputError, match="a and a/b can't both be written"):
        build(out, {"a": "1", "a/b": "2"})
    assert not list(out.parent.iterdir())


def test_names_that_one_file_system_takes_for_one_are_both_named(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = build_module.stage.__globals__["write_new"]

    def ignoring_case(place: Path, content: bytes, mode: int) -> None:
        really(place.with_name(place.name.lower()), content, mode)

    monkeypatch.setitem(build_module.stage.__globals__, "write_new", ignoring_case)
    with pytest.raises(OutputError, match=r"app/README\.md and app/readme\.md can't both be written"):
        build(out, {"app/README.md": "1", "app/readme.md": "2"})
    assert not out.exists()


def test_the_name_of_the_record_is_taken(out: Path) -> None:
    with pytest.raises(OutputError, match=r"the project has a file infrar-build\.json"):
        build(out, {"infrar-build.json": "{}"})
