"""The way through, one call a stage: source → detect → match → rewrite | plan → render → artifacts.

In: a request. Out: a result that holds everything a command may show or write; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from infrar_engine.cache import Memory, Outcome
from infrar_engine.model import (
    Artifact,
    Diagnostic,
    Match,
    OperationUse,
    ResourcePlan,
    ServiceChoice,
    Severity,
    UseKind,
)
from infrar_engine.source.discovery import Discovered, discover, from_text

if TYPE_CHECKING:
    from infrar_engine.config import Config
    from infrar_engine.detect.sites import FileFindings
    from infrar_engine.plan import PlanResult
    from infrar_engine.plugins.rules import RuleBook
    from infrar_engine.plugins.values import Provider, Providers
    from infrar_engine.rewrite import Place, Rewritten, Target

Progress = Callable[[str, int, int], None]
SDK = b"infrar"


@dataclass(frozen=True)
class Request:
    """What a command asks for. Without a path, `text` is the program, under the name `filename`."""

    path: Path | None
    provider: str | None = None
    environment: str | None = None
    plugins: tuple[Path, ...] = ()
    code: bool = True
    infrastructure: bool = True
    text: bytes | None = None
    filename: str = "<stdin>"
    output: Path | None = None
    remember: bool = False  # keep what is found for the next run over this folder
    services: tuple[tuple[str, str], ...] = ()  # capability and service, before what infrar.yaml says
    layout: str = "build"  # "build": app/…, infra/…; "mirror": the files where they were


@dataclass(frozen=True)
class Result:
    """Everything that came of a request. An error among the diagnostics means that nothing of it may be written."""

    diagnostics: tuple[Diagnostic, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    changed: tuple[str, ...] = ()
    originals: Mapping[str, bytes] = field(default_factory=dict)
    uses: tuple[OperationUse, ...] = ()
    matches: tuple[Match, ...] = ()
    plan: ResourcePlan | None = None
    record: Mapping[str, object] = field(default_factory=dict)
    matches_by_provider: Mapping[str, tuple[Match, ...]] = field(default_factory=dict)
    choices_by_provider: Mapping[str, tuple[ServiceChoice, ...]] = field(default_factory=dict)
    files: int = 0

    @property
    def failed(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def run(request: Request, progress: Progress | None = None) -> Result:
    """Transform, plan, or both, for one provider or environment."""
    config = _config(request)
    found = _source(request, config)
    memory = _memory(request, config, found)
    outcome = memory.recall(found.project) if memory is not None else None
    if outcome is None:
        outcome = _outcome(request, config, found, progress)
        if memory is not None and request.remember:
            memory.keep(found.project, outcome)
    return _result(request, found, outcome, config)


def _outcome(request: Request, config: Config | None, found: Discovered, progress: Progress | None) -> Outcome:
    from infrar_engine.rewrite import Target
    from infrar_engine.telling import SILENCEABLE, in_order, told
    from infrar_engine.verify import verify

    provider, providers = _provider(request, config)
    findings, problems = _detect(found, providers, provider.id, progress)
    choices = _choose(findings, provider, config, request)
    books = _books(provider, choices, config, request)
    matches, unmatched = _match(findings, provider, choices, books)
    problems += unmatched
    plan = _plan(matches, provider, config, request, choices)
    rendered = tuple[Artifact, ...]()
    if request.infrastructure:
        rendered, unplanned = _infrastructure(plan, provider, providers, config)
        problems += unplanned if not _errors(problems) else [d for d in unplanned if d.severity is Severity.ERROR]
    problems = told(problems, findings, SILENCEABLE if request.infrastructure else ())
    rewritten: Rewritten | None = None
    if request.code and not _errors(problems):
        rewritten = _rewrite(
            found, findings, Target(provider.id, providers.catalog, books, physical=_places(plan.plan))
        )
        problems += verify(found.project, findings, rewritten)
    diagnostics = tuple(in_order(problems))
    planned = plan.plan if request.infrastructure else None
    needed = _requirements(books, matches, rewritten)
    return Outcome(
        diagnostics=diagnostics,
        uses=tuple(use for f in findings for use in f.uses if use.kind is not UseKind.ALIAS),
        matches=tuple(matches),
        plan=planned,
        rendered=rendered,
        files=dict(rewritten.files) if rewritten is not None else None,
        needed=tuple(needed),
        needs_sdk=any(each.needs_sdk for each in findings),
        record=_record(request, found, matches, choices, planned, rewritten, diagnostics, provider, needed),
    )


def scan(request: Request, progress: Progress | None = None) -> Result:
    """What the code uses, where, and with which permissions on each provider that is asked for (all, without one)."""
    from infrar_engine.match.choosing import choose
    from infrar_engine.match.matcher import match
    from infrar_engine.plugins.loader import load_providers
    from infrar_engine.telling import in_order, told

    config = _config(request)
    names = [request.provider] if request.provider else None
    providers = load_providers(names, _plugin_folders(request, config))
    found = _source(request, config)
    findings, problems = _detect(found, providers, request.provider or "", progress)
    uses = tuple(use for f in findings for use in f.uses if use.kind is not UseKind.ALIAS)
    by_provider: dict[str, tuple[Match, ...]] = {}
    choices: dict[str, tuple[ServiceChoice, ...]] = {}
    for provider in providers:
        choices[provider.id] = choose(uses, provider, _services(config, request))
        matches, _ = match(uses, provider, {each.capability: each.service for each in choices[provider.id]})
        by_provider[provider.id] = tuple(matches)
    return Result(
        diagnostics=tuple(in_order(told(problems, findings, ()))),
        uses=uses,
        matches=tuple(m for ms in by_provider.values() for m in ms),
        matches_by_provider=by_provider,
        choices_by_provider=choices,
        files=len(found.selected),
    )


# Stages


def _config(request: Request) -> Config | None:
    from infrar_engine.config import load_config

    return load_config(request.path) if request.path is not None else None


def _plugin_folders(request: Request, config: Config | None) -> tuple[Path, ...]:
    return (*request.plugins, *(config.plugins if config is not None else ()))


def _provider(request: Request, config: Config | None) -> tuple[Provider, Providers]:
    name = request.provider
    if name is None:
        assert config is not None  # the command line asks for one of the two, and `-e` for infrar.yaml
        assert request.environment is not None
        name = config.environment(request.environment).provider
    from infrar_engine.plugins.loader import load_providers

    providers = load_providers([name], _plugin_folders(request, config))
    return providers[name], providers


def _memory(request: Request, config: Config | None, found: Discovered) -> Memory | None:
    """What earlier runs over a folder left; of one with files that can't be read, nothing is kept."""
    if request.path is None or not request.path.is_dir() or found.diagnostics:
        return None
    if not request.remember and not Memory.is_at(found.root):
        return None
    asked = (
        request.provider,
        request.environment,
        request.code,
        request.infrastructure,
        request.layout,
        request.services,
    )
    about = (found.project.name, _line_length(found), config.path.read_text("utf-8") if config is not None else "")
    return Memory(found.root, (*asked, *about), _plugin_folders(request, config))


