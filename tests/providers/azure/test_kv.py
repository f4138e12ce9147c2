"""Documents on Azurite, beyond what the conformance programs show: how they are stored, requests, revisions, errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from random import Random
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
)
from azure.core.pipeline.transport import RequestsTransport
from azure.data.tables import EntityProperty, TableServiceClient
from hypothesis import given
from hypothesis import strategies as st

from infrar import kv as sdk
from infrar._limits import kv as limits
from tests.kit.blocking import Blocking
from tests.kit.servers import Azurite
from tests.providers.azure import native

LONG_AGO = datetime(2000, 1, 1, tzinfo=timezone.utc)
LARGEST_ENTITY = 2**20
LARGEST_PROPERTY = 64 * 1024


@pytest.fixture(scope="module")
def environment(azurite: Azurite) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in azurite.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def module(environment: None) -> ModuleType:
    return native.load("kv")


@pytest.fixture(scope="module", params=["kv", "aio.kv"])
def kv(request: pytest.FixtureRequest, environment: None) -> Iterator[Any]:
    """The operations."""
    if request.param == "kv":
        yield native.operations(request.getfixturevalue("module"), "kv")
        return
    with Blocking.on_a_loop() as blocking:
        yield blocking(native.operations(native.load(request.param), request.param))


@pytest.fixture
def table(azurite: Azurite) -> str:
    """An empty table."""
    made = f"orders{uuid4().hex[:8]}"
    azurite.create_table(made)
    return made


@pytest.fixture
def entities(azurite: Azurite, table: str) -> Any:
    """The table as Microsoft's client sees it."""
    return azurite.tables().get_table_client(table)


def test_a_person_can_read_what_is_stored(kv: Any, table: str, entities: Any) -> None:
    value = {"state": "open", "total": 3, "paid": True, "RowKey": "r", "rate": 0.5, "lines": [{"$ref": b"x"}]}
    kv.put(table, "ada/1", value)
    assert dict(entities.get_entity("documents", "ada.~1")) == {
        "PartitionKey": "documents",
        "RowKey": "ada.~1",
        "state": "open",
        "total": EntityProperty(3, "Edm.Int64"),
        "paid": True,
        "_RowKey": "r",
        "_json0": '{"rate": 0.5, "lines": [{"$$ref": {"$bytes": "eA=="}}]}',
    }
    assert kv.get(table, "ada/1").value == value


RANDOM = Random(4)
LARGE: Mapping[str, dict[str, Any]] = {
    "a text": {"text": "x" * 399_900},
    "letters": {"text": "".join(chr(RANDOM.randrange(32, 127)) for _ in range(399_900))},
    "control characters": {"text": "".join(chr(RANDOM.randrange(32)) for _ in range(399_900))},
    "two bytes each": {"text": "".join(chr(RANDOM.randrange(0x80, 0x800)) for _ in range(199_900))},
    "four bytes each": {"text": "😀" * 99_900},
    "bytes": {"bytes": RANDOM.randbytes(399_900)},
    "numbers": {"list": [RANDOM.randrange(2**63) for _ in range(24_990)]},
    "fields": {f"{'x' * 100}{number}": "y" * 1024 for number in range(200)},
    "fields and a text": {**{f"{'x' * 100}{number}": "y" * 1024 for number in range(199)}, "text": "ü" * 80_000},
}


@pytest.mark.parametrize("value", LARGE.values(), ids=LARGE)
def test_the_largest_portable_documents_fit(module: ModuleType, value: dict[str, Any]) -> None:
    limits.check("put", {"table": "orders", "key": "k", "value": value})
    entity = module._entity("k" * limits.KEY_BYTES, value)
    sizes = [_size(each) for each in entity.values()]
    assert max(sizes) <= LARGEST_PROPERTY
    assert sum(sizes) + sum(8 + 2 * len(name) for name in entity) <= LARGEST_ENTITY
    assert module._document(Stored(entity)).value == value


class Stored(dict[str, Any]):
    """An entity that came back."""

    @property
    def metadata(self) -> Mapping[str, str]:
        return {"etag": "W/\"datetime'2024'\""}


def _size(value: object) -> int:
    """What the service counts for a property's value."""
    if isinstance(value, str):
        return len(value.encode("utf-16-le"))
    return len(value) if isinstance(value, bytes) else 8


@pytest.mark.parametrize("value", [LARGE["letters"], LARGE["bytes"]], ids=["letters", "bytes"])
def test_large_documents_come_back(kv: Any, table: str, value: dict[str, Any]) -> None:
    kv.put(table, "large", value)
    assert kv.get(table, "large").value == value
    kv.put(table, "large", {"small": 1.0})
    assert kv.get(table, "large").value == {"small": 1.0}


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("ada", "ada"),
        ("ada/1.5", "ada.~1.-5"),
        ("#?", '"~>~'),
        ("\\[", "[~[-"),
        ('">', '"->-'),
        ("50% + 1", "50% + 1"),
        ("grüße", "grüße"),
    ],
)
def test_row_keys(module: ModuleType, key: str, row: str) -> None:
    assert module._row(key) == row
    assert module._key(row) == key


