"""One file's findings → its new text: native code at each use, imports, and the definitions it needs.

Two passes: the first chooses what each place becomes and so learns which names are needed; then the names are settled, and the
second writes the edits, innermost first, so that a call inside another call's argument is part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.detect.bindings import is_sdk
from infrar_engine.detect.imports import imported_names
from infrar_engine.detect.scopes import Role
from infrar_engine.detect.sites import ErrorSite, FileFindings, OperationSite
from infrar_engine.detect.values import Evaluator
from infrar_engine.model import Edit, FromEnvironment, Literal, Span
from infrar_engine.plugins.closure import names_of
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.rewrite.code import Style, indent, rename
from infrar_engine.rewrite.emission import PHYSICAL, Emission, is_class_like
from infrar_engine.rewrite.forms import Chooser, Chosen, needs_parentheses
from infrar_engine.rewrite.imports import place, remove
from infrar_engine.rewrite.layout import fit, one_line, statement_lines
from infrar_engine.rewrite.target import Target
from infrar_engine.source.syntax import Syntax, ancestors, span


@dataclass(frozen=True, slots=True)
class SharedNames:
    """The generated module that a project's files import from: the import line's module, and its names by (capability, name)."""

    module: str
    names: Mapping[tuple[str, str], str]


class FileRewriter:
    def __init__(self, findings: FileFindings, evaluator: Evaluator, target: Target, width: int | None = None) -> None:
        self.findings = findings
        self.file = findings.file
        self.syntax: Syntax = findings.file.syntax
        self.evaluator = evaluator
        self.names = evaluator.names(findings.file)
        self.target = target
        self.style = Style(self.syntax.text, width)
        self._gone = self._removed_spans()
        self._lent: set[tuple[str, int]] = set()  # fresh names, each with the start of the function that has it
        self.chosen: dict[int, Chosen] = {}
        self._choose()

    # First pass

    def _removed_spans(self) -> tuple[Span, ...]:
        """Code that won't be there afterwards, so that its names don't count as taken."""
        nodes: list[Node] = list(self.findings.statements)
        nodes += [site.node for site in self.findings.operations if site.rewritable]
        nodes += [site.node for site in (*self.findings.errors, *self.findings.types, *self.findings.providers)]
        return tuple(span(node) for node in nodes)

    def _choose(self) -> None:
        chooser = Chooser(self.file, self.evaluator, self._fresh)
        for site in self.findings.operations:
            capability = site.use.operation.capability
            if site.rewritable and capability not in self.target.translated:
                rule = self.target.book(capability).rule(site.use.operation.id)
                chosen = chooser.choose(site, rule) if rule is not None else None
                if chosen is not None:
                    self.chosen[site.node.id] = chosen
                    self._lent |= {(name, self._owner(chosen.node).start_byte) for name in chosen.fresh}

    def _fresh(self, name: str, node: Node, avoid: Collection[str]) -> str:
        """A name that means nothing yet in the function (or module) around `node`."""
        owner = self._owner(node)
        number = 1
        while True:
            candidate = name if number == 1 else f"{name}_{number}"
            used = candidate in avoid or any(
                owner.start_byte <= found.start_byte < owner.end_byte
                for found in self.syntax.identifiers(candidate)
                if not self._is_gone(found) and self.names.classify(found) is not None
            )
            if not used and (candidate, owner.start_byte) not in self._lent:
                return candidate
            number += 1

    def _owner(self, node: Node) -> Node:
        kinds = ("function_definition", "lambda", "class_definition")
        return next((a for a in ancestors(node) if a.type in kinds), self.syntax.root)

    def _is_gone(self, node: Node) -> bool:
        return any(s.start <= node.start_byte and node.end_byte <= s.end for s in self._gone)

    def taken(self, name: str) -> bool:
        """Whether the file uses the name for anything that stays."""
        if any(lent == name for lent, _ in self._lent):
            return True
        return any(
            not self._is_gone(node) and self.names.classify(node) is not None for node in self.syntax.identifiers(name)
        )

    def needs(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """What this file names in each capability's rule book: definitions, and names of any kind (imports among them)."""
        named: dict[str, set[str]] = {}
        for site in self.findings.operations:
            if not site.rewritable:
                continue
            operation = site.use.operation
            chosen = self.chosen.get(site.node.id)
            named.setdefault(operation.capability, set()).update(chosen.names if chosen else {operation.name})
        for kept in self.findings.names:
            if kept.keep and len(kept.path) == 3:
                operation_kept = self._operation(kept.path)
                if operation_kept or self._is_type(kept.path):
                    named.setdefault(kept.path[1], set()).add(kept.path[2])
        for site_type in self.findings.types:
            named.setdefault(site_type.capability, set()).add(site_type.name)
        for native in self.findings.natives:
            book = self.target.book(native.capability)
            named.setdefault(native.capability, set()).add(book.clients[0].name)
        for error in self.findings.errors:
            for book in self._books_of(error):
                if book.capability.name not in self.target.translated:
                    named.setdefault(book.capability.name, set()).update(
                        free_names(self._expression(error, book), "eval")
                    )
        named = {c: names & names_of(self.target.book(c)) for c, names in named.items()}
        definitions = {c: {n for n in names if not _is_import(self.target.book(c), n)} for c, names in named.items()}
        return definitions, named

    def _operation(self, path: tuple[str, ...]) -> bool:
        capability = self.target.catalog.capability(path[1])
        return capability is not None and capability.operation(path[2]) is not None

    def _is_type(self, path: tuple[str, ...]) -> bool:
        capability = self.target.catalog.capability(path[1])
        return capability is not None and any(t.name == path[2] for t in capability.types)

    def _books_of(self, error: ErrorSite) -> list[RuleBook]:
        if error.module in self.target.books:
            return [self.target.books[error.module]]
        return [self.target.books[c] for c in sorted(self.target.books)]

    def _expression(self, error: ErrorSite, book: RuleBook) -> str:
        if error.name in (book.capability.base_error, "InfrarError"):
            return book.any_error
        found = book.error(error.name)
        return found.expression if found is not None and found.expression is not None else "()"

    def looks_up_names(self) -> bool:
        """Whether some resource's name is only known when the program runs, and may be a logical one."""
        return any(
            self.naming(site, parameter) == "looked up"
            for site in self.findings.operations
            for parameter, _ in site.arguments
        )

    def known_imports(self) -> dict[tuple[str, str], str]:
        """Imports that the file has already, at its top and for good: (module, name) → the name they bind."""
        known: dict[tuple[str, str], str] = {}
        removed = {node.start_byte for node in self.findings.statements}
        for node in self.syntax.root.children:
            if node.type not in ("import_statement", "import_from_statement") or node.start_byte in removed:
                continue
            for imported in imported_names(self.syntax, node):
                if imported.level or imported.attribute == "*" or imported.identifier is None:
                    continue
                binding = self.names.resolve(imported.identifier)
                alone = all(w.role is Role.IMPORT for w in binding.writes) and len(binding.writes) == 1
                if (
                    alone
                    and not any(w.scope.kind != "module" for w in binding.writes)
                    and not self._shadowed(imported.name)
                ):
                    known[(imported.module, imported.attribute or "")] = imported.name
        return known

    def _shadowed(self, name: str) -> bool:
        return any(b.scope.kind != "module" and b.writes for b in self.names.bindings(name))

    # Second pass

    def rewrite(
        self,
        emission: Emission,
        shared: SharedNames | None = None,
        classes: Mapping[tuple[str, str], str] | None = None,
    ) -> list[Edit]:
        """The edits of the file, given the names that `emission` settled (and `shared` provides)."""
        self._emission = emission
        self._classes = dict(classes or {})
        edits: list[Edit] = []
        replaced = self._replacements()
        for node, text in sorted(replaced, key=lambda r: (r[0].end_byte - r[0].start_byte, r[0].start_byte)):
            inside = [e for e in edits if span(node).contains(e.span)]
            edits = [e for e in edits if not span(node).contains(e.span)]
            edits.append(Edit(span(node), text(inside)))
        edits += self._import_edits(shared)
        return sorted(edits)

    def _replacements(self) -> list[tuple[Node, Callable[[list[Edit]], str]]]:
        out: list[tuple[Node, Callable[[list[Edit]], str]]] = []
        for site in self.findings.operations:
            if not site.rewritable:
                out += self._renamed_resources(site)
                continue
            chosen = self.chosen.get(site.node.id)
            if chosen is None:
                name = self._emission.name(site.use.operation.capability, site.use.operation.name)
                if name != self.syntax.source(site.node):
                    out.append((site.node, _constant(name)))
                out += self._renamed_resources(site)
                continue
            out.append((chosen.node, lambda inside, s=site, c=chosen: self._inline(s, c, inside)))  # type: ignore[misc]  # mypy can't type defaults of lambdas
            out += [(node, _constant(native)) for node, native in chosen.attributes]
        for type_site in self.findings.types:
            out.append((type_site.node, _constant(self._emission.name(type_site.capability, type_site.name))))
        for error in self.findings.errors:
            out.append((error.node, _constant(self._error(error))))
        for provider in self.findings.providers:
            out.append((provider.node, _constant(self.style.apply(f'"{self.target.provider}"'))))
        for native in self.findings.natives:
            client = self.target.book(native.capability).clients[0].name
            out.append((native.node, _constant(self._emission.name(native.capability, client))))
        return [(node, text) for node, text in out]

    def _renamed_resources(self, site: OperationSite) -> list[tuple[Node, Callable[[list[Edit]], str]]]:
        """Arguments that name a resource by its logical name, where the environment gives it a physical one."""
        return [
            (node, lambda inside, s=site, p=parameter, n=node: self._argument(s, p, n, inside))  # type: ignore[misc]  # defaults of lambdas
            for parameter, node in site.arguments
            if self.naming(site, parameter)
        ]

    def naming(self, site: OperationSite, parameter: str) -> str:
        """How a resource's name reaches native code: "literal" or "looked up" in the environment's names, "" as it is."""
        declared = site.use.operation.parameter(parameter)
        argument = site.use.argument(parameter)
        if not self.target.physical or declared is None or declared.role != "BucketName" or argument is None:
            return ""
        value = argument.value
        if isinstance(value, Literal):
            return "literal" if (site.use.operation.capability, value.value) in self.target.physical else ""
        if isinstance(value, FromEnvironment):
            return "looked up" if value.default is not None else ""
        return "looked up"

    def _argument(self, site: OperationSite, parameter: str, node: Node, inside: list[Edit]) -> str:
        """The text of an argument: as it is, or with the environment's name for a resource."""
        how = self.naming(site, parameter)
        argument = site.use.argument(parameter)
        if how == "literal" and argument is not None and isinstance(argument.value, Literal):
            physical = (self.target.physical or {})[(site.use.operation.capability, str(argument.value.value))]
            return self._text_literal(physical)
        text = self._edited(node, inside)
        return f"{self._emission.name(*PHYSICAL)}({text})" if how else text

    def _text_literal(self, text: str) -> str:
        return self.style.apply('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')

    def _inline(self, site: OperationSite, chosen: Chosen, inside: list[Edit]) -> str:
        arguments = dict(site.arguments)
        lifted = dict(chosen.lifted)
        names = self._emission.names(site.use.operation.capability)
        pieces: dict[str, str] = {}
        for parameter, node in arguments.items():
            pieces[parameter] = self._argument(site, parameter, node, inside)
        code = self.style.apply(rename(chosen.code, names))
        rendered = Syntax(code.encode(), "")
        edits = []
        for parameter in arguments:
            text = lifted.get(parameter, pieces[parameter])
            for slot in chosen.slots:
                if slot.parameter != parameter:
                    continue
                wrap = parameter not in lifted and needs_parentheses(arguments[parameter], slot)
                edits.append((f"argument_{parameter}_", f"({text})" if wrap else text))
        for placeholder, text in dict(edits).items():
            for node in reversed(rendered.identifiers(placeholder)):
                code_bytes = rendered.text[: node.start_byte] + text.encode() + rendered.text[node.end_byte :]
                rendered = Syntax(code_bytes, "")
        code = rendered.text.decode()
        column = self._indentation(chosen.node)
        prefix = "".join(f"{name} = {pieces[p]}\n" for p, name in chosen.lifted)
        if not _has_multiline_argument(pieces):
            code = self._laid_out(code, chosen, column)
        return indent(prefix, column) + code

    def _laid_out(self, code: str, chosen: Chosen, column: str) -> str:
        """Long lines broken where the statement is the call's own; each further line at the statement's column."""
        if not chosen.is_statement:
            code = one_line(code)
            parent = chosen.node.parent
            if parent is None or parent.type not in ("expression_statement", "assignment", "return_statement"):
                return code
        used = self._columns_before(chosen.node)
        lines = [
            fit(line, self.style.width, used if i == 0 else len(column), column, self.style.unit)
            for i, line in enumerate(statement_lines(code))
        ]
        return indent("\n".join(lines), column)

    def _columns_before(self, node: Node) -> int:
        line_start = self.syntax.text.rfind(b"\n", 0, node.start_byte) + 1
        line_end = self.syntax.text.find(b"\n", node.end_byte)
        rest = self.syntax.text[node.end_byte : line_end if line_end >= 0 else len(self.syntax.text)]
        return node.start_byte - line_start + len(rest.partition(b"#")[0].rstrip())

    def _indentation(self, node: Node) -> str:
        line_start = self.syntax.text.rfind(b"\n", 0, node.start_byte) + 1
        line = self.syntax.text[line_start : node.start_byte].decode()
        return line[: len(line) - len(line.lstrip())]

    def _edited(self, node: Node, inside: list[Edit]) -> str:
        """The source of `node` with the edits within it made."""
        out = b""
        position = node.start_byte
        for edit in sorted(e for e in inside if span(node).contains(e.span)):
            out += self.syntax.text[position : edit.span.start] + edit.text.encode()
            position = edit.span.end
        return (out + self.syntax.text[position : node.end_byte]).decode()

    # Errors

    def _error(self, error: ErrorSite) -> str:
        if self._classes:
            return self._classes[(error.module, error.name)]
        parts: list[str] = []
        for book in self._books_of(error):
            expression = self._expression(error, book)
            text = self.style.apply(rename(expression, self._emission.names(book.capability.name)))
            if is_class_like(expression):
                parts.append(text)
            elif expression.startswith("("):
                inner = text.strip()[1:-1].strip().rstrip(",")
                parts += [inner] if inner else []
            else:
                parts.append(f"*{text}")
        joined = ", ".join(dict.fromkeys(parts))
        if error.in_tuple:
            return joined or "*()"
        if len(parts) == 1 and ", " not in joined:
            return joined.removeprefix("*")
        if len(parts) == 1 and joined.startswith("*"):
            return joined.removeprefix("*")
        return f"({joined})"

    # Imports

    def _import_edits(self, shared: SharedNames | None) -> list[Edit]:
        local = self._shared_imports(shared) if shared is not None else []
        definitions = self._emission.text() if shared is None else ""
        at_top, in_place = self._kept()
        if at_top:
            gap = "\n\n\n" if definitions.rsplit("\n", 1)[-1].startswith((" ", "\t")) else "\n"
            definitions = gap.join(part for part in (definitions, "\n".join(at_top)) if part)
        mixed = {
            s.start_byte: text for s in self.findings.statements if (text := self._without_sdk(s, in_place)) is not None
        }
        removable = [s for s in self.findings.statements if s.start_byte not in mixed and s.start_byte not in in_place]
        edits, handled = place(self.syntax, removable, self._emission.imports, local, definitions, mixed)
        for statement in self.findings.statements:
            if statement.start_byte in handled:
                continue
            text = mixed.get(statement.start_byte, in_place.get(statement.start_byte, ""))
            edits.append(remove(self.syntax, statement, text))
        return edits

    def _without_sdk(self, statement: Node, in_place: Mapping[int, str]) -> str | None:
        """`import os, infrar, sys` without the SDK; None for a statement that imports nothing else."""
        others = [i.node for i in imported_names(self.syntax, statement) if not is_sdk(i)]
        if not others:
            return None
        kept = in_place.get(statement.start_byte, "")
        return f"import {', '.join(self.syntax.source(node) for node in others)}" + (f"; {kept}" if kept else "")

    def _shared_imports(self, shared: SharedNames) -> list[str]:
        pairs = []
        for key, exported in sorted(shared.names.items(), key=lambda item: item[1]):
            local = self._emission.name(*key)
            if key in self._emission.borrowed:
                pairs.append(exported if local == exported else f"{exported} as {local}")
        if not pairs:
            return []
        line = f"from {shared.module} import {', '.join(pairs)}"
        if len(line) > self.style.width:
            line = f"from {shared.module} import (\n" + "".join(f"{self.style.unit}{p},\n" for p in pairs) + ")"
        return [line]

    def _kept(self) -> tuple[list[str], dict[int, str]]:
        """Assignments that keep a name bound: after the definitions for the main imports, in place for others."""
        top: list[str] = []
        elsewhere: dict[int, list[str]] = {}
        for kept in self.findings.names:
            if not kept.keep or len(kept.path) != 3:
                continue
            if kept.path[1] == "errors" or not (self._operation(kept.path) or self._is_type(kept.path)):
                value = self._classes.get((kept.path[1], kept.path[2]), "")
            else:
                value = self._emission.name(kept.path[1], kept.path[2])
            if not value or value == kept.name:
                continue
            text = f"{kept.name} = {value}"
            block = kept.statement.parent
            if block is not None and block.type == "module":
                if text not in top:
                    top.append(text)
            else:
                elsewhere.setdefault(kept.statement.start_byte, []).append(text)
        return top, {start: "; ".join(texts) for start, texts in elsewhere.items()}


def _is_import(book: RuleBook, name: str) -> bool:
    return any(each.binding == name for each in book.imports)


def _constant(text: str) -> Callable[[list[Edit]], str]:
    return lambda inside: text


def _has_multiline_argument(pieces: Mapping[str, str]) -> bool:
    return any("\n" in piece for piece in pieces.values())
