"""Uses + a provider's rule books → matches and diagnostics.

Chooses the service, checks that the rule book has the operation, that the target supports what the call asks for, and that what
the call says in so many words is inside the portable domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module

from infrar_engine.match.choosing import Lack, first_lack, lacks
from infrar_engine.match.conditions import may_hold
from infrar_engine.model import (
    Argument,
    Diagnostic,
    Literal,
    Match,
    OperationUse,
    Severity,
    SourceLocation,
    UseKind,
    family,
)
from infrar_engine.plugins.rules import RuleBook
from infrar_engine.plugins.values import Provider, Service


def match(
    uses: Iterable[OperationUse], provider: Provider, choices: Mapping[str, str] | None = None
) -> tuple[list[Match], list[Diagnostic]]:
    """`choices` is infrar.yaml's `services`: capability → service. Aliases are matched like references and ask for no grants."""
    matches: list[Match] = []
    diagnostics: list[Diagnostic] = []
    asked = list(uses)
    for use in asked:
        problems = list(portability(use))
        service = provider.service_for(use.operation.capability, (choices or {}).get(use.operation.capability))
        lacking = tuple(lacks(service, use)) if service is not None else ()
        for lack in lacking:
            assert service is not None
            text = f"{service.name} can't {lack.what}: {lack.reason}"
            problems.append(
                _report("INF302", use, text, _way_out(service, provider, lack, asked), lack.argument, cause=text)
            )
        if any(lack.argument is None for lack in lacking):
            diagnostics += problems
            continue
        book = service.book(use.operation.surface) if service is not None else None
        rule = book.rule(use.operation.name) if book is not None else None
        if service is None or rule is None:
            problems.append(
                _report(
                    "INF301",
                    use,
                    f"{use.operation.id} has no rule for {provider.id}",
                    _no_rule(provider, use),
                    cause=use.operation.id,
                )
            )
            diagnostics += problems
            continue
        diagnostics += problems
        grants = () if use.kind is UseKind.ALIAS else tuple(g.grant for g in rule.grants if may_hold(g.when, use))
        matches.append(Match(use, service.id, grants))
    return matches, diagnostics


class RuleBooks(Mapping[str, RuleBook]):
    """The chosen services' rule books by capability, those of asynchronous twins among them; each is read when it is asked for."""

    def __init__(self, provider: Provider, choices: Mapping[str, str] | None = None) -> None:
        self._services: dict[str, Service] = {}
        for capability in provider.capabilities:
            service = provider.service_for(capability, (choices or {}).get(capability))
            for surface in service.surfaces if service is not None else ():
                assert service is not None
                self._services[surface] = service

    def __getitem__(self, surface: str) -> RuleBook:
        book = self._services[surface].book(surface)
        if book is None:
            raise KeyError(surface)
        return book

    def __contains__(self, surface: object) -> bool:
        return surface in self._services

    def __iter__(self) -> Iterator[str]:
        return iter(self._services)

    def __len__(self) -> int:
        return len(self._services)


def is_served(capability: str, books: Mapping[str, RuleBook], *, client: bool) -> bool:
    """Whether code can name a capability's types and errors, or its native client (`client`)."""
    return capability in books and (not client or bool(books[capability].clients))


def unserved(capability: str, place: SourceLocation, provider: Provider) -> Diagnostic:
    """What is wrong with naming these where the provider has none."""
    lacking = "native client" if capability in provider.capabilities else "service"
    what = f"{provider.id} has no {lacking} for {capability}"
    return Diagnostic("INF301", Severity.ERROR, what, place, _offered(provider, capability), cause=what)


def portability(use: OperationUse) -> Iterable[Diagnostic]:
    """What the call says literally and the portable domain forbids, found by the SDK's own checks."""
    check, refused = _checks(use.operation.capability)
    if check is None:
        return
    known = {a.parameter: _python(a.value.value) for a in use.arguments if isinstance(a.value, Literal)}
    try:
        check(use.operation.name, known)
    except refused as error:
        said = str(error).partition(": ")[2].partition(" ")[0]  # "queue.receive: lease 5 is ..."
        named = next((a for a in use.arguments if a.parameter in known and a.parameter == said), None)
        hint = "clouds refuse this or change it, each in its own way, so Infrar refuses it everywhere"
        constant = named is not None and named.text.replace(".", "").isidentifier()
        cause = f"{use.location.path}: {named.text} {error}" if named is not None and constant else ""
        yield _report("INF303", use, str(error), hint, named, cause=cause)


def _python(value: object) -> object:
    """The value itself: a `Literal` has the items of a dict, and a list as a tuple."""
    if isinstance(value, frozenset):
        return {name: _python(each) for name, each in value}
    return [_python(each) for each in value] if isinstance(value, tuple) else value


def _checks(capability: str) -> tuple[Callable[[str, Mapping[str, object]], None] | None, type[Exception]]:
    try:
        limits = import_module(f"infrar._limits.{capability}")
    except ImportError:
        return None, Exception
    errors = import_module("infrar.errors")
    refused: type[Exception] = errors.InvalidArgument
    check: Callable[[str, Mapping[str, object]], None] = limits.check
    return check, refused


def _no_rule(provider: Provider, use: OperationUse) -> str:
    if use.operation.capability not in provider.capabilities or use.operation.capability in provider.unsupported:
        return _offered(provider, use.operation.capability)
    return "choose another service or provider, or add the rule to the plugin"


def _offered(provider: Provider, capability: str) -> str:
    reason = provider.unsupported.get(family(capability))
    return reason or f"{provider.name} offers {', '.join(provider.capabilities) or 'nothing yet'}"


def _way_out(service: Service, provider: Provider, lack: Lack, asked: Sequence[OperationUse]) -> str:
    """The services to choose instead: those that can do what is lacking, and all else that the code asks for."""
    known = [provider.service(each.service) for each in service.alternatives]
    able = [each for each in known if each is not None and not any(lacks(each, lack.use))]
    if not able:
        return "leave it out"
    uses = [use for use in asked if use.operation.capability == service.capability]
    one, able = able[0], [each for each in able if first_lack(each, uses) is None]
    if not able:
        other = first_lack(one, uses)
        assert other is not None
        place = f"{other.use.location.path}:{other.use.location.line}"
        return f"leave it out: {one.name}, which can, can't {other.what} ({place})"
    names = " or ".join(f"`services: {{{each.capability}: {each.id}}}`" for each in able)
    return f"leave it out, or choose another service in infrar.yaml: {names}"


def _report(
    code: str, use: OperationUse, message: str, hint: str, argument: Argument | None = None, *, cause: str = ""
) -> Diagnostic:
    where = argument.span if argument is not None else use.span
    return Diagnostic(code, Severity.ERROR, message, use.location, hint, where, cause=cause)