ALPHABET = './#?\\[]"!<>@-~0a'


@given(a=st.text(ALPHABET, min_size=1, max_size=8), b=st.text(ALPHABET, min_size=1, max_size=8))
def test_row_keys_are_in_the_order_of_keys(module: ModuleType, a: str, b: str) -> None:
    rows = module._row(a), module._row(b)
    assert (rows[0] < rows[1]) is (a < b)
    assert rows[1].startswith(rows[0]) is b.startswith(a)
    assert module._key(rows[0]) == a
    assert not set("/\\#?") & set(rows[0])


@pytest.mark.parametrize(
    ("prefix", "where", "text"),
    [
        ("", None, "PartitionKey eq 'documents'"),
        ("a/", None, "PartitionKey eq 'documents' and RowKey ge 'a.~' and RowKey lt 'a.\x7f'"),
        ("o'b", {}, "PartitionKey eq 'documents' and RowKey ge 'o''b' and RowKey lt 'o''c'"),
        ("\ud7ff", None, "PartitionKey eq 'documents' and RowKey ge '\ud7ff'"),
        ("\uffff", None, "PartitionKey eq 'documents' and RowKey ge '\uffff'"),
        ("", {"n": -1, "ok": True}, "PartitionKey eq 'documents' and n eq -1L and ok eq true"),
        ("", {"name": "O'Neill", "eq": ""}, "PartitionKey eq 'documents' and name eq 'O''Neill' and _eq eq ''"),
    ],
)
def test_filters(module: ModuleType, prefix: str, where: dict[str, Any] | None, text: str) -> None:
    assert module._filter(prefix, where) == text


def test_prefixes_before_what_no_character_follows(kv: Any, table: str) -> None:
    for key in ("a\ud7ff", "a\ud7ffb", "a\ue000", "a😀"):
        kv.put(table, key, {})
    assert kv.list_keys(table, "a\ud7ff") == ["a\ud7ff", "a\ud7ffb"]
    assert kv.list_keys(table, "a\ud7ff", limit=1) == ["a\ud7ff"]


def test_many_pages_with_expired_documents(kv: Any, table: str, entities: Any) -> None:
    for number in range(5):
        kv.put(table, str(number), {"n": 1})
    for number in (0, 1, 3):
        entities.update_entity({"PartitionKey": "documents", "RowKey": str(number), "_expires": LONG_AGO})
    assert kv.list_keys(table, limit=1) == ["2"]
    assert [document.key for document in kv.query(table, where={"n": 1}, limit=2)] == ["2", "4"]


def test_a_check_changes_the_etag_and_not_the_revision(kv: Any, table: str, entities: Any) -> None:
    revision = kv.put(table, "1", {"n": 1})
    kv.transact(table, [sdk.Check("1", revision)])
    entity = entities.get_entity("documents", "1")
    assert entity["_revision"] == revision != entity.metadata["etag"]
    kv.transact(table, [sdk.Check("1", revision), sdk.Put("2", {})])
    assert kv.get(table, "1") == ("1", {"n": 1}, revision)
    assert kv.increment(table, "1", "n") == 2
    changed = kv.get(table, "1").revision
    assert changed == entities.get_entity("documents", "1").metadata["etag"]
    with pytest.raises(sdk.FailedPrecondition):
        kv.put(table, "1", {}, if_revision=revision)
    kv.transact(table, [sdk.Check("1", changed)])
    kv.delete(table, "1", if_revision=changed)


def test_what_stood_for_documents_that_are_not_there_is_gone(kv: Any, table: str, entities: Any) -> None:
    kv.transact(table, [sdk.Check("1", None), sdk.Delete("2"), sdk.Put("3", {})])
    assert [each["RowKey"] for each in entities.list_entities()] == ["3"]


def test_what_stands_for_a_document_is_none(kv: Any, table: str, entities: Any) -> None:
    for key in ("checked", "created", "counted"):
        entities.create_entity({"PartitionKey": "documents", "RowKey": key, "_expires": LONG_AGO})
    kv.transact(table, [sdk.Check("checked", None), sdk.Put("1", {})])
    kv.create(table, "created", {})
    kv.increment(table, "counted", "n")
    assert kv.list_keys(table) == ["1", "counted", "created"]


@pytest.mark.parametrize("revision", ["no-revision", "*", "W/\"datetime'2024'\"", "W/\"datetime'2024'\" 2024"])
def test_revisions_of_other_documents(kv: Any, table: str, revision: str) -> None:
    kv.put(table, "1", {})
    for action in (sdk.Put("1", {}, revision), sdk.Delete("1", revision), sdk.Check("1", revision)):
        with pytest.raises(sdk.FailedPrecondition):
            kv.transact(table, [action])
    with pytest.raises(sdk.FailedPrecondition):
        kv.put(table, "1", {}, if_revision=revision)


def test_the_limits_know_revisions(kv: Any, table: str) -> None:
    revision = kv.put(table, "1", {}, ttl=60)
    limits.check("put", {"table": "orders", "key": "1", "value": {}, "if_revision": revision})


