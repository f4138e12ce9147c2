"""The time by which the local runtime's leases, delays and lifetimes run.

In: the system's clock, and how far tests have moved this one ahead. Out: seconds since 1970. It is the time of day, as
other processes and later ones must agree on it.
"""

from __future__ import annotations

import os
import time

AHEAD = "INFRAR_CLOCK_AHEAD"  # seconds, in the environment so that processes started by a test agree with it


def now() -> float:
    ahead = os.environ.get(AHEAD)
    return time.time() + float(ahead) if ahead else time.time()
