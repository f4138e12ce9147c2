"""Estimates → a table with targets side by side, and JSON.

In: estimates of the same code. Out: text for people, which says what is assumed and what is left out; plain values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from infrar_engine.cost.estimate import Estimate, ResourceCost
from infrar_engine.report.tables import table
from infrar_engine.report.terminal import Terminal

ALWAYS_LEFT_OUT = (
    "taxes, discounts, free tiers, and lower prices for large volumes",
    "traffic between regions and out of the cloud, logs, keys, and whatever runs the code",
)
_ALL = "all together"


def cost_text(estimates: Sequence[Estimate], terminal: Terminal) -> str:
    """The table, then what is assumed, what is left out, and where the prices are from."""
    columns = [_column(each, [e.resources for e in estimates]) for each in estimates]
    names, usage, assumed = _rows(estimates)
    right = [[cell.rjust(max(map(len, column))) for cell in column] for column in columns]
    heads = ("resource", "usage", *(column[0] for column in right))
    rows = [
        (*about, *cells) for about, *cells in zip(zip(names, usage, strict=True), *(c[1:] for c in right), strict=True)
    ]
    parts = [table(heads, rows, terminal)]
    if assumed:
        parts.append("* assumed: say it in a usage file (--usage)\n")
    parts.append("".join(f"{line}\n" for line in ("Left out:", *(f"  {each}" for each in _left_out(estimates)))))
    parts.append("".join(f"{line}\n" for line in ("List prices:", *(f"  {each}" for each in _sources(estimates)))))
    return "\n".join(parts)


def cost_json(estimates: Iterable[Estimate]) -> dict[str, Any]:
    """`estimates` and `left_out` as `infrar cost --format json` has them."""
    return {"estimates": [_estimate_json(each) for each in estimates], "left_out": list(ALWAYS_LEFT_OUT)}


def money(amount: float | None) -> str:
    """An amount with cents; what isn't known is no amount, and what is less than a cent isn't nothing."""
    if amount is None:
        return "-"
    return "<0.01" if 0 < amount < 0.005 else f"{amount:,.2f}"


# Rows


def _keys(estimates: Iterable[Sequence[ResourceCost]]) -> list[tuple[str, str]]:
    """The resources of all targets, what resources share last."""
    found = dict.fromkeys((each.capability, each.name) for resources in estimates for each in resources)
    return sorted(found, key=lambda key: (key[0], not key[1], key[1]))


def _quantities(key: tuple[str, str], estimates: Iterable[Sequence[ResourceCost]]) -> dict[str, tuple[float, bool]]:
    own = (each for resources in estimates for each in resources if (each.capability, each.name) == key)
    return {a.quantity: (a.value, a.assumed) for each in own for a in each.amounts if a.cost is not None}


def _rows(estimates: Sequence[Estimate]) -> tuple[list[str], list[str], bool]:
    everything = [each.resources for each in estimates]
    names, usage, assumed = [], [], False
    for key in _keys(everything):
        names.append(f"{key[0]} {key[1] or _ALL}")
        usage.append("")
        for quantity, (value, guessed) in _quantities(key, everything).items():
            names.append("")
            usage.append(f"{quantity} {value:,.10g}{' *' if guessed else ''}")
            assumed = assumed or guessed
    return [*names, "total"], [*usage, ""], assumed


def _column(one: Estimate, everything: Sequence[Sequence[ResourceCost]]) -> list[str]:
    place = f"{one.target}, {one.region}" if one.region else one.target
    cells = [f"{place} ({one.currency})" if one.currency else place]
    for key in _keys(everything):
        own = next((each for each in one.resources if (each.capability, each.name) == key), None)
        cells.append(_whole(own) if own is not None else "")
        costs = {each.quantity: each.cost for each in own.amounts} if own is not None else {}
        cells += [money(costs.get(quantity)) if own is not None else "" for quantity in _quantities(key, everything)]
    partly = "at least " if one.cost is not None and any(each.partial for each in one.resources) else ""
    return [*cells, partly + money(one.cost)]


def _whole(one: ResourceCost) -> str:
    if one.cost is None:
        return "no prices"
    return f"at least {money(one.cost)}" if one.partial else money(one.cost)


# What the numbers don't say


def _left_out(estimates: Sequence[Estimate]) -> list[str]:
    told = [
        f"{one.target}, {each.capability} {each.name}: {missing.item}: {missing.reason}"
        for one in estimates
        for each in one.resources
        for missing in each.left_out
    ]
    return [*dict.fromkeys(told), *ALWAYS_LEFT_OUT]


def _sources(estimates: Sequence[Estimate]) -> list[str]:
    """Each source once, with its date, and what it says besides the price."""
    found: dict[str, None] = {}
    for one in estimates:
        for each in one.resources:
            for line in each.lines:
                price = line.price
                found[f"{one.provider}, {each.service}: {price.date}, {price.source}"] = None
                if price.note:
                    found[f"{one.provider}, {each.service}, {price.item}: {price.note}"] = None
    return list(found)


# JSON


def _estimate_json(one: Estimate) -> dict[str, Any]:
    return {
        "target": one.target,
        "provider": one.provider,
        "region": one.region,
        "currency": one.currency or None,
        "cost": one.cost,
        "complete": one.complete,
        "resources": [_resource_json(each) for each in one.resources],
    }


def _resource_json(one: ResourceCost) -> dict[str, Any]:
    return {
        "capability": one.capability,
        "service": one.service,
        "name": one.name or None,
        "cost": one.cost,
        "usage": [
            {"quantity": each.quantity, "value": each.value, "assumed": each.assumed, "cost": each.cost}
            for each in one.amounts
        ],
        "lines": [
            {
                "item": line.price.item,
                "unit": line.price.unit,
                "price": line.price.price,
                "per": list(line.price.per),
                "quantity": line.price.quantity,
                "amount": line.amount,
                "cost": line.cost,
                "region": line.price.region or None,
                "date": line.price.date,
                "source": line.price.source,
                "note": line.price.note,
            }
            for line in one.lines
        ],
        "left_out": [{"item": each.item, "reason": each.reason, "unpriced": each.unpriced} for each in one.left_out],
    }
