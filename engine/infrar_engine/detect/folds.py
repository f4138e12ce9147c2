"""`infrar.provider`, once the target is known → the branches that it decides, without their dead sides.

In: a file, what its expressions mean, the target's name. Out: edits that take away dead sides and conditions, and the spans that
go, so that nothing in them counts as a use. Only what the name surely decides is folded; what a dead side means for the rest of its
function (it makes a name local, or the function a generator) keeps it where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.detect.decisions import Constant, Decisions
from infrar_engine.detect.graph import ModuleGraph
from infrar_engine.detect.imports import ImportedName
from infrar_engine.detect.layouts import Clause, clauses_of, dedented, first_body_line, unfolded
from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding, Names
from infrar_engine.model import Edit, Span
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import ancestors, field_is, named_children, span

_CONDITIONAL = frozenset({"if_statement", "elif_clause", "conditional_expression"})
_LOOSE = frozenset(
    {"argument_list", "list", "tuple", "parenthesized_expression", "keyword_argument", "assignment", "return_statement"}
    | {"expression_statement", "pair", "interpolation", "subscript", "named_expression"}
)
_ATOMS = frozenset({"identifier", "attribute", "call", "subscript", "string", "integer", "parenthesized_expression"})


@dataclass(frozen=True, slots=True)
class Folds:
    """What the target's name decides in one file: the edits, whole statements that go, all code that goes with either, and
    imports that only this used.
    """

    edits: tuple[Edit, ...] = ()
    removed: tuple[Node, ...] = ()
    dead: tuple[Span, ...] = ()
    imports: tuple[ImportedName, ...] = ()


def fold(
    graph: ModuleGraph, file: SourceFile, sites: list[Node], known: Callable[[Node], str | Constant | None]
) -> Folds:
    """`sites` are the expressions that read `infrar.provider`, or ask for a module of the SDK; `known` says what such are."""
    return _Folder(graph, file, known).folds(sites)


class _Folder:
    def __init__(self, graph: ModuleGraph, file: SourceFile, known: Callable[[Node], str | Constant | None]) -> None:
        self._graph = graph
        self._file = file
        self._names: Names = graph.names(file)
        self._syntax = file.syntax
        self._decide = Decisions(self._names, known, self._is_own)
        self._edits: list[Edit] = []
        self._removed: list[Node] = []
        self._done: set[int] = set()

    def folds(self, sites: list[Node]) -> Folds:
        for node in self._reached(sites):
            self._fold_around(node)
        whole = {span(node): node for node in self._removed}
        edits = unfolded([*self._edits, *(Edit(where, "") for where in whole)])
        dead = tuple(e.span for e in edits if self._removes_code(e))
        left = tuple(e for e in edits if e.span not in whole)
        removed = tuple(whole[e.span] for e in edits if e.span in whole)
        return Folds(left, removed, dead, tuple(self._unused_imports(dead)))

    def _removes_code(self, edit: Edit) -> bool:
        return bool(self._syntax.text[edit.span.start : edit.span.end].strip())

    def _reached(self, sites: list[Node]) -> Iterator[Node]:
        """The sites, and the reads of variables that hold what they decide."""
        waiting, seen = list(sites), set[int]()
        while waiting:
            site = waiting.pop(0)
            if site.id in seen:
                continue
            seen.add(site.id)
            whole = self._decide.outermost(site)
            yield whole
            holder = whole.parent
            if holder is not None and holder.type == "assignment" and field_is(holder, "right", whole):
                left = holder.child_by_field_name("left")
                if left is not None and left.type == "identifier" and self._decide.value(left) is not None:
                    waiting += [o.node for o in self._names.resolve(left).reads]

    def _fold_around(self, whole: Node) -> None:
        parent = whole.parent
        condition = whole
        if parent is not None and parent.type == "boolean_operator" and field_is(parent, "left", whole):
            condition, parent = parent, parent.parent
        if parent is None or self._decide.value(whole) is None:
            return
        if parent.type in _CONDITIONAL and _conditions(parent, condition):
            statement = parent.parent if parent.type == "elif_clause" else parent
            if statement is not None and statement.id not in self._done:
                self._done.add(statement.id)
                folded = (
                    self._conditional(statement) if parent.type == "conditional_expression" else self._if(statement)
                )
                if folded:
                    return
        elif parent.type == "assert_statement" and named_children(parent)[0] == whole and self._decide.truth(whole):
            if self._may_go([parent], parent):
                self._removed.append(parent)
                return
        elif parent.type == "match_statement" and parent.id not in self._done:
            self._done.add(parent.id)
            if self._match(parent):
                return
        self._replace(whole)

    def _replace(self, whole: Node) -> None:
        """A comparison that isn't a condition becomes what it comes to; the name alone is left to the rewriter."""
        value = self._decide.value(whole) if whole.type != "identifier" else None
        if isinstance(value, bool):
            text = str(value)
        elif self._decide.value(whole) is Constant.MODULE:
            if whole.parent is not None and (simplified := self._simplified(whole.parent)):
                self._edits += simplified
                return
            text = "True" if _is_condition_of_statement(whole) else ""
        else:
            text = ""
        if text and not self._inside_removed(whole):
            self._edits.append(Edit(span(whole), text))

    def _is_own(self, binding: Binding) -> bool:
        """Whether nothing outside the file may assign a variable."""
        if binding.scope.kind != "module":
            return True
        assigned = any(r.imported is None and not r.star for r in self._graph.readings(self._file, binding.name))
        return not assigned and not self._graph.set_by_text(binding.name)

    def _inside_removed(self, node: Node) -> bool:
        gone = [e.span for e in self._edits] + [span(statement) for statement in self._removed]
        return any(where.contains(span(node)) for where in gone)

    # Statements

    def _if(self, statement: Node) -> bool:
        clauses = clauses_of(self._syntax, statement)
        kept: list[tuple[Clause, bool]] = []  # with whether its condition is sure to hold
        for clause in clauses:
            decided = True if clause.condition is None else self._decide.truth(clause.condition)
            if decided is not False:
                kept.append((clause, decided is True))
            if decided:
                break
        left = [clause for clause, _ in kept]
        simplified = [e for c in left if c.condition is not None for e in self._simplified(c.condition)]
        if len(left) == len(clauses) and not any(sure for c, sure in kept if c.condition is not None):
            self._edits += simplified
            return bool(simplified)
        if not self._may_go([c.block for c in clauses if c not in left], statement):
            return False
        if not kept:
            self._removed.append(statement)
        elif kept[0][1]:
            self._edits += dedented(self._syntax, statement, left[0])
        else:
            self._edits += self._shortened(clauses, kept) + simplified
        return True

    def _shortened(self, clauses: list[Clause], kept: list[tuple[Clause, bool]]) -> list[Edit]:
        """Some conditions are decided, and others aren't."""
        left = [clause for clause, _ in kept]
        edits = [Edit(clause.region, "") for clause in clauses if clause not in left]
        if left[0] is not clauses[0]:
            edits.append(Edit(span(left[0].keyword), "if"))
        for clause, sure in kept[1:]:
            if sure and clause.condition is not None:
                edits.append(Edit(Span(clause.keyword.start_byte, clause.condition.end_byte), "else"))
        return edits

    def _simplified(self, condition: Node) -> list[Edit]:
        """`infrar.provider == "p" and x` with the left side sure to hold is `x`."""
        operator = condition.child_by_field_name("operator")
        left, right = condition.child_by_field_name("left"), condition.child_by_field_name("right")
        if condition.type != "boolean_operator" or operator is None or left is None or right is None:
            return []
        if self._decide.truth(left) is not (operator.type == "and"):
            return []
        return [Edit(Span(condition.start_byte, right.start_byte), "")]

    def _match(self, statement: Node) -> bool:
        subject = statement.child_by_field_name("subject") or named_children(statement)[0]
        value = self._decide.value(subject)
        body = statement.child_by_field_name("body")
        cases = [c for c in body.named_children if c.type == "case_clause"] if body is not None else []
        chosen: Node | None = None
        for case in cases:
            matches = self._decide.matches(case, value)
            if matches is None:
                return False
            if matches:
                chosen = case
                break
        dead = [c for case in cases if case != chosen and (c := case.child_by_field_name("consequence")) is not None]
        if not self._may_go(dead, statement):
            return False
        if chosen is None:
            self._removed.append(statement)
            return True
        block = chosen.child_by_field_name("consequence")
        assert block is not None
        position = cases.index(chosen)
        start = self._syntax.line_start(chosen.start_byte)
        following = cases[position + 1 : position + 2]
        end = (
            self._syntax.line_start(following[0].start_byte)
            if following
            else self._syntax.line_end(statement.end_byte - 1)
        )
        clause = Clause(chosen.children[0], None, block, first_body_line(self._syntax, chosen, block), Span(start, end))
        self._edits += dedented(self._syntax, statement, clause)
        return True

    def _conditional(self, expression: Node) -> bool:
        then, condition, otherwise = named_children(expression)
        truth = self._decide.truth(condition)
        if truth is None:
            self._edits += (simplified := self._simplified(condition))
            return bool(simplified)
        live = then if truth else otherwise
        parent = expression.parent
        wrap = parent is not None and parent.type not in _LOOSE and live.type not in _ATOMS
        self._edits.append(Edit(Span(expression.start_byte, live.start_byte), "(" if wrap else ""))
        self._edits.append(Edit(Span(live.end_byte, expression.end_byte), ")" if wrap else ""))
        return True

    # What a dead side means for its surroundings

    def _may_go(self, dead: list[Node], statement: Node) -> bool:
        owner = next((a for a in ancestors(statement) if a.type in ("function_definition", "lambda")), None)
        if owner is None:
            return True
        spans = [span(d) for d in dead]
        return not any(self._matters(node, spans) for d in dead for node in _own_nodes(d))

    def _matters(self, node: Node, dead: list[Span]) -> bool:
        if node.type in ("yield", "await", "global_statement", "nonlocal_statement"):
            return True
        if node.type != "identifier":
            return False
        occurrence = self._names.classify(node)
        if occurrence is None or occurrence.role is Role.LOAD or occurrence.scope.kind == "module":
            return False
        binding = self._names.resolve(node)
        return not _has_other_write(binding, dead) and any(not _inside(r.node, dead) for r in binding.reads)

    def _unused_imports(self, dead: tuple[Span, ...]) -> Iterator[ImportedName]:
        """Imports whose every read stands in what goes."""
        seen: set[int] = set()
        for region in dead:
            node = self._syntax.root.descendant_for_byte_range(region.start, region.end)
            for identifier in _identifiers(node, region) if node is not None else ():
                binding = self._names.resolve(identifier)
                if id(binding) in seen or len(binding.writes) != 1 or binding.writes[0].role is not Role.IMPORT:
                    continue
                seen.add(id(binding))
                write = binding.writes[0].node
                if _inside(write, list(dead)) or not all(_inside(r.node, list(dead)) for r in binding.reads):
                    continue
                imported = self._graph.import_of(self._file, write)
                read_elsewhere = binding.scope.kind == "module" and any(self._graph.readings(self._file, binding.name))
                if imported is not None and not imported.explicit_export and not read_elsewhere:
                    yield imported


