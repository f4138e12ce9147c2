"""The process that starts the local runtime's PostgreSQL server, and stops it when nobody uses it any more.

    python -I -S postgres_keeper.py FOLDER

In: the folder that `infrar._local.postgres` describes. Out, as the first words on standard output: `ready`, or `missing`
or `failed` with a message; by then the process that was started has ended, and another one goes on in the background.
It stands alone: standard library only, and imported by nobody. PostgreSQL refuses to run as root, for whom the server
runs as the user `postgres` or `nobody`; the folder reaches it as an open file, as folders above may be closed to it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from glob import glob
from typing import Any, NoReturn

PLACES = (  # where packages put what isn't on PATH
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
INSTALL = (
    "sql needs PostgreSQL, which isn't installed here: `apt install postgresql` or `brew install postgresql@17` does it, "
    "or INFRAR_DATABASE_URL names a running server, such as postgresql://postgres:secret@localhost/postgres"
)
PATIENCE = 60.0


class StartError(Exception):
    """Why there is no server; the first word is for the process that asked."""


def main(folder: str) -> None:
    keeper = os.open(os.path.join(folder, "keeper.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    fcntl.flock(keeper, fcntl.LOCK_EX)
    if os.fork():
        return
    os.setsid()
    os.chdir("/")
    try:
        server, sockets = start(folder)
    except StartError as error:
        say(str(error))
        return
    with open(os.path.join(folder, "sockets"), "w", encoding="utf-8") as file:
        file.write(sockets)
    signal.signal(signal.SIGCHLD, lambda *_: end(folder))  # a server that ends by itself
    say("ready")
    users = os.open(os.path.join(folder, "users.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    fcntl.flock(users, fcntl.LOCK_EX)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    server.send_signal(signal.SIGINT)  # which ends connections that were forgotten, too
    server.wait()
    remove_sockets(folder)
    os.close(keeper)  # before the other lock: who gets that one finds no keeper


def start(folder: str) -> tuple[subprocess.Popen[bytes], str]:
    """A server that answers, and the folder of its socket."""
    remove_sockets(folder)  # of a keeper that was killed
    binaries = found()
    user = server_user()
    options: dict[str, Any] = {"user": user, "group": owner(user)[1], "extra_groups": []} if user else {}
    data, sockets = os.path.join(folder, "data"), tempfile.mkdtemp(prefix="infrar-")
    os.makedirs(data, 0o700, exist_ok=True)
    if user:
        for place in (data, sockets):
            os.chown(place, *owner(user))
        opened = os.open(data, os.O_RDONLY)
        data, options["pass_fds"] = f"/proc/self/fd/{opened}", (opened,)
    log = os.open(os.path.join(folder, "log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    options |= {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
    try:
        if not os.path.exists(os.path.join(folder, "data", "PG_VERSION")):
            initdb = [os.path.join(binaries, "initdb"), "-D", data, "-U", "infrar", "-A", "trust"]
            initdb += ["--encoding=UTF8", "--locale=C", "--no-sync", "--wal-segsize=1"]
            if subprocess.run(initdb, check=False, **options).returncode:  # noqa: S603  # PostgreSQL's own program
                shutil.rmtree(os.path.join(folder, "data"))
                raise StartError(f"failed PostgreSQL can't make its files: {told(folder)}")
        settings = {"listen_addresses": "", "unix_socket_directories": sockets, "unix_socket_permissions": "0700"}
        settings |= {"fsync": "off", "timezone": "UTC", "log_timezone": "UTC", "max_wal_size": "64MB"}
        postgres = [os.path.join(binaries, "postgres"), "-D", data]
        postgres += [f"--{name}={value}" for name, value in settings.items()]
        server = subprocess.Popen(postgres, preexec_fn=ending_with_this_process(), **options)  # noqa: S603, PLW1509  # likewise; one thread
        until_ready(server, folder)
    except (StartError, OSError) as error:
        shutil.rmtree(sockets, ignore_errors=True)
        raise error if isinstance(error, StartError) else StartError(f"failed {error}") from error
    return server, sockets


def ending_with_this_process() -> Callable[[], None] | None:
    """What makes the server stop when its keeper is killed, called in its process. Linux alone can be told so."""
    if sys.platform != "linux":
        return None
    import ctypes

    ask = ctypes.CDLL(None).prctl  # now, as the server's user may not be let near Python's files
    return lambda: ask(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def until_ready(server: subprocess.Popen[bytes], folder: str) -> None:
    """Wait for the word that the server writes last into its file of facts."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with open(os.path.join(folder, "data", "postmaster.pid"), encoding="utf-8") as file:
                lines = file.read().split("\n")
        except FileNotFoundError:
            lines = []
        if lines[:1] == [str(server.pid)] and lines[7:8] and lines[7].strip() == "ready":
            return
        time.sleep(0.01)
    server.kill()
    server.wait()
    raise StartError(f"failed PostgreSQL doesn't start: {told(folder)}")


def found() -> str:
    """The folder of PostgreSQL's programs: of the PATH, else of the newest version that is installed."""
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb", path=os.path.dirname(os.path.realpath(on_path))):
        return os.path.dirname(os.path.realpath(on_path))
    folders = [folder for pattern in PLACES for folder in glob(pattern) if os.path.exists(f"{folder}/initdb")]
    if not folders:
        raise StartError(f"missing {INSTALL}")
    return max(
        folders, key=lambda folder: [int(part) for part in folder.replace("@", "-").split("/") if part.isdigit()]
    )


def server_user() -> str | None:
    """Who the server must run as, when not as whoever runs this."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def owner(user: str) -> tuple[int, int]:
    import pwd

    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


def remove_sockets(folder: str) -> None:
    """Remove the folder of the socket, if there is one."""
    try:
        with open(os.path.join(folder, "sockets"), encoding="utf-8") as file:
            shutil.rmtree(file.read(), ignore_errors=True)
        os.remove(os.path.join(folder, "sockets"))
    except FileNotFoundError:
        pass


def told(folder: str) -> str:
    with open(os.path.join(folder, "log"), encoding="utf-8", errors="replace") as file:
        return file.read()[-1000:].strip()


def say(text: str) -> None:
    """The answer; after it nobody listens any more."""
    os.write(1, text.encode())
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def end(folder: str) -> NoReturn:
    remove_sockets(folder)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
