"""What a rule book's code must keep, beyond its schema.

In: a rule book with the document it was read from. Out: findings with lines. The checks here are about names,
signatures, errors and permissions; those about inline forms are in `plugins/form_checks.py`. Everything is static:
no code of a plugin runs.
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterable

from infrar_engine.model import Operation, ParameterKind
from infrar_engine.plugins.closure import names_of
from infrar_engine.plugins.form_checks import check_form
from infrar_engine.plugins.names import bound_names, free_names
from infrar_engine.plugins.reports import Report
from infrar_engine.plugins.rules import Condition, ConditionKind, Rule, RuleBook
from infrar_engine.schemas import Document, Key, suggestion

BUILTINS = frozenset(dir(builtins))


def check_rules(document: Document, rules: RuleBook, report: Report) -> None:
    """All checks of one rule book."""
    check = _Check(document, rules, report)
    check.names()
    check.clients_and_supports()
    if "errors" in document.value or not rules.capability.asynchronous:
        check.errors()
    for rule in rules.rules:
        operation = rules.capability.operation(rule.name)
        assert operation is not None  # rules are only read for operations that the catalog has
        check.function(rule, operation)
        check.inline(rule, operation)
        stated = document.value["operations"][rule.name]
        if "grants" in stated:
            check.grants(rule, operation)
        if "raises" in stated or not operation.asynchronous:
            check.raises(rule, operation)
        if "unsupported" in stated:
            check.unsupported(rule, operation)
        check.examples(rule)


class _Check:
    """The checks of one rule book, one method a subject."""

    def __init__(self, document: Document, rules: RuleBook, report: Report) -> None:
        self.document = document
        self.rules = rules
        self.report = report
        self.known = names_of(rules)

    def add(self, key: Key, message: str, *, at_key: bool = False, offset: int = 0) -> None:
        self.report.add(self.document, key, message, at_key=at_key, offset=offset)

    def names(self) -> None:
        """One name means one thing, since all of it may end up in one module."""
        groups = {
            "imports": [each.binding for each in self.rules.imports],
            "clients": [each.name for each in self.rules.clients],
            "supports": [each.name for each in self.rules.supports],
            "operations": [each.name for each in self.rules.rules],
            "types": [each.name for each in self.rules.types],
        }
        counted = Counter(name for names in groups.values() for name in set(names))
        counted.update(name for name, count in Counter(groups["imports"]).items() if count > 1)
        for name in sorted(name for name, count in counted.items() if count > 1):
            where = " and ".join(group for group, names in groups.items() if name in names)
            group = next(group for group in ("clients", "supports", "imports") if name in groups[group])
            key: Key = (group,) if group == "imports" else (group, name)
            self.add(key, f'two things have the name "{name}" ({where})', at_key=True)

    def clients_and_supports(self) -> None:
        own = self.known - self.rules.inherited
        for client in (each for each in self.rules.clients if each.name in own):
            self.code(("clients", client.name, "create"), client.create, "eval")
            if client.type:
                self.code(("clients", client.name, "type"), client.type, "eval")
        for support in (each for each in self.rules.supports if each.name in own):
            key = ("supports", support.name)
            if self.code(key, support.code, "exec", own=support.name) and bound_names(support.code) != {support.name}:
                found = ", ".join(sorted(bound_names(support.code))) or "nothing"
                self.add(key, f'must define exactly "{support.name}", but defines {found}')

    def errors(self) -> None:
        """Each portable error is mapped, and nothing else is."""
        portable = [
            error.name for error in self.rules.capability.errors if error.name != self.rules.capability.base_error
        ]
        for name in portable:
            if self.rules.error(name) is None:
                self.add(("errors",), f'"{name}" is missing (an expression, or {{unsupported: reason}})', at_key=True)
        for error in self.rules.errors:
            key = ("errors", error.name)
            if error.name not in portable:
                meant = suggestion(error.name, portable)
                self.add(key, f'"{error.name}" is no error of {self.rules.capability.name}{meant}', at_key=True)
            if error.expression is not None:
                self.code(key, error.expression, "eval")
        self.code(("any_error",), self.rules.any_error, "eval")

    def function(self, rule: Rule, operation: Operation) -> None:
        """It parses, is one function with the operation's signature, and uses known names."""
        key = ("operations", rule.name, "function")
        if not self.code(key, rule.function, "exec", own=rule.name):
            return
        body = ast.parse(rule.function).body
        node = body[0]
        kind = ast.AsyncFunctionDef if operation.asynchronous else ast.FunctionDef
        if len(body) != 1 or not isinstance(node, kind) or node.name != rule.name:
            what = "async function" if operation.asynchronous else "function"
            self.add(key, f'must be one {what} named "{rule.name}" and nothing else')
            return
        if node.decorator_list:
            self.add(key, "must have no decorators")
        difference = _signature_difference(node, operation)
        if difference:
            self.add(key, f"{difference}; {operation.id} is {operation.source}", offset=node.lineno)
        unannotated = [each.arg for each in (*node.args.args, *node.args.kwonlyargs) if each.annotation is None]
        if unannotated or node.returns is None:
            what = ", ".join([*unannotated, *([] if node.returns else ["the return value"])])
            self.add(key, f"has no annotation for {what}", offset=node.lineno)

    def inline(self, rule: Rule, operation: Operation) -> None:
        for index, form in enumerate(rule.inline):
            key = ("operations", rule.name, "inline", index)
            self.when((*key, "when"), form.when, operation)
            for message in check_form(form, operation, self.rules.types, self.known | BUILTINS):
                self.add((*key, form.kind), message)

    def grants(self, rule: Rule, operation: Operation) -> None:
        for index, each in enumerate(rule.grants):
            key = ("operations", rule.name, "grants", index)
            if each.grant.scope != "shared":
                self.resource((*key, "on"), each.grant.on, operation)
            if each.grant.keys is not None:
                self.parameter((*key, "keys"), each.grant.keys, operation)
            self.when((*key, "when"), each.when, operation)

    def raises(self, rule: Rule, operation: Operation) -> None:
        """The rule covers what the operation's documentation lists."""
        key = ("operations", rule.name, "raises")
        known = [error.name for error in self.rules.errors]
        for index, name in enumerate(rule.raises):
            if name not in known:
                self.add((*key, index), f'"{name}" is not in errors{suggestion(name, known)}')
        for name in operation.raises:
            if name not in rule.raises:
                place = key if key in self.document.lines else key[:-1]
                self.add(place, f'"{name}" is missing: {operation.id} can raise it', at_key=True)

    def unsupported(self, rule: Rule, operation: Operation) -> None:
        for name, _ in rule.unsupported:
            key = ("operations", rule.name, "unsupported", name)
            if self.parameter(key, name, operation, at_key=True) and operation.parameter(name).required:  # type: ignore[union-attr] # it is there
                self.add(key, f'"{name}" is required, so that the whole operation would be unsupported', at_key=True)

    def examples(self, rule: Rule) -> None:
        for index, example in enumerate(rule.examples):
            for part in ("before", "after"):
                self.parses(("operations", rule.name, "examples", index, part), getattr(example, part), "exec")
        for index, module in enumerate(rule.leaves_alone):
            self.parses(("operations", rule.name, "leaves_alone", index), module, "exec")

    def when(self, key: Key, conditions: Iterable[Condition], operation: Operation) -> None:
        stated = self.document.value
        for part in key:
            stated = stated.get(part, {}) if isinstance(stated, dict) else stated[part]
        for condition in conditions:
            if condition.parameter not in stated:
                continue  # the engine's own, for a parameter that the form doesn't mention
            place = (*key, condition.parameter)
            if not self.parameter(place, condition.parameter, operation, at_key=True):
                continue
            parameter = operation.parameter(condition.parameter)
            if condition.kind is ConditionKind.OMITTED and parameter is not None and parameter.required:
                self.add(place, f'"{condition.parameter}" is required, so it is never omitted')

    def parameter(self, key: Key, name: str, operation: Operation, *, at_key: bool = False) -> bool:
        names = [parameter.name for parameter in operation.parameters]
        if name in names:
            return True
        self.add(key, f'"{name}" is no parameter of {operation.id} ({", ".join(names)})', at_key=at_key)
        return False

    def resource(self, key: Key, name: str, operation: Operation) -> None:
        """`name` is a parameter that names a resource, or takes what an operation returned that does."""
        if self.parameter(key, name, operation):
            parameter = operation.parameter(name)
            if parameter is not None and not (parameter.names_resource or parameter.carried):
                self.add(key, f'"{name}" names no resource, nor takes what came from one')

    def code(self, key: Key, text: str, mode: str, own: str = "") -> bool:
        """Code parses (this is the answer), imports nothing itself, and takes only known names from around it."""
        tree = self.parses(key, text, mode)
        if tree is None:
            return False
        first = 1 if "\n" in text else 0
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self.add(key, "imports belong in `imports`, not into the code", offset=node.lineno * first)
        unknown = free_names(text, mode) - self.known - BUILTINS - {own}
        for name in sorted(unknown):
            line = next((node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name), 1)
            hint = suggestion(name, self.known) or ": it is no import, client, support, type or operation"
            self.add(key, f'nothing defines "{name}"{hint}', offset=line * first)
        return True

    def parses(self, key: Key, text: str, mode: str) -> ast.AST | None:
        try:
            return ast.parse(text, mode=mode)
        except SyntaxError as error:
            offset = (error.lineno or 1) if "\n" in text.rstrip("\n") else 0
            self.add(key, f"does not parse: {error.msg}", offset=offset)
        return None


def _signature_difference(node: ast.FunctionDef | ast.AsyncFunctionDef, operation: Operation) -> str:
    """How a function's signature differs from the operation's in names, kinds or defaults; "" when it doesn't."""
    given = node.args
    if given.posonlyargs or given.vararg or given.kwarg:
        return "has positional-only parameters, *args or **kwargs"
    wanted = [(each.name, each.kind) for each in operation.parameters]
    found = [(each.arg, ParameterKind.POSITIONAL) for each in given.args]
    found += [(each.arg, ParameterKind.KEYWORD) for each in given.kwonlyargs]
    if found != wanted:
        return "has other parameters"
    padding = [None] * (len(given.args) - len(given.defaults))
    defaults: list[ast.expr | None] = [*padding, *given.defaults, *given.kw_defaults]
    for parameter, default in zip(operation.parameters, defaults, strict=True):
        expected = None if parameter.default is None else ast.dump(ast.parse(parameter.default, mode="eval").body)
        if (None if default is None else ast.dump(default)) != expected:
            return f'has another default for "{parameter.name}"'
    return ""
