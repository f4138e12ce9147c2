"""The servers that aren't a cloud's own: a real Redis and a real PostgreSQL, as every cloud runs them.

Each `start_*` is a context manager: it yields a server that answers, and leaves no process behind.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.kit.missing import missing
from tests.kit.processes import running


@dataclass(frozen=True, slots=True)
class RedisServer:
    """A real Redis, without TLS."""

    port: int

    @property
    def url(self) -> str:
        """The address of its first database; it asks for no password."""
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> Any:
        """A redis-py client of the first database."""
        import redis

        return redis.Redis(port=self.port)

    def create_cache(self, name: str) -> str:
        """An empty database of its own; its address. Redis has numbers for names."""
        return f"redis://127.0.0.1:{self.port}/{self.client().incr('databases given away')}"


@contextmanager
def start_redis() -> Iterator[RedisServer]:
    """Run Redis, in memory."""
    server = shutil.which("redis-server")
    if server is None:
        missing("Redis", "make tools")
    command = [server, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--databases", "1000", "--port"]
    with running(lambda port: [*command, str(port)]) as port:
        yield RedisServer(port)


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A real PostgreSQL, whose superuser is `tests` with the password `tests`."""

    port: int

    @property
    def url(self) -> str:
        """The address of the database that is always there."""
        return self.database("postgres")

    def database(self, name: str, *, user: str = "tests", password: str = "tests") -> str:
        """The address of a database, there or not."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{name}"

    def wait(self) -> None:
        """Return when it takes connections: it listens before."""
        import psycopg

        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError as error:
                if "starting up" not in str(error):
                    raise
                time.sleep(0.02)

    def create_database(self, name: str) -> str:
        """Make an empty database; its address."""
        self.execute(f'CREATE DATABASE "{name}"')
        return self.database(name)

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the superuser."""
        import psycopg

        with psycopg.connect(self.database(database), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def start_postgres() -> Iterator[PostgresServer]:
    """Run PostgreSQL on loopback, with passwords, in a folder of its own."""
    from infrar._local import postgres_keeper

    try:
        binaries, user = postgres_keeper.found(), postgres_keeper.server_user()
    except postgres_keeper.StartError:
        missing("PostgreSQL", "make tools")
    with tempfile.TemporaryDirectory(prefix="infrar-postgres-") as folder:
        data = Path(folder, "data")
        password = Path(folder, "password")
        password.write_text("tests")
        prefix: list[str] = []
        if user:  # PostgreSQL doesn't run as root
            uid, gid = postgres_keeper.owner(user)
            for path in (Path(folder), password):
                os.chown(path, uid, gid)
            prefix = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
        initdb = [*prefix, f"{binaries}/initdb", "-D", str(data), "-U", "tests", f"--pwfile={password}"]
        initdb += ["-A", "scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--wal-segsize=1"]
        subprocess.run(initdb, check=True, capture_output=True)
        settings = [f"-k{folder}", "-cfsync=off", "-clisten_addresses=127.0.0.1", "-cmax_wal_size=64MB"]
        command = [*prefix, f"{binaries}/postgres", "-D", str(data), *settings, "-p"]
        with running(lambda port: [*command, str(port)]) as port:
            server = PostgresServer(port)
            server.wait()
            yield server