def _is_condition_of_statement(node: Node) -> bool:
    """Whether only the expression's truth matters, as part of a condition."""
    current, parent = node, node.parent
    while parent is not None and parent.type in ("parenthesized_expression", "boolean_operator"):
        current, parent = parent, parent.parent
    return parent is not None and (
        parent.type in ("while_statement", "not_operator")
        or (parent.type in _CONDITIONAL and _conditions(parent, current))
    )


def _conditions(parent: Node, node: Node) -> bool:
    if parent.type == "conditional_expression":
        return named_children(parent)[1] == node
    return field_is(parent, "condition", node)


def _has_other_write(binding: Binding, dead: list[Span]) -> bool:
    return any(not _inside(w.node, dead) for w in binding.writes)


def _inside(node: Node, spans: list[Span]) -> bool:
    return any(s.start <= node.start_byte and node.end_byte <= s.end for s in spans)


def _own_nodes(node: Node) -> Iterator[Node]:
    """The nodes of a block without those of functions defined in it."""
    yield node
    for child in node.children:
        if node.type in ("function_definition", "lambda") and field_is(node, "body", child):
            continue
        yield from _own_nodes(child)


def _identifiers(node: Node, region: Span) -> Iterator[Node]:
    if node.type == "identifier":
        if region.start <= node.start_byte and node.end_byte <= region.end:
            yield node
        return
    for child in node.children:
        if child.start_byte < region.end and child.end_byte > region.start:
            yield from _identifiers(child, region)
