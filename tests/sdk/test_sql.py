"""Databases on the local runtime: the machine's PostgreSQL, which comes and goes with the programs that use it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from infrar import aio, sql
from infrar._local import postgres, postgres_keeper
from infrar.testing import local_runtime
from tests.kit.missing import missing

if TYPE_CHECKING:
    from tests.kit.databases import PostgresServer

psycopg = pytest.importorskip("psycopg", reason="pip install 'infrar[sql]'")


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """A database on a server that the local runtime started."""
    try:
        postgres_keeper.found()
    except postgres_keeper.StartError:
        missing("PostgreSQL", "apt install postgresql")
    with local_runtime():
        yield "shop"


@pytest.fixture
def elsewhere(postgres_server: PostgresServer, infrar_local: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The local runtime on a server that is somebody's own; the value is the home folder."""
    monkeypatch.setenv("INFRAR_DATABASE_URL", postgres_server.url)
    return infrar_local


def test_connections_are_those_of_psycopg(shop: str) -> None:
    with sql.connect(shop) as connection:
        assert type(connection) is psycopg.Connection
        connection.execute("CREATE TABLE orders (id int PRIMARY KEY, item text)")
        connection.execute("INSERT INTO orders VALUES (%s, %s)", (1, "é"))
    assert connection.closed
    with pytest.raises(psycopg.errors.UniqueViolation), sql.connect(shop) as connection:
        connection.execute("INSERT INTO orders VALUES (2, 'two'), (1, 'one')")
    with sql.connect(shop) as connection:
        assert connection.execute("SELECT * FROM orders").fetchall() == [(1, "é")]


def test_databases_are_apart(shop: str) -> None:
    with sql.connect(shop) as one, sql.connect("warehouse-2") as other:
        one.execute("CREATE TABLE apart (id int)")
        (found,) = other.execute("SELECT to_regclass('apart')").fetchone() or ()
        assert found is None


def test_the_server_is_as_those_of_clouds_are(shop: str) -> None:
    with sql.connect(shop) as connection:
        settings = [connection.execute(f"SHOW {name}".encode()).fetchone() for name in ("server_encoding", "timezone")]
    assert settings == [("UTF8",), ("UTC",)]


def test_an_address_leads_to_the_same_database(shop: str) -> None:
    with psycopg.connect(sql.url(shop)) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("shop",)


def test_the_asynchronous_twin(shop: str) -> None:
    async def main() -> list[Any]:
        async with await aio.sql.connect(shop) as connection:
            assert type(connection) is psycopg.AsyncConnection
            cursor = await connection.execute("SELECT current_database(), %s::text", (await aio.sql.url(shop),))
            return await cursor.fetchall()

    assert asyncio.run(main()) == [("shop", sql.url(shop))]


def test_data_outlives_the_server(tmp_path: Path) -> None:
    with local_runtime(tmp_path):
        with sql.connect("shop") as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        before = sql.url("shop")
    assert not Path(before.rpartition("%2F")[2]).exists()
    with local_runtime(tmp_path), sql.connect("shop") as connection:
        assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]


PROGRAM = """
import sys
from infrar import sql

with sql.connect("shop"):
    print(open(sys.argv[1]).readline(), end="", flush=True)
    sys.stdin.read()
"""


