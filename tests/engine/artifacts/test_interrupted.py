"""A build that is killed, at every step it takes on the file system, and two builds at once.

The children are forked, and an audit hook kills them at the n-th event that Python raises for the file system: no step
is left out, and nothing in the product knows of it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infrar_engine.artifacts import OutputError, check_output, write_build
from infrar_engine.artifacts.journal import recover
from tests.engine.artifacts.trees import RECORD, TOOLS, artifacts, fill, tree

OLD = {"app/main.py": "one", "app/old/gone.py": "old", "infra/main.tf": "tf", "same.txt": "same"}
NEW = {"app/main.py": "two", "app/new/deep/a.py": "new", "infra/main.tf": "other", "same.txt": "same"}
MINE = {**TOOLS, "notes.txt": "mine"}
STEPS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod", "os.symlink"}


def killed_at(step: int, action: Callable[..., object], *arguments: object) -> bool:
    """Run the action in a child that dies before its `step`-th event; False when it ended before that."""
    child = os.fork()
    if child == 0:
        left = step

        def count(event: str, _: tuple[object, ...]) -> None:
            nonlocal left
            if event in STEPS:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            action(*arguments)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def build(out: Path, files: dict[str, str]) -> None:
    write_build(out, artifacts(files), RECORD, force=True)


def test_a_first_build_is_there_or_not(tmp_path: Path) -> None:
    """Without a next command, too: the folder appears by one rename."""
    steps, kills = 1, 0
    while True:
        out = tmp_path / str(steps) / "deep" / "out"
        (tmp_path / str(steps)).mkdir()
        killed = killed_at(steps, build, out, NEW)
        assert tree(out) in ({}, NEW) if out.exists() else not (tmp_path / str(steps) / "deep").exists()
        if not killed:
            break
        kills += 1
        build(out, NEW)
        assert tree(tmp_path / str(steps)) == {f"deep/out/{path}": text for path, text in NEW.items()} | {
            "deep/out/infrar-build.json": (out / "infrar-build.json").read_text()
        }
        steps += 1
    assert kills > 8


def test_a_killed_build_leaves_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    steps, seen = 1, set()
    while True:
        out = tmp_path / str(steps) / "out"
        build(out, OLD)
        fill(out, MINE)
        killed = killed_at(steps, build, out, NEW)
        recover(out)
        found = tree(out)
        assert found in ({**OLD, **MINE}, {**NEW, **MINE})
        if not killed:
            break
        seen.add(found["app/main.py"])
        check_output(out, force=True)
        (out / "notes.txt").unlink()
        check_output(out)  # the record fits what stands there: nothing counts as edited
        steps += 1
    assert seen == {"one", "two"}
    assert found == {**NEW, **MINE}


def test_putting_the_old_build_back_may_be_killed_as_well(tmp_path: Path) -> None:
    middle = _step_in_the_middle(tmp_path / "probe")
    steps = 1
    while True:
        out = tmp_path / str(steps) / "out"
        build(out, OLD)
        assert killed_at(middle, build, out, NEW)
        assert tree(out) != OLD
        killed = killed_at(steps, recover, out)
        recover(out)
        assert tree(out) == OLD
        if not killed:
            break
        steps += 1
    assert steps > 5


def _step_in_the_middle(folder: Path) -> int:
    """A step at which some files are replaced and others not."""
    for step in range(1, 200):
        out = folder / str(step)
        build(out, OLD)
        killed_at(step, build, out, NEW)
        texts = {path: (out / path).read_text() for path in ("app/main.py", "infra/main.tf") if (out / path).exists()}
        if texts == {"app/main.py": "two", "infra/main.tf": "tf"}:
            return step
    raise AssertionError("no step replaces one file and not the next")


def test_what_was_edited_after_a_kill_stays(tmp_path: Path) -> None:
    middle = _step_in_the_middle(tmp_path / "probe")
    out = tmp_path / "out"
    build(out, OLD)
    assert killed_at(middle, build, out, NEW)
    (out / "app" / "main.py").write_text("edited after the kill")

    with pytest.raises(OutputError, match=r"app/main\.py changed since the build that wrote it"):
        check_output(out)
    assert tree(out) == {**OLD, "app/main.py": "edited after the kill"}


def test_a_journal_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    build(tmp_path / "out", OLD)
    fill(tmp_path / "out", {".infrar-build/journal.json": ""})

    with pytest.raises(OutputError, match=r"\.infrar-build/journal\.json can't be read"):
        check_output(tmp_path / "out")


@pytest.mark.parametrize("earlier", [False, True], ids=["no folder yet", "over an old build"])
def test_builds_at_once_leave_one_whole_result(tmp_path: Path, earlier: bool) -> None:
    out = tmp_path / "out"
    if earlier:
        build(out, OLD)
    variants = [{f"app/{name}/{index}.py": f"{name}{index}" for index in range(30)} for name in "abcdef"]
    children = []
    for variant in variants:
        child = os.fork()
        if child == 0:
            try:
                write_build(out, artifacts(variant), RECORD)
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    assert codes == [0] * len(variants)
    assert tree(out) in variants
    assert sorted(place.name for place in tmp_path.iterdir()) == ["out"]
    check_output(out)
