"""What a plan costs a month, from list prices and a usage file.

In: a plan, its provider's prices, usage. Out: an `Estimate`: for each resource the lines of its bill, and what is missing
from it. A price says itself which quantities of usage it multiplies; nothing here knows a service.
"""

from infrar_engine.cost.estimate import Amount, Estimate, LeftOut, Line, ResourceCost, estimate
from infrar_engine.cost.usage import NO_USAGE, Usage, UsageError, read_usage

__all__ = [
    "NO_USAGE",
    "Amount",
    "Estimate",
    "LeftOut",
    "Line",
    "ResourceCost",
    "Usage",
    "UsageError",
    "estimate",
    "read_usage",
]
