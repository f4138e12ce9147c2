"""What the code needs in a cloud: resources with their names, and the least permissions that cover its uses.

In: matches, a provider, infrar.yaml. Out: a `PlanResult`. The folder's order is the order of work: `targets` (which
resource a use means), `resources` (names), `keys` and `grants` (permissions), `provider_checks` (infrar.yaml against
the provider).
"""

from infrar_engine.plan.planner import plan
from infrar_engine.plan.values import PlanResult

__all__ = ["PlanResult", "plan"]
