"""One file's import statements after the rewrite: the SDK's go, native and shared ones come, kept names stay bound."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from tree_sitter import Node

from infrar_engine.detect.imports import ImportedName
from infrar_engine.model import Edit, Origin, Part, Span
from infrar_engine.rewrite.choices import FileChoices
from infrar_engine.rewrite.emission import Emission
from infrar_engine.rewrite.imports import Change, Placement, place
from infrar_engine.rewrite.nesting import Text, shifted
from infrar_engine.rewrite.removal import emptied_owners, remaining, removals
from infrar_engine.rewrite.stubs import stub_of
from infrar_engine.rewrite.translation import ErrorName
from infrar_engine.source.syntax import span

IMPORTS = Origin("imports")

if TYPE_CHECKING:
    from infrar_engine.rewrite.file import SharedNames


def import_edits(
    choices: FileChoices,
    emission: Emission,
    shared: SharedNames | None,
    classes: Mapping[ErrorName, str],
) -> list[Edit]:
    local = _shared_imports(choices, emission, shared) if shared is not None else []
    defined, imports = emission.text() if shared is None else Text(""), emission.imports
    if choices.file.is_stub:
        needed = {emission.name(c, name) for c, names in choices.needs()[0].items() for name in names}
        stub, imports = stub_of(defined.text, needed | set(classes.values()), imports)
        defined = Text(stub)
    definitions = defined.text
    removed, owners = _removed(choices)
    run = choices.run
    at_top, in_place = _kept(choices, emission, classes, {node.start_byte for node in run})
    if at_top:
        gap = "\n\n\n" if definitions.rsplit("\n", 1)[-1].startswith((" ", "\t")) else "\n"
        definitions = gap.join(part for part in (definitions, "\n".join(at_top)) if part)
    changes = _changes(choices, removed, in_place)
    in_run = {node.start_byte for node in run}
    gone = [c.node for start, c in changes.items() if start not in in_run and not c.text]
    gone = [
        *owners,
        *(
            n
            for n in (*gone, *choices.findings.aliases, *choices.findings.folds.removed)
            if not any(_holds(owner, n) for owner in owners)
        ),
    ]
    elsewhere = [Edit(span(c.node), c.text) for start, c in changes.items() if start not in in_run and c.text]
    elsewhere += removals(choices.syntax, gone)
    graph = choices.findings.evaluator.graph
    placement = Placement(
        choices.syntax,
        changes,
        run,
        elsewhere,
        lambda module: graph.project.resolve(choices.file.path, module, 0) is not None,
        choices.style.width,
        choices.style.unit,
        choices.home.start,
    )
    main = [
        replace(each, parts=(*_staying_lines(choices.syntax.text, each), *definitions_in(each.text, defined)))
        for each in place(placement, imports, local, definitions)
    ]
    return [replace(each, origin=IMPORTS) for each in _side_by_side(main + elsewhere)]


def _staying_lines(source: bytes, edit: Edit) -> Iterator[Part]:
    """The lines among the imports that are the file's own, and stay."""
    old = source[edit.span.start : edit.span.end].decode().splitlines(keepends=True)
    new = edit.text.splitlines(keepends=True)
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        if block.size and "".join(old[block.a : block.a + block.size]).strip():
            before, text = "".join(old[: block.a]), "".join(old[block.a : block.a + block.size])
            start, at = edit.span.start + len(before.encode()), len("".join(new[: block.b]))
            yield Part(at, at + len(text), Span(start, start + len(text.encode())))


def definitions_in(text: str, defined: Text) -> tuple[Part, ...]:
    """The generated definitions, in the text that they end, if it has them."""
    return shifted(defined.parts, text.rindex(defined.text)) if defined.parts and defined.text in text else ()


