"""What must hold of any program: its transformation prints the same, or there is a located reason why there is none."""

from __future__ import annotations

import ast
import warnings

from tests.toy import transform_files
from tests.toy.running import trace_as_written, trace_native

REPORTED = frozenset({"INF201", "INF202", "INF203", "INF204", "INF205", "INF206", "INF207", "INF303"})


def check_program(source: str) -> str:
    """"same" when the program was transformed and means the same, else the code of the diagnostic. Fails otherwise."""
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
