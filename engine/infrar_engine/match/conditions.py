"""Whether a rule's condition holds for a use: the one place that says what `omitted`, `given` and the rest mean."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from infrar_engine.model import Choice, Literal, Operation, OperationUse, Prefixed, Value
from infrar_engine.plugins.rules import Condition, ConditionKind

_PARTS = (ConditionKind.CONTAINS, ConditionKind.LACKS)


def holds(conditions: Iterable[Condition], use: OperationUse) -> bool:
    """Whether all conditions surely hold for this use."""
    return all(_holds(condition, use) for condition in conditions)


def may_hold(conditions: Iterable[Condition], use: OperationUse) -> bool:
    """Whether no condition surely fails: what a grant asks, since a permission must cover whatever happens."""
    return all(_holds(condition, use) or _unknown(condition, use) for condition in conditions)


def is_omitted(use: OperationUse, parameter: str) -> bool:
    """Whether the use surely leaves the parameter at its default: not given, or given as the literal default."""
    argument = use.argument(parameter)
    if argument is None:
        return use.complete
    default = default_value(use.operation, parameter)
    return default is not None and isinstance(argument.value, Literal) and argument.value == default


def default_value(operation: Operation, parameter: str) -> Literal | None:
    found = operation.parameter(parameter)
    if found is None or found.default is None:
        return None
    try:
        return Literal(ast.literal_eval(found.default))
    except ValueError:
        return None


def _holds(condition: Condition, use: OperationUse) -> bool:
    if condition.kind is ConditionKind.OMITTED:
        return is_omitted(use, condition.parameter)
    argument = use.argument(condition.parameter)
    if condition.kind is ConditionKind.GIVEN:
        return argument is not None and not is_omitted(use, condition.parameter)
    if argument is None:
        default = default_value(use.operation, condition.parameter)
        return use.complete and default is not None and _literal_fits(condition, default)
    if condition.kind in _PARTS:
        return _contains(argument.value, condition.part) is (condition.kind is ConditionKind.CONTAINS)
    if condition.kind is ConditionKind.TYPES:
        return argument.type in condition.types
    return isinstance(argument.value, Literal) and _literal_fits(condition, argument.value)


def _literal_fits(condition: Condition, literal: Literal) -> bool:
    if condition.kind in _PARTS:
        return _contains(literal, condition.part) is (condition.kind is ConditionKind.CONTAINS)
    if condition.kind is ConditionKind.VALUES:
        return any(literal.value == value and type(literal.value) is type(value) for value in condition.values)
    return condition.kind is ConditionKind.LITERAL or type(literal.value).__name__ in condition.types


def _unknown(condition: Condition, use: OperationUse) -> bool:
    """Whether the running program decides."""
    argument = use.argument(condition.parameter)
    if argument is None:
        return not use.complete
    if isinstance(argument.value, Literal):
        return False
    if condition.kind in _PARTS:
        return _contains(argument.value, condition.part) is None
    return condition.kind is not ConditionKind.TYPES or not argument.type


def _contains(value: Value, part: str) -> bool | None:
    """Whether a text has this part; None when that can't be seen, or it is no text."""
    match value:
        case Literal(value=str(text)):
            return part in text
        case Prefixed(prefix=prefix) if part in prefix:
            return True
        case Choice(values=values):
            found = {_contains(each, part) for each in values}
            return found.pop() if len(found) == 1 else None
    return None
