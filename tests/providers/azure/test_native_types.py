"""Pyright on all native code: the functions of the rules, and every example's result."""

import subprocess
import sys
from pathlib import Path

from infrar_engine.runtime import native_source
from tests.kit.missing import missing
from tests.providers.azure import native


def test_pyright_finds_nothing(tmp_path: Path) -> None:
    for surface, prefix in (("storage", ""), ("aio.storage", "aio_")):
        book = native.rules(surface)
        (tmp_path / f"{prefix}functions.py").write_text(native_source(book))
        for rule in book.rules:
            for index, example in enumerate(rule.examples):
                (tmp_path / f"{prefix}{rule.name}_{index}.py").write_text(example.after)
    try:
        import pyright  # noqa: F401
    except ImportError:
        missing("pyright", "pip install pyright")
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
