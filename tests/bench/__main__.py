"""Run the benchmarks: all, or those named. Every line that has a bar says whether it is met."""

from __future__ import annotations

import compileall
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import corpus, native, records
from tests.bench.measure import Timing, bar, measure, row

PYTHON = sys.executable
BARE = (PYTHON, "-I", "-c", "pass")
INFRAR = (PYTHON, "-m", "infrar_engine.cli.main")
SDK = Path(__file__).resolve().parents[2] / "sdk"
PARSE = (
    "import sys, tree_sitter, tree_sitter_python as p;"
    "tree_sitter.Parser(tree_sitter.Language(p.language())).parse(open(sys.argv[1], 'rb').read())"
)


def startup(folder: Path) -> None:
    bare = measure(BARE, runs=15)
    one = folder / "small.py"
    one.write_text('from infrar.storage import read\n\nprint(read("reports", "a.csv"))\n')
    print("start-up, against a bare `python -I -c pass`")
    row("which takes", f"{bare.seconds * 1000:.1f} ms")
    code = f"import sys; sys.path.insert(0, {str(SDK)!r}); import infrar.storage"
    sdk = measure((PYTHON, "-I", "-S", "-c", code), runs=15)
    bar("import infrar.storage (-I -S)", sdk.seconds / bare.seconds, "×", "", at_most=2)
    helping = measure((*INFRAR, "--help"), runs=9)
    bar("infrar --help", helping.seconds / bare.seconds, "×", "", at_most=15)
    small = measure((*INFRAR, "transform", str(one), "-p", "aws"), runs=9)
    bar("infrar transform of a small file", small.seconds / bare.seconds, "×", "", at_most=45)


def sparse(folder: Path) -> None:
    tree, out = folder / "sparse", folder / "sparse-out"
    size = corpus.sparse(tree)
    files = sum(1 for _ in tree.rglob("*.py"))
    print(f"sparse: {files} files, {size / 1e6:.1f} MB, 5 % with uses; whole processes")
    scan = measure((*INFRAR, "scan", str(tree), "-p", "aws"))
    search = shutil.which("ast-grep", path=f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}")
    if search is None:
        row("ast-grep is not here", "", "pip install ast-grep-cli")
    else:
        other = measure((search, "run", "--lang", "python", "--pattern", "storage.write($$$)", str(tree)))
        bar("scan", scan.seconds / other.seconds, "×", f"of ast-grep run, {other.seconds:.2f} s", at_most=1)
    bar("scan, memory", scan.megabytes, "MB", "", at_most=200)
    transform = (*INFRAR, "transform", str(tree), "-p", "aws", "-o", str(out))

    def forget() -> None:
        shutil.rmtree(tree / ".infrar_cache", ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)

    cold = measure(transform, runs=3, before=forget)
    bar(
        "transform, nothing there before",
        cold.seconds / scan.seconds,
        "×",
        f"of the scan, {scan.seconds:.2f} s",
        at_most=2,
    )
    bar("transform, memory", cold.megabytes, "MB", "", at_most=200)
    _rebuilds(tree, transform)


def _rebuilds(tree: Path, transform: tuple[str, ...]) -> None:
    bare = measure(BARE, runs=9)
    sources = sorted(tree.rglob("*.py"))
    using = next(path for path in sources if b"infrar" in path.read_bytes())
    plain = next(path for path in sources if b"import" not in path.read_bytes())
    for name, path in (("without uses", plain), ("with uses", using)):

        def change(path: Path = path) -> None:
            path.write_text(path.read_text("utf-8") + "# changed\n", "utf-8")

        again = measure(transform, runs=5, before=change)
        against = f"of a bare python, {bare.seconds * 1000:.1f} ms"
        bar(f"transform after a change in a file {name}", again.seconds / bare.seconds, "×", against, at_most=40)


def dense(folder: Path) -> None:
    tree, out = folder / "dense", folder / "dense-out"
    size = corpus.dense(tree, files=360)

    def forget() -> None:
        shutil.rmtree(tree / ".infrar_cache", ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)

    print(f"dense: {size / 1e6:.1f} MB, every file with uses, one every 60 lines; whole processes, one core")
    ours = measure((*INFRAR, "transform", str(tree), "-p", "aws", "-o", str(out)), runs=3, before=forget)
    few = folder / "dense-few"
    few_size = corpus.dense(few, files=12)
    theirs = measure((PYTHON, "-m", "tests.bench.codemod", str(few)), runs=2)
    speed, other = size / ours.cpu, few_size / theirs.cpu
    against = f"of a LibCST codemod with qualified names, {other / 1e6:.3f} MB a second of processor time"
    bar("transform", speed / other, "×", against, at_least=40)
    row(
        "transform",
        f"{speed / 1e6:.2f} MB/s",
        f"the same; {ours.seconds:.2f} s by the clock, {ours.megabytes:.0f} MB of memory",
    )


def growth(folder: Path) -> None:
    print("how time grows with files: 5 % with uses")
    previous: Timing | None = None
    for files in (100, 1_000, 10_000):
        tree = folder / f"growth-{files}"
        corpus.sparse(tree, files=files)
        scan = measure((*INFRAR, "scan", str(tree), "-p", "aws"), runs=2)
        row(f"scan of {files} files", f"{scan.seconds:.2f} s", f"{scan.megabytes:.0f} MB")
        if previous is not None:
            bar("  for ten times as many", scan.seconds / previous.seconds, "×", "the time", at_most=12)
        previous = scan
        shutil.rmtree(tree)


def uses(folder: Path) -> None:
    print("one file of 20,000 lines; whole processes")
    times: dict[int, float] = {}
    for count in (3, 10, 100, 1_000, 5_000):
        path = folder / f"large-{count}.py"
        corpus.large(path, count)
        one = measure((*INFRAR, "transform", str(path), "-p", "aws"), runs=3)
        times[count] = one.seconds
        row(f"transform, {count} uses", f"{one.seconds:.2f} s", f"{one.megabytes:.0f} MB")
    parse = measure((PYTHON, "-c", PARSE, str(folder / "large-3.py")), runs=5)
    small = folder / "small.py"
    small.write_text('from infrar.storage import read\n\nprint(read("reports", "a.csv"))\n')
    start = measure((*INFRAR, "transform", str(small), "-p", "aws"), runs=5)
    against = f"of tree-sitter's parse of it, {parse.seconds:.2f} s, beyond a start-up of {start.seconds:.2f} s"
    bar("transform, 3 uses", (times[3] - start.seconds) / parse.seconds, "×", against, at_most=2)
    few, many = (times[1_000] - times[10]) / 990, (times[5_000] - times[1_000]) / 4_000
    bar("a use among 5,000", many / few, "×", f"of one among 1,000, {few * 1000:.2f} ms", at_most=1.5)


WORKS = {
    "startup": startup,
    "sparse": sparse,
    "dense": dense,
    "growth": growth,
    "uses": uses,
    "queue": records.queue,
    "kv": records.documents,
    "native": native.native,
}


def main() -> None:
    wanted = sys.argv[1:] or list(WORKS)
    unknown = [name for name in wanted if name not in WORKS]
    if unknown:
        raise SystemExit(f"there is no benchmark {unknown[0]}: {', '.join(WORKS)}")
    for source in ("sdk", "engine", "providers", "templates"):  # as an installation has them
        compileall.compile_dir(SDK.parent / source, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            WORKS[name](Path(folder))
            print(flush=True)


if __name__ == "__main__":
    main()
