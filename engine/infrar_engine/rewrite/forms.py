"""Which native code a call becomes: the first inline form that means the same there, else the helper function.

A form means the same when its conditions hold, when each argument is evaluated once and in the order of the call as far as that
can be told, and when what it names is what it seems (`open` may be the program's own). In statement position arguments that
would change places are lifted into names of their own.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection
from dataclasses import dataclass

from tree_sitter import Node

from infrar_engine.detect.sites import OperationSite
from infrar_engine.detect.values import Evaluator
from infrar_engine.match.conditions import holds, is_omitted
from infrar_engine.model import Literal
from infrar_engine.plugins.forms import render
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import InlineForm, Rule
from infrar_engine.rewrite.effects import Effect, effect_of
from infrar_engine.rewrite.interpolations import inside_interpolation
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import Syntax, ancestors, field_is, named_children

_ATOMS = frozenset(
    {
        "identifier",
        "attribute",
        "call",
        "subscript",
        "string",
        "list",
        "dictionary",
        "set",
        "tuple",
        "parenthesized_expression",
    }
    | {
        "none",
        "true",
        "false",
        "list_comprehension",
        "dictionary_comprehension",
        "set_comprehension",
        "generator_expression",
    }
)
_LOOSE = frozenset({"argument_list", "list", "tuple", "pair", "parenthesized_expression", "keyword_argument"})
_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an argument goes in a rendered form: bytes of the rendered text, and whether operators stand around it."""

    parameter: str
    start: int
    end: int
    tight: bool

    @property
    def placeholder(self) -> str:
        return _placeholder(self.parameter)


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Native code for one call. `code` has slots for the arguments; `names` are what it takes from the rule book.

    `lifted` arguments are assigned to names first; `attributes` are the reads of a loop variable with their native names.
    """

    node: Node  # what it replaces
    code: str
    slots: tuple[Slot, ...]
    names: frozenset[str]
    lifted: tuple[tuple[str, str], ...] = ()  # parameter, name
    attributes: tuple[tuple[Node, str], ...] = ()
    fresh: tuple[str, ...] = ()
    is_statement: bool = False


class Chooser:
    """Chooses forms in one file. `fresh(name, node, avoid)` gives a name that is free around `node` and none of `avoid`."""

    def __init__(
        self, file: SourceFile, evaluator: Evaluator, fresh: Callable[[str, Node, Collection[str]], str]
    ) -> None:
        self.file = file
        self.syntax = file.syntax
        self.evaluator = evaluator
        self.names = evaluator.names(file)
        self.fresh = fresh

    def choose(self, site: OperationSite, rule: Rule) -> Chosen | None:
        """The inline code for this call, or None for the helper function."""
        call = site.call
        if call is None or not site.use.complete or self._has_comments(call) or inside_interpolation(call):
            return None
        lifting: Chosen | None = None
        for form in rule.inline:
            if not holds(form.when, site.use) or not self._never_none(site) or self._unmentioned(site, form):
                continue
            chosen = self._items(site, form) if form.kind == "items" else self._plain(site, form)
            if chosen is None:
                continue
            if not chosen.lifted:
                return chosen
            lifting = lifting or chosen
        return lifting

    # Where a call stands

    def _statement(self, call: Node) -> Node | None:
        parent = call.parent
        return (
            parent
            if parent is not None and parent.type == "expression_statement" and len(parent.named_children) == 1
            else None
        )

    def owns_lines(self, statement: Node) -> bool:
        """Whether a statement may become several: it begins its line and nothing but a comment follows it."""
        text = self.syntax.text
        line_start = text.rfind(b"\n", 0, statement.start_byte) + 1
        line_end = text.find(b"\n", statement.end_byte)
        after = text[statement.end_byte : line_end if line_end >= 0 else len(text)].strip()
        return not text[line_start : statement.start_byte].strip() and (not after or after.startswith(b"#"))

    def _has_comments(self, call: Node) -> bool:
        arguments = call.child_by_field_name("arguments")
        return arguments is not None and any(child.type == "comment" for child in arguments.children)

    def _unmentioned(self, site: OperationSite, form: InlineForm) -> bool:
        return any(p not in form.mentions and not is_omitted(site.use, p) for p, _ in site.arguments)

    def _never_none(self, site: OperationSite) -> bool:
        """Whether no argument can turn out to be None where the parameter allows that."""
        for argument in site.use.arguments:
            parameter = site.use.operation.parameter(argument.parameter)
            optional = parameter is not None and (
                parameter.default == "None" or "None" in parameter.annotation.split(" | ")
            )
            if not optional or is_omitted(site.use, argument.parameter):
                continue
            known = isinstance(argument.value, Literal) and argument.value.value is not None
            if not known and argument.type in ("", "none"):
                return False
        return True

    # Plain forms

    def _plain(self, site: OperationSite, form: InlineForm) -> Chosen | None:
        call = site.call
        assert call is not None
        statement = self._statement(call)
        if form.kind == "statement" and (statement is None or not self.owns_lines(statement)):
            return None
        if form.kind == "expression" and site.use.operation.returns == "None" and statement is None:
            return None
        made: dict[str, str] = {}

        def fresh(name: str) -> str:
            if name not in made:
                made[name] = self.fresh(name, call, made.values())
            return made[name]

        given = {p: _placeholder(p) for p, _ in site.arguments if not is_omitted(site.use, p)}
        code = render(form, given, fresh)
        rendered = Syntax(code.encode(), "")
        if rendered.has_error:
            return None
        slots = _slots(rendered, given)
        names = free_names(code) - set(given.values()) - set(made.values())
        if not self._means_builtins(names, call):
            return None
        lifted = self._lifted(site, slots, rendered)
        if lifted and (statement is None or not self.owns_lines(statement)):
            return None
        node = statement if statement is not None and (form.kind == "statement" or lifted) else call
        named = tuple((parameter, fresh(parameter)) for parameter in lifted)
        return Chosen(node, code, slots, names, named, fresh=tuple(made.values()), is_statement=node is statement)

    def _means_builtins(self, names: frozenset[str], node: Node) -> bool:
        scope = self.names.scope_at(node)
        return not any(name in _BUILTINS and self.names.lookup(name, scope).writes for name in names)

    def _lifted(self, site: OperationSite, slots: tuple[Slot, ...], rendered: Syntax) -> tuple[str, ...]:
        """The parameters whose arguments must be evaluated before the form, so that nothing changes its order."""
        effects = {
            p: effect_of(self.evaluator, self.file, node) for p, node in site.arguments if not is_omitted(site.use, p)
        }
        order = [p for p, _ in site.arguments if p in effects]
        placed = [slot.parameter for slot in slots]
        late = {slot.parameter for slot in slots if _is_late(rendered, slot)}
        wrong = {
            p
            for p, effect in effects.items()
            if effect is not Effect.STABLE and (placed.count(p) != 1 or (p in late and effect is Effect.EFFECT))
        }
        wrong |= {p for p in order if effects[p] is Effect.EFFECT and placed.count(p) != 1}
        rest = [p for p in placed if p in order]
        if any(
            _conflict(effects[a], effects[b]) and order.index(a) > order.index(b)
            for i, a in enumerate(rest)
            for b in rest[i + 1 :]
            if a != b
        ):
            wrong |= {p for p in order if effects[p] is Effect.EFFECT}
        if not wrong:
            return ()
        last = max(order.index(p) for p in wrong)
        return tuple(p for p in order[: last + 1] if effects[p] is not Effect.STABLE)

    # Loops over listings

    def _items(self, site: OperationSite, form: InlineForm) -> Chosen | None:
        """`for o in list_objects(…)` whose `o` is only asked for attributes that native items have, too."""
        call = site.call
        assert call is not None
        loop = call.parent
        if loop is None or loop.type not in ("for_statement", "for_in_clause") or not field_is(loop, "right", call):
            return None
        if any(child.type == "async" for child in loop.children):
            return None
        target = loop.child_by_field_name("left")
        if target is None or target.type != "identifier":
            return None
        reads: list[tuple[Node, str]] = []
        for read in self._reads_in(loop, target) or ():
            renamed = self._item_attribute(read, form)
            if renamed is None:
                return None
            reads.append(renamed)
        if not reads:
            return None
        given = {p: _placeholder(p) for p, _ in site.arguments if not is_omitted(site.use, p)}
        code = render(form, given, lambda name: self.fresh(name, call, ()))
        if site.use.operation.name.startswith("list") and not self._runs_through(loop):
            code = f"list({code})"
        rendered = Syntax(code.encode(), "")
        slots = _slots(rendered, given)
        names = free_names(code) - set(given.values())
        if rendered.has_error or not self._means_builtins(names, call) or self._lifted(site, slots, rendered):
            return None
        return Chosen(call, code, slots, names, attributes=tuple(reads))

    def _reads_in(self, loop: Node, target: Node) -> list[Node] | None:
        """The reads of a loop's variable, when none can see it after the loop and nothing else binds it within."""
        binding = self.names.resolve(target)
        owner = loop if loop.type == "for_statement" else loop.parent
        if owner is None:
            return None
        loops = [w.node.parent for w in binding.writes if w.node.parent is not None and w.node.parent.type == loop.type]
        if len(loops) != len(binding.writes) or (loop.type == "for_in_clause" and len(loops) != 1):
            return None
        inside: list[Node] = []
        for read in binding.reads:
            holder = next((a for a in ancestors(read.node) if any(a == each for each in loops)), None)
            if loop.type == "for_statement" and (holder is None or not _in_body(holder, read.node)):
                return None
            if loop.type == "for_in_clause" or holder == loop:
                inside.append(read.node)
        return inside

    def _item_attribute(self, read: Node, form: InlineForm) -> tuple[Node, str] | None:
        parent = read.parent
        if parent is None or parent.type != "attribute" or not field_is(parent, "object", read):
            return None
        attribute = parent.child_by_field_name("attribute")
        holder = parent.parent
        if attribute is None or holder is None or holder.type in ("augmented_assignment", "delete_statement"):
            return None
        if holder.type == "assignment" and field_is(holder, "left", parent):
            return None
        if holder.type == "interpolation" and self.syntax.source(holder).rstrip("} ").endswith("="):
            return None
        native = form.attribute(self.syntax.source(attribute))
        return (attribute, native) if native is not None else None

    def _runs_through(self, clause: Node) -> bool:
        """Whether nothing can happen between the listing's items, so that a lazy one means the same as a list."""
        owner = clause.parent
        if clause.type != "for_in_clause" or owner is None or owner.type == "generator_expression":
            return False
        others = [child for child in named_children(owner) if child != clause]
        return all(effect_of(self.evaluator, self.file, child) is not Effect.EFFECT for child in others)


