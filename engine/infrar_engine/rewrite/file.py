"""One file's choices + settled names → its edits: native code at each use, imports, and the definitions it needs.

The second of the two passes over a file. A call inside another call's argument is part of it: replacements nest, and each gets the
edits inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.detect.sites import ErrorSite, OperationSite
from infrar_engine.model import Edit, Origin, Span
from infrar_engine.rewrite.choices import FileChoices
from infrar_engine.rewrite.code import rename
from infrar_engine.rewrite.emission import Emission, is_class_like
from infrar_engine.rewrite.file_imports import import_edits
from infrar_engine.rewrite.forms import Chosen, needs_brackets, needs_parentheses
from infrar_engine.rewrite.interpolations import printing_their_source, quoted
from infrar_engine.rewrite.layout import exploded, fit
from infrar_engine.rewrite.nesting import Render, Replacement, Text, applied, settled
from infrar_engine.rewrite.provenance import Template, found_in
from infrar_engine.rewrite.rendering import filled, pieces_of
from infrar_engine.rewrite.resource_names import lookup_key, table_key
from infrar_engine.source.syntax import Syntax, span

_BRANCH = Origin("branch")
_OWN_LINE = frozenset({"expression_statement", "assignment", "return_statement"})


@dataclass(frozen=True, slots=True)
class SharedNames:
    """The generated module that a project's files import from: the import line's module, and its names by (capability, name)."""

    module: str
    names: Mapping[tuple[str, str], str]


class FileRewriter:
    def __init__(
        self,
        choices: FileChoices,
        emission: Emission,
        shared: SharedNames | None = None,
        classes: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        """`emission` has the names in this file; `classes` the generated error classes by (module, name), with translated errors."""
        self.choices = choices
        self.findings = choices.findings
        self.syntax: Syntax = choices.syntax
        self.style = choices.style
        self.target = choices.target
        self._emission = emission
        self._shared = shared
        self._classes = dict(classes or {})
        self._removed_indents = self._dedents()

    def edits(self) -> list[Edit]:
        replacements = list(self._replacements())
        replacements += [Replacement(e.span, _constant(e.text), _BRANCH) for e in self.findings.folds.edits]
        replacements += printing_their_source(self.syntax, replacements)
        imports = import_edits(self.choices, self._emission, self._shared, self._classes)
        return settled([*replacements, *(Replacement(e.span, _made(e), e.origin) for e in imports)])

    def _replacements(self) -> Iterator[Replacement]:
        for site in self.findings.operations:
            chosen = self.choices.chosen.get(site.node.id) if site.rewritable else None
            if chosen is not None:
                yield self._inlined(site, chosen)
                for node, native in chosen.attributes:
                    yield Replacement(span(node), _constant(native), Origin("call", site.use.operation.id))
                continue
            name = self._emission.name(site.use.operation.surface, site.use.operation.name)
            if site.rewritable and name != self.syntax.source(site.node):
                yield Replacement(span(site.node), _constant(name), Origin("reference", site.use.operation.id))
            yield from self._renamed_resources(site)
        for type_site in self.findings.types:
            text = _constant(self._emission.name(type_site.capability, type_site.name))
            yield Replacement(type_site.span, text, Origin("type", f"{type_site.capability}.{type_site.name}"))
        for error in self.findings.errors:
            yield Replacement(
                error.span, _constant(self._error(error)), Origin("error", f"{error.module}.{error.name}")
            )
        for provider in self.findings.providers:
            text = _constant(quoted(self.target.provider, provider.node, self.style))
            yield Replacement(span(provider.node), text, _BRANCH)
        for native_site in self.findings.natives:
            client = self.target.book(native_site.capability).clients[0].name
            text = _constant(self._emission.name(native_site.capability, client))
            yield Replacement(native_site.span, text, Origin("native", native_site.capability))

    # Calls

    def _inlined(self, site: OperationSite, chosen: Chosen) -> Replacement:
        origin = Origin("call", site.use.operation.id)
        return Replacement(span(chosen.node), lambda inside: self._inline(site, chosen, inside), origin)

    def _renamed_resources(self, site: OperationSite) -> Iterator[Replacement]:
        """Arguments that name a resource by its logical name, where the environment gives it a physical one."""
        for parameter, node in site.arguments:
            if self.choices.naming(site, parameter):
                yield self._renamed(site, parameter, node)

    def _renamed(self, site: OperationSite, parameter: str, node: Node) -> Replacement:
        origin = Origin("name", site.use.operation.id)
        return Replacement(span(node), lambda inside: self._argument(site, parameter, node, inside), origin)

    def _argument(self, site: OperationSite, parameter: str, node: Node, inside: Sequence[Edit]) -> Text:
        """The text of an argument: as it is, or with the environment's name for a resource."""
        text = applied(self.syntax.text, span(node), inside)
        match self.choices.naming(site, parameter):
            case "literal":
                return text.within(f"{self._emission.name(*table_key(site.use.operation.capability))}[", "]")
            case "looked up":
                return text.within(f"{self._emission.name(*lookup_key(site.use.operation.capability))}(", ")")
            case _:
                return text

    def _inline(self, site: OperationSite, chosen: Chosen, inside: Sequence[Edit]) -> Text:
        nodes = dict(site.arguments)
        pieces = {p: self._argument(site, p, node, inside) for p, node in site.arguments}
        lifted = dict(chosen.lifted)
        names = self._emission.names(site.use.operation.surface)
        code = self.style.apply(rename(chosen.code, names))
        tight = {s.parameter for s in chosen.slots if needs_parentheses(nodes[s.parameter], s)}
        given = {s.placeholder: s.parameter for s in chosen.slots if s.parameter not in lifted}
        sourced = {name: pieces[p].within("(", ")") if p in tight else pieces[p] for name, p in given.items()}
        named = {s.placeholder: lifted[s.parameter] for s in chosen.slots if s.parameter in lifted} | dict(chosen.fresh)
        column = self._indentation_at(chosen.node.start_byte)
        first: Template = []
        for parameter, name in chosen.lifted:
            piece = pieces[parameter]
            value = piece.within("(", ")") if needs_brackets(nodes[parameter], piece.text) else piece
            first += [f"{name} = ", value, f"\n{column}"]
        long = [nodes[p] for p, piece in pieces.items() if "\n" in piece.text]
        texts = {name: piece.text for name, piece in sourced.items()} | named
        prefix = "".join(each if isinstance(each, str) else each.text for each in first)
        text = prefix + self._laid_out(code, texts, chosen, column, long)
        return Text(text, found_in(text, [*first, *pieces_of(code, {**named, **sourced})]))

    def _laid_out(self, code: str, texts: Mapping[str, str], chosen: Chosen, column: str, long: Sequence[Node]) -> str:
        """The statement's lines with what goes into them, each at the statement's column.

        Where the line is the call's own it is broken when it is long. Arguments of several lines (`long`) keep them, on lines
        of their own where they had them.
        """
        parent = chosen.node.parent
        breakable = chosen.is_statement or (parent is not None and parent.type in _OWN_LINE)
        used = self._columns_around(span(chosen.node))
        out: list[str] = []
        for line in code.split("\n"):
            text = filled(line, texts)
            own = column + line[: len(line) - len(line.lstrip())]
            if breakable and "\n" not in text:
                text = fit(text, self.style.width, len(column) if out else used, column, self.style.unit)
            elif breakable and all(self._begins_line(node, own + self.style.unit) for node in long):
                text = exploded(text, column, self.style.unit)
            out.append(column + text if out else text)
        return "\n".join(out)

    def _begins_line(self, argument: Node, indentation: str) -> bool:
        """Whether an argument stands on a line of its own, as far in as it will."""
        parent = argument.parent
        whole = parent if parent is not None and parent.type == "keyword_argument" else argument
        start = self.syntax.line_start(whole.start_byte)
        return (
            not self.syntax.text[start : whole.start_byte].strip()
            and self._indentation_at(whole.start_byte) == indentation
        )

    def _columns_around(self, where: Span) -> int:
        """How much of its line stands before and after a place."""
        start, end = self.syntax.line_start(where.start), self.syntax.line_end(where.end - 1)
        after = self.syntax.text[where.end : end].partition(b"#")[0].rstrip()
        return where.start - start + len(after) - len(self._removed_indents.get(start, b""))

    def _indentation_at(self, offset: int) -> str:
        """What the line begins with, once branches around it are folded."""
        start = self.syntax.line_start(offset)
        line = self.syntax.text[start:offset].decode()
        own = line[: len(line) - len(line.lstrip())]
        return own[: len(own) - len(self._removed_indents.get(start, b""))]

    def _dedents(self) -> dict[int, bytes]:
        """Line starts where folds take indentation away, with what they take."""
        found: dict[int, bytes] = {}
        for edit in self.findings.folds.edits:
            taken = self.syntax.text[edit.span.start : edit.span.end]
            if not edit.text and taken and not taken.strip(b" \t"):
                line = self.syntax.line_start(edit.span.start)
                found[line] = found.get(line, b"") + taken
        return found

    # Errors

    def _error(self, error: ErrorSite) -> str:
        """The class, in translated mode; else what the clause catches: a class, classes, or calls that give classes."""
        if (error.module, error.name) in self._classes:
            return self._classes[(error.module, error.name)]
        parts: list[str] = []
        for book in self.choices.books_of(error):
            expression = self.choices.expression(error, book)
            text = self.style.apply(rename(expression, self._emission.names(book.capability.name))).strip()
            if expression.startswith("("):
                parts += _elements(text)
            else:
                parts.append(text if is_class_like(expression) else f"*{text}")
        parts = list(dict.fromkeys(parts))
        if error.in_tuple:
            return ", ".join(parts) or "*()"
        text = parts[0].removeprefix("*") if len(parts) == 1 else f"({', '.join(parts)})"
        column = self._indentation_at(error.span.start)
        return fit(text, self.style.width, self._columns_around(error.span), column, self.style.unit)


def _constant(text: str) -> Render:
    return lambda inside: Text(text)


def _made(edit: Edit) -> Render:
    return lambda inside: Text(edit.text, edit.parts)


def _elements(text: str) -> list[str]:
    """The expressions in a tuple display."""
    syntax = Syntax(text.encode(), "")
    node = syntax.root.named_children[0].named_children[0]
    inside = node.named_children if node.type in ("tuple", "parenthesized_expression") else [node]
    return [syntax.source(child) for child in inside if child.type != "comment"]
