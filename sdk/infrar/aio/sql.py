"""Relational databases, for asyncio: asynchronous connections to PostgreSQL, and the addresses to connect to.

Operations, parameters and errors have the same names and meanings as in `infrar.sql`; the errors are the very same
classes. Operations are awaited. A connection belongs to the event loop that it was opened in, and the program closes it.

A database is PostgreSQL, and a connection is psycopg's: from there on it is DB-API 2.0, SQL and psycopg's own errors, on
every provider alike. This module knows where the database is and how the program's identity logs in, and nothing else.
The database is a logical name; infrastructure made it, and locally it is made, empty, when it is first asked for.

The portable domain: database names are `[a-z0-9][a-z0-9-]{1,61}[a-z0-9]`, servers PostgreSQL 15 or later with databases
in UTF-8, clocks in UTC. In what order texts stand is the database's collation, which differs: say `COLLATE "C"` where it
matters. Which roles may do what inside a database is the database's own business.

Errors of this module are errors of connecting. Every operation can raise `PermissionDenied`, `Unauthenticated`,
`ResourceExhausted`, `Unavailable` and `DeadlineExceeded`, and outside the portable domain `InvalidArgument`. What a
connection does later raises `psycopg.Error` and its subclasses, which no class of this module catches.
"""

from __future__ import annotations

from infrar.sql import (
    AlreadyExists,
    DatabaseName,
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    SqlError,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import psycopg

    from infrar._local.aio import sql as _operations  # whatever runs them, operations have these signatures
else:
    from infrar._provider import Operations

    _operations = Operations("aio.sql")

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


async def connect(database: DatabaseName) -> psycopg.AsyncConnection:
    """Open a connection to a database, as a role that the program's identity may log in as.

    It is a `psycopg.AsyncConnection`: statements run in a transaction that begins by itself and lasts until
    `commit` or `rollback`, and an `async with` block commits, or rolls back after an exception, and closes.
    """
    return await _operations.connect(database)


async def url(database: DatabaseName) -> str:
    """Return the address of a database with what it takes to log in, `postgresql://…`, for libraries that connect by one.

    Where the program's identity logs in, what stands for the password ends after some minutes: ask again for each
    connection that is opened, and don't keep or print it.
    """
    return await _operations.url(database)
