"""Documents on moto, beyond what the conformance programs show: what is stored, which requests are sent, what DynamoDB says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from types import ModuleType, SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from infrar_engine.pipeline import Request, run
from infrar_engine.render.modules import module_variables
from tests.kit.blocking import Blocking
from tests.kit.servers import MotoServer
from tests.providers.aws import native


@pytest.fixture(scope="module")
def functions(environment: None) -> ModuleType:
    """The synchronous functions."""
    return native.load("kv")


@pytest.fixture(scope="module", params=["kv", "aio.kv"])
def kv(request: pytest.FixtureRequest, functions: ModuleType) -> Iterator[Any]:
    """The functions of both kinds."""
    with Blocking.on_a_loop() as blocking:
        yield functions if request.param == "kv" else blocking(native.load("aio.kv"))


@pytest.fixture
def table(aws: MotoServer) -> str:
    """An empty table."""
    aws.create_table(made := f"orders-{uuid4().hex[:8]}")
    return made


def requests(client: Any) -> list[str]:
    """The names of the requests that the client sends from now on."""
    sent: list[str] = []
    client.meta.events.register("before-send.dynamodb", lambda event_name, **_: sent.append(event_name.split(".")[-1]))
    return sent


def stored(aws: MotoServer, table: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = aws.client("dynamodb").scan(TableName=table)["Items"]
    return items


def test_each_operation_is_one_request(functions: ModuleType, table: str) -> None:
    sent = requests(functions.dynamodb)
    revision = functions.put(table, "a/1", {"n": 1})
    functions.put(table, "a/1", {"n": 2}, if_revision=revision)
    functions.create(table, "b", {})
    functions.get(table, "a/1")
    functions.get_many(table, ["a/1", "b"])
    functions.list_keys(table, "a/")
    functions.query(table, "a/", where={"n": 2}, limit=1)
    functions.list_keys(table, "a")
    functions.query(table)
    functions.increment(table, "a/1", "n")
    functions.transact(table, [functions.Delete("b"), functions.Check("c", None)])
    functions.delete(table, "a/1")
    assert sent == [
        *("PutItem", "PutItem", "PutItem", "GetItem", "BatchGetItem", "Query", "Query", "Scan", "Scan"),
        *("UpdateItem", "TransactWriteItems", "DeleteItem"),
    ]
    del sent[:]
    functions.get_many(table, [])
    functions.transact(table, [])
    functions.list_keys(table, "a/", limit=0)
    assert sent == []


def test_an_item_is_what_a_person_would_write(kv: Any, aws: MotoServer, table: str) -> None:
    moment = datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    kv.put(table, "shop/17", {"paid": False, "total": 42, "rate": 1.0, "at": moment, "of": [b"x", None, {"a": ""}]})
    (item,) = stored(aws, table)
    assert len(item.pop("_revision")["S"]) == 16
    assert item == {
        "_partition": {"S": "shop/"},
        "_key": {"S": "shop/17"},
        "paid": {"BOOL": False},
        "total": {"N": "42"},
        "rate": {"M": {"__float__": {"S": "1.0"}}},
        "at": {"M": {"__datetime__": {"S": "2024-05-01T10:00:00+00:00"}}},
        "of": {"L": [{"B": b"x"}, {"NULL": True}, {"M": {"a": {"S": ""}}}]},
    }


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.binary(max_size=8)
    | st.datetimes(timezones=st.just(timezone.utc)).map(lambda moment: moment.replace(fold=0))
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text("ab$_ é", min_size=1), inner))


@given(VALUES)
def test_every_value_comes_back_with_its_types(functions: ModuleType, value: object) -> None:
    back = functions._value(functions._attribute(value))
    assert repr(back) == repr(value)


def test_a_number_that_a_person_has_written(kv: Any, aws: MotoServer, table: str) -> None:
    item = {
        "_partition": {"S": "a"},
        "_key": {"S": "a"},
        "_revision": {"S": "r"},
        "price": {"N": "9.5"},
        "n": {"N": "-3"},
    }
    aws.client("dynamodb").put_item(TableName=table, Item=item)
    assert kv.get(table, "a").value == {"price": 9.5, "n": -3}


def test_the_end_of_a_document_is_in_whole_seconds(kv: Any, aws: MotoServer, table: str) -> None:
    before = datetime.now(timezone.utc).timestamp()
    kv.put(table, "a", {}, ttl=60)
    ends = int(stored(aws, table)[0]["_expires"]["N"])
    assert before + 60 <= ends <= datetime.now(timezone.utc).timestamp() + 61


def test_keys_that_dynamodb_had_no_time_for_are_asked_again(
    functions: ModuleType, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in "abc":
        functions.put(table, key, {"key": key})
    ask, asked, slept = functions.dynamodb.batch_get_item, [], []

    def one_at_a_time(RequestItems: dict[str, Any]) -> dict[str, Any]:
        keys = RequestItems[table]["Keys"]
        asked.append(len(keys))
        if len(asked) == 2:
            return {"Responses": {}, "UnprocessedKeys": RequestItems}
        answer = ask(RequestItems={table: {"Keys": keys[:1], "ConsistentRead": RequestItems[table]["ConsistentRead"]}})
        left = {table: {"Keys": keys[1:], "ConsistentRead": True}} if keys[1:] else {}
        return {**answer, "UnprocessedKeys": left}

    monkeypatch.setattr(functions.dynamodb, "batch_get_item", one_at_a_time)
    monkeypatch.setattr(functions, "time", SimpleNamespace(sleep=slept.append, time=time.time))  # of these alone
    assert [document.key for document in functions.get_many(table, ["c", "a", "b", "a"])] == ["c", "a", "b", "a"]
    assert (asked, slept) == ([3, 2, 2, 1], [0.05])


@pytest.mark.parametrize("how", ["create", "put"])
def test_a_write_whose_answer_was_lost_and_that_was_repeated_is_done(
    functions: ModuleType, table: str, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    first = functions.put(table, "there", {"n": 0})
    send = functions.dynamodb.put_item

    def twice(**request: Any) -> None:
        send(**request)
        send(**request)

    monkeypatch.setattr(functions.dynamodb, "put_item", twice)
    if how == "create":
        revision = functions.create(table, "new", {"n": 1})
    else:
        revision = functions.put(table, "there", {"n": 1}, if_revision=first)
    assert functions.get(table, "new" if how == "create" else "there").revision == revision


def failed(*codes: str) -> ClientError:
    reasons: Any = {"CancellationReasons": [{"Code": code} for code in codes]}
    error = {"Code": "TransactionCanceledException", "Message": ""}
    return ClientError({"Error": error, **reasons}, "TransactWriteItems")


def test_a_transaction_that_met_another_is_tried_again(functions: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Exception | None] = [failed("None", "TransactionConflict"), failed("TransactionConflict"), None]
    slept: list[float] = []

    def answer(TransactItems: object) -> None:
        if (error := answers.pop(0)) is not None:
            raise error

    monkeypatch.setattr(functions.dynamodb, "transact_write_items", answer)
    monkeypatch.setattr(functions, "time", SimpleNamespace(sleep=slept.append, time=time.time))  # of these alone
    functions.transact("orders", [functions.Delete("a")])
    assert answers == []
    assert len(slept) == 2
    answers += [failed("TransactionConflict", "ConditionalCheckFailed"), None]
    with pytest.raises(ClientError):
        functions.transact("orders", [functions.Delete("a")])
    assert answers == [None]


CODES = [
    ("ResourceNotFoundException", "NotFound"),
    ("ValidationException", "InvalidArgument"),
    ("AccessDeniedException", "PermissionDenied"),
    ("ExpiredTokenException", "Unauthenticated"),
    ("UnrecognizedClientException", "Unauthenticated"),
    ("ConditionalCheckFailedException", "FailedPrecondition"),
    ("ProvisionedThroughputExceededException", "ResourceExhausted"),
    ("RequestLimitExceeded", "ResourceExhausted"),
    ("ThrottlingException", "ResourceExhausted"),
    ("InternalServerError", "Unavailable"),
    ("TransactionConflictException", "Unavailable"),
]
REASONS = [
    (("None", "ConditionalCheckFailed"), "FailedPrecondition"),
    (("TransactionConflict", "ConditionalCheckFailed"), "FailedPrecondition"),
    (("TransactionConflict", "None"), "Unavailable"),
    (("ThrottlingError",), "ResourceExhausted"),
    (("ValidationError",), "InvalidArgument"),
]
ERRORS: list[tuple[Exception, str]] = [
    *((ClientError({"Error": {"Code": code, "Message": ""}}, "GetItem"), name) for code, name in CODES),
    *((failed(*codes), name) for codes, name in REASONS),
    (NoCredentialsError(), "Unauthenticated"),
    (EndpointConnectionError(endpoint_url="https://dynamodb"), "Unavailable"),
    (ReadTimeoutError(endpoint_url="https://dynamodb"), "DeadlineExceeded"),
]


@pytest.mark.parametrize(("error", "name"), ERRORS)
def test_errors(functions: ModuleType, error: Exception, name: str) -> None:
    assert native.portable(functions, error) == [name]
    assert native.is_storage_error(functions, error)


def test_a_missing_table_is_not_found(kv: Any, functions: ModuleType) -> None:
    with pytest.raises(ClientError) as caught:
        kv.get("missing", "a")
    assert native.portable(functions, caught.value) == ["NotFound"]


PROGRAM = """
from infrar import kv

