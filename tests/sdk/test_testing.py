"""`infrar.testing`: an empty local runtime for each test, and nothing left of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import infrar
from infrar import storage
from infrar.testing import local_runtime


def test_the_fixture_gives_an_empty_runtime(infrar_local: Path) -> None:
    assert infrar.provider == "local"
    assert storage.list_objects("reports") == []
    storage.write("reports", "a", b"1")
    assert infrar_local.is_dir()


def test_and_the_next_test_another(infrar_local: Path) -> None:
    assert storage.list_objects("reports") == []
    assert not infrar_local.exists()


def test_without_pytest_it_is_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_PROVIDER", "acme")
    monkeypatch.delenv("INFRAR_HOME", raising=False)
    with local_runtime() as home:
        storage.write("reports", "a", b"1")
        with local_runtime():
            assert not storage.exists("reports", "a")
        assert storage.exists("reports", "a")
    assert not home.exists()
    assert os.environ["INFRAR_PROVIDER"] == "acme"
    assert "INFRAR_HOME" not in os.environ


def test_a_given_folder_is_kept(tmp_path: Path) -> None:
    with local_runtime(tmp_path / "home") as home:
        storage.write("reports", "a", b"1")
    assert home == tmp_path / "home"
    with local_runtime(home):
        assert storage.exists("reports", "a")


def test_the_environment_is_put_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_HOME", "mine")
    with pytest.raises(ZeroDivisionError), local_runtime():
        raise ZeroDivisionError
    assert os.environ["INFRAR_HOME"] == "mine"


def test_the_home_folder_is_looked_up_at_every_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INFRAR_PROVIDER", raising=False)
    monkeypatch.delenv("INFRAR_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    storage.write("reports", "a", b"1")
    assert (tmp_path / ".infrar" / ".gitignore").read_text() == "*\n"
    monkeypatch.setenv("INFRAR_HOME", str(tmp_path / "other"))
    assert not storage.exists("reports", "a")
