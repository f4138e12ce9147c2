"""Native code for caches and databases on real servers: the same client library on every cloud, and each cloud's way to log in.

What the operations do is shown by the conformance programs. Here is what those can't reach: errors of the server, logins by
tokens of the program's identity, and the types.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
import pytest

from infrar_engine.catalog import load_catalog
from infrar_engine.pipeline import Request, run
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.plugins.values import Provider, Service
from infrar_engine.render.modules import module_variables
from infrar_engine.runtime import native_source
from tests.kit.databases import PostgresServer, RedisServer
from tests.kit.oracles import policy_errors
from tests.kit.processes import free_port

PROVIDERS = ("aws", "azure", "gcp")
SURFACES = ("cache", "aio.cache", "sql", "aio.sql")
TOKEN = "a token: /?@%é"


@cache
def book(provider: str, surface: str) -> RuleBook:
    found = load_providers([provider])[provider].rules_for(surface)
    assert found is not None
    return found


def load(provider: str, surface: str) -> ModuleType:
    """The functions, the clients and the supports of a surface."""
    module = ModuleType(surface)
    exec(compile(native_source(book(provider, surface)), f"{provider} {surface}", "exec"), vars(module))
    return module


@pytest.fixture(autouse=True)
def _region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(params=["", "aio."], ids=["sync", "async"])
def twin(request: pytest.FixtureRequest) -> str:
    prefix: str = request.param
    return prefix


def call(module: ModuleType, operation: str, *arguments: object) -> Any:
    """What an operation returns; connections are closed."""
    function: Callable[..., Any] = getattr(module, operation)
    if not asyncio.iscoroutinefunction(function):
        returned = function(*arguments)
        if isinstance(returned, psycopg.Connection):
            returned.close()
        return returned

    async def ask() -> Any:
        found = await function(*arguments)
        if isinstance(found, psycopg.AsyncConnection):
            await found.close()
        return found

    return asyncio.run(ask())  # and the loop closes what it opened


def caught_by(provider: str, module: ModuleType, operation: str, *arguments: object) -> list[str]:
    """The portable errors whose handlers catch what a call raises; the base error's must, too."""
    rules = book(provider, module.__name__)
    error: Exception | None = None
    try:
        call(module, operation, *arguments)
    except Exception as raised:  # whatever it is, handlers are asked about it
        error = raised
    if error is None:
        return ["nothing"]
    assert _catches(module, rules.any_error, error), error
    return [each.name for each in rules.errors if each.expression and _catches(module, each.expression, error)]


def _catches(module: ModuleType, expression: str, error: BaseException) -> bool:
    try:
        raise error
    except BaseException:
        return isinstance(error, eval(expression, vars(module)))


def test_every_operation_has_an_example_and_each_file_a_look_alike(provider: str) -> None:
    for surface in SURFACES:
        rules = book(provider, surface).rules
        assert surface.startswith("aio.") or all(rule.examples for rule in rules)
        assert any(rule.leaves_alone for rule in rules)
        capability = load_catalog().capability(surface)
        assert capability is not None
        assert {rule.name for rule in rules} == {each.name for each in capability.operations}


def service_of(provider: str, capability: str) -> tuple[Provider, Service]:
    loaded = load_providers([provider])[provider]
    service = loaded.service_for(capability)
    assert service is not None
    return loaded, service


def module_text(provider: str, capability: str) -> str:
    loaded, service = service_of(provider, capability)
    return loaded.text(f"{service.terraform}/main.tf")


@pytest.mark.parametrize("capability", ["cache", "sql"])
def test_settings_are_variables_of_the_module_with_the_same_defaults(provider: str, capability: str) -> None:
    loaded, service = service_of(provider, capability)
    declared = module_variables(loaded, service.terraform)
    assert set(service.settings["properties"]) <= set(declared)
    for name, value in service.defaults.items():
        assert str(declared[name]).strip('"') == (str(value).lower() if isinstance(value, bool) else str(value))
    assert not set(declared) - {"name", "tags", "labels", *service.settings["properties"], *service.arguments}


@pytest.mark.parametrize("capability", ["cache", "sql"])
def test_names(provider: str, capability: str) -> None:
    demanded = service_of(provider, capability)[1].physical_name
    for name, allowed in (("acme-shop-3f2a", True), ("Acme", False), ("a_b-shop", False), ("shop-", False)):
        assert bool(re.fullmatch(demanded.pattern, name)) is allowed


