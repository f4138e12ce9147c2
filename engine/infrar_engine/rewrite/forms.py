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
from infrar_engine.plugins.rules import InlineForm, Rule
from infrar_engine.rewrite.effects import Effect, effect_of
from infrar_engine.rewrite.free_names import owner_of
from infrar_engine.rewrite.interpolations import inside_interpolation
from infrar_engine.rewrite.loops import native_reads, runs_through
from infrar_engine.rewrite.removal import has_own_lines
from infrar_engine.rewrite.rendering import Rendered, Slot, fresh_placeholder, rendered
from infrar_engine.source.project import SourceFile

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
        "none",
        "true",
        "false",
    }
    | {"parenthesized_expression", "list_comprehension", "dictionary_comprehension", "set_comprehension"}
    | {"generator_expression"}
)
_BUILTINS = frozenset(dir(builtins))
_LOOKING = ("locals", "vars", "dir", "eval", "exec")


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Native code for one call. `code` has placeholders; `names` are what it takes from the rule book.

    `lifted` arguments are assigned to names first; `attributes` are the reads of a loop variable with their native names.
    """

    node: Node  # what it replaces
    code: str
    slots: tuple[Slot, ...]
    names: frozenset[str]
    lifted: tuple[tuple[str, str], ...] = ()  # parameter, name
    attributes: tuple[tuple[Node, str], ...] = ()
    fresh: tuple[tuple[str, str], ...] = ()  # placeholder, name
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
        self._foreign_star = evaluator.graph.has_foreign_star(file)

    def choose(self, site: OperationSite, rule: Rule) -> Chosen | None:
        """The inline code for this call, or None for the helper function."""
        call = site.call
        if call is None or not site.use.complete or self._has_comments(call) or not self._never_none(site):
            return None
        if inside_interpolation(call):
            return None
        lifting: Chosen | None = None
        for form in rule.inline:
            if not holds(form.when, site.use) or self._unmentioned(site, form):
                continue
            made = rendered(form, tuple(p for p, _ in site.arguments if not is_omitted(site.use, p)))
            if made is None or not self._means_builtins(made.names, call):
                continue
            chosen = (
                self._items(site, call, form, made) if form.kind == "items" else self._plain(site, call, form, made)
            )
            if chosen is None:
                continue
            if not chosen.lifted:
                return chosen
            lifting = lifting or chosen
        return lifting

    # Conditions

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

    def _means_builtins(self, names: frozenset[str], node: Node) -> bool:
        used = names & _BUILTINS
        if not used:
            return True
        scope = self.names.scope_at(node)
        return not self._foreign_star and not any(self.names.lookup(name, scope).writes for name in used)

    # Plain forms

    def _plain(self, site: OperationSite, call: Node, form: InlineForm, made: Rendered) -> Chosen | None:
        whole_call = _awaited(call) if site.use.operation.asynchronous else call
        if form.kind == "statement" and whole_call is None:
            return None
        parent = (whole_call or call).parent
        alone = parent is not None and parent.type == "expression_statement" and len(parent.named_children) == 1
        statement = parent if alone and whole_call is not None else None
        if form.kind == "expression" and site.use.operation.returns == "None" and statement is None:
            return None
        lifted = self._lifted(site, made.slots)
        whole = form.kind == "statement" or bool(lifted)
        if whole and (statement is None or not has_own_lines(self.syntax, statement)):
            return None
        if (lifted or made.fresh) and self._shows_names(owner_of(call, self.syntax.root)):
            return None
        taken: list[str] = []
        for name in (*made.fresh, *lifted):
            taken.append(self.fresh(name, call, taken))
        fresh = tuple(zip(map(fresh_placeholder, made.fresh), taken, strict=False))
        named = tuple(zip(lifted, taken[len(made.fresh) :], strict=True))
        return Chosen(
            node=statement if whole and statement is not None else call,
            code=made.code,
            slots=made.slots,
            names=made.names,
            lifted=named,
            fresh=(*fresh, *((name, name) for _, name in named)),
            is_statement=whole,
        )

    def _shows_names(self, owner: Node) -> bool:
        """Whether names of our own would be seen: a class keeps them, and a function may look at all that it has."""
        if owner.type == "class_definition":
            return True
        if owner.type == "module":
            return False
        found = (n for word in _LOOKING for n in self.syntax.identifiers(word, owner.start_byte, owner.end_byte))
        return any(not self.names.resolve(node).writes for node in found if self.names.classify(node) is not None)

    def _lifted(self, site: OperationSite, slots: tuple[Slot, ...]) -> tuple[str, ...]:
        """The parameters whose arguments must be evaluated before the form, so that nothing changes its order."""
        order = [p for p, _ in site.arguments if not is_omitted(site.use, p)]
        effects = {p: effect_of(self.evaluator, self.file, node) for p, node in site.arguments if p in order}
        if all(effect is Effect.STABLE for effect in effects.values()):
            return ()
        placed = [slot.parameter for slot in slots]
        late = {slot.parameter for slot in slots if slot.late}
        wrong = {p for p in order if effects[p] is not Effect.STABLE and placed.count(p) != 1}
        wrong |= {p for p in late if effects[p] >= Effect.FALLIBLE}
        wrong |= {
            p
            for i, a in enumerate(placed)
            for b in placed[i + 1 :]
            if a != b and order.index(a) > order.index(b) and _conflict(effects[a], effects[b])
            for p in order
            if effects[p] is Effect.EFFECT
        }
        if not wrong:
            return ()
        last = max(order.index(p) for p in wrong)
        return tuple(p for p in order[: last + 1] if effects[p] is not Effect.STABLE)

    # Loops over listings

    def _items(self, site: OperationSite, call: Node, form: InlineForm, made: Rendered) -> Chosen | None:
        """`for o in list_objects(…)` whose `o` is only asked for attributes that native items have, too."""
        loop = call.parent
        if loop is None or made.fresh or self._lifted(site, made.slots):
            return None
        reads = native_reads(self.evaluator, self.file, loop, call, form)
        if not reads:
            return None
        whole_at_once = site.use.operation.returns.startswith("list")
        lazy = not whole_at_once or runs_through(self.evaluator, self.file, loop)
        if not lazy and site.use.operation.asynchronous:
            return None
        code = made.code if lazy else f"list({made.code})"
        names = made.names if lazy else made.names | {"list"}
        if not self._means_builtins(names, call):
            return None
        return Chosen(call, code, made.slots, names, attributes=tuple(reads))


def _awaited(call: Node) -> Node | None:
    """`await call`, when that is what the program does with a coroutine as soon as it has it."""
    parent = call.parent
    return parent if parent is not None and parent.type == "await" else None


def _conflict(first: Effect, second: Effect) -> bool:
    return Effect.EFFECT in (first, second) and Effect.STABLE not in (first, second)


def needs_parentheses(node: Node, slot: Slot) -> bool:
    return node.type == "named_expression" or (slot.tight and node.type not in _ATOMS)


def needs_brackets(node: Node, text: str) -> bool:
    """Whether an argument's text needs brackets as the right side of an assignment."""
    return node.type == "named_expression" or ("\n" in text and node.type not in _ATOMS)
