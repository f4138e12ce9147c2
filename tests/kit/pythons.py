"""Runs tests of the SDK and the engine on the oldest and the newest Python from 3.10 to 3.14 that this machine has.

    python -m tests.kit.pythons    leaves out the version that runs it, which runs all tests anyway

An interpreter counts when it runs: commands on PATH may be shims that don't. Each version gets a virtual environment
in .tools/pythons with the engine's dependencies, pytest and hypothesis, and nothing of the clouds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
SUITES = ("tests/sdk", "tests/engine")
LEFT_OUT = "terraform"  # the marker of tests that run Terraform, which doesn't care which Python starts it
ELSEWHERE = (  # about processes, files, YAML and terminals, which are the same to every Python, and take most of the time
    *("tests/engine/artifacts", "tests/engine/cache", "tests/engine/diagnostics", "tests/engine/plugins"),
    *(f"tests/engine/cli/test_{name}.py" for name in ("check_and_scan", "main", "surroundings", "trace", "transform")),
    "tests/engine/cli/test_watch.py",
)
ASK = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2], sys.executable)"


def main() -> int:
    """Run the suites on the oldest and the newest version, at once; the exit code is 1 when one failed."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = {version: path for version, path in interpreters().items() if version != own}
    others = {version: found[version] for version in list(found)[:1] + list(found)[1:][-1:]}
    failed = []
    with ThreadPoolExecutor(max_workers=len(VERSIONS)) as pool:
        for version, output in zip(others, pool.map(run, others.keys(), others.values()), strict=True):
            print(f"Python {version}: {output.summary}", flush=True)
            if output.failed:
                print(output.text)
                failed.append(version)
    if failed:
        print(f"failed on Python {', '.join(failed)}")
    return bool(failed)


@dataclass(frozen=True)
class Outcome:
    failed: bool
    text: str

    @property
    def summary(self) -> str:
        return self.text.strip().rpartition("\n")[2]


def run(version: str, path: str) -> Outcome:
    """The suites on one version."""
    python = environment(version, path)
    if python is None:
        return Outcome(True, "could not be set up")
    suites = [suite for suite in SUITES if (ROOT / suite).is_dir()]
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", f"not {LEFT_OUT}", *suites]
    command += [f"--ignore={each}" for each in ELSEWHERE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return Outcome(done.returncode != 0, done.stdout + done.stderr)


def interpreters() -> dict[str, str]:
    """One interpreter a version, in order."""
    found: dict[str, str] = {}
    for candidate in candidates():
        if answer := version_of(candidate):
            found.setdefault(*answer)
    return {version: found[version] for version in VERSIONS if version in found}


def candidates() -> Iterator[str]:
    """Where interpreters usually are."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for versions in (pyenv / "versions", Path.home() / ".local/share/uv/python"):
        yield from map(str, sorted(versions.glob("*/bin/python3"), reverse=True))
    for version in VERSIONS:
        if path := shutil.which(f"python{version}"):
            yield path


def version_of(python: str) -> tuple[str, str] | None:
    """The version of an interpreter and its own path; None when it doesn't run or can't make environments."""
    try:
        done = subprocess.run([python, "-I", "-c", ASK], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version, _, path = done.stdout.strip().partition(" ")
    return (version, path) if done.returncode == 0 and version in VERSIONS else None


def environment(version: str, python: str) -> Path | None:
    """The environment for a version, made anew when pyproject.toml changed; None when that failed, which is shown."""
    folder = ROOT / ".tools/pythons" / version
    stamp, inside = folder / "pyproject.sha256", folder / "bin/python"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return inside
    print(f"installing for Python {version}", flush=True)
    pip = [str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    for command in ([python, "-m", "venv", "--clear", str(folder)], [*pip, "-e", ".[cli]", "pytest", "hypothesis"]):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout, done.stderr)
            return None
    stamp.write_text(wanted)
    return inside


if __name__ == "__main__":
    sys.exit(main())
