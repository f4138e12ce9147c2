"""A key that is rotated and revoked, and features that settings switch: as written, and as native code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from infrar.testing import local_runtime, set_parameter
from tests.conformance.clouds import cloud
from tests.examples.building import EXAMPLES, RUNNER, build

Run = Callable[..., "subprocess.CompletedProcess[str]"]
FEATURES = {"features/dark-mode": "on", "features/new-cart": "25%", "features/old-cart": "off"}


def test_as_written_on_the_local_runtime(tmp_path: Path) -> None:
    with local_runtime(tmp_path / "home"):
        signs_with_the_key_of_now(lambda *a, **k: run([str(EXAMPLES / "webhooks.py"), *a], os.environ, **k))
        for name, value in FEATURES.items():
            set_parameter(name, value)
        set_parameter("flags/user", "ann")
        switches_features(lambda *a, **k: run([str(EXAMPLES / "flags.py"), *a], os.environ, **k), "ann")


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure"])
def test_as_native_code(provider: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = cloud(provider, request)
    source = tmp_path / "source"
    source.mkdir()
    for name in ("webhooks.py", "flags.py"):
        (source / name).write_text((EXAMPLES / name).read_text("utf-8"), "utf-8")
    build(source, tmp_path / "out", where)
    for name, value in FEATURES.items():
        where.create("params", name, value=value)
    app = str(tmp_path / "out" / "app")
    variables = {**where.environment, "PYTHONPATH": app}  # as if each were started by itself
    signs_with_the_key_of_now(lambda *a, **k: run([str(RUNNER), f"{app}/webhooks.py", *a], variables, **k))
    switches_features(lambda *a, **k: run([str(RUNNER), f"{app}/flags.py", *a], variables, **k), "nobody")


def signs_with_the_key_of_now(program: Run) -> None:
    assert program("rotate").returncode == 0
    signed = program("sign", text="body").stdout.strip()
    assert program("verify", signed, text="body").stdout == "genuine\n"
    assert program("revoke").returncode == 0
    missing = program("sign", text="body")
    assert (missing.stderr, missing.returncode) == ("there is no key: python webhooks.py rotate\n", 1)


def switches_features(program: Run, user: str) -> None:
    shown = [f"{name.removeprefix('features/'):20} {setting}" for name, setting in FEATURES.items()]
    assert program().stdout.splitlines() == [f"for users like {user}", *shown]
    assert program("old-cart").returncode == 1


def run(arguments: list[str], environment: Mapping[str, str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=dict(environment), input=text, capture_output=True, text=True, check=False
    )
