"""Collecting findings about one YAML document, each with the line and the key it is about.

In: a file of a provider folder and its kind. Out: the document if it keeps its schema; else findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from infrar_engine.plugins.errors import Finding, PluginError
from infrar_engine.plugins.folder import Folder
from infrar_engine.schemas import Document, DocumentError, Key, load_schema, read_document, validate


@dataclass(slots=True)
class Report:
    """Findings of one folder, in the order found."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, document: Document, key: Key, message: str, *, at_key: bool = False, offset: int = 0) -> None:
        """A finding about the value at `key`, or the key itself; `offset` counts lines into a text of several lines."""
        line = document.line(key, of_key=at_key) + offset
        self.findings.append(Finding(document.path, line, document.spell(key), message))

    def result(self) -> None:
        """Raise what was found, if anything was."""
        if self.findings:
            raise PluginError(self.findings)


def load_document(
    folder: Folder, path: str, kind: str, report: Report, renamed: Mapping[str, str] | None = None
) -> Document | None:
    """Read a file and hold it to its schema; None, with findings reported, when it can't be used.

    `renamed` names outermost keys in messages, so that `operations.upload` reads `storage.upload`.
    """
    document = open_document(folder, path, report, renamed)
    if document is None:
        return None
    problems = validate(document.value, load_schema(kind))
    for problem in problems:
        report.add(document, problem.key, problem.message, at_key=problem.at_key)
    return None if problems else document


def open_document(
    folder: Folder, path: str, report: Report, renamed: Mapping[str, str] | None = None
) -> Document | None:
    """Read a YAML file without a schema."""
    try:
        return read_document(folder.show(path), folder.data(path), renamed)
    except DocumentError as error:
        report.findings.append(Finding(folder.show(path), error.line, "", str(error)))
    except PluginError as error:
        report.findings.extend(error.findings)
    return None