def _in_body(loop: Node, node: Node) -> bool:
    body = loop.child_by_field_name("body")
    return body is not None and body.start_byte <= node.start_byte < body.end_byte


def _conflict(first: Effect, second: Effect) -> bool:
    return Effect.EFFECT in (first, second) and Effect.STABLE not in (first, second)


def _placeholder(parameter: str) -> str:
    return f"argument_{parameter}_"


def _slots(rendered: Syntax, given: dict[str, str]) -> tuple[Slot, ...]:
    found = []
    for parameter, placeholder in given.items():
        for node in rendered.identifiers(placeholder):
            parent = node.parent
            tight = parent is not None and parent.type not in _LOOSE
            if parent is not None and parent.type == "expression_statement":
                tight = False
            found.append(Slot(parameter, node.start_byte, node.end_byte, tight))
    return tuple(sorted(found, key=lambda slot: slot.start))


_CONDITIONAL = frozenset(
    {"block", "lambda", "conditional_expression", "boolean_operator", "list_comprehension", "generator_expression"}
)


def _is_late(rendered: Syntax, slot: Slot) -> bool:
    """Whether native code has begun to act when this argument is evaluated: it stands below the first line of a form, after a
    call, or in code that may run never or often. Naming what is acted on (`client.bucket(b).blob(k)`) is no act.
    """
    node = rendered.root.descendant_for_byte_range(slot.start, slot.end)
    if node is None or slot.start >= rendered.root.named_children[0].end_byte:
        return True
    child = node
    for parent in ancestors(node):
        if parent.type in _CONDITIONAL:
            return True
        before = (sibling for sibling in parent.children if sibling.end_byte <= child.start_byte)
        chained = parent.type == "call" and child.type == "argument_list"
        if any(_acts(each, chained) for each in before):
            return True
        child = parent
    return False


def _acts(node: Node, chained: bool) -> bool:
    """Whether evaluating a part of a form calls something, other than to make a value or to name what is acted on."""
    if node.type == "call":
        function = node.child_by_field_name("function")
        name = (function.text or b"").decode() if function is not None else ""
        if not chained and not (name[:1].isupper() and name.isidentifier()):
            return True
    return any(_acts(child, chained and node.type in ("attribute", "call")) for child in node.children)


def needs_parentheses(node: Node, slot: Slot) -> bool:
    return node.type == "named_expression" or (slot.tight and node.type not in _ATOMS)


def as_value(node: Node, text: str) -> str:
    """An argument's text as the right side of an assignment."""
    wrapped = node.type == "named_expression" or ("\n" in text and node.type not in _ATOMS)
    return f"({text})" if wrapped else text
