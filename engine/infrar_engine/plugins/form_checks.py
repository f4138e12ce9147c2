"""What the template of an inline form must keep.

In: a form and its operation. Out: messages. A template uses the operation's parameters and our functions and nothing
else, and whatever arguments are given, it renders to Python that parses and takes only known names from around it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from jinja2 import meta, nodes

from infrar_engine.model import Operation, TypeDefinition
from infrar_engine.plugins.forms import FUNCTIONS, TESTS, FormError, parse, render
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import ConditionKind, InlineForm

_LITERAL = (nodes.TemplateData, nodes.Const, nodes.Tuple)
_LOGIC = (nodes.If, nodes.Test, nodes.Not, nodes.And, nodes.Or)
_ALLOWED = (*_LITERAL, *_LOGIC, nodes.Output, nodes.Name, nodes.Call, nodes.Keyword)


def check_form(
    form: InlineForm, operation: Operation, types: Sequence[TypeDefinition], known: Collection[str]
) -> Iterator[str]:
    """Everything that is wrong with one form; `known` are the names that its code may use."""
    try:
        template = parse(form.template)
    except FormError as error:
        yield f"does not parse: {error}"
        return
    found = [*_structure(template), *_attributes(form, operation, types)]
    if not found:
        found = list(_variables(form, template, operation))
    yield from found
    if not found:
        yield from _renderings(form, known)


def _structure(template: nodes.Template) -> Iterator[str]:
    """Templates are calls of our functions, parameters, constants and conditions on them."""
    for node in template.find_all(nodes.Node):
        if isinstance(node, nodes.Call):
            if not isinstance(node.node, nodes.Name) or node.node.name not in FUNCTIONS:
                yield f"only {', '.join(sorted(FUNCTIONS))} can be called in a template"
            elif node.dyn_args is not None or node.dyn_kwargs is not None:
                yield "a call in a template takes no * or ** arguments"
            elif node.node.name in {"call", "fresh"} and not (node.args and isinstance(node.args[0], nodes.Const)):
                yield f"the first argument of {node.node.name} is a name in quotes"
        elif isinstance(node, nodes.Test) and node.name not in TESTS:
            yield f'there is no test "{node.name}" ({", ".join(sorted(TESTS))})'
        elif not isinstance(node, _ALLOWED):
            yield f"a template of a form can't have {_construct(node)}"


def _construct(node: nodes.Node) -> str:
    names = {"Getattr": "attributes (.name)", "Getitem": "subscripts ([…])", "Filter": "filters (|name)"}
    return names.get(type(node).__name__, f"a {type(node).__name__.lower()}")


def _variables(form: InlineForm, template: nodes.Template, operation: Operation) -> Iterator[str]:
    names = [parameter.name for parameter in operation.parameters]
    used = meta.find_undeclared_variables(template) - FUNCTIONS
    for name in sorted(used - set(names)):
        yield f'"{name}" is no parameter of {operation.id} ({", ".join(names)})'
    for parameter in operation.parameters:
        if parameter.required and parameter.name not in used and form.condition(parameter.name) is None:
            yield f'the required parameter "{parameter.name}" is not in the template'
    for call in template.find_all(nodes.Call):
        positional = [each for each in call.args if isinstance(each, nodes.Name)]
        for argument in positional:
            if argument is not call.args[-1] and argument.name in names and _may_be_omitted(form, argument.name):
                yield f'the positional argument "{argument.name}" may be omitted, so it can only be the last one'


def _may_be_omitted(form: InlineForm, name: str) -> bool:
    condition = form.condition(name)
    return dict(form.parameters)[name] is not None and (condition is None or condition.kind is ConditionKind.OMITTED)


def _attributes(form: InlineForm, operation: Operation, types: Sequence[TypeDefinition]) -> Iterator[str]:
    """The items of an `items` form stand for a type of the SDK that the operation returns several of."""
    if form.kind != "items":
        return
    item = next((each for each in types if f"[{each.name}]" in operation.returns), None)
    if item is None:
        yield f"{operation.id} returns {operation.returns}: there are no items"
        return
    fields = [field.name for field in item.fields]
    for name, _ in form.attributes:
        if name not in fields:
            yield f'"{name}" is no attribute of {item.name} ({", ".join(fields)})'


def _renderings(form: InlineForm, known: Collection[str]) -> Iterator[str]:
    """Whatever is given, the result is Python; each problem is told once."""
    told: set[str] = set()
    for given in _choices(form):
        message = _rendering(form, given, known)
        if message and message not in told:
            told.add(message)
            yield message


def _choices(form: InlineForm) -> list[frozenset[str]]:
    """Sets of given parameters: all, the fewest, and each optional one alone or alone left out."""
    names = [name for name, _ in form.parameters if name in form.mentions]
    free = [name for name in names if _may_be_omitted(form, name) and form.condition(name) is None]
    fixed = frozenset(name for name in names if not _may_be_omitted(form, name))
    choices = [fixed | set(free), fixed]
    for name in free:
        choices += [fixed | {name}, fixed | (set(free) - {name})]
    return list(dict.fromkeys(frozenset(choice) for choice in choices))


def _rendering(form: InlineForm, given: frozenset[str], known: Collection[str]) -> str:
    """What is wrong when exactly these parameters are given; "" when nothing is."""
    ours = {name: f"argument_{name}_" for name in given}
    fresh: set[str] = set()

    def fresh_name(name: str) -> str:
        fresh.add(f"fresh_{name}_")
        return f"fresh_{name}_"

    mode = "exec" if form.kind == "statement" else "eval"
    try:
        code = render(form, ours, fresh_name)
        ast.parse(code, mode=mode)
    except FormError as error:
        return str(error)
    except SyntaxError as error:
        which = f" with {', '.join(sorted(given))} given" if given else ""
        return f"is no Python {'statement' if mode == 'exec' else 'expression'}{which}: {error.msg}"
    unknown = sorted(free_names(code, mode) - set(known) - set(ours.values()) - fresh)
    return f'nothing defines "{unknown[0]}": it is no import, client, support, type or operation' if unknown else ""
