"""The SQLite files of the local runtime: what holds for every capability that keeps records in them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infrar import queue
from infrar._local import cancellation
from infrar._local.database import Database

SCHEMA = "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER)"
ADD = "INSERT INTO counters VALUES ('a', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"
VALUE = "SELECT value FROM counters"


@pytest.fixture
def database(infrar_local: Path) -> Iterator[Database]:
    database = Database("queue", SCHEMA)
    yield database
    database.close()


def add(database: Database, then: Callable[[], object] = bool) -> None:
    with database.transaction() as connection:
        connection.execute(ADD)
        then()


def value(database: Database) -> int | None:
    with database.snapshot() as connection:
        row = connection.execute(VALUE).fetchone()
    return None if row is None else int(row[0])


def test_a_transaction_happens_or_does_not(database: Database) -> None:
    add(database)
    with pytest.raises(KeyError):
        add(database, then=lambda: {}["missing"])
    assert value(database) == 1


def test_an_operation_that_was_cancelled_changes_nothing(database: Database) -> None:
    told = cancellation.Cancellation()
    token = cancellation.current.set(told)
    try:
        with pytest.raises(cancellation.Cancelled):
            add(database, then=lambda: setattr(told, "requested", True))
    finally:
        cancellation.current.reset(token)
    assert value(database) is None


def test_a_snapshot_sees_one_state_and_holds_up_nobody(database: Database) -> None:
    add(database)
    with database.snapshot() as connection:
        assert connection.execute(VALUE).fetchone() == (1,)
        add(database)
        assert connection.execute(VALUE).fetchone() == (1,)
    assert value(database) == 2


def test_threads_count_together(database: Database) -> None:
    threads = [threading.Thread(target=lambda: [add(database) for _ in range(25)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(database) == 100


PROCESS = f"""
from infrar._local.database import Database
database = Database("queue", {SCHEMA!r})
for _ in range(25):
    with database.transaction() as connection:
        connection.execute({ADD!r})
"""


def test_processes_that_open_it_at_the_same_time_count_together(database: Database) -> None:
    started = [subprocess.Popen([sys.executable, "-c", PROCESS]) for _ in range(3)]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert value(database) == 75


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_has_its_own_connection(database: Database) -> None:
    add(database)
    child = os.fork()
    if child == 0:
        try:
            add(database)
        finally:
            os._exit(value(database) or 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    add(database)
    assert value(database) == 3


def test_the_folder_may_be_deleted_at_any_time(database: Database, infrar_local: Path) -> None:
    add(database)
    add(database)
    shutil.rmtree(infrar_local)
    add(database)
    assert value(database) == 1


def test_the_home_folder_may_move(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(database)
    monkeypatch.setenv("INFRAR_HOME", str(tmp_path / "elsewhere"))
    assert value(database) is None
    monkeypatch.undo()


def test_a_file_of_another_version_is_refused(database: Database) -> None:
    add(database)
    with pytest.raises(queue.FailedPrecondition, match="another version of Infrar: delete its folder"):
        value(Database("queue", "CREATE TABLE other (name TEXT)"))


def test_a_file_that_is_no_database(database: Database, infrar_local: Path) -> None:
    add(database)
    database.close()
    (infrar_local / "queue" / "records.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(queue.Unavailable, match=r"not a database .*records\.sqlite"):
        value(database)


@pytest.mark.parametrize(
    ("said", "raised"),
    [
        ("database or disk is full", queue.ResourceExhausted),
        ("attempt to write a readonly database", queue.PermissionDenied),
        ("unable to open database file", queue.PermissionDenied),
        ("database is locked", queue.Unavailable),
    ],
)
def test_what_goes_wrong_is_a_portable_error(database: Database, said: str, raised: type[queue.QueueError]) -> None:
    with pytest.raises(raised, match=said), database.transaction():
        raise sqlite3.OperationalError(said)
    add(database)
    assert value(database) == 1
