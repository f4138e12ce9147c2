"""A PostgreSQL server of the local runtime's own, which runs while programs use it.

In: the home folder. Out: the folder of the Unix socket that the server answers on. Its files are in `postgres` below
the home folder:

    data          the server's own
    log           what the server says
    sockets       a text: the folder of its socket, in the system's folder for temporary files, as paths of sockets are short
    users.lock    every process that uses the server holds it, shared with the others
    keeper.lock   the process that started the server, and will stop it, holds it (see `postgres_keeper`)
    start.lock    who looks whether there is a server, and starts one, holds it meanwhile

The system takes locks back from processes however they end. So a server runs exactly as long as somebody uses it, a
process that is killed leaves none behind, and nobody polls. The last to end waits until the server has stopped, so that
the folder may be removed then.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from infrar import sql
from infrar._local import home

try:
    import fcntl
except ModuleNotFoundError:  # Windows: there is neither this way to share a server nor its kind of socket
    fcntl = None  # type: ignore[assignment]  # mypy knows the module on the platform that it runs on

_KEEPER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "postgres_keeper.py")
_PATIENCE = 10.0  # seconds that a stopping server is waited for

_starting = Lock()
_used: dict[str, int] = {}  # folder → the open users.lock that says that this process uses the server


def sockets() -> str:
    """The folder of the socket of a server that runs; it is made and started when there is none."""
    if fcntl is None:
        raise sql.Unsupported("the local runtime starts no PostgreSQL on Windows: set INFRAR_DATABASE_URL")
    folder = os.path.abspath(home.path("postgres"))
    with _starting:
        if folder not in _used or not _runs(folder):
            home.make(folder)
            _use(folder)
        try:
            with open(os.path.join(folder, "sockets"), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            raise sql.Unavailable("local runtime: the server has broken down this moment; see its log") from None


def leave() -> None:
    """Don't use this home folder's server any more. One that nobody else uses either has stopped when this returns."""
    _leave(os.path.abspath(home.path("postgres")))


def _leave(folder: str) -> None:
    with _starting:
        if folder in _used:
            os.close(_used.pop(folder))  # a forked process may hold it still
            if os.path.isdir(folder) and _nobody_else(folder):
                deadline = time.monotonic() + _PATIENCE
                while _runs(folder) and time.monotonic() < deadline:
                    time.sleep(0.005)


@atexit.register
def _leave_all() -> None:
    for folder in list(_used):
        _leave(folder)


def _use(folder: str) -> None:
    with _locked(folder, "start.lock", fcntl.LOCK_EX):
        if folder not in _used:
            users = _open(folder, "users.lock")
            fcntl.flock(users, fcntl.LOCK_SH)  # waits for a server that is stopping
            _used[folder] = users
        if not _runs(folder):
            try:
                _start(folder)
            except BaseException:
                os.close(_used.pop(folder))
                raise


def _start(folder: str) -> None:
    command = [sys.executable, "-I", "-S", _KEEPER, folder]
    started = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603  # this Python, on a file of ours
    kind, _, message = (started.stdout or started.stderr).partition(" ")
    if kind != "ready":
        error = sql.Unsupported if kind == "missing" else sql.Unavailable
        raise error(f"local runtime: {message if kind in ('missing', 'failed') else started.stderr}")


def _runs(folder: str) -> bool:
    """Whether a keeper lives: it ends with its server."""
    return not _free(folder, "keeper.lock", fcntl.LOCK_SH)


def _nobody_else(folder: str) -> bool:
    """Whether no process uses the server; a keeper that is stopping it holds the lock alone."""
    return _free(folder, "users.lock", fcntl.LOCK_EX) or not _free(folder, "users.lock", fcntl.LOCK_SH)


def _free(folder: str, name: str, kind: int) -> bool:
    try:
        with _locked(folder, name, kind | fcntl.LOCK_NB):
            return True
    except BlockingIOError:
        return False


@contextmanager
def _locked(folder: str, name: str, kind: int) -> Iterator[None]:
    lock = _open(folder, name)
    try:
        fcntl.flock(lock, kind)
        yield
    finally:
        os.close(lock)


def _open(folder: str, name: str) -> int:
    return os.open(os.path.join(folder, name), os.O_RDWR | os.O_CREAT, 0o666)
