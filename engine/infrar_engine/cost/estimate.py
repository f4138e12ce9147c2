"""Plan, prices and usage → what each resource costs a month.

Of the prices for one item, the region's own counts, else the one for all regions. A price that depends on a setting counts
where the setting has that value. What has no price is said to be left out, never taken as free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from infrar_engine.cost.usage import Usage
from infrar_engine.model import Resource, ResourcePlan
from infrar_engine.plugins.values import Price, Provider, Service
from infrar_engine.quantities import FIXED, quantities


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a quantity is used in a month; `cost` is None where no price is for it."""

    quantity: str
    value: float
    assumed: bool
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the bill."""

    price: Price
    amount: float  # in the quantities that the price is for, together
    cost: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that the bill will have, and the estimate hasn't; `unpriced` when it is used, and only its price isn't known."""

    item: str
    reason: str
    unpriced: bool = False


@dataclass(frozen=True, slots=True)
class ResourceCost:
    """`cost` is None when the service has no prices; `name` is "" for what all resources of a service share."""

    capability: str
    service: str
    name: str
    amounts: tuple[Amount, ...]
    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def cost(self) -> float | None:
        return sum(line.cost for line in self.lines) if self.lines or not self.partial else None

    @property
    def partial(self) -> bool:
        return any(each.unpriced for each in self.left_out)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A month on one provider. `currency` is "" when it has no prices at all."""

    target: str
    provider: str
    region: str
    currency: str
    resources: tuple[ResourceCost, ...]

    @property
    def cost(self) -> float | None:
        """The sum of what is known; None when nothing is."""
        known = [each.cost for each in self.resources if each.cost is not None]
        return sum(known) if known else None

    @property
    def complete(self) -> bool:
        """Whether every resource has a price for all that was looked at."""
        return all(each.cost is not None and not each.left_out for each in self.resources)


def estimate(plan: ResourcePlan, provider: Provider, usage: Usage, target: str = "") -> Estimate:
    """The estimate of a plan; of what `usage` doesn't say, something is assumed."""
    pricing = provider.pricing
    prices = pricing.prices if pricing is not None else ()
    found: list[ResourceCost] = []
    shared: dict[str, ResourceCost] = {}
    paid: set[str] = set()  # items that services share, too
    for resource in plan.resources:
        own = [each for each in prices if each.service == resource.service]
        applicable, missing = _applicable(
            own, _settings(resource, provider.service(resource.service), plan), plan.region
        )
        found.append(_cost(resource, own, applicable, missing, usage))
        once = tuple(_line(each, {}) for each in applicable if each.once and each.item not in paid)
        if once:
            shared[resource.service] = ResourceCost(resource.capability, resource.service, "", (), once, ())
            paid |= {line.price.item for line in once}
    currency = pricing.currency if pricing is not None else ""
    return Estimate(target or provider.id, provider.id, plan.region, currency, (*found, *shared.values()))


def _cost(
    resource: Resource, own: Sequence[Price], applicable: Sequence[Price], missing: Sequence[Price], usage: Usage
) -> ResourceCost:
    """`own` are all prices of the service, `applicable` those that count here, `missing` what is priced elsewhere alone."""
    amounts = {each.quantity: each for each in _amounts(resource, usage.of(resource))}
    prices = [each for each in applicable if not each.once]
    lines = tuple(line for each in prices if each.per and (line := _line(each, amounts)).amount)
    priced = _cost_by_quantity(applicable, amounts)
    left_out = [LeftOut("all of it", f"{resource.service} has no prices", unpriced=True)] if not own else []
    for item in dict.fromkeys(each.item for each in missing):
        left_out.append(LeftOut(item, "no price for this region is known", unpriced=True))
    left_out += [LeftOut(each.item, "how much of it is used isn't estimated") for each in prices if not each.per]
    elsewhere = {name for each in own for name in each.per}
    told = {name for each in missing for name in each.per} | set(priced)
    for name in FIXED:
        if name in elsewhere - told:
            left_out.append(LeftOut(name, f"{resource.service} has no price for it as it is set", unpriced=True))
    for quantity in quantities(resource.capability) if own else ():
        name, amount = quantity.name, amounts[quantity.name]
        if not amount.value or name in told:
            continue
        if name in elsewhere:
            left_out.append(LeftOut(name, f"{resource.service} has no price for it as it is set", unpriced=True))
        elif quantity.charged_apart or not amount.assumed:
            left_out.append(LeftOut(name, f"{resource.service} has no price for it"))
    fixed = [
        Amount(name, FIXED[name], False) for name in dict.fromkeys(n for p in prices for n in p.per) if name in FIXED
    ]
    shown = tuple(
        Amount(each.quantity, each.value, each.assumed, priced.get(each.quantity))
        for each in (*amounts.values(), *fixed)
        if each.value
    )
    return ResourceCost(resource.capability, resource.service, resource.name, shown, lines, tuple(left_out))


def _amounts(resource: Resource, said: Mapping[str, float]) -> Iterator[Amount]:
    done = {each.rpartition(".")[2] for each in resource.operations}
    values: dict[str, float] = {}
    for each in quantities(resource.capability):
        if each.name in said:
            value = float(said[each.name])
        elif each.operations is not None and not each.operations & done:
            value = 0.0
        elif each.of is not None:
            value = sum(factor * values[name] for name, factor in each.of.items())
        else:
            value = each.assumed
        values[each.name] = value
        yield Amount(each.name, value, each.name not in said)


def _line(price: Price, amounts: Mapping[str, Amount]) -> Line:
    amount = sum(_value(name, amounts) for name in price.per)
    return Line(price, amount, amount / price.quantity * price.price)


def _value(name: str, amounts: Mapping[str, Amount]) -> float:
    return amounts[name].value if name in amounts else FIXED.get(name, 0.0)


def _cost_by_quantity(prices: Sequence[Price], amounts: Mapping[str, Amount]) -> dict[str, float]:
    found: dict[str, float] = {}
    for price in prices:
        for name in price.per:
            found[name] = found.get(name, 0.0) + _value(name, amounts) / price.quantity * price.price
    return found


def _applicable(
    prices: Sequence[Price], settings: Mapping[str, object], region: str
) -> tuple[list[Price], list[Price]]:
    """The price of each item here, and the prices of items that have one in other regions alone."""
    items: dict[str, list[Price]] = {}
    for price in prices:
        if all(settings.get(name) in values for name, values in price.when.items()):
            items.setdefault(price.item, []).append(price)
    found, missing = [], []
    for offered in items.values():
        here = next((each for each in offered if each.region == region), None)
        chosen = here or next((each for each in offered if not each.region), None)
        if chosen is not None:
            found.append(chosen)
        else:
            missing += offered
    return found, missing


def _settings(resource: Resource, service: Service | None, plan: ResourcePlan) -> dict[str, object]:
    """What is set for a resource: in infrar.yaml, as a variable of the environment, or by the service's defaults."""
    variables = plan.options.get("variables")
    return {
        **(service.defaults if service is not None else {}),
        **(variables if isinstance(variables, Mapping) else {}),
        **dict(resource.settings),
    }
