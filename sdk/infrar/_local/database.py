"""The SQLite files of the local runtime: one for each capability that keeps records, for several threads and processes.

In: a capability's name and its schema. Out: `transaction()` and `snapshot()`, blocks with a connection. A module with
operations has one at its top, and opens nothing by that::

    _database = Database("queue", "CREATE TABLE messages (…); CREATE INDEX …")

    with _database.transaction() as connection:
        connection.execute("INSERT INTO …", (…))

How it holds together:

* Durability. Write-ahead log, synchronous=NORMAL: a killed process loses nothing that was committed; a power cut may
  lose the last moments, and leaves the file whole.
* Order of writers. SQLite's own waiting sleeps ever longer and starves some, so writers take turns by locks on files
  beside the database, which the system hands on at once and takes back from a process that dies.
* Threads. Connections are kept in a pool and lent to one block at a time: as many are open as blocks ran at once.
* Processes made by fork leave the parent's connections alone and open their own.
* The home folder may move (`INFRAR_HOME`, the working directory) or be deleted at any time: each block looks.
* Schemas have no numbers: the file remembers its schema's checksum. One of another version of Infrar is refused.
* Cancelled operations (see `cancellation`) are rolled back.

What goes wrong is raised as the capability's portable error.
"""

from __future__ import annotations

import atexit
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from infrar import errors
from infrar._local import home
from infrar._local.cancellation import checkpoint

try:
    import fcntl
except ModuleNotFoundError:  # Windows: there SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]  # mypy knows the module on the platform that it runs on

_PATIENCE = 60  # seconds until a lock that another program holds is an error
_TRYING = 0.0001  # seconds for which a writer tries to have the turn again, before it queues
_STREAK = 0.02  # seconds after which it queues in any case
_LOG_PAGES = 4000  # in the log until they are moved to the file, of 4 KiB


class _Opened:
    """One connection, and the files whose locks order writers. It belongs to the block that it is lent to."""

    def __init__(self, path: str) -> None:
        home.make(os.path.dirname(path))
        self.locks: list[int] = []
        try:
            for name in ("next", "turn"):
                self.locks.append(os.open(f"{path}.{name}", os.O_RDWR | os.O_CREAT, 0o666))
            self.connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        except BaseException:
            self.close_locks()
            raise
        self.file: tuple[int, int] | None = None
        self.streak_end = 0.0
        _all.add(self)

    def close(self) -> None:
        _all.discard(self)
        self.connection.close()
        self.close_locks()

    def close_locks(self) -> None:
        while self.locks:
            os.close(self.locks.pop())

    def take_turn(self) -> None:
        """Wait until no other writer has its turn, and take it.

        Waking up the next in line takes longer than most turns do, so who had turns lately tries for a moment to get
        another at once. That ends soon enough: then it queues for being next, behind who waits already.
        """
        if fcntl is None:
            return
        following, turn = self.locks
        now = time.monotonic()
        end = min(now + _TRYING, self.streak_end)
        while now < end:
            with suppress(BlockingIOError):
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            now = time.monotonic()
        fcntl.flock(following, fcntl.LOCK_EX)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
        finally:
            fcntl.flock(following, fcntl.LOCK_UN)
        self.streak_end = time.monotonic() + _STREAK

    def end_turn(self) -> None:
        """Let the next writer have its turn. Without one of one's own, such as after an interruption, it does nothing."""
        if fcntl is not None:
            fcntl.flock(self.locks[1], fcntl.LOCK_UN)


class Database:
    """The records of one capability. The schema is SQL: the statements that create its tables and indexes."""

    def __init__(self, capability: str, schema: str) -> None:
        self._capability, self._schema = capability, schema
        self._version = zlib.crc32(schema.encode()) & 0x7FFFFFFF
        self._pool: list[_Opened] = []
        _databases.append(self)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Reads and writes that happen as one, while nobody else writes; after an error none of them did."""
        with self._lent() as opened:
            connection = opened.connection
            try:
                opened.take_turn()
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                checkpoint()
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                opened.end_turn()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Reads that all see the same state, and hold up nobody."""
        with self._lent() as opened:
            connection = opened.connection
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def select(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """The rows of one SELECT. It sees one state by itself, so this is a snapshot without what its block costs."""
        path = home.path(self._capability, "records.sqlite")
        try:
            opened = self._taken(path) or self._new(path)
            try:
                return opened.connection.execute(statement, values).fetchall()
            finally:
                self._pool.append(opened)
        except (sqlite3.Error, OSError) as error:
            raise self._portable(error, path) from error

    def close(self) -> None:
        """Close what is open and not lent; the next block opens anew."""
        while self._pool:
            self._pool.pop().close()

    def forget(self) -> None:
        """Give up what is in the pool, without touching it."""
        self._pool = []

    @contextmanager
    def _lent(self) -> Iterator[_Opened]:
        """A connection to the file that the home folder has now."""
        path = home.path(self._capability, "records.sqlite")
        try:
            opened = self._taken(path) or self._new(path)
            try:
                yield opened
            finally:
                self._pool.append(opened)
        except (sqlite3.Error, OSError) as error:
            raise self._portable(error, path) from error

    def _taken(self, path: str) -> _Opened | None:
        """One from the pool. Those to another file are closed: the home folder has moved, or was deleted."""
        file = _identity(path)
        while self._pool:
            try:
                opened = self._pool.pop()
            except IndexError:  # another thread was faster
                break
            if file is not None and opened.file == file:
                return opened
            opened.close()
        return None

    def _new(self, path: str) -> _Opened:
        opened = _Opened(path)
        try:
            try:
                opened.take_turn()
                self._prepare(opened.connection, path)
            finally:
                opened.end_turn()
        except BaseException:
            opened.close()
            raise
        opened.file = _identity(path)
        return opened

    def _prepare(self, connection: sqlite3.Connection, path: str) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            connection.executescript(f"BEGIN; {self._schema}; PRAGMA user_version = {self._version}; COMMIT;")
        elif version != self._version:
            raise self._error("FailedPrecondition", f"{path} is of another version of Infrar: delete its folder")

    def _portable(self, error: Exception, path: str) -> errors.InfrarError:
        text = str(error)
        full = "is full" in text or "No space" in text
        denied = isinstance(error, PermissionError) or "readonly" in text or "unable to open" in text
        name = "ResourceExhausted" if full else "PermissionDenied" if denied else "Unavailable"
        return self._error(name, f"local runtime: {text} ({path})")

    def _error(self, name: str, message: str) -> errors.InfrarError:
        error: errors.InfrarError = getattr(import_module(f"infrar.{self._capability}"), name)(message)
        return error


def _identity(path: str) -> tuple[int, int] | None:
    """Which file has this name now; no other gets the same identity while a connection has it open."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


_databases: list[Database] = []
_all: set[_Opened] = set()
_inherited: list[_Opened] = []


def close_all() -> None:
    """Close the connections of all databases, such as before their folder is deleted; the next block opens new ones."""
    for database in _databases:
        database.close()


def _forked() -> None:
    """In a new process: the parent's connections may not even be closed here, and its lock must end with the parent."""
    for opened in _all:
        opened.close_locks()
    _inherited.extend(_all)
    _all.clear()
    for database in _databases:
        database.forget()


atexit.register(close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
