"""What must hold of any program: its transformation prints the same, or there is a located reason why there is none."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping

from tests.fuzz.mutations import MARKED, Mutant, unmarked
from tests.fuzz.programs import MAIN
from tests.toy import transform_files
from tests.toy.running import run_files, trace_as_written, trace_native

REPORTED = frozenset({"INF104", "INF201", "INF202", "INF203", "INF204", "INF205", "INF206", "INF207", "INF303"})


def check_program(files: Mapping[str, str]) -> str:
    """ "same" when the program was transformed and means the same, else the code of the diagnostic. Fails otherwise.

    A program that Python itself refuses, which the generator makes now and then, is "invalid".
    """
    if not all(map(_is_valid, files.values())):
        return "invalid"
    given = {path: text.encode() for path, text in files.items()}
    made, problems = transform_files(given)
    if problems:
        for problem in problems:
            assert problem.code in REPORTED, f"{problem}\n{shown(files)}"
            assert problem.location is not None, problem
        return problems[0].code
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for data in made.values():
            ast.parse(data)
        if len(files) == 1:
            before, after = trace_as_written(files[MAIN]), trace_native(made[MAIN].decode())
        else:
            before, after = run_files(given, MAIN, native=False), run_files(made, MAIN, native=True)
    native = {path: data.decode() for path, data in made.items()}
    assert before == after, f"{before}\n{after}\n{shown(files)}\n>>> transformed\n{shown(native)}"
    again, more = transform_files(made)
    assert again == made
    assert not more
    return "same"


def shown(files: Mapping[str, str]) -> str:
    return "\n".join(f"--> {path}\n{text}" for path, text in files.items())


def smaller(files: Mapping[str, str]) -> dict[str, str]:
    """A program that fails as this one does, with no statement that it could do without."""
    current = dict(files)
    shrunk = True
    while shrunk:
        shrunk = False
        for path in list(current):
            for text in _without_one_statement(current[path]):
                candidate = {**current, path: text}
                if _is_valid(text) and _fails(candidate):
                    current, shrunk = candidate, True
                    break
    return current


def _is_valid(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _fails(files: Mapping[str, str]) -> bool:
    try:
        check_program(files)
    except Exception:
        return True
    return False


def _without_one_statement(text: str) -> Iterator[str]:
    """The text less one statement, outer ones first; a block that would be empty has `pass`. What traces stays as it is."""
    lines = text.split("\n")
    blocks = [getattr(node, name, None) for node in _walk(ast.parse(text)) for name in ("body", "orelse", "finalbody")]
    for block in (b for b in blocks if isinstance(b, list)):
        for statement in reversed(block):
            first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
            start, end = first - 1, statement.end_lineno
            indent = lines[start][: statement.col_offset]
            if isinstance(statement, ast.Pass) or lines[start][:1] not in ("", " ", lines[start].lstrip()[:1]):
                continue
            yield "\n".join([*lines[:start], *([f"{indent}pass"] if len(block) == 1 else []), *lines[end:]])


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    if not (isinstance(tree, ast.FunctionDef) and tree.name in ("t", "show")):
        yield tree
        for child in ast.iter_child_nodes(tree):
            yield from _walk(child)


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
    assert len(MARKED.findall(out)) == len(MARKED.findall(mutant.data))
    lines = iter(unmarked(line) for line in out.split(b"\n") if line.strip())
    for kept in map(unmarked, mutant.kept):
        if kept.strip():
            assert any(line == kept or _is_joined(line, kept) for line in lines), f"{mutant.path}: lost {kept!r}"
    again, more = transform_files({name: out})
    assert again[name] == out
    assert not more
    return "same"


def _is_joined(line: bytes, kept: bytes) -> bool:
    """Whether more names have joined an import."""
    return kept.startswith(b"from ") and line.startswith(kept.partition(b" import ")[0] + b" import ")
