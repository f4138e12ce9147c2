"""Which service stands for each capability that a program uses.

In: uses, a provider, what infrar.yaml says. Out: a service for each capability, and why this one. Where nothing is said
it is the provider's default, unless the code asks for what that can't do and an alternative can do all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from infrar_engine.match.conditions import is_omitted
from infrar_engine.model import Argument, OperationUse, ServiceChoice, UseKind
from infrar_engine.plugins.values import Provider, Service


@dataclass(frozen=True, slots=True)
class Lack:
    """What a service can't do for a use: honour an argument, or (without one) the operation at all."""

    use: OperationUse
    argument: Argument | None
    reason: str

    @property
    def what(self) -> str:
        """As messages say it after "can't": "honour 'group' of queue.send"."""
        operation = self.use.operation.id
        return f"honour {self.argument.parameter!r} of {operation}" if self.argument else f"do {operation}"


def choose(
    uses: Iterable[OperationUse], provider: Provider, said: Mapping[str, str] | None = None
) -> tuple[ServiceChoice, ...]:
    """`said` is infrar.yaml's `services`: capability → service, which is taken at its word."""
    by_capability: dict[str, list[OperationUse]] = {}
    for use in uses:
        by_capability.setdefault(use.operation.capability, []).append(use)
    choices = []
    for capability, asked in sorted(by_capability.items()):
        chosen = (said or {}).get(capability)
        service = provider.service_for(capability, chosen)
        if service is not None:
            found = (service, "infrar.yaml chooses it") if chosen else _fitting(service, asked, provider)
            choices.append(ServiceChoice(capability, found[0].id, found[1]))
    return tuple(choices)


def lacks(service: Service, use: OperationUse) -> Iterator[Lack]:
    """All that the service says it can't do of a use."""
    book = service.book(use.operation.surface)
    if book is None:
        return
    reason = book.unsupported_reason(use.operation.name)
    if reason is not None:
        yield Lack(use, None, reason)
    rule = book.rule(use.operation.name)
    for argument in use.arguments if rule is not None else ():
        reason = rule.unsupported_reason(argument.parameter) if rule is not None else None
        if reason is not None and not is_omitted(use, argument.parameter):
            yield Lack(use, argument, reason)


def _fitting(default: Service, uses: Sequence[OperationUse], provider: Provider) -> tuple[Service, str]:
    """The default service, or the first alternative that can do all that the default can't, and the reason."""
    lacking = first_lack(default, uses)
    if lacking is None:
        return default, f"the default of {provider.name}"
    for alternative in default.alternatives:
        service = provider.service(alternative.service)
        if service is not None and _serves(service, uses) and first_lack(service, uses) is None:
            place = lacking.use.location
            return service, f"{default.name} can't {lacking.what} ({place.path}:{place.line}): {lacking.reason}"
    return default, f"the default of {provider.name}"


def first_lack(service: Service, uses: Sequence[OperationUse]) -> Lack | None:
    return next((each for use in uses if use.kind is not UseKind.ALIAS for each in lacks(service, use)), None)


def _serves(service: Service, uses: Sequence[OperationUse]) -> bool:
    return {use.operation.surface for use in uses} <= set(service.surfaces)
