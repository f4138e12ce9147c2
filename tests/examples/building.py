"""Builds of example programs, and processes that run them.

In: a program or a project, and the cloud that it is built for. Out: folders and finished processes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from infrar_engine.artifacts import write_build
from infrar_engine.pipeline import Request, Result, run
from tests.conformance.clouds import Cloud

EXAMPLES = Path(__file__).parents[2] / "examples"
RUNNER = Path(__file__).with_name("without_sdk.py")
TESTS = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", "."]


def build(source: Path, out: Path, cloud: Cloud, environment: str | None = None) -> Result:
    """Native code and infrastructure of a project in `out`; its buckets are made."""
    provider = None if environment else cloud.provider
    result = run(Request(source, provider=provider, environment=environment, plugins=cloud.plugins, output=out))
    assert not result.failed, [f"{each.code} {each.message}" for each in result.diagnostics]
    write_build(out, result.artifacts, result.record, source=source)
    record = json.loads((out / "infrar-build.json").read_text("utf-8"))
    for resource in record["resources"]:
        cloud.create(resource["capability"], resource["name"], resource["physical_name"])
    return result


def transform(program: Path, out: Path, cloud: Cloud) -> Path:
    """The native program of a single file."""
    request = Request(
        program, provider=cloud.provider, plugins=cloud.plugins, infrastructure=False, output=out, layout="mirror"
    )
    result = run(request)
    assert not result.failed, [f"{each.code} {each.message}" for each in result.diagnostics]
    (artifact,) = result.artifacts
    out.mkdir(parents=True)
    path = out / program.name
    path.write_bytes(artifact.content)
    return path


def python(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A Python process that has everything that is installed here."""
    return _run([sys.executable, *arguments], folder, environment)


def python_without_sdk(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """A Python process that can import everything but the SDK and the engine."""
    return _run([sys.executable, str(RUNNER), *arguments], folder, environment)


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    own = {**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False, timeout=600)
