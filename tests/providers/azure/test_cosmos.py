"""Documents in Cosmos DB, beyond what the conformance programs show: how they are stored, what is asked for, errors."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime, timezone
from types import ModuleType
from typing import Any

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
)
from azure.cosmos import CosmosClient
from azure.cosmos.exceptions import (
    CosmosAccessConditionFailedError,
    CosmosClientTimeoutError,
    CosmosHttpResponseError,
    CosmosResourceExistsError,
    CosmosResourceNotFoundError,
)
from hypothesis import given
from hypothesis import strategies as st

from infrar import kv as sdk
from infrar._limits import kv as limits
from tests.kit.cosmos_fake import CosmosFake
from tests.providers.azure import native


@pytest.fixture(scope="module")
def environment(cosmos: CosmosFake) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cosmos.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def module(environment: None) -> ModuleType:
    return native.load("kv", "cosmos")


@pytest.fixture
def kv(module: ModuleType, cosmos: CosmosFake) -> Any:
    """The operations, on an empty table `orders`."""
    cosmos.reset()
    cosmos.create_table("orders")
    return native.operations(module, "kv", "cosmos")


def test_a_person_can_read_what_is_stored(kv: Any, cosmos: CosmosFake) -> None:
    kv.put(
        "orders",
        "ada/1 a",
        {"state": "open", "total": 3, "rate": 1.0, "large": 2**60, "lines": [{"$ref": b"x"}]},
        ttl=60,
    )
    stored = cosmos.account.containers["orders"]["ada.~1 -a"]
    assert stored["value"] == {
        "state": "open",
        "total": 3,
        "rate": {"$float": "1.0"},
        "large": {"$int": str(2**60)},
        "lines": [{"$$ref": {"$bytes": "eA=="}}],
    }
    assert stored["ttl"] == 61
    assert datetime.fromisoformat(stored["expires"]) > datetime.now(timezone.utc)
    assert [each.key for each in kv.query("orders", where={"large": 2**60, "total": 3})] == ["ada/1 a"]


ALPHABET = ' ./#?\\[]"!<>@-~0a'


@given(a=st.text(ALPHABET, min_size=1, max_size=8), b=st.text(ALPHABET, min_size=1, max_size=8))
def test_ids_are_in_the_order_of_keys(module: ModuleType, a: str, b: str) -> None:
    ids = module._id(a), module._id(b)
    assert (ids[0] < ids[1]) is (a < b)
    assert ids[1].startswith(ids[0]) is b.startswith(a)
    assert module._key(ids[0]) == a
    assert not set("/\\#?") & set(ids[0])
    assert not ids[0].endswith(" ")


@pytest.mark.parametrize(
    "value",
    [{"text": "\x00" * 399_900}, {"text": "😀" * 99_900}, {"bytes": b"\xff" * 399_900}, {"list": [2**62] * 24_990}],
    ids=["control characters", "four bytes each", "bytes", "large numbers"],
)
def test_the_largest_portable_documents_fit(kv: Any, value: dict[str, Any]) -> None:
    limits.check("put", {"table": "orders", "key": "k", "value": value})
    revision = kv.put("orders", "k", value)
    limits.check("put", {"table": "orders", "key": "k", "value": {}, "if_revision": revision})
    assert kv.get("orders", "k") == ("k", value, revision)


def test_a_check_changes_the_etag_and_not_the_revision(kv: Any, cosmos: CosmosFake) -> None:
    revision = kv.put("orders", "1", {"n": 1})
    kv.transact("orders", [sdk.Check("1", revision), sdk.Check("2", None), sdk.Delete("3")])
    items = cosmos.account.containers["orders"]
    assert items["1"]["revision"] == revision != items["1"]["_etag"]
    assert kv.get("orders", "1").revision == revision
    assert {name: item["ttl"] for name, item in items.items() if name != "1"} == {"2": 2, "3": 2}
    assert kv.list_keys("orders") == ["1"]
    kv.put("orders", "1", {}, if_revision=revision)


@pytest.mark.parametrize("revision", ["no-revision", "*", '"0000-1"', '"0000-1" 2024'])
def test_revisions_of_other_documents(kv: Any, revision: str) -> None:
    kv.put("orders", "1", {})
    for action in (sdk.Put("1", {}, revision), sdk.Delete("1", revision), sdk.Check("1", revision)):
        with pytest.raises(sdk.FailedPrecondition):
            kv.transact("orders", [action])


REQUESTS = [
    ("get", ("1",), ["GET orders/docs/1"]),
    ("get_many", (["1", "2"],), ["POST orders/docs"]),
    ("put", ("1", {}), ["POST orders/docs"]),
    ("create", ("new", {}), ["POST orders/docs"]),
    ("delete", ("1",), ["DELETE orders/docs/1"]),
    ("list_keys", (), ["POST orders/docs"]),
    ("query", ("a",), ["POST orders/docs"]),
    ("increment", ("1", "n"), ["GET orders/docs/1", "PUT orders/docs/1"]),
    ("transact", ([sdk.Put("2", {}), sdk.Delete("1")],), ["POST orders/docs"]),
]


@pytest.mark.parametrize(("operation", "arguments", "requests"), REQUESTS, ids=[each[0] for each in REQUESTS])
def test_no_request_is_too_many(
    kv: Any, cosmos: CosmosFake, operation: str, arguments: tuple[Any, ...], requests: list[str]
) -> None:
    kv.put("orders", "1", {"n": 1})
    cosmos.account.requests.clear()
    getattr(kv, operation)("orders", *arguments)
    assert cosmos.account.requests == requests


def test_a_table_that_is_not_there(kv: Any) -> None:
    for call in (lambda: kv.get("none", "1"), lambda: kv.put("none", "1", {}), lambda: kv.list_keys("none")):
        with pytest.raises(sdk.NotFound):
            call()


def test_the_fake_refuses_another_key(cosmos: CosmosFake) -> None:
    with pytest.raises(CosmosHttpResponseError) as caught:
        CosmosClient(cosmos.url, base64.b64encode(b"another").decode())
    assert caught.value.status_code == 401


@pytest.mark.parametrize(
    "item",
    [{"id": "a", "value": {"n": 2**60}}, {"id": "a", "value": {"n": 1.5}}, {"id": "a", "ttl": 0}],
    ids=["large number", "float", "ttl"],
)
def test_the_fake_refuses_what_would_not_come_back(kv: Any, module: ModuleType, item: dict[str, Any]) -> None:
    with pytest.raises(CosmosHttpResponseError) as caught:
        module._container("orders").upsert_item({"partition": "documents", "value": {}, **item})
    assert caught.value.status_code == 400


@pytest.mark.parametrize(
    ("raised", "portable"),
    [
        (CosmosResourceNotFoundError(404, "no"), sdk.NotFound),
        (CosmosResourceExistsError(409, "no"), sdk.AlreadyExists),
        (CosmosAccessConditionFailedError(412, "no"), sdk.FailedPrecondition),
        (CosmosHttpResponseError(400, "no"), sdk.InvalidArgument),
        (CosmosHttpResponseError(401, "no"), sdk.Unauthenticated),
        (ClientAuthenticationError("no"), sdk.Unauthenticated),
        (CosmosHttpResponseError(403, "no"), sdk.PermissionDenied),
        (CosmosHttpResponseError(413, "no"), sdk.ResourceExhausted),
        (CosmosHttpResponseError(429, "no"), sdk.ResourceExhausted),
        (CosmosHttpResponseError(449, "no"), sdk.Unavailable),
        (CosmosHttpResponseError(503, "no"), sdk.Unavailable),
        (ServiceRequestError("no"), sdk.Unavailable),
        (ServiceResponseError("no"), sdk.Unavailable),
        (CosmosHttpResponseError(408, "no"), sdk.DeadlineExceeded),
        (CosmosClientTimeoutError(), sdk.DeadlineExceeded),
        (ServiceRequestTimeoutError("no"), sdk.DeadlineExceeded),
        (CosmosHttpResponseError(409, "no"), sdk.KVError),
    ],
    ids=str,
)
def test_what_errors_become(module: ModuleType, raised: Exception, portable: type[Exception]) -> None:
    with pytest.raises(sdk.KVError) as caught, module._infrar_errors():
        raise raised
    assert type(caught.value) is portable
