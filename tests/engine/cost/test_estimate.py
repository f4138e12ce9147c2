"""Prices that say what they are for, and a plan, to an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from infrar_engine.catalog import load_catalog
from infrar_engine.cost import Estimate, Usage, estimate
from infrar_engine.model import Resource, ResourcePlan
from infrar_engine.plugins.later import Later
from infrar_engine.plugins.values import Price, Pricing, Provider
from infrar_engine.quantities import FIXED, quantities
from tests.engine.plan.program import toy

SERVICE = "storage/objects"
READS = ("storage.read",)


def price(item: str, amount: float, per: str | tuple[str, ...] = (), **more: Any) -> Price:
    names = (per,) if isinstance(per, str) else per
    return Price(SERVICE, item, "a unit", amount, per=names, date="2026-01", source="a list", **more)


def estimated(
    prices: list[Price],
    said: Mapping[str, Mapping[str, float]] | None = None,
    *,
    operations: tuple[str, ...] = READS,
    names: tuple[str, ...] = ("photos",),
    settings: Mapping[str, object] | None = None,
    variables: Mapping[str, object] | None = None,
) -> Estimate:
    made = tuple((settings or {}).items())
    resources = tuple(Resource("storage", SERVICE, n, n, n, None, operations, (), made) for n in names)
    plan = ResourcePlan("shop", "", "toy", "here", resources, (), options={"variables": dict(variables or {})})
    priced = Later(lambda: Pricing("USD", "2026-01", "a list", "", tuple(prices)))
    provider: Provider = replace(toy(), priced=priced)
    return estimate(plan, provider, Usage(said or {}))


def costs(found: Estimate) -> dict[str, float | None]:
    return {each.name: each.cost for each in found.resources}


def left_out(found: Estimate) -> list[str]:
    return [each.item for one in found.resources for each in one.left_out if each.item != "egress_gb"]


def test_a_price_is_for_so_many_of_a_quantity() -> None:
    found = estimated([price("reads", 0.4, "reads", quantity=1000)], {"photos": {"reads": 2_000_000}})
    assert costs(found) == {"photos": pytest.approx(800.0)}
    assert (found.cost, found.currency, found.region) == (pytest.approx(800.0), "USD", "here")


def test_a_price_may_be_for_several_quantities_together() -> None:
    said = {"photos": {"writes": 600, "lists": 400}}
    found = estimated([price("requests", 5.0, ("writes", "lists"), quantity=1000)], said)
    [one] = found.resources
    assert one.cost == pytest.approx(5.0)
    assert {each.quantity: each.cost for each in one.amounts if each.quantity in ("writes", "lists")} == {
        "writes": pytest.approx(3.0),
        "lists": pytest.approx(2.0),
    }


def test_what_is_not_said_is_assumed_as_far_as_the_code_does_it() -> None:
    found = estimated([price("all", 1.0, ("stored_gb", "reads", "writes"))], {"photos": {"stored_gb": 3}})
    amounts = {each.quantity: each.assumed for each in found.resources[0].amounts}
    assert (amounts["stored_gb"], amounts["reads"]) == (False, True)
    assert "writes" not in amounts


def test_what_is_assumed_may_follow_from_what_is_said() -> None:
    queue = {each.name: each for each in quantities("queue")}
    assert queue["acks"].of == {"receives": 1}
    assert queue["sent_gb"].of is not None


def test_a_resource_without_prices_costs_nothing_known() -> None:
    found = estimated([])
    assert (costs(found), found.cost, found.complete) == ({"photos": None}, None, False)
    assert left_out(found) == ["all of it"]


def test_what_is_free_is_no_price_for_the_rest() -> None:
    prices = [price("gb", 2.0, "stored_gb", region="there"), price("reads", 0.0, "reads")]
    assert costs(estimated(prices, {"photos": {"reads": 0}})) == {"photos": None}
    found = estimated(prices)
    assert (costs(found), found.resources[0].partial) == ({"photos": 0.0}, True)


def test_the_regions_own_price_comes_first() -> None:
    everywhere, here = price("gb", 1.0, "stored_gb"), price("gb", 2.0, "stored_gb", region="here")
    there = price("gb", 3.0, "stored_gb", region="there")
    said = {"photos": {"stored_gb": 1.0}}
    assert costs(estimated([everywhere, here, there], said)) == {"photos": 2.0}
    assert costs(estimated([everywhere, there], said)) == {"photos": 1.0}
    found = estimated([there, price("reads", 1.0, "reads")], {"photos": {"stored_gb": 1.0, "reads": 1}})
    assert (costs(found), left_out(found), found.complete) == ({"photos": 1.0}, ["gb"], False)


REDUNDANCY = [
    price("three zones", 2.0, "stored_gb", when={"replication": (None, "ZRS")}),
    price("one zone", 1.0, "stored_gb", when={"replication": ("LRS",)}),
]


@pytest.mark.parametrize(
    ("settings", "variables", "cost"),
    [
        ({}, {}, 2.0),
        ({"replication": "ZRS"}, {}, 2.0),
        ({"replication": "LRS"}, {}, 1.0),
        ({}, {"replication": "LRS"}, 1.0),
        ({"replication": "ZRS"}, {"replication": "LRS"}, 2.0),
    ],
)
def test_a_price_may_depend_on_a_setting(
    settings: dict[str, object], variables: dict[str, object], cost: float
) -> None:
    said = {"photos": {"stored_gb": 1.0}}
    assert costs(estimated(REDUNDANCY, said, settings=settings, variables=variables)) == {"photos": cost}


def test_what_is_priced_for_other_settings_alone_is_left_out() -> None:
    found = estimated(
        [*REDUNDANCY, price("reads", 1.0, "reads")], {"photos": {"reads": 1}}, settings={"replication": "GRS"}
    )
    assert (costs(found), left_out(found)) == ({"photos": 1.0}, ["stored_gb"])


def test_a_size_without_a_price_is_left_out() -> None:
    prices = [price("small", 0.1, "hours", when={"size": ("small",)}), price("reads", 1.0, "reads")]
    found = estimated(prices, {"photos": {"reads": 1}}, settings={"size": "large"})
    assert (costs(found), left_out(found), found.resources[0].partial) == ({"photos": 1.0}, ["hours"], True)


def test_a_price_that_says_no_quantity_is_left_out_by_name() -> None:
    found = estimated([price("keys", 1.0), price("reads", 1.0, "reads")], {"photos": {"reads": 1}})
    assert (costs(found), left_out(found)) == ({"photos": 1.0}, ["keys"])


def test_what_is_said_and_has_no_price_is_left_out_by_name() -> None:
    found = estimated([price("reads", 1.0, "reads")], {"photos": {"reads": 1, "egress_gb": 10, "writes": 0}})
    assert [each.item for each in found.resources[0].left_out] == ["egress_gb"]


def test_every_resource_has_its_month() -> None:
    found = estimated([price("a bucket", 0.5, "resource"), price("an hour", 0.1, "hours")], names=("a", "b"))
    assert costs(found) == {"a": pytest.approx(73.5), "b": pytest.approx(73.5)}
    assert FIXED["days"] * 24 == FIXED["hours"]


def test_what_resources_share_is_paid_once() -> None:
    found = estimated([price("the account", 1.2, "days", once=True)], names=("a", "b"))
    assert costs(found) == {"a": 0.0, "b": 0.0, "": pytest.approx(36.5)}


def test_what_services_share_is_paid_once() -> None:
    namespace = price("the namespace", 1.2, "days", once=True)
    other = replace(namespace, service="queue/objects")
    plan = ResourcePlan(
        "shop",
        "",
        "toy",
        "here",
        tuple(
            Resource(service.partition("/")[0], service, "a", service[:1], "a", None, (), ())
            for service in (SERVICE, other.service)
        ),
        (),
    )
    provider = replace(toy(), priced=Later(lambda: Pricing("USD", "", "", "", (namespace, other))))
    assert estimate(plan, provider, Usage()).cost == pytest.approx(36.5)


def test_quantities_are_of_operations_that_there_are() -> None:
    catalog = load_catalog()
    for capability in catalog.capabilities:
        known = {each.name for each in capability.operations}
        for quantity in quantities(capability.name):
            assert quantity.about
            assert quantity.operations is None or quantity.operations <= known, (capability.name, quantity.name)
