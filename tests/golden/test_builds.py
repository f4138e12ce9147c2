"""Builds are those that are kept, byte for byte, whatever the hash seed and the working directory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden.cases import BUILDS, CASES, HERE, Case, build_into, tree

SOME = [case for case in CASES if str(case) in ("photo_share-staging", "inventory-gcp", "several_environments-archive")]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_build_is_the_one_that_is_kept(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    out = tmp_path / "out"
    build_into(case, out)
    if request.config.getoption("--update-golden", default=False):
        shutil.rmtree(case.kept, ignore_errors=True)
        shutil.copytree(out, case.kept)
    built, kept = tree(out), tree(case.kept)
    assert sorted(built) == sorted(kept)
    for path, (content, executable) in built.items():
        assert (path, content.decode().split("\n")) == (path, kept[path][0].decode().split("\n"))
        assert (path, content, executable) == (path, *kept[path])


def test_no_build_is_kept_that_nothing_makes() -> None:
    assert {path for path in BUILDS.glob("*/*") if path.is_dir()} == {case.kept for case in CASES}


@pytest.mark.parametrize("case", SOME, ids=str)
def test_hash_seed_and_working_directory_change_nothing(case: Case, tmp_path: Path) -> None:
    run(["build", str(case.source), *case.options, "-o", str(tmp_path / "one")], tmp_path, seed="1")
    source = os.path.relpath(case.source, HERE)
    run(["build", source, *case.options, "-o", os.path.relpath(tmp_path / "two", HERE)], HERE, seed="4242")
    assert tree(tmp_path / "one") == tree(tmp_path / "two") == tree(case.kept)


@pytest.mark.parametrize("case", SOME, ids=str)
def test_a_second_build_changes_nothing(case: Case, tmp_path: Path) -> None:
    build_into(case, tmp_path / "out")
    first = tree(tmp_path / "out")
    build_into(case, tmp_path / "out")
    assert tree(tmp_path / "out") == first


def run(arguments: list[str], folder: Path, seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-m", "infrar_engine.cli.main", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
