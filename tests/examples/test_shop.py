"""A shop sells what it has, to several who buy at once: as written, and as native code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conformance.clouds import cloud
from tests.examples.building import EXAMPLES, RUNNER, transform

# Six buyers at once in one process, for what has four: an import of the program, since starting processes is what takes long.
BUYERS = """
from concurrent.futures import ThreadPoolExecutor
import shop

print(shop.stock("cup", 4), shop.main(["stock", "plate", "1"]))
with ThreadPoolExecutor(6) as pool:
    orders = list(pool.map(shop.buy, ["cup"] * 6, "abcdef"))
print(len({order for order in orders if order}), orders.count(None), len(shop.waiting()))
first = shop.waiting()[0]
print(shop.ship(first.key), shop.ship(first.key), shop.ship("orders/none"), first in shop.waiting(), len(shop.waiting()))
print(shop.stock("cup", 0), shop.buy("vase", "g"))
shop.main(["buy", "plate", "h"]), shop.main(["buy", "plate", "i"])
print(*(order.value["item"] + order.value["buyer"] for order in shop.waiting() if order.value["buyer"] == "h"))
"""
PRINTED = ["1 left", "4 0", "4 2 4", "True False False False 3", "0 None", "sold out", "plateh"]


def test_as_written_on_the_local_runtime(tmp_path: Path) -> None:
    environment = {**os.environ, "INFRAR_HOME": str(tmp_path / "home"), "INFRAR_PROVIDER": "local"}
    sells_what_it_has([], EXAMPLES, tmp_path, environment)


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure"])
def test_as_native_code(provider: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = cloud(provider, request)
    where.create("kv", "shop")
    native = transform(EXAMPLES / "shop.py", tmp_path / "out", where)
    sells_what_it_has([str(RUNNER)], native.parent, tmp_path, where.environment)


def sells_what_it_has(runner: list[str], program: Path, folder: Path, environment: Mapping[str, str]) -> None:
    (folder / "buyers.py").write_text(BUYERS)
    command = [sys.executable, *runner, str(folder / "buyers.py")]
    variables = {**environment, "PYTHONPATH": str(program)}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("orders/")]
    assert (lines, done.returncode) == (PRINTED, 0), done.stderr