def test_a_table_that_is_not_there(kv: Any) -> None:
    calls = [
        lambda: kv.get("none", "1"),
        lambda: kv.put("none", "1", {}),
        lambda: kv.create("none", "1", {}),
        lambda: kv.list_keys("none"),
        lambda: kv.query("none"),
        lambda: kv.increment("none", "1", "n"),
        lambda: kv.get_many("none", ["1"]),
        lambda: kv.transact("none", [sdk.Put("1", {})]),
    ]
    for call in calls:
        with pytest.raises(sdk.NotFound):
            call()


class Counting(RequestsTransport):
    """A connection that notes the methods of requests."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def send(self, request: Any, **options: Any) -> Any:
        self.made.append(request.method)
        return super().send(request, **options)


REQUESTS = [
    ("get", ("1",), {}, ["GET"]),
    ("get_many", (["1", "2"],), {}, ["GET"] * 2),
    ("put", ("1", {}), {}, ["PUT"]),
    ("create", ("new", {}), {}, ["POST"]),
    ("delete", ("1",), {}, ["DELETE"]),
    ("list_keys", (), {}, ["GET"]),
    ("query", ("a",), {"where": {"n": 1}, "limit": 9}, ["GET"]),
    ("increment", ("1", "n"), {}, ["GET", "PATCH"]),
    ("transact", ([sdk.Put("2", {}), sdk.Delete("1")],), {}, ["POST"]),
]


@pytest.mark.parametrize(("operation", "arguments", "named", "requests"), REQUESTS, ids=[each[0] for each in REQUESTS])
def test_no_request_is_too_many(
    module: ModuleType,
    azurite: Azurite,
    table: str,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    arguments: tuple[Any, ...],
    named: Mapping[str, Any],
    requests: list[str],
) -> None:
    counting = Counting()
    connection = azurite.environment["AZURE_STORAGE_CONNECTION_STRING"]
    counted = TableServiceClient.from_connection_string(connection, transport=counting)
    native.operations(module, "kv").put(table, "1", {"n": 1})
    monkeypatch.setattr(module, "_table", counted.get_table_client)
    getattr(native.operations(module, "kv"), operation)(table, *arguments, **named)
    assert counting.made == requests


def test_conditions_take_no_request_more(
    module: ModuleType, azurite: Azurite, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kv, counting = native.operations(module, "kv"), Counting()
    revisions = [kv.put(table, key, {}) for key in ("1", "2", "3")]
    connection = azurite.environment["AZURE_STORAGE_CONNECTION_STRING"]
    counted = TableServiceClient.from_connection_string(connection, transport=counting)
    monkeypatch.setattr(module, "_table", counted.get_table_client)
    changed = kv.put(table, "1", {}, if_revision=revisions[0])
    kv.transact(table, [sdk.Check("1", changed), sdk.Put("2", {}, revisions[1]), sdk.Delete("3", revisions[2])])
    assert counting.made == ["PUT", "POST"]


def _answer(status: int, code: str = "") -> HttpResponseError:
    error = HttpResponseError("no")
    error.status_code = status
    error.__dict__["error_code"] = code
    return error


def _of(kind: type[HttpResponseError], code: str) -> HttpResponseError:
    error = kind("no")
    error.__dict__["error_code"] = code
    return error


@pytest.mark.parametrize(
    ("raised", "portable"),
    [
        (_of(ResourceNotFoundError, "TableNotFound"), sdk.NotFound),
        (_of(ResourceNotFoundError, "ResourceNotFound"), sdk.FailedPrecondition),
        (ResourceExistsError("no"), sdk.AlreadyExists),
        (ResourceModifiedError("no"), sdk.FailedPrecondition),
        (_answer(412, "UpdateConditionNotSatisfied"), sdk.FailedPrecondition),
        (_answer(400, "InvalidInput"), sdk.InvalidArgument),
        (_answer(403, "AuthorizationFailure"), sdk.PermissionDenied),
        (ClientAuthenticationError("no"), sdk.Unauthenticated),
        (_answer(413, "RequestBodyTooLarge"), sdk.ResourceExhausted),
        (_answer(429), sdk.ResourceExhausted),
        (_answer(503, "ServerBusy"), sdk.ResourceExhausted),
        (_answer(500, "InternalError"), sdk.Unavailable),
        (_answer(502), sdk.Unavailable),
        (ServiceRequestError("no"), sdk.Unavailable),
        (ServiceResponseError("no"), sdk.Unavailable),
        (_answer(500, "OperationTimedOut"), sdk.DeadlineExceeded),
        (_answer(504), sdk.DeadlineExceeded),
        (ServiceRequestTimeoutError("no"), sdk.DeadlineExceeded),
        (ServiceResponseTimeoutError("no"), sdk.DeadlineExceeded),
        (_answer(409, "TableBeingDeleted"), sdk.KVError),
    ],
    ids=str,
)
def test_what_errors_become(module: ModuleType, raised: Exception, portable: type[Exception]) -> None:
    with pytest.raises(sdk.KVError) as caught, module._infrar_errors():
        raise raised
    assert type(caught.value) is portable