def _removed(choices: FileChoices) -> tuple[list[ImportedName], list[Node]]:
    """The imported names that go, and whole statements that were only there for them (with the names that only these read)."""
    removed = list(choices.findings.removed)
    whole = _whole_statements(choices, removed)
    owners = emptied_owners(choices.syntax, whole, {i.name for i in removed})
    for owner in owners:
        condition = owner.child_by_field_name("condition")
        while condition is not None and condition.type == "attribute":
            condition = condition.child_by_field_name("object")
        imported = choices.only_import(condition, owners) if condition is not None else None
        if imported is not None:
            removed.append(imported)
    return removed, owners


def _whole_statements(choices: FileChoices, removed: Sequence[ImportedName]) -> list[Node]:
    """The statements of which nothing is left."""
    kept = {k.statement.start_byte for k in choices.findings.names if k.rebound or k.scope.kind != "module"}
    found = []
    for statement, gone in _grouped(removed).values():
        if statement.start_byte not in kept and not remaining(choices.syntax, statement, gone):
            found.append(statement)
    return found


def _grouped(removed: Sequence[ImportedName]) -> dict[int, tuple[Node, list[Node]]]:
    """The statements that lose names, by start byte, with the names."""
    grouped: dict[int, tuple[Node, list[Node]]] = {}
    for imported in removed:
        entry = grouped.setdefault(imported.statement.start_byte, (imported.statement, []))
        entry[1].append(imported.node)
    return grouped


def _changes(choices: FileChoices, removed: Sequence[ImportedName], in_place: Mapping[int, str]) -> dict[int, Change]:
    """What is left of each statement, with what takes its place."""
    out = {}
    for start, (statement, gone) in _grouped(removed).items():
        left = remaining(choices.syntax, statement, gone)
        out[start] = Change(statement, "; ".join(part for part in (left, in_place.get(start, "")) if part))
    return out


def _holds(owner: Node, node: Node) -> bool:
    return owner.start_byte <= node.start_byte < owner.end_byte


def _side_by_side(edits: list[Edit]) -> list[Edit]:
    """A semicolon may go with the statement before it and with the one after it."""
    out: list[Edit] = []
    for edit in sorted(edits):
        start = max(edit.span.start, out[-1].span.end if out else 0)
        out.append(replace(edit, span=Span(start, max(start, edit.span.end))))
    return out


def _shared_imports(choices: FileChoices, emission: Emission, shared: SharedNames) -> list[str]:
    pairs = []
    exported_again = {k.name for k in choices.findings.names} if choices.file.is_stub else set[str]()
    for key, exported in sorted(shared.names.items(), key=lambda item: item[1]):
        if key in emission.borrowed:
            local = emission.name(*key)
            plain = local == exported and local not in exported_again
            pairs.append(exported if plain else f"{exported} as {local}")
    if not pairs:
        return []
    line = f"from {shared.module} import {', '.join(pairs)}"
    if len(line) > choices.style.width:
        line = f"from {shared.module} import (\n" + "".join(f"{choices.style.unit}{p},\n" for p in pairs) + ")"
    return [line]


def _kept(
    choices: FileChoices, emission: Emission, classes: Mapping[ErrorName, str], run: Collection[int]
) -> tuple[list[str], dict[int, str]]:
    """Assignments that keep a name bound: after the definitions for the main imports, in place for others."""
    top: list[str] = []
    elsewhere: dict[int, list[str]] = {}
    for kept in choices.findings.names:
        _, module, name = kept.path
        known = choices.is_operation(kept.path) or choices.is_type(kept.path)
        value = emission.name(module, name) if known else classes.get((module, name), "")
        if not value or (value == kept.name and kept.scope.kind != "class"):  # `name = name` makes a class attribute
            continue
        text = f"{kept.name} = {value}"
        if kept.statement.start_byte in run or (kept.scope.kind == "module" and not kept.rebound):
            if text not in top:
                top.append(text)
        else:
            elsewhere.setdefault(kept.statement.start_byte, []).append(text)
    return top, {start: "; ".join(texts) for start, texts in elsewhere.items()}
