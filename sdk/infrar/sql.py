"""Relational databases: connections to PostgreSQL, and the addresses to connect to.

A database is PostgreSQL, and a connection is psycopg's: from there on it is DB-API 2.0, SQL and psycopg's own errors, on
every provider alike. This module knows where the database is and how the program's identity logs in, and nothing else.
The database is a logical name; infrastructure made it, and locally it is made, empty, when it is first asked for.

The portable domain: database names are `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`, servers PostgreSQL 15 or later with databases
in UTF-8, clocks in UTC. In what order texts stand is the database's collation, which differs: say `COLLATE "C"` where it
matters. Which roles may do what inside a database is the database's own business.

Errors of this module are errors of connecting. Every operation can raise `PermissionDenied`, `Unauthenticated`,
`ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain `InvalidArgument`. What a
connection does later raises `psycopg.Error` and its subclasses, which no class of this module catches.

The local runtime takes a real PostgreSQL, as dialects differ, and psycopg: `pip install 'infrar[sql]'`. It starts the
server that it finds on the machine when a program first asks for a database; programs share it, it stops with the last
of them however that ends, and its data stays below `.infrar`. The variable `INFRAR_DATABASE_URL`, such as
`postgresql://postgres:secret@localhost/postgres`, names a running server instead, on which each home folder has databases
of its own.
"""

from __future__ import annotations

from infrar import errors

TYPE_CHECKING = False
if TYPE_CHECKING:
    import psycopg

    from infrar._local import sql as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("sql")

__all__ = [
    "AlreadyExists",
    "DeadlineExceeded",
    "FailedPrecondition",
    "InvalidArgument",
    "NotFound",
    "PermissionDenied",
    "ResourceExhausted",
    "SqlError",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "connect",
    "url",
]

# What a parameter is, beyond its type: the database that a call touches.
DatabaseName = str


class SqlError(errors.InfrarError):
    """Any portable error of this capability."""


class NotFound(SqlError, errors.NotFound):
    """The database isn't there."""


class AlreadyExists(SqlError, errors.AlreadyExists):
    """No operation asks that something isn't there, so nothing raises it."""


class InvalidArgument(SqlError, errors.InvalidArgument):
    """An argument is outside the portable limits; the message names parameter, value and rule."""


class PermissionDenied(SqlError, errors.PermissionDenied):
    """The program's identity may log in, but not into this database."""


class Unauthenticated(SqlError, errors.Unauthenticated):
    """The server refused the login: credentials are missing, wrong or expired, or the server doesn't know the role."""


class FailedPrecondition(SqlError, errors.FailedPrecondition):
    """No operation depends on a state, so nothing raises it."""


class ResourceExhausted(SqlError, errors.ResourceExhausted):
    """The server takes no more connections."""


class Unavailable(SqlError, errors.Unavailable):
    """The server can't be reached or doesn't work now; trying again may help."""


class DeadlineExceeded(SqlError, errors.DeadlineExceeded):
    """Connecting took too long."""


class Unsupported(SqlError, errors.Unsupported):
    """This provider, or this machine, can't do it at all."""


def connect(database: DatabaseName) -> psycopg.Connection:
    """Open a connection to a database, as a role that the program's identity may log in as.

    It is a `psycopg.Connection`: statements run in a transaction that begins by itself and lasts until
    `commit` or `rollback`, and a `with` block commits, or rolls back after an exception, and closes.
    """
    return _operations.connect(database)


def url(database: DatabaseName) -> str:
    """Return the address of a database with what it takes to log in, `postgresql://…`, for libraries that connect by one.

    Where the program's identity logs in, what stands for the password ends after some minutes: ask again for each
    connection that is opened, and don't keep or print it.
    """
    return _operations.url(database)