def test_permissions_on_aws_are_real() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticache.html, …_amazonrdsiamauthentication.html"""
    arns = {
        "elasticache:Connect": ["replicationgroup:sessions", "user:sessions"],
        "rds-db:connect": ["dbuser:db-ABCDEFGHIJKL01234/app"],
    }
    found = {
        action
        for name in ("cache", "sql")
        for rule in book("aws", name).rules
        for g in rule.grants
        for action in g.grant.actions
    }
    assert found == set(arns)
    for action, resources in arns.items():
        service = action.partition(":")[0]
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": [action],
                    "Resource": [f"arn:aws:{service}:eu-central-1:123456789012:{each}" for each in resources],
                }
            ],
        }
        assert policy_errors(policy) == []


# file, where in it a build finds something wrong, what it says
OUTSIDE = [
    ('cache.get("ab", "k")', "is no cache name"),
    ('cache.set("sessions", "k", "v", ttl=0)', "is not 1 to 31536000 seconds"),
    ('cache.incr("sessions", "")', "is empty"),
    ('sql.connect("Shop")', "is no database name"),
]


@pytest.mark.parametrize(("text", "message"), OUTSIDE)
def test_builds_see_what_is_outside_the_limits(provider: str, text: str, message: str) -> None:
    source = f"from infrar import cache, sql\n{text}\n".encode()
    result = run(Request(None, provider, text=source, filename="module.py", infrastructure=False, layout="mirror"))
    assert result.failed
    assert [message in each.message for each in result.diagnostics] == [True]


# Caches


@pytest.fixture
def redis(redis_server: RedisServer) -> Iterator[Any]:
    """A client that may change how the server behaves; afterwards it is as it was."""
    client = redis_server.client()
    yield client
    client.config_set("maxmemory", 0)
    for user in ("app", "reader"):
        client.execute_command("ACL DELUSER", user)


def test_errors_of_caches(provider: str, twin: str, redis: Any, redis_server: RedisServer) -> None:
    module = load(provider, f"{twin}cache")
    place = f"127.0.0.1:{redis_server.port}/0"
    redis.execute_command("ACL SETUSER", "reader", "on", ">secret", "~*", "+get")
    assert caught_by(provider, module, "get", f"redis://reader:wrong@{place}", "a") == ["Unauthenticated"]
    assert caught_by(provider, module, "set", f"redis://reader:secret@{place}", "a", "1") == ["PermissionDenied"]
    assert caught_by(provider, module, "get", f"redis://127.0.0.1:{free_port()}/0", "a") == ["Unavailable"]
    redis.set("text", "one")
    assert caught_by(provider, module, "incr", f"redis://{place}", "text") == ["FailedPrecondition"]
    assert caught_by(provider, module, "set", f"redis://{place}", "a", {}) == ["InvalidArgument"]
    redis.config_set("maxmemory", 1)
    assert caught_by(provider, module, "set", f"redis://{place}", "a", "1") == ["ResourceExhausted"]


def test_a_cache_that_does_not_answer(provider: str, twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client waits 5 seconds, and tries again: here it waits for a moment."""
    module = load(provider, f"{twin}cache")
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        source = native_source(book(provider, f"{twin}cache"))
        quick = source.replace("socket_timeout=5", "socket_timeout=0.01, retry=None")
        assert quick != source
        exec(compile(quick, "quick", "exec"), vars(module))
        assert caught_by(provider, module, "get", f"redis://127.0.0.1:{port}/0", "a") == ["DeadlineExceeded"]


def test_one_client_a_cache(provider: str) -> None:
    module = load(provider, "cache")
    assert module._redis("redis://127.0.0.1/0") is module._redis("redis://127.0.0.1/0")
    assert module._redis("redis://127.0.0.1/0") is not module._redis("redis://127.0.0.1/1")


ALLOWED = re.compile(r'^  (?:access_string|permissions) += "(?:on )?(.*)"$', re.M)


