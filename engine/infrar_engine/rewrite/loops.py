"""Loops over listings: whether their variable is only asked for what native items have, too.

Then the loop runs over the native items, and the attributes take their native names.
"""

from __future__ import annotations

from tree_sitter import Node

from infrar_engine.detect.scopes import Binding
from infrar_engine.detect.texts import prints_its_source
from infrar_engine.detect.values import Evaluator
from infrar_engine.plugins.rules import InlineForm
from infrar_engine.rewrite.effects import Effect, effect_of
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import ancestors, field_is, named_children


def native_reads(
    evaluator: Evaluator, file: SourceFile, loop: Node, listing: Node, form: InlineForm
) -> list[tuple[Node, str]] | None:
    """The attributes read of the loop's variable with their native names; None when it is used in any other way."""
    if loop.type not in ("for_statement", "for_in_clause") or not field_is(loop, "right", listing):
        return None
    target = loop.child_by_field_name("left")
    if target is None or target.type != "identifier":
        return None
    binding = evaluator.names(file).resolve(target)
    if binding.scope.kind == "class" or _is_read_elsewhere(evaluator, file, binding):
        return None
    reads: list[tuple[Node, str]] = []
    for read in _reads_in(binding, loop) or ():
        native = _native_attribute(file, read, form)
        if native is None:
            return None
        reads.append(native)
    return reads


def _is_read_elsewhere(evaluator: Evaluator, file: SourceFile, binding: Binding) -> bool:
    return binding.scope.kind == "module" and any(
        not reading.star for reading in evaluator.graph.readings(file, binding.name)
    )


def _reads_in(binding: Binding, loop: Node) -> list[Node] | None:
    """The reads of a loop's variable, when none can see it after the loop and nothing else binds it within."""
    loops = [w.node.parent for w in binding.writes if w.node.parent is not None and w.node.parent.type == loop.type]
    if len(loops) != len(binding.writes) or (loop.type == "for_in_clause" and len(loops) != 1):
        return None
    if loop.type == "for_in_clause":
        return [read.node for read in binding.reads]
    if any(other != loop and loop.start_byte <= other.start_byte < loop.end_byte for other in loops):
        return None  # within this loop, after that one, the variable is that one's
    inside: list[Node] = []
    for read in binding.reads:
        holder = next((a for a in ancestors(read.node) if any(a == each for each in loops)), None)
        if holder is None or not _in_body(holder, read.node):
            return None
        if holder == loop:
            inside.append(read.node)
    return inside


def _in_body(loop: Node, node: Node) -> bool:
    body = loop.child_by_field_name("body")
    return body is not None and body.start_byte <= node.start_byte < body.end_byte


def _native_attribute(file: SourceFile, read: Node, form: InlineForm) -> tuple[Node, str] | None:
    parent = read.parent
    if parent is None or parent.type != "attribute" or not field_is(parent, "object", read):
        return None
    attribute, holder = parent.child_by_field_name("attribute"), parent.parent
    if attribute is None or holder is None or holder.type in ("augmented_assignment", "delete_statement"):
        return None
    if holder.type == "assignment" and field_is(holder, "left", parent):
        return None
    if any(a.type == "interpolation" and prints_its_source(file.syntax, a) for a in ancestors(parent)):
        return None
    native = form.attribute(file.syntax.name(attribute))
    return (attribute, native) if native is not None else None


def runs_through(evaluator: Evaluator, file: SourceFile, clause: Node) -> bool:
    """Whether nothing can happen between the listing's items, so that a lazy one means the same as a list."""
    owner = clause.parent
    if clause.type != "for_in_clause" or owner is None or owner.type == "generator_expression":
        return False
    others = [child for child in named_children(owner) if child != clause]
    return all(effect_of(evaluator, file, child) is not Effect.EFFECT for child in others)
