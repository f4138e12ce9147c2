"""What goes wrong on a connection is psycopg's error, which no handler of the capability catches.

Prints:
    UniqueViolation 23505
    UndefinedTable
    QueryCanceled is an OperationalError
    closed
    AdminShutdown
    Unavailable again True
    SqlError over

Leaves:
    one  numbers  (1,)
"""

import infrar.sql
import psycopg
from infrar import errors
from infrar.sql import *

ONE = "conformance-one"
with connect(ONE) as connection:
    connection.execute("CREATE TABLE numbers (number int PRIMARY KEY)")
    connection.execute("INSERT INTO numbers VALUES (1)")

try:
    with connect(ONE) as connection:
        connection.execute("INSERT INTO numbers VALUES (1)")
except SqlError:
    print("never")
except psycopg.errors.UniqueViolation as error:
    print(type(error).__name__, error.sqlstate)

try:
    connect(ONE).execute("SELECT * FROM nowhere")
except (infrar.sql.NotFound, infrar.sql.PermissionDenied):
    print("never")
except psycopg.Error as error:
    print(type(error).__name__)

try:
    with connect(ONE) as connection:
        connection.execute("SET statement_timeout = 1")
        connection.execute("SELECT pg_sleep(1)")
except (DeadlineExceeded, Unavailable):
    print("never")
except psycopg.OperationalError as error:
    print(type(error).__name__, "is an OperationalError")

try:
    connection.execute("SELECT 1")
except infrar.sql.Unavailable:
    print("never")
except psycopg.OperationalError:
    print("closed")

try:
    with connect(ONE) as connection:
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
except errors.InfrarError:
    print("never")
except psycopg.OperationalError as error:
    print(type(error).__name__)


class Retry(Unavailable):
    """The program's own."""


try:
    raise Retry("again")
except infrar.sql.Unavailable as error:
    print("Unavailable", error, isinstance(error, errors.Unavailable))

try:
    raise SqlError("over")
except errors.InfrarError as error:
    print(type(error).__name__, error)