def _source(request: Request, config: Config | None) -> Discovered:
    if request.path is None:
        return from_text(request.text or b"", request.filename)
    include = config.include if config is not None else ()
    exclude = config.exclude if config is not None else ()
    return discover(request.path, include=include, exclude=exclude, output=request.output)


def _detect(
    found: Discovered, providers: Providers, target: str, progress: Progress | None
) -> tuple[list[FileFindings], list[Diagnostic]]:
    """With a `target`, code that `infrar.provider` rules out there doesn't count."""
    from infrar_engine.detect.comments import is_skipped
    from infrar_engine.detect.detector import detect
    from infrar_engine.source.checks import readable

    problems = list(found.diagnostics)
    files = []
    selected = set(found.selected)
    for index, file in enumerate(found.project.files.values()):
        if progress is not None:
            progress("reading", index, len(found.project.files))
        if SDK not in file.raw:
            continue
        problem = readable(file)
        if problem is not None and problem.code in ("INF102", "INF104") and is_skipped(file.syntax):
            problem = None
        if file.path in selected:
            problems += [problem] if problem is not None else []
            files += [file] if problem is None else []
    findings = detect(found.project, providers.catalog, files, target)
    findings = [f for f in findings if f.file.path in selected]
    problems += [d for f in findings for d in f.diagnostics]
    return findings, problems


def _choose(
    findings: Sequence[FileFindings], provider: Provider, config: Config | None, request: Request
) -> tuple[ServiceChoice, ...]:
    from infrar_engine.match.choosing import choose

    return choose([use for f in findings for use in f.uses], provider, _services(config, request))


def _books(
    provider: Provider, choices: Sequence[ServiceChoice], config: Config | None, request: Request
) -> Mapping[str, RuleBook]:
    from infrar_engine.match.matcher import RuleBooks

    return RuleBooks(provider, {each.capability: each.service for each in choices} | _services(config, request))


def _match(
    findings: Sequence[FileFindings],
    provider: Provider,
    choices: Sequence[ServiceChoice],
    books: Mapping[str, RuleBook],
) -> tuple[list[Match], list[Diagnostic]]:
    from infrar_engine.match.matcher import is_served, match, unserved

    uses = [use for f in findings for use in f.uses]
    matches, problems = match(uses, provider, {each.capability: each.service for each in choices})
    for each in findings:
        for capability, where, client in each.named:
            if not is_served(capability, books, client=client):
                problems.append(unserved(capability, each.file.syntax.location(where.start, where.end), provider))
    return matches, problems


