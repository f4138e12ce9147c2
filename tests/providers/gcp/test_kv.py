"""Documents on Google's emulator, beyond what the conformance programs show: how they are stored, requests, errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from types import ModuleType
from typing import Any

import pytest
from google.api_core import exceptions
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError
from hypothesis import given
from hypothesis import strategies as st

from infrar import kv as sdk
from infrar._limits import kv as limits
from tests.kit.blocking import Blocking
from tests.kit.servers import FirestoreEmulator
from tests.providers.gcp import native

Tables = tuple[ModuleType, Any]
NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def environment(firestore: FirestoreEmulator) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in firestore.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def synchronous(environment: None) -> Tables:
    return native.load("kv")


@pytest.fixture(scope="module", params=["kv", "aio.kv"])
def loaded(request: pytest.FixtureRequest, environment: None) -> Iterator[Tables]:
    if request.param == "kv":
        yield request.getfixturevalue("synchronous")
        return
    with Blocking.on_a_loop() as blocking:
        module, operations = native.load(request.param)
        yield module, blocking(operations)


@pytest.fixture
def kv(loaded: Tables, firestore: FirestoreEmulator) -> Any:
    """The operations, on a database without documents."""
    firestore.reset()
    return loaded[1]


@pytest.fixture
def orders(synchronous: Tables) -> Any:
    """The collection of the table `orders`, as Google's client sees it."""
    return synchronous[0].database.collection("orders")


def test_a_person_can_read_what_is_stored(kv: Any, orders: Any) -> None:
    kv.put(
        "orders",
        "ada/1.2",
        {"state": "open", "total": 3, "paid": True, "rate": 0.5, "lines": [[1], {"[]": 2}], "note": "x" * 1025},
    )
    stored = orders.document("ada.~1.-2").get().to_dict()
    assert stored.pop("nonce")
    assert stored == {
        "fields": {"state": "open", "total": 3, "paid": True},
        "data": {"rate": 0.5, "lines": [{"[]": [1]}, {"[]": {"[]": 2}}], "note": "x" * 1025},
        "expires": None,
    }
    assert kv.get("orders", "ada/1.2").value["lines"] == [[1], {"[]": 2}]


def test_what_the_ttl_policy_looks_at(kv: Any, orders: Any) -> None:
    kv.put("orders", "1", {}, ttl=60)
    left = orders.document("1").get().get("expires") - datetime.now(timezone.utc)
    assert timedelta(seconds=50) < left <= timedelta(seconds=60)
    kv.put("orders", "1", {})
    assert orders.document("1").get().get("expires") is None


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ada", "ada"),
        ("ada/1", "ada.~1"),
        ("report.json", "report.-json"),
        ("./..", ".-.~.-.-"),
        ("/", ".~"),
        ("_ada", "_-ada"),
        ("__x__", "_-_x__"),
        ("a_b__", "a_b__"),
        ("grüße 😀", "grüße 😀"),
    ],
)
def test_ids(synchronous: Tables, key: str, name: str) -> None:
    assert synchronous[0]._id(key) == name
    assert synchronous[0]._key(name) == key


@given(a=st.text("./-_~0a😀", min_size=1, max_size=8), b=st.text("./-_~0a😀", min_size=1, max_size=8))
def test_ids_are_in_the_order_of_keys(synchronous: Tables, a: str, b: str) -> None:
    module = synchronous[0]
    ids = module._id(a), module._id(b)
    assert (ids[0].encode() < ids[1].encode()) is (a.encode() < b.encode())
    assert ids[1].startswith(ids[0]) is b.startswith(a)
    assert module._key(ids[0]) == a
    assert "/" not in ids[0]
    assert ids[0] not in (".", "..")
    assert not ids[0].startswith("__")


def test_the_last_of_all_prefixes(kv: Any) -> None:
    last = "a" + "\U0010ffff" * 63
    for key in ("a", last, "b"):
        kv.put("orders", key, {})
    assert kv.list_keys("orders", "a") == ["a", last]
    assert kv.list_keys("orders", last) == [last]


def test_a_full_page_of_expired_documents_is_no_end(kv: Any, orders: Any) -> None:
    for number in range(7):
        kv.put("orders", str(number), {"n": 1})
    for number in (0, 1, 2, 4):
        orders.document(str(number)).update({"expires": NOW})
    assert kv.list_keys("orders", limit=2) == ["3", "5"]
    assert [document.key for document in kv.query("orders", where={"n": 1}, limit=3)] == ["3", "5", "6"]
    assert kv.list_keys("orders", limit=9) == ["3", "5", "6"]


def test_a_document_that_comes_alive_again_keeps_a_check_from_holding(kv: Any, orders: Any) -> None:
    kv.put("orders", "1", {})
    orders.document("1").update({"expires": NOW})
    kv.transact("orders", [sdk.Check("1", None), sdk.Put("2", {})])
    kv.put("orders", "1", {})
    with pytest.raises(sdk.FailedPrecondition):
        kv.transact("orders", [sdk.Check("1", None), sdk.Put("2", {"again": True})])
    assert kv.get("orders", "2").value == {}