def run(day: str, prefix: str) -> None:
    {call}
"""


@pytest.mark.parametrize(
    ("call", "actions"),
    [
        ('kv.list_keys("orders", "2024/")', {"Query"}),
        ('kv.query("orders", f"2024/{day}")', {"Query"}),
        ('kv.query("orders", "2024")', {"Scan"}),
        ('kv.list_keys("orders")', {"Scan"}),
        ('kv.list_keys("orders", prefix)', {"Query", "Scan"}),
        ('kv.get("orders", day)', {"GetItem"}),
        ('kv.get_many("orders", [day])', {"BatchGetItem"}),
        ('kv.put("orders", day, {})', {"PutItem"}),
        ('kv.create("orders", day, {})', {"PutItem"}),
        ('kv.delete("orders", day)', {"DeleteItem"}),
        ('kv.increment("orders", day, "n")', {"DeleteItem", "UpdateItem"}),
        ('kv.transact("orders", [kv.Delete(day)])', {"ConditionCheckItem", "DeleteItem", "PutItem"}),
    ],
)
def test_permissions(call: str, actions: set[str]) -> None:
    made = run(Request(None, "aws", text=PROGRAM.format(call=call).encode(), filename="app.py", layout="build"))
    assert made.plan is not None
    assert {action for grant in made.plan.grants for action in grant.actions} == {
        f"dynamodb:{each}" for each in actions
    }


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        ('kv.put("orders", "", {})', "key '' is no key"),
        ('kv.put("orders", "a", {"a-b": [1]})', "is no name of a field"),
        ('kv.query("orders", where={"a": 1.5})', "which is float, not str, int or bool"),
        ('kv.get_many("orders", ["a", ".."])', "has '..', which is no key"),
        ('kv.create("orders", "a", {}, ttl=0)', "ttl 0 is not 1 to"),
        ('kv.put("orders", "a", {"list": [1, [2.0, None], {"x y": b""}]}, ttl=1)', None),
        ('kv.put("orders", "a", {"day": day, "list": [day]})', None),
    ],
)
def test_builds_check_what_they_can_see(call: str, rule: str | None) -> None:
    made = run(Request(None, "aws", text=PROGRAM.format(call=call).encode(), filename="app.py", layout="build"))
    found = [(each.code, each.message) for each in made.diagnostics]
    assert [code for code, _ in found] == ([] if rule is None else ["INF303"])
    assert rule is None or rule in found[0][1]


def test_settings_are_variables_of_the_module() -> None:
    (service,) = (each for each in native.provider().services if each.capability == "kv")
    declared = module_variables(native.provider(), service.terraform)
    assert set(service.settings["properties"]) == set(declared) - {"name", "tags"}
    assert {name: declared[name] for name in service.defaults} == {
        name: str(value).lower() for name, value in service.defaults.items()
    }
