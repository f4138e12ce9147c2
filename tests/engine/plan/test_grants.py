"""Permissions: merged, narrowed to keys, and never wider or narrower than what uses need."""

from __future__ import annotations

import random
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrar_engine.model import Choice, Dynamic, FromEnvironment, Literal, Prefixed, UseSite, Value
from infrar_engine.plan.keys import MOST, reduced
from tests.engine.plan.program import planned, use

UNKNOWN = Dynamic("it is computed when the program runs")


@pytest.mark.parametrize(
    ("key", "keys"),
    [
        (Literal("a.csv"), ("a.csv",)),
        (Prefixed("daily/"), ("daily/*",)),
        (UNKNOWN, ("*",)),
        (FromEnvironment("KEY", "a"), ("*",)),
        (Choice((Literal("a.csv"), Prefixed("daily/"))), ("a.csv", "daily/*")),
        (Choice((Literal("daily/a.csv"), Prefixed("daily/"))), ("daily/*",)),
        # What a policy would read as a wildcard or a variable can only be widened to what stands before it.
        (Literal("a*b"), ("a*",)),
        (Literal("what?"), ("what*",)),
        (Literal("cost-${USD}.csv"), ("cost-*",)),
        (Literal("*"), ("*",)),
        (Prefixed("logs/*/"), ("logs/*",)),
        (Literal("cost-$5.csv"), ("cost-$5.csv",)),
        (Literal("caf\N{LATIN SMALL LETTER E WITH ACUTE}.txt"), ("caf\N{LATIN SMALL LETTER E WITH ACUTE}.txt",)),
        (Literal("cafe\N{COMBINING ACUTE ACCENT}.txt"), ("caf*",)),
    ],
)
def test_keys_narrow_a_grant(key: Value, keys: tuple[str, ...]) -> None:
    [grant] = planned(use("storage.write", bucket="reports", path=key)).plan.grants
    assert (grant.actions, grant.keys) == (("write",), keys)


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        ({}, ("*",)),
        ({"prefix": Literal("")}, ("*",)),
        ({"prefix": Literal("daily/")}, ("daily/*",)),
        ({"prefix": Prefixed("daily/")}, ("daily/*",)),
        ({"prefix": UNKNOWN}, ("*",)),
    ],
)
def test_prefixes_narrow_a_listing(arguments: dict[str, Value], keys: tuple[str, ...]) -> None:
    [grant] = planned(use("storage.list_objects", bucket="reports", **arguments)).plan.grants
    assert (grant.actions, grant.keys) == (("list",), keys)


def test_actions_with_the_same_keys_stand_together() -> None:
    grants = planned(
        use("storage.upload", "publish.py", 8, bucket="reports", destination=Prefixed("daily/")),
        use("storage.delete", "publish.py", 9, bucket="reports", path=Prefixed("daily/")),
        use("storage.write", "publish.py", 10, bucket="reports", path="index.html"),
    ).plan.grants
    assert [(grant.actions, grant.keys) for grant in grants] == [
        (("delete",), ("daily/*",)),
        (("write",), ("daily/*", "index.html")),
    ]
    assert grants[1].operations == ("storage.upload", "storage.write")
    assert grants[1].uses == (UseSite("publish.py", 8), UseSite("publish.py", 10))


def test_the_resource_itself_covers_its_keys() -> None:
    """Reading asks to list the bucket whatever the prefix, so a narrowed listing adds nothing."""
    grants = planned(
        use("storage.read", line=1, bucket="reports", path="a"),
        use("storage.list_objects", line=2, bucket="reports", prefix=Literal("daily/")),
    ).plan.grants
    assert [(grant.actions, grant.keys, grant.reason) for grant in grants] == [
        (("read",), ("a",), ""),
        (("list",), None, "why"),
    ]


def test_a_copy_reads_here_and_writes_there() -> None:
    match = use("storage.copy", bucket="here", source="a", destination="b", destination_bucket="there")
    grants = planned(match).plan.grants
    assert [(grant.resource, grant.actions, grant.keys) for grant in grants] == [
        ("here", ("read",), ("a",)),
        ("there", ("write",), ("b",)),
    ]


def test_a_copy_inside_a_bucket_writes_there() -> None:
    grants = planned(use("storage.copy", bucket="here", source="a", destination="b")).plan.grants
    assert [(grant.resource, grant.actions, grant.keys) for grant in grants] == [
        ("here", ("read",), ("a",)),
        ("here", ("write",), ("b",)),
    ]


def test_a_choice_of_buckets_is_granted_on_each() -> None:
    match = use("storage.write", bucket=Choice((Literal("one"), Literal("two"))), path="a")
    assert [grant.resource for grant in planned(match).plan.grants] == ["one", "two"]


def test_account_scope_stands_apart() -> None:
    grants = planned(use("storage.presign", bucket="reports", path=UNKNOWN)).plan.grants
    assert [(grant.scope, grant.actions, grant.keys) for grant in grants] == [
        ("account", ("sign",), None),
        ("resource", ("read",), ("*",)),
    ]


def test_the_order_of_matches_changes_nothing() -> None:
    matches = [
        use("storage.write", "b.py", 4, bucket="reports", path="a"),
        use("storage.read", "a.py", 9, bucket=FromEnvironment("PHOTOS"), path=Prefixed("x/")),
        use("storage.copy", "c.py", 1, bucket="one", source="a", destination="b", destination_bucket="two"),
        use("storage.read", "c.py", 2, bucket=UNKNOWN, path="k"),
        use("storage.list_objects", "c.py", 3, bucket="one"),
    ]
    expected = planned(*matches)
    for seed in range(5):
        random.Random(seed).shuffle(matches)
        assert planned(*matches) == expected


KEY = st.text("ab/", max_size=4)
PATTERN = st.one_of(KEY.filter(bool), KEY.map(lambda text: f"{text}*"))


@given(st.lists(PATTERN, min_size=1, max_size=8), KEY)
def test_reducing_patterns_changes_no_verdict(patterns: list[str], key: str) -> None:
    def allowed(by: list[str] | tuple[str, ...]) -> bool:
        return any(fnmatchcase(key, pattern) for pattern in by)

    assert allowed(reduced(patterns)) == allowed(patterns)


def test_very_many_keys_become_their_common_beginning() -> None:
    """Policies have a length limit; half a policy would be worse than a slightly wider one."""
    keys = [f"reports/{number:03}.csv" for number in range(MOST + 1)]
    assert reduced(keys[:MOST]) == tuple(keys[:MOST])
    assert reduced(keys) == ("reports/0*",)
