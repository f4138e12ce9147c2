"""One way to say that a component isn't on this machine.

A missing component skips the test and names the command that installs it. Where everything must be there (a build
server sets `INFRAR_REQUIRE=all`) the same call fails the test instead, so that nothing is skipped in silence.
"""

import os
from typing import NoReturn

import pytest


def missing(component: str, install: str) -> NoReturn:
    """Skip the running test, or fail it where every component is required."""
    message = f"{component} is not installed; `{install}` installs it"
    if os.environ.get("INFRAR_REQUIRE") == "all":
        pytest.fail(f"{message} (INFRAR_REQUIRE=all)", pytrace=False)
    pytest.skip(message)
