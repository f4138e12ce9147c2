"""Matches to the resources that they touch.

In: matches, and the entries of infrar.yaml. Out: a `Touch` for each use, or a diagnostic with the way out where the
resource can't be seen. Nothing is assumed: a name is a constant, an environment variable, one of several of those,
or what infrar.yaml says of the use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from infrar_engine.config import ResourceEntry
from infrar_engine.model import (
    Argument,
    Choice,
    Diagnostic,
    Dynamic,
    FromEnvironment,
    Literal,
    Match,
    Operation,
    OperationUse,
    Parameter,
    Severity,
    UseKind,
    Value,
)
from infrar_engine.plan.values import ResourceKey, Touch
from infrar_engine.plugins.values import Provider, Service


class Targets:
    """Resolves uses, and remembers which `uses` entries of infrar.yaml had something to say."""

    def __init__(self, provider: Provider, entries: Sequence[ResourceEntry]) -> None:
        self._provider = provider
        self._entries = entries
        self._by_variable = {entry.from_environment: entry.name for entry in entries if entry.from_environment}
        self.diagnostics: list[Diagnostic] = []
        self.heard: set[tuple[str, str]] = set()  # resource, its `uses` pattern

    def touches(self, matches: Iterable[Match]) -> list[Touch]:
        touches = []
        for match in matches:
            service = self._provider.service(match.service)
            if service is None or match.use.kind is UseKind.ALIAS:
                continue  # each use of an alias is in sight and has a match of its own
            touches.append(self._touch(match, service))
        return [self._traced(touch, touches) for touch in touches]

    def _touch(self, match: Match, service: Service) -> Touch:
        targets: list[tuple[str, tuple[ResourceKey, ...]]] = []
        own: tuple[ResourceKey, ...] = ()
        for parameter in naming_parameters(match.use, service):
            own = self._resolve(match.use, parameter, service, own)
            targets.append((parameter.name, own))
            own = targets[0][1]
        return Touch(match.use, service, match.grants, tuple(targets))

    def _traced(self, touch: Touch, touches: Sequence[Touch]) -> Touch:
        """A touch with the resources that a value of the SDK's own may come from: an acknowledged message, from any that messages
        are received from.
        """
        targets = list(touch.targets)
        for parameter in carrying_parameters(touch.use.operation):
            sources = [each for each in touches if _returns(each.use.operation, parameter, touch.use.operation)]
            keys = {key for each in sources for _, found in each.targets[:1] for key in found}
            targets.append((parameter.name, tuple(sorted(keys, key=sort_key))))
            if not sources:
                self.diagnostics.append(_sourceless(touch.use, parameter, touch.service))
        return replace(touch, targets=tuple(targets))

    def _resolve(
        self, use: OperationUse, parameter: Parameter, service: Service, otherwise: tuple[ResourceKey, ...]
    ) -> tuple[ResourceKey, ...]:
        """The resources of one parameter; `otherwise` stands in where the call says None or leaves it out."""
        argument = use.argument(parameter.name)
        if argument is None:
            if use.complete and not parameter.required:
                return otherwise
            reason = "the operation is passed on" if use.kind is UseKind.REFERENCE else "* or ** hides it"
            return self._said(use, parameter, None, service, reason)
        keys: list[ResourceKey] = []
        for value in _alternatives(argument.value):
            if isinstance(value, Literal) and isinstance(value.value, str):
                keys.append(ResourceKey(use.operation.capability, value.value))
            elif isinstance(value, Literal) and value.value is None:
                keys += otherwise
            elif isinstance(value, FromEnvironment):
                keys.append(self._from_environment(use.operation.capability, value.variable))
            elif not isinstance(value, Literal):  # a literal of another type was refused when the use was matched
                reason = value.reason if isinstance(value, Dynamic) else "only its beginning is known"
                keys += self._said(use, parameter, argument, service, reason)
        return tuple(sorted(set(keys), key=sort_key))

    def _from_environment(self, capability: str, variable: str) -> ResourceKey:
        named = self._by_variable.get(variable)
        return ResourceKey(capability, named) if named else ResourceKey(capability, variable, variable)

    def _said(
        self, use: OperationUse, parameter: Parameter, argument: Argument | None, service: Service, reason: str
    ) -> tuple[ResourceKey, ...]:
        """What infrar.yaml says of a use whose resource can't be seen; nothing, with a diagnostic, if it is silent."""
        found = []
        for entry in self._entries:
            for pattern in entry.uses:
                if _fits(pattern, use, argument):
                    self.heard.add((entry.name, pattern))
                    found.append(ResourceKey(use.operation.capability, entry.name))
        if not found:
            patterns = [pattern for entry in self._entries for pattern in entry.uses]
            self.diagnostics.append(_unseen(use, parameter, argument, service, reason, patterns))
        return tuple(sorted(set(found), key=sort_key))


