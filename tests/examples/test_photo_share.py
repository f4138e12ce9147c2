"""The tests of the photo application pass on the source, and on each of its builds where there is no SDK."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conformance.clouds import cloud
from tests.examples.building import EXAMPLES, TESTS, build, python, python_without_sdk

pytest.importorskip("flask", reason="`pip install flask` installs what the application needs")
SOURCE = EXAMPLES / "photo_share"
PASSED = "7 passed"


def test_as_written_on_the_local_runtime(tmp_path: Path) -> None:
    environment = {**os.environ, "INFRAR_HOME": str(tmp_path), "INFRAR_PROVIDER": "local"}
    done = python([*TESTS, "tests"], SOURCE, environment)
    assert PASSED in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(("provider", "environment"), [("aws", "staging"), ("gcp", "production"), ("azure", "archive")])
def test_as_built_for_an_environment(
    provider: str, environment: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    where = cloud(provider, request)
    build(SOURCE, tmp_path / "out", where, environment)
    done = python_without_sdk([*TESTS, "tests"], tmp_path / "out" / "app", where.environment)
    assert PASSED in done.stdout, done.stdout + done.stderr


def test_as_built_for_a_provider_of_a_third_party(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = cloud("acme", request)
    build(SOURCE, tmp_path / "out", where)
    done = python_without_sdk([*TESTS, "tests"], tmp_path / "out" / "app", where.environment)
    assert PASSED in done.stdout, done.stdout + done.stderr
