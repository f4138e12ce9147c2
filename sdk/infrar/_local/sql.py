"""The operations of sql on a PostgreSQL server of this machine; what they mean is written down in `infrar.sql`.

In: the SDK's arguments, as they came. Out: psycopg's connections, and addresses. The server is the one of
`INFRAR_DATABASE_URL`, else the runtime's own. A database is made when it is first asked for: under its own name on the
runtime's server, and on a server that others use, too, under one that belongs to this home folder alone.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from types import ModuleType
from urllib.parse import quote

from infrar import sql
from infrar._limits.sql import check
from infrar._local import home, postgres

TYPE_CHECKING = False
if TYPE_CHECKING:
    import psycopg

# What a server or the client library says when connecting fails: there are no codes for it.
_SAID = (
    (
        "authentication failed|no password supplied|no pg_hba.conf entry|role .* (does not exist|is not permitted)",
        sql.Unauthenticated,
    ),
    ("permission denied", sql.PermissionDenied),
    ("database .* does not exist", sql.NotFound),
    ("too many (clients|connections)|connection slots", sql.ResourceExhausted),
    ("timeout expired|timed out", sql.DeadlineExceeded),
)
_made: set[str] = set()  # the addresses of databases that are there
_elsewhere: dict[str, tuple[str, str, str]] = {}  # those on somebody's own server → home folder, server, name there


def connect(database: str) -> psycopg.Connection:
    check("connect", locals())
    place = address(database)
    with portable():
        return driver().connect(place)  # type: ignore[no-any-return]  # a module that need not be there has no types


def url(database: str) -> str:
    check("url", locals())
    return address(database)


def leave() -> None:
    """Use no server any more: the runtime's own stops when nobody else does."""
    _made.clear()
    postgres.leave()


def forget() -> None:
    """Remove this home folder's databases: those on somebody's own server that this process has used, and the runtime's."""
    here = os.path.abspath(home.path())
    for place, (folder, server, name) in list(_elsewhere.items()):
        if folder == here:
            from psycopg.sql import SQL, Identifier

            with driver().connect(server, autocommit=True) as connection:
                connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
            del _elsewhere[place]
    leave()
    shutil.rmtree(home.path("postgres"), ignore_errors=True)


def address(database: str) -> str:
    """Where the database is; it is there afterwards."""
    psycopg = driver()
    server = os.environ.get("INFRAR_DATABASE_URL")
    if server:
        own = sha256(f"{os.path.abspath(home.path())}\n{database}".encode()).hexdigest()[:12]
        name = f"{database[:50]}-{own}"
        place = re.sub(r"^(\w+://[^/?]*)(/[^?]*)?", rf"\g<1>/{name}", server)
    else:
        name, socket = database, quote(postgres.sockets(), safe="")
        server, place = (f"postgresql://infrar@/{each}?host={socket}" for each in ("postgres", name))
    if place not in _made:
        with portable(), psycopg.connect(server, autocommit=True) as connection:
            _make(connection, name)
        _made.add(place)
        if name != database:
            _elsewhere[place] = os.path.abspath(home.path()), server, name
    return place


def driver() -> ModuleType:
    """psycopg, which comes with an extra."""
    try:
        import psycopg
    except ImportError as missing:
        raise sql.Unsupported(
            f"sql needs psycopg, which can't be imported ({missing}): pip install 'infrar[sql]'"
        ) from missing
    return psycopg


@contextmanager
def portable() -> Iterator[None]:
    """Raise psycopg's errors of connecting as portable ones."""
    psycopg = driver()
    try:
        yield
    except psycopg.OperationalError as error:
        text = str(error)
        kind = next((kind for said, kind in _SAID if re.search(said, text)), sql.Unavailable)
        raise kind(f"local runtime: {text}") from error
    except psycopg.ProgrammingError as error:
        raise sql.InvalidArgument(f"local runtime: INFRAR_DATABASE_URL: {error}") from error


def _make(connection: psycopg.Connection, name: str) -> None:
    from psycopg import errors
    from psycopg.sql import SQL, Identifier

    if connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).rowcount:
        return
    with suppress(errors.DuplicateDatabase, errors.UniqueViolation):  # another process was faster
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