def naming_parameters(use: OperationUse, service: Service) -> list[Parameter]:
    """The parameters that name resources: the service's own one, and those that play its role (another bucket)."""
    first = use.operation.parameter(service.resource_parameter)
    if first is None:
        return []
    others = [p for p in use.operation.parameters if p is not first and p.role and p.role == first.role]
    return [first, *others]


def carrying_parameters(operation: Operation) -> list[Parameter]:
    """The parameters that take what another operation returned, and so its resources, where no parameter names one."""
    if any(parameter.names_resource for parameter in operation.parameters):
        return []
    return [parameter for parameter in operation.parameters if parameter.carried]


def _returns(source: Operation, parameter: Parameter, operation: Operation) -> bool:
    return source.capability == operation.capability and parameter.carried in re.findall(r"\w+", source.returns)


def sort_key(key: ResourceKey) -> tuple[bool, str, str]:
    return key.variable is not None, key.name, key.capability


def _alternatives(value: Value) -> tuple[Value, ...]:
    return value.values if isinstance(value, Choice) else (value,)


def _fits(pattern: str, use: OperationUse, argument: Argument | None) -> bool:
    path, _, rest = pattern.partition(":")
    if path.removeprefix("./") != use.location.path:
        return False
    wanted = " ".join(rest.split())
    return not wanted or wanted in {use.operation.id, " ".join(argument.text.split()) if argument else ""}


def _unseen(
    use: OperationUse,
    parameter: Parameter,
    argument: Argument | None,
    service: Service,
    reason: str,
    patterns: Sequence[str],
) -> Diagnostic:
    noun = service.resource_noun
    which = f"the {noun}" if parameter.name == service.resource_parameter else f"the {parameter.name}"
    what = " ".join(argument.text.split()) if argument else use.operation.id
    pattern = f"{use.location.path}:{what}"
    near = get_close_matches(pattern, [each for each in patterns if each.startswith(f"{use.location.path}:")], 1)
    written = f', where "{near[0]}" fits nothing' if near else ""
    return Diagnostic(
        code="INF401",
        severity=Severity.ERROR,
        message=f"{which} of this {use.operation.id} can't be seen: {reason}",
        location=use.location,
        hint=f'say in infrar.yaml which {noun} it is{written}: resources: {{NAME: {{uses: ["{_quoted(pattern)}"]}}}}',
        span=argument.span if argument else use.span,
        cause=f"{pattern} {reason}",
    )


def _sourceless(use: OperationUse, parameter: Parameter, service: Service) -> Diagnostic:
    noun = service.resource_noun
    return Diagnostic(
        code="INF401",
        severity=Severity.ERROR,
        message=f"the {noun} of this {use.operation.id} can't be seen: nothing in sight returns a {parameter.carried}",
        location=use.location,
        hint=f"build it together with the code that gets the {parameter.carried} from its {noun}",
        span=use.span,
        cause=f"{use.operation.capability} {parameter.carried}",
    )


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