@pytest.mark.parametrize("revision", ["no-revision", "/", "2024-02-29T12:00:00+00:00/", "9999-02-29T12:00:00+00:00/"])
def test_revisions_of_other_documents(kv: Any, revision: str) -> None:
    kv.put("orders", "1", {})
    for action in (sdk.Put("1", {}, revision), sdk.Delete("1", revision), sdk.Check("1", revision)):
        with pytest.raises(sdk.FailedPrecondition):
            kv.transact("orders", [action])
    with pytest.raises(sdk.FailedPrecondition):
        kv.put("orders", "1", {}, if_revision=revision)


def test_a_revision_says_when_its_time_ends(kv: Any) -> None:
    revision = kv.put("orders", "1", {}, ttl=60)
    written, _, ends = revision.partition("/")
    over = f"{written}/{NOW.isoformat()}"
    limits.check("put", {"table": "orders", "key": "1", "value": {}, "if_revision": revision})
    assert datetime.fromisoformat(ends) > datetime.now(timezone.utc)
    with pytest.raises(sdk.FailedPrecondition, match="expired"):
        kv.put("orders", "1", {}, if_revision=over)


ONE_REQUEST = [
    ("get", ("1",), "batch_get_documents"),
    ("get_many", (["1", "2", "1"],), "batch_get_documents"),
    ("put", ("1", {}), "commit"),
    ("create", ("new", {}), "commit"),
    ("delete", ("1",), "commit"),
    ("list_keys", (), "run_query"),
    ("query", (), "run_query"),
    ("transact", ([sdk.Put("1", {}), sdk.Delete("2"), sdk.Check("3", None)],), "commit"),
]


@pytest.mark.parametrize(("operation", "arguments", "request_name"), ONE_REQUEST, ids=[each[0] for each in ONE_REQUEST])
def test_one_request_is_enough(
    synchronous: Tables,
    firestore: FirestoreEmulator,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    arguments: Any,
    request_name: str,
) -> None:
    module, kv = synchronous
    firestore.reset()
    kv.put("orders", "1", {})
    made: list[str] = []
    api = module.database._firestore_api
    monkeypatch.setattr(module.database, "_firestore_api_internal", _Counting(api, made))
    getattr(kv, operation)("orders", *arguments)
    assert made == [request_name]


def test_conditions_take_no_request_more(
    synchronous: Tables, firestore: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, kv = synchronous
    firestore.reset()
    revisions = [kv.put("orders", key, {}) for key in ("1", "2", "3")]
    made: list[str] = []
    monkeypatch.setattr(module.database, "_firestore_api_internal", _Counting(module.database._firestore_api, made))
    changed = kv.put("orders", "1", {}, if_revision=revisions[0])
    kv.transact("orders", [sdk.Check("1", changed), sdk.Put("2", {}, revisions[1]), sdk.Delete("3", revisions[2])])
    kv.delete("orders", "1", if_revision=changed)
    assert made == ["commit"] * 3


class _Counting:
    """A client that notes the requests that are sent with it."""

    def __init__(self, api: Any, made: list[str]) -> None:
        self._api, self._made = api, made

    def __getattr__(self, name: str) -> Any:
        self._made.append(name)
        return getattr(self._api, name)


def _given_up(cause: Exception) -> exceptions.RetryError:
    return exceptions.RetryError("Timeout of 60.0s exceeded", cause=cause)


@pytest.mark.parametrize(
    ("raised", "portable"),
    [
        (exceptions.NotFound("there is no such database"), sdk.NotFound),
        (exceptions.AlreadyExists("no"), sdk.AlreadyExists),
        (exceptions.InvalidArgument("no"), sdk.InvalidArgument),
        (exceptions.InvalidArgument("Invalid base version, it is greater than the stored one"), sdk.FailedPrecondition),
        (exceptions.PermissionDenied("no"), sdk.PermissionDenied),
        (exceptions.Unauthenticated("no"), sdk.Unauthenticated),
        (DefaultCredentialsError("no"), sdk.Unauthenticated),
        (RefreshError("no"), sdk.Unauthenticated),
        (exceptions.FailedPrecondition("no"), sdk.FailedPrecondition),
        (exceptions.ResourceExhausted("no"), sdk.ResourceExhausted),
        (_given_up(exceptions.ResourceExhausted("no")), sdk.ResourceExhausted),
        (exceptions.Aborted("too much contention"), sdk.Unavailable),
        (exceptions.ServiceUnavailable("no"), sdk.Unavailable),
        (exceptions.InternalServerError("no"), sdk.Unavailable),
        (TransportError("no"), sdk.Unavailable),
        (_given_up(exceptions.ServiceUnavailable("no")), sdk.Unavailable),
        (exceptions.DeadlineExceeded("no"), sdk.DeadlineExceeded),
        (_given_up(exceptions.DeadlineExceeded("no")), sdk.DeadlineExceeded),
        (exceptions.DataLoss("no"), sdk.KVError),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.__name__,
)
def test_what_errors_become(synchronous: Tables, raised: Exception, portable: type[Exception]) -> None:
    with pytest.raises(sdk.KVError) as caught, synchronous[0]._infrar_errors():
        raise raised
    assert type(caught.value) is portable
