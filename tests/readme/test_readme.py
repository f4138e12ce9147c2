"""Everything that the README shows is what the commands print."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infrar_engine.catalog import load_catalog
from infrar_engine.plugins import load_providers

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SOURCE = (ROOT / "examples" / "reports.py").read_text("utf-8")
WRONG = 'from infrar import storage\n\nstorage.uplod("reports", "a.csv", "daily/a.csv")\nstorage.write("reports", "/a.csv", "")\n'


def infrar(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "infrar_engine.cli.main", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "examples" / "reports.py", tmp_path)
    (tmp_path / "wrong.py").write_text(WRONG)
    return tmp_path


def test_the_source_is_the_example() -> None:
    assert f"```python\n{SOURCE}```" in README


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure"])
def test_native_programs(folder: Path, provider: str) -> None:
    assert f"```python\n{infrar(folder, 'transform', 'reports.py', '-p', provider)}```" in README


def test_the_build(folder: Path) -> None:
    printed = infrar(folder, "build", "reports.py", "-p", "aws", "-o", "build-aws")
    assert f"$ infrar build reports.py -p aws -o build-aws\n{printed}```" in README
    shown = re.search(r"```hcl\n(.*?)\n```", README, re.DOTALL)
    assert shown is not None
    assert shown.group(1) in (folder / "build-aws" / "infra" / "identity.tf").read_text("utf-8")


def test_diagnostics(folder: Path) -> None:
    assert f"$ infrar check wrong.py\n{infrar(folder, 'check', 'wrong.py')}```" in README


def test_a_traceback(folder: Path) -> None:
    infrar(folder, "build", "reports.py", "-p", "aws", "-o", "build-aws")
    shown = re.search(r"\$ infrar trace error\.log --build build-aws\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    (folder / "error.log").write_text(re.sub("  <- .*", "", shown.group(1)))
    assert infrar(folder, "trace", "error.log", "--build", "build-aws") == shown.group(1)


def test_the_queue(folder: Path) -> None:
    found = re.search(
        r"```python\n(from infrar import queue\n.*?)```\n\nbecomes.*?```python\n(.*?)```", README, re.DOTALL
    )
    assert found is not None
    (folder / "orders.py").write_text(found.group(1), "utf-8")
    assert infrar(folder, "transform", "orders.py", "-p", "aws") == found.group(2)


def test_every_capability_and_its_services_are_in_the_table() -> None:
    rows = dict(re.findall(r"^\| \[`(\w+)`\]\(docs/sdk/\w+\.md\)(.*)$", README, re.MULTILINE))
    assert rows.keys() == {each.name for each in load_catalog().capabilities}
    for provider in load_providers(["aws", "azure", "gcp"]):
        for service in provider.services:
            words = set(re.findall(r"\w+", service.name)) - {"Azure", "Amazon", "AWS", "for", "Google"}
            assert words & set(re.findall(r"\w+", rows[service.capability])) or service.name == "SMTP", service.name


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
