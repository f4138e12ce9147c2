"""Build the photo application for three clouds, and say what came of it and where to look.

make demo          builds examples/photo_share into build/demo/
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from infrar_engine.artifacts import write_build
from infrar_engine.config import load_config
from infrar_engine.pipeline import Request, Result, run

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "photo_share"
OUTPUT = HERE.parent / "build" / "demo"
COLUMNS = ("environment", "provider", "files", "changed", "uses", "resources", "grants", "seconds", "where to look")


def main() -> int:
    config = load_config(SOURCE)
    assert config is not None
    print(
        f"{SOURCE.relative_to(HERE.parent)}: a web application on infrar.storage, built for each environment of its infrar.yaml\n"
    )
    rows = [COLUMNS]
    for name, environment in config.environments.items():
        started = time.perf_counter()
        output = OUTPUT / name
        result = run(Request(SOURCE, environment=name, output=output))
        if result.failed:
            print("\n".join(d.message for d in result.diagnostics), file=sys.stderr)
            return 1
        write_build(output, result.artifacts, result.record, source=SOURCE)
        rows.append(row(name, environment.provider, result, time.perf_counter() - started, output))
    widths = [max(len(line[column]) for line in rows) for column in range(len(COLUMNS))]
    for line in rows:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    print(f"\n{example(list(config.environments))}")
    return 0


def row(name: str, provider: str, result: Result, seconds: float, output: Path) -> tuple[str, ...]:
    assert result.plan is not None
    where = output.relative_to(HERE.parent)
    counts = (result.files, len(result.changed), len(result.uses), len(result.plan.resources), len(result.plan.grants))
    return (name, provider, *(str(count) for count in counts), f"{seconds:.1f}", f"{where}/app, {where}/infra")


def example(environments: list[str]) -> str:
    """One function of the application, as written and as built."""
    out = []
    for title, folder in [("the source", SOURCE), *((name, OUTPUT / name / "app") for name in environments)]:
        text = (folder / "photo_share" / "health.py").read_text("utf-8")
        body = text[text.index("def healthy") :]
        out.append(f"health.py, {title}:\n\n" + "\n".join(f"    {line}" for line in body.rstrip().split("\n")) + "\n")
    return "\n".join(out)


if __name__ == "__main__":
    sys.exit(main())
