"""The projects whose builds are kept, and how each is built.

In: `projects/` beside this file, and the examples. Out: `CASES`, one for each build; `build_into` writes one, `tree` reads one.
A build is kept in `builds/NAME/TARGET/`, whole. `python -m pytest tests/golden --update-golden` writes them anew: read
the difference before you keep it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from infrar_engine.artifacts import write_build
from infrar_engine.pipeline import Request, run

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILDS = HERE / "builds"
PROVIDERS = ("aws", "gcp", "azure")


@dataclass(frozen=True, slots=True)
class Case:
    """One build of one project: for a provider, or for an environment of its infrar.yaml."""

    name: str
    source: Path
    provider: str | None = None
    environment: str | None = None

    @property
    def target(self) -> str:
        return self.provider or self.environment or ""

    @property
    def kept(self) -> Path:
        return BUILDS / self.name / self.target

    @property
    def options(self) -> list[str]:
        """How the command line says it."""
        return ["-p", self.provider] if self.provider else ["-e", self.environment or ""]

    def __str__(self) -> str:
        return f"{self.name}-{self.target}"


def _for_providers(name: str, source: Path) -> list[Case]:
    return [Case(name, source, provider=provider) for provider in PROVIDERS]


def _for_environments(name: str, source: Path, *environments: str) -> list[Case]:
    return [Case(name, source, environment=environment) for environment in environments]


CASES = (
    *_for_providers("report", HERE / "projects" / "report"),
    *_for_providers("backup", ROOT / "examples" / "backup.py"),
    *_for_providers("async_backup", ROOT / "examples" / "async_backup.py"),
    *_for_providers("checksums", ROOT / "examples" / "checksums.py"),
    *_for_providers("analysis", HERE / "projects" / "analysis"),
    *_for_providers("inventory", HERE / "projects" / "inventory"),
    *_for_environments("shop", HERE / "projects" / "shop", "aws", "google", "azure"),
    *_for_environments("photo_share", ROOT / "examples" / "photo_share", "staging", "production", "archive"),
    *_for_environments(
        "several_environments",
        HERE / "projects" / "several_environments",
        "development",
        "production",
        "europe",
        "archive",
    ),
)


def build_into(case: Case, out: Path) -> None:
    """Build as `infrar build` does."""
    result = run(Request(case.source, provider=case.provider, environment=case.environment, output=out))
    assert not result.failed, [f"{each.code} {each.message}" for each in result.diagnostics]
    write_build(out, result.artifacts, result.record, source=case.source)


def tree(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """Every file by path: its content, and whether it can be executed."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