def _program(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home / "postgres/data/postmaster.pid")],
        env={**os.environ, "INFRAR_HOME": str(home), "INFRAR_PROVIDER": "local"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _server_of(program: subprocess.Popen[str]) -> int:
    assert program.stdout is not None
    return int(program.stdout.readline())


def _gone(pid: int, patience: float = 20) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_programs_share_a_server_that_ends_with_the_last(tmp_path: Path, shop: str) -> None:
    programs = [_program(tmp_path) for _ in range(3)]
    servers = {_server_of(program) for program in programs}
    assert len(servers) == 1
    (server,) = servers
    first, second, third = programs
    first.communicate("")
    second.send_signal(signal.SIGKILL)
    second.communicate()
    os.kill(server, 0)
    third.send_signal(signal.SIGKILL)
    third.communicate()
    assert _gone(server)


def test_a_program_that_ends_leaves_no_server_behind(tmp_path: Path, shop: str) -> None:
    program = _program(tmp_path)
    server = _server_of(program)
    program.communicate("")
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
    assert not (tmp_path / "postgres/data/postmaster.pid").exists()


def test_a_server_that_broke_down_is_started_again(tmp_path: Path, shop: str) -> None:
    with local_runtime(tmp_path):
        sql.connect("shop").close()
        pid = int((tmp_path / "postgres/data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        assert _gone(pid)
        while postgres._runs(str(tmp_path / "postgres")):
            time.sleep(0.005)
        with sql.connect("shop") as connection:
            assert connection.execute("SELECT 1").fetchall() == [(1,)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells the server")
def test_a_server_ends_with_its_keeper(tmp_path: Path, shop: str) -> None:
    with local_runtime(tmp_path):
        sql.connect("shop").close()
        pid = int((tmp_path / "postgres/data/postmaster.pid").read_text().split()[0])
        keeper = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(keeper, signal.SIGKILL)
        assert _gone(pid)
        with sql.connect("shop") as connection:
            assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_a_server_that_cannot_start_says_why(tmp_path: Path, shop: str) -> None:
    with local_runtime(tmp_path):
        sql.connect("shop").close()
    (tmp_path / "postgres/data/PG_VERSION").write_text("9.1\n")
    with local_runtime(tmp_path), pytest.raises(sql.Unavailable, match=r"initialized by PostgreSQL version 9\.1"):
        sql.connect("shop")


def test_without_postgresql_the_message_says_what_to_install(tmp_path: Path) -> None:
    """The process that starts servers finds none on an empty PATH, when packages put none elsewhere."""
    program = "import runpy, sys; main = runpy.run_path(sys.argv[1])['main']; main.__globals__['PLACES'] = (); main(sys.argv[2])"
    started = subprocess.run(
        [sys.executable, "-c", program, postgres_keeper.__file__, str(tmp_path)],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.stdout.startswith(
        "missing sql needs PostgreSQL, which isn't installed here: `apt install postgresql`"
    )
    assert "INFRAR_DATABASE_URL" in started.stdout


@pytest.mark.usefixtures("infrar_local")
def test_without_psycopg_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(sql.Unsupported, match=r"sql needs psycopg.*pip install 'infrar\[sql\]'"):
        sql.connect("shop")


def test_a_server_of_ones_own_has_a_database_for_each_home(elsewhere: Path, postgres_server: PostgresServer) -> None:
    with sql.connect("shop") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        name = connection.info.dbname
    assert name.startswith("shop-")
    with sql.connect("shop") as connection:
        assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]
    assert not (elsewhere / "postgres").exists()
    with local_runtime(), sql.connect("shop") as connection:
        other = connection.info.dbname
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    assert other != name
    with psycopg.connect(postgres_server.url) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'shop-%'").fetchall()
    assert left == [(name,)]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (("tests:tests@", "tests:wrong@"), sql.Unauthenticated, "password authentication failed"),
        (("tests:tests@", "nobody-knows@"), sql.Unauthenticated, "no password supplied"),
        (("127.0.0.1:", "127.0.0.2:"), sql.Unavailable, "refused"),
        (("127.0.0.1", "nowhere.invalid"), sql.Unavailable, "nowhere.invalid"),
        (("postgresql://", "postgresql://tests@[::"), sql.InvalidArgument, "INFRAR_DATABASE_URL"),
        (("/postgres", "/postgres?sslmode=require"), sql.Unavailable, "SSL"),
    ],
)
@pytest.mark.parametrize("twin", [False, True], ids=["sql", "aio.sql"])
def test_errors_of_connecting(
    elsewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: tuple[str, str],
    error: type[sql.SqlError],
    message: str,
    twin: bool,
) -> None:
    monkeypatch.setenv("INFRAR_DATABASE_URL", os.environ["INFRAR_DATABASE_URL"].replace(*change))
    with pytest.raises(error, match=message):
        asyncio.run(aio.sql.connect("shop")) if twin else sql.connect("shop")


@pytest.mark.parametrize("name", ["", "ab", "Shop", "shop!", "-shop", "a" * 64, None])
def test_outside_the_limits(name: Any) -> None:
    for operation in (sql.connect, sql.url):
        with pytest.raises(sql.InvalidArgument, match=rf"sql.{operation.__name__}: database "):
            operation(name)
