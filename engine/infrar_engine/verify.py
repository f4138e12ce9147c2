"""The last look at what was written: it parses, it compiles, and nothing of the SDK is left in it.

A problem here is a bug of ours or a reference that detection couldn't see; either way it is reported and nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence

from infrar_engine.detect.sites import FileFindings
from infrar_engine.model import Diagnostic, Severity
from infrar_engine.rewrite import Rewritten
from infrar_engine.source.checks import parse, syntax_error
from infrar_engine.source.project import Project, SourceFile
from infrar_engine.source.syntax import Syntax


def verify(project: Project, findings: Sequence[FileFindings], rewritten: Rewritten) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    for path, data in sorted(rewritten.files.items()):
        output = SourceFile(path, data)
        syntax = output.syntax
        try:
            parse(syntax.text)
        except SyntaxError as error:
            original = project.files.get(path)
            if original is not None and not _compiles(original):
                problems.append(syntax_error(original.syntax))
                continue
            message = (
                f"the rewritten {path} would not be valid Python ({error.msg}, line {error.lineno}): please report this"
            )
            problems.append(Diagnostic("INF299", Severity.ERROR, message, None, "nothing was written"))
            continue
        problems += _leftovers(syntax)
    return problems


def _compiles(file: SourceFile) -> bool:
    try:
        parse(file.syntax.text)
    except SyntaxError:
        return False
    return True


def _leftovers(syntax: Syntax) -> list[Diagnostic]:
    return [
        Diagnostic(
            "INF299",
            Severity.ERROR,
            "this would still refer to the SDK after the rewrite",
            syntax.location_of(node),
            "please report this; `# infrar: skip-file` leaves the file as it is",
        )
        for node in syntax.identifiers("infrar")
        if node.parent is None or node.parent.type != "attribute" or node.parent.children[0] == node
        if node.parent is None or node.parent.type != "keyword_argument"
    ]