def _services(config: Config | None, request: Request) -> dict[str, str]:
    if config is None:
        return dict(request.services)
    chosen = {**dict(request.services), **config.services}
    if request.environment is not None:
        chosen |= dict(config.environment(request.environment).services)
    return chosen


def _plan(
    matches: Sequence[Match],
    provider: Provider,
    config: Config | None,
    request: Request,
    choices: Sequence[ServiceChoice],
) -> PlanResult:
    """What code is called in the cloud, too, follows from the plan, so there is one whatever is asked for."""
    from infrar_engine.plan import plan

    return plan([m for m in matches if m.use.kind is not UseKind.ALIAS], provider, config, request.environment, choices)


def _infrastructure(
    planned: PlanResult, provider: Provider, providers: Providers, config: Config | None
) -> tuple[tuple[Artifact, ...], list[Diagnostic]]:
    from infrar_engine.config import ConfigError
    from infrar_engine.render import render

    if _errors(planned.diagnostics):
        return (), list(planned.diagnostics)
    try:
        rendered = render(planned.plan, provider, providers.filters)
    except ConfigError as error:
        missing = [_located(each, config) for each in error.diagnostics]
        return (), [*planned.diagnostics, *missing]
    return rendered, list(planned.diagnostics)


def _located(problem: Diagnostic, config: Config | None) -> Diagnostic:
    """A setting that a template misses, at what is there of it in infrar.yaml."""
    *around, _ = problem.cause.split(".")
    return replace(problem, location=config.location(tuple(around), of_key=True)) if config is not None else problem


def _rewrite(found: Discovered, findings: Sequence[FileFindings], target: Target) -> Rewritten:
    from infrar_engine.rewrite import rewrite_project

    return rewrite_project(found.project, findings, target, _line_length(found))


def _places(plan: ResourcePlan) -> dict[tuple[str, str], Place]:
    """Where native code finds resources, by capability and logical name, where that is another name or an address."""
    from infrar_engine.rewrite import Place

    found = {}
    for resource in plan.resources:
        if resource.physical_name is None:
            continue
        if resource.wire is not None:
            found[(resource.capability, resource.name)] = Place(resource.wire.environment, in_environment=True)
        elif resource.physical_name != resource.name:
            found[(resource.capability, resource.name)] = Place(resource.physical_name)
    return found


def _line_length(found: Discovered) -> int | None:
    from infrar_engine.source.settings import line_length

    return line_length(found.root) if found.files else None


def _requirements(books: Mapping[str, RuleBook], matches: Sequence[Match], rewritten: Rewritten | None) -> list[str]:
    """What the code that is written imports: the requirements of the rule books that it comes from."""
    from infrar_engine.source.requirements import together

    used = rewritten.used if rewritten is not None else {m.use.operation.surface for m in matches}
    return together(r for name in used if name in books for r in books[name].requirements)


def _record(
    request: Request,
    found: Discovered,
    matches: Sequence[Match],
    choices: Sequence[ServiceChoice],
    plan: ResourcePlan | None,
    rewritten: Rewritten | None,
    diagnostics: Sequence[Diagnostic],
    provider: Provider,
    needed: Sequence[str],
) -> dict[str, object]:
    from infrar_engine.record import build_record

    return build_record(
        request.environment or "", found, matches, choices, plan, rewritten, diagnostics, provider, needed
    )


def _result(request: Request, found: Discovered, outcome: Outcome, config: Config | None) -> Result:
    from infrar_engine.inputs import application, with_inputs

    sources = found.project.files
    files = outcome.files or {}
    changed = tuple(sorted(path for path in files if path in sources and files[path] != sources[path].raw))
    artifacts = list(outcome.rendered)
    if outcome.files is not None:
        build = request.layout == "build"
        artifacts += application(found, outcome.files, outcome.needed, build=build, needs_sdk=outcome.needs_sdk)
    return Result(
        diagnostics=outcome.diagnostics,
        artifacts=() if _errors(outcome.diagnostics) else tuple(sorted(artifacts, key=lambda a: a.path)),
        changed=changed,
        originals={path: sources[path].raw for path in changed},
        uses=outcome.uses,
        matches=outcome.matches,
        plan=outcome.plan,
        record=with_inputs(outcome.record, found, config.path if config is not None else None),
        files=len(found.selected),
    )


# Diagnostics


def _errors(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(d.severity is Severity.ERROR for d in diagnostics)
