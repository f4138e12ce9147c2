"""A cloud small enough to read: `toycloud` is its native library, in memory; `provider/` is its plugin.

Tests of the engine run against it, so that they say what the engine does and don't change with a real cloud's rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from infrar_engine.detect.detector import detect
from infrar_engine.match.matcher import RuleBooks, match
from infrar_engine.model import Diagnostic
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.values import Providers
from infrar_engine.rewrite import Rewritten, Target, rewrite_project
from infrar_engine.source.checks import readable
from infrar_engine.source.project import Project, source_file
from infrar_engine.verify import verify

FOLDER = Path(__file__).parent / "provider"


@cache
def providers() -> Providers:
    return load_providers(["toy"], [FOLDER])


def transform_files(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The whole of a small project, transformed for the toy cloud: every file, and what there is to say."""
    rewritten, problems = rewrite_files(files)
    return {**files, **(rewritten.files if rewritten is not None else {})}, problems


def rewrite_files(files: Mapping[str, bytes]) -> tuple[Rewritten | None, list[Diagnostic]]:
    """What the transformation makes of a small project, None when there are problems, and these."""
    loaded = providers()
    provider = loaded["toy"]
    project = Project({path: source_file(path, data) for path, data in files.items()})
    problems = [p for f in project.files.values() if b"infrar" in f.data and (p := readable(f)) is not None]
    candidates = [f for f in project.files.values() if b"infrar" in f.data and readable(f) is None]
    findings = detect(project, loaded.catalog, candidates, "toy")
    problems += [d for f in findings for d in f.diagnostics]
    _, unmatched = match([s.use for f in findings for s in f.operations], provider)
    problems += unmatched
    if problems:
        return None, problems
    rewritten = rewrite_project(project, findings, Target("toy", loaded.catalog, RuleBooks(provider)))
    return rewritten, verify(project, findings, rewritten)


def transform(source: str) -> str:
    """One file, which must transform without a word."""
    files, problems = transform_files({"app.py": source.encode()})
    assert not problems, problems
    assert len(files) == 1
    return files["app.py"].decode()


def problems_of(source: str | bytes) -> list[tuple[str, int]]:
    """The codes and lines of what is wrong with one file."""
    data = source.encode() if isinstance(source, str) else source
    files, problems = transform_files({"app.py": data})
    assert not problems or files == {"app.py": data}
    return [(p.code, p.location.line if p.location else 0) for p in problems]
