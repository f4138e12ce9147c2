"""Redis and PostgreSQL of the kit: they answer, keep what they were given apart, and ask for what a cloud's would."""

from __future__ import annotations

import psycopg
import pytest
import redis

from tests.kit.databases import PostgresServer, RedisServer


def test_caches_are_apart(redis_server: RedisServer) -> None:
    one, other = (redis.Redis.from_url(redis_server.create_cache(name)) for name in ("one", "other"))
    one.set("a", "1")
    assert (one.get("a"), other.get("a")) == (b"1", None)


def test_databases_are_apart(postgres_server: PostgresServer) -> None:
    one, other = (postgres_server.create_database(name) for name in ("kit-one", "kit-other"))
    postgres_server.execute("CREATE TABLE a AS SELECT 1 AS number", "kit-one")
    with psycopg.connect(one) as connection:
        assert connection.execute("SELECT number FROM a").fetchall() == [(1,)]
    with psycopg.connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT number FROM a")


def test_a_database_asks_for_a_password(postgres_server: PostgresServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres_server.database("postgres", password="wrong"))
