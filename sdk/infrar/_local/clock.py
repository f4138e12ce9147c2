"""The time by which the local runtime's leases, delays and lifetimes run.

In: the system's clock, and how far tests have moved this one ahead. Out: seconds since 1970. It is the time of day, as
other processes and later ones must agree on it.
"""

from __future__ import annotations

import os
import time


def now() -> float:
    """The time of day, and what `infrar.testing.pass_time` has added to it for this process and those it started."""
    return time.time() + float(os.environ.get("INFRAR_CLOCK_AHEAD") or 0)