def test_the_identity_logs_in_to_a_cache(
    provider: str, twin: str, redis: Any, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And may do there what the operations do, with what the module allows it, where that is said command by command."""
    tokens = give_tokens(provider, f"{twin}cache", monkeypatch)
    allowed = ALLOWED.search(module_text(provider, "cache"))
    commands = allowed[1].split() if allowed else ["~*", "+@all"]
    redis.execute_command("ACL SETUSER", "app", "reset", "on", f">{TOKEN}", *commands)
    place = f"redis://app@127.0.0.1:{redis_server.port}/0"
    call(tokens.module, "set", place, "a", "1")
    assert call(tokens.module, "incr", place, "a") == 2
    assert call(tokens.module, "get", place, "a") == b"2"
    call(tokens.module, "delete", place, "a")
    assert set(tokens.asked) == {CACHE_SCOPES[provider]}
    call(tokens.module, "get", f"redis://127.0.0.1:{redis_server.port}/0", "a")


def test_who_has_no_identity_is_unauthenticated(
    provider: str, twin: str, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_identities(monkeypatch)
    place = f"redis://app@127.0.0.1:{redis_server.port}/0"
    assert caught_by(provider, load(provider, f"{twin}cache"), "get", place, "a") == ["Unauthenticated"]
    place = "postgresql://app@127.0.0.1/shop"
    assert caught_by(provider, load(provider, f"{twin}sql"), "url", place) == ["Unauthenticated"]


def test_the_token_of_elasticache_is_a_signed_request() -> None:
    """https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html#auth-iam-Connecting"""
    user, token = load("aws", "cache")._IamLogin("sessions").get_credentials()
    assert user == "sessions"
    assert token.startswith("sessions/?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(f"http://{token}").query).items()}
    assert asked["Action"] == "connect"
    assert asked["User"] == "sessions"
    assert asked["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert asked["X-Amz-Credential"].endswith("/eu-central-1/elasticache/aws4_request")
    assert asked["X-Amz-Expires"] == "900"
    assert asked["X-Amz-SignedHeaders"] == "host"
    assert len(asked["X-Amz-Signature"]) == 64


# Databases


@pytest.fixture
def shop(postgres_server: PostgresServer) -> Iterator[str]:
    """A database into which the role `app` may log in, with the token for a password."""
    postgres_server.create_database("shop")
    for name, options in (
        ("app", "LOGIN"),
        ("guest", "LOGIN"),
        ("group", "NOLOGIN"),
        ("full", "LOGIN CONNECTION LIMIT 0"),
    ):
        postgres_server.execute(f"CREATE ROLE \"{name}\" {options} PASSWORD '{TOKEN}'")
    postgres_server.execute("REVOKE CONNECT ON DATABASE shop FROM PUBLIC")
    postgres_server.execute('GRANT CONNECT ON DATABASE shop TO app, "full"')
    yield f"127.0.0.1:{postgres_server.port}/shop"
    postgres_server.execute("DROP DATABASE shop WITH (FORCE)")
    postgres_server.execute('DROP ROLE app, guest, "group", "full"')


def test_errors_of_connecting(provider: str, twin: str, shop: str) -> None:
    module = load(provider, f"{twin}sql")
    secret = quote(TOKEN, safe="")

    def connecting(user: str, place: str = shop) -> list[str]:
        return caught_by(provider, module, "connect", f"postgresql://{user}@{place}")

    assert connecting(f"app:{secret}") == ["nothing"]
    assert connecting("app:wrong") == ["Unauthenticated"]
    assert connecting(f"nobody-knows:{secret}") == ["Unauthenticated"]
    assert connecting(f"group:{secret}") == ["Unauthenticated"]
    assert connecting(f"guest:{secret}") == ["PermissionDenied"]
    assert connecting(f"full:{secret}") == ["ResourceExhausted"]
    assert connecting(f"app:{secret}", f"{shop}-2") == ["NotFound"]
    assert connecting(f"app:{secret}", shop.replace("127.0.0.1", "127.0.0.2")) == ["Unavailable"]
    assert connecting(f"app:{secret}", "nowhere.invalid/shop") == ["Unavailable"]
    assert connecting(f"app:{secret}", f"{shop}?sslmode=require") == ["Unavailable"]


def test_a_server_that_does_not_answer(provider: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        place = f"postgresql://app:x@127.0.0.1:{silent.getsockname()[1]}/shop?connect_timeout=2"
        assert caught_by(provider, load(provider, "sql"), "connect", place) == ["DeadlineExceeded"]


def test_errors_of_statements_are_nobody_s(provider: str, shop: str) -> None:
    module = load(provider, "sql")
    with module.connect(f"postgresql://app:{quote(TOKEN, safe='')}@{shop}") as connection:
        pass
    with pytest.raises(psycopg.OperationalError) as closed:
        connection.execute("SELECT 1")
    for expression in (book(provider, "sql").any_error, "_connect_error('other')"):
        assert not _catches(module, expression, closed.value)


def test_the_identity_logs_in_to_a_database(
    provider: str, twin: str, shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = give_tokens(provider, f"{twin}sql", monkeypatch)
    place = f"postgresql://app@{shop}?application_name=x%40y"
    call(tokens.module, "connect", place)
    with psycopg.connect(call(tokens.module, "url", place)) as connection:
        assert connection.info.user == "app"
        assert connection.info.get_parameters()["application_name"] == "x@y"
    assert set(tokens.asked) == {SQL_SCOPES[provider]}
    with_password = f"postgresql://app:secret@{shop}"
    assert call(tokens.module, "url", with_password) == with_password


def test_a_socket_needs_no_login(provider: str) -> None:
    place = "postgresql:///shop?host=%2Fvar%2Frun%2Fpostgresql"
    assert load(provider, "sql").url(place) == place


def test_the_token_of_rds_is_a_signed_request() -> None:
    """https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html"""
    given = load("aws", "sql").url("postgresql://app@db.example.com:5433/shop?sslmode=require")
    user, _, password = given.removeprefix("postgresql://").rpartition("@")[0].partition(":")
    assert (user, given.rpartition("@")[2]) == ("app", "db.example.com:5433/shop?sslmode=require")
    token = psycopg.conninfo.conninfo_to_dict(given)["password"]
    assert isinstance(token, str)
    assert quote(token, safe="") == password
    assert token.startswith("db.example.com:5433/?Action=connect&DBUser=app&X-Amz-Algorithm=AWS4-HMAC-SHA256")


# Tokens


CACHE_SCOPES = {
    "aws": "app",
    "azure": "https://redis.azure.com/.default",
    "gcp": "https://www.googleapis.com/auth/cloud-platform",
}
SQL_SCOPES = {
    "aws": "app",
    "azure": "https://ossrdbms-aad.database.windows.net/.default",
    "gcp": "https://www.googleapis.com/auth/sqlservice.login",
}


def give_tokens(provider: str, surface: str, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The functions, for which the cloud gives TOKEN; `asked` is what they ask it for."""
    asked: list[str] = []

    class Credential:
        valid = False
        token = None

        def get_token(self, scope: str) -> object:
            asked.append(scope)
            return SimpleNamespace(token=TOKEN)

        def refresh(self, request: object) -> None:
            self.token, self.valid = TOKEN, True

    def default(scopes: list[str]) -> tuple[Credential, str]:
        asked.extend(scopes)
        return Credential(), "acme"

    monkeypatch.setattr("azure.identity.DefaultAzureCredential", Credential)
    monkeypatch.setattr("google.auth.default", default)
    module = load(provider, surface)
    if provider == "aws" and surface.endswith("cache"):

        def credentials(self: Any) -> tuple[str, str]:
            asked.append(self._user)
            return self._user, TOKEN

        monkeypatch.setattr(module._IamLogin, "get_credentials", credentials)
    elif provider == "aws":

        def token(host: str, port: int, user: str) -> str:
            asked.append(user)
            return TOKEN

        monkeypatch.setattr(module.rds, "generate_db_auth_token", token)
    return SimpleNamespace(module=module, asked=asked)


def forget_identities(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "GOOGLE_APPLICATION_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # one of an earlier test knows who it is

    def nobody(*_: object, **__: object) -> None:
        from google.auth.exceptions import DefaultCredentialsError

        raise DefaultCredentialsError("no credentials")

    class Nobody:
        def get_token(self, scope: str) -> None:
            from azure.core.exceptions import ClientAuthenticationError

            raise ClientAuthenticationError("no credentials")

    monkeypatch.setattr("google.auth.default", nobody)
    monkeypatch.setattr("azure.identity.DefaultAzureCredential", Nobody)
