"""What must hold of any program: its transformation prints the same, or there is a located reason why there is none."""

from __future__ import annotations

import ast
import warnings

from tests.fuzz.mutations import Mutant
from tests.toy import transform_files
from tests.toy.running import trace_as_written, trace_native

REPORTED = frozenset({"INF104", "INF201", "INF202", "INF203", "INF204", "INF205", "INF206", "INF207", "INF303"})


def check_program(source: str) -> str:
    """ "same" when the program was transformed and means the same, else the code of the diagnostic. Fails otherwise."""
    files, problems = transform_files({"app.py": source.encode()})
    if problems:
        for problem in problems:
            assert problem.code in REPORTED, f"{problem}\n{source}"
            assert problem.location is not None, problem
        return problems[0].code
    text = files["app.py"].decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(text)
        before, after = trace_as_written(source), trace_native(text)
    assert before == after, f"{before}\n{after}\n--- source\n{source}\n--- transformed\n{text}"
    again, more = transform_files({"app.py": files["app.py"]})
    assert again["app.py"] == files["app.py"]
    assert not more
    return "same"


def check_mutant(mutant: Mutant) -> str:
    """ "same" when all lines that must come through did, else the code of the diagnostic. Fails otherwise."""
    name = "module.py"
    files, problems = transform_files({name: mutant.data})
    if problems:
        for problem in problems:
            assert problem.code in REPORTED, f"{mutant.path}: {problem}"
            assert problem.location is not None, problem
        return problems[0].code
    out = files[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(out)
    lines = iter(line for line in out.split(b"\n") if line.strip())
    for kept in mutant.kept:
        if kept.strip():
            assert any(line == kept or _is_joined(line, kept) for line in lines), f"{mutant.path}: lost {kept!r}"
    again, more = transform_files({name: out})
    assert again[name] == out
    assert not more
    return "same"


def _is_joined(line: bytes, kept: bytes) -> bool:
    """Whether more names have joined an import."""
    return kept.startswith(b"from ") and line.startswith(kept.partition(b" import ")[0] + b" import ")
