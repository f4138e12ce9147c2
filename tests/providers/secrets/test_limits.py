"""What the SDK allows, every cloud takes; what it doesn't is found when code is built, at the call."""

from __future__ import annotations

import pytest

from infrar_engine.pipeline import Request, run
from infrar_engine.plan.naming import forbidden
from infrar_engine.plugins import load_providers
from tests.kit.secret_stores.key_vault import LARGEST
from tests.providers.secrets.native import PROVIDERS

NAMES = {
    "secrets": ["a", "-", "1-a", "a" * 127, "-".join("a" * 64), "key-123456"],
    "params": ["a", "-", "1/a", "a" * 127, "/".join("a" * 10), "a/" * 9 + "a" * 109],
}
# a line of code, and what the build says of it
REFUSED = [
    ("secrets.get('Stripe')", "secrets.get: name 'Stripe' is no name of a secret: 1 to 127 of a-z, 0-9 and -"),
    ("secrets.put('a', '')", "secrets.put: value has 0 bytes of UTF-8; a secret has 1 to 24576"),
    ("secrets.put('a', 'hush' * 6145)", None),  # no literal: what it comes to is seen when it runs
    (f"secrets.put('a', {'x' * 24577!r})", "secrets.put: value has 24577 bytes of UTF-8; a secret has 1 to 24576"),
    ("secrets.get('a', version='no version')", "secrets.get: version 'no version' is no version"),
    ("params.get('db//pool')", "params.get: name 'db//pool' is no name of a parameter"),
    ("params.get('a', 1)", "params.get: default 1 is int, not str or None"),
    ("params.list('/db')", "params.list: prefix '/db' is not the beginning of a parameter's name"),
]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("capability", NAMES)
def test_names_are_names_in_every_cloud(provider: str, capability: str) -> None:
    service = load_providers([provider])[provider].service_for(capability)
    assert service is not None
    assert [forbidden(name, service.physical_name) for name in NAMES[capability]] == [None] * len(NAMES[capability])


def test_the_largest_secret_fits_where_there_is_least_room() -> None:
    assert LARGEST >= 24 * 1024


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("line", "message"), REFUSED, ids=[f"line {index}" for index in range(len(REFUSED))])
def test_a_build_says_what_breaks_a_limit(provider: str, line: str, message: str | None) -> None:
    text = f"from infrar import params, secrets\n\nprint({line})\n".encode()
    found = run(Request(None, provider=provider, infrastructure=False, text=text, filename="app.py", layout="mirror"))
    said = [each.message for each in found.diagnostics if each.code == "INF303"]
    assert [message in each for each in said] == ([True] if message else [])
