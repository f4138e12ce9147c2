"""Run the benchmarks: all, or those named."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import corpus
from tests.bench.measure import Timing, measure, row

PYTHON = sys.executable
BARE = (PYTHON, "-I", "-c", "pass")
INFRAR = (PYTHON, "-m", "infrar_engine.cli.main")
SDK = Path(__file__).resolve().parents[2] / "sdk"


def startup(folder: Path) -> None:
    bare = measure(BARE, runs=15)
    one = folder / "small.py"
    one.write_text('from infrar.storage import read\n\nprint(read("reports", "a.csv"))\n')
    row("a bare `python -I -c pass`", f"{bare.seconds * 1000:.1f} ms", "", "")
    code = f"import sys; sys.path.insert(0, {str(SDK)!r}); import infrar.storage"
    sdk = measure((PYTHON, "-I", "-S", "-c", code), runs=15)
    row("import infrar.storage (-I -S)", f"{sdk.seconds / bare.seconds:.2f} ×", "a bare `python -I -c pass`", "≤ 2")
    helping = measure((*INFRAR, "--help"), runs=9)
    row("infrar --help", f"{helping.seconds / bare.seconds:.1f} ×", "a bare `python -I -c pass`", "≤ 15")
    small = measure((*INFRAR, "transform", str(one), "-p", "aws"), runs=9)
    row(
        "infrar transform of a small file",
        f"{small.seconds / bare.seconds:.1f} ×",
        "a bare `python -I -c pass`",
        "≤ 45",
    )


def sparse(folder: Path) -> None:
    tree = folder / "sparse"
    size = corpus.sparse(tree)
    files = sum(1 for _ in tree.rglob("*.py"))
    print(f"sparse: {files} files, {size / 1e6:.1f} MB, 5 % with uses")
    scan = measure((*INFRAR, "scan", str(tree), "-p", "aws"))
    search = shutil.which("ast-grep", path=f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}")
    if search is None:
        print("  ast-grep is not here: pip install ast-grep-cli")
    else:
        other = measure((search, "run", "--lang", "python", "--pattern", "storage.write($$$)", str(tree)))
        row(
            "  infrar scan, cold",
            f"{scan.seconds / other.seconds:.2f} ×",
            f"ast-grep run ({other.seconds:.2f} s)",
            "≤ 1",
        )
    row("  infrar scan, memory", f"{scan.megabytes:.0f} MB", "", "≤ 200 MB")
    out = folder / "sparse-out"
    build = measure((*INFRAR, "transform", str(tree), "-p", "aws", "-o", str(out), "--force"), runs=3)
    row(
        "  infrar transform into a folder",
        f"{build.seconds / scan.seconds:.2f} ×",
        f"the scan ({scan.seconds:.2f} s)",
        "< 2",
    )


def dense(folder: Path) -> None:
    tree = folder / "dense"
    size = corpus.dense(tree)
    print(f"dense: {size / 1e6:.2f} MB, a use every 60 lines")
    out = folder / "dense-out"
    ours = measure((*INFRAR, "transform", str(tree), "-p", "aws", "-o", str(out), "--force"), runs=3)
    few = folder / "dense-few"
    few_size = corpus.dense(few, files=12)
    theirs = measure((PYTHON, "-m", "tests.bench.codemod", str(few)), runs=2)
    speed, other = size / ours.seconds, few_size / theirs.seconds
    row("  infrar transform", f"{speed / other:.0f} ×", f"LibCST with qualified names ({other / 1e6:.3f} MB/s)", "≥ 40")
    row("", f"{speed / 1e6:.2f} MB/s", "whole process", "")


def growth(folder: Path) -> None:
    print("how time grows")
    previous: Timing | None = None
    for files in (100, 1_000, 10_000):
        tree = folder / f"growth-{files}"
        corpus.sparse(tree, files=files)
        scan = measure((*INFRAR, "scan", str(tree), "-p", "aws"), runs=2)
        ratio = f"{scan.seconds / previous.seconds:.1f} × for ten times as many" if previous else ""
        row(f"  scan of {files} files", f"{scan.seconds:.2f} s", ratio, f"{scan.megabytes:.0f} MB")
        previous = scan
    previous = None
    for uses in (3, 10, 100, 1_000, 5_000):
        path = folder / f"large-{uses}.py"
        corpus.large(path, uses)
        one = measure((*INFRAR, "transform", str(path), "-p", "aws"), runs=2)
        row(f"  one file, 20,000 lines, {uses} uses", f"{one.seconds:.2f} s", "", f"{one.megabytes:.0f} MB")
    code = f"import tree_sitter, tree_sitter_python as p; tree_sitter.Parser(tree_sitter.Language(p.language())).parse(open({str(folder / 'large-3.py')!r}, 'rb').read())"
    parse = measure((PYTHON, "-c", code), runs=3)
    row("  tree-sitter's parse of it, whole process", f"{parse.seconds:.2f} s", "", "")


WORKS = {"startup": startup, "sparse": sparse, "dense": dense, "growth": growth}


def main() -> None:
    wanted = sys.argv[1:] or list(WORKS)
    unknown = [name for name in wanted if name not in WORKS]
    if unknown:
        raise SystemExit(f"there is no benchmark {unknown[0]}: {', '.join(WORKS)}")
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            WORKS[name](Path(folder))
            print()


if __name__ == "__main__":
    main()
