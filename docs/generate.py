"""Write `docs/sdk/` from the SDK's docstrings and the providers' rule books: `python docs/generate.py` (`--check` only compares)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from infrar_engine.catalog import load_catalog
from infrar_engine.model import AIO, Capability, Operation
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.values import Provider, Service

FOLDER = Path(__file__).resolve().parent / "sdk"
LONGEST = 40  # lines of an example
BUILT_IN = ("aws", "azure", "gcp")


def main(arguments: list[str]) -> int:
    providers = [provider for provider in load_providers(BUILT_IN) if provider.id in BUILT_IN]
    stale = []
    catalog = load_catalog()
    for capability in catalog.capabilities:
        path = FOLDER / f"{capability.name}.md"
        text = page(capability, catalog.capability(f"{AIO}{capability.name}"), providers)
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(path.name)
        if "--check" not in arguments:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    if stale and "--check" in arguments:
        print(f"not what `python docs/generate.py` writes: {', '.join(stale)}", file=sys.stderr)
        return 1
    return 0


def page(capability: Capability, twin: Capability | None, providers: list[Provider]) -> str:
    """The reference page of one capability."""
    parts = [f"# {capability.module}", prose(capability.doc)]
    parts.append(f"## Services\n\n{services(capability, providers)}")
    parts += [operation_text(operation, capability, providers) for operation in capability.operations]
    if twin is not None:
        signatures = "\n".join(each.source.removesuffix(": ...") for each in twin.operations)
        parts.append(f"## {twin.module}\n\n{prose(twin.doc)}")
        parts.append(f"```python\n{signatures}\n```")
        parts.append(services(twin, providers))
        documented = {each.doc for each in capability.operations}
        parts += [f"### aio.{each.name}\n\n{prose(each.doc)}" for each in twin.operations if each.doc not in documented]
    if capability.types:
        parts.append("## Types")
    for each in capability.types:
        fields = "\n".join(f"| `{f.name}` | `{cell(f.annotation)}` |" for f in each.fields)
        parts.append(f"### {each.name}\n\n{prose(each.doc)}\n\n| field | type |\n|---|---|\n{fields}")
    parts.append("## Errors")
    rows = "\n".join(
        f"| `{e.name}` | {', '.join(f'`{b}`' for b in e.bases)} | {e.doc.strip().splitlines()[0]} |"
        for e in capability.errors
    )
    parts.append(f"| class | bases | meaning |\n|---|---|---|\n{rows}")
    parts += [limits(provider, service) for provider, service in offered(capability, providers) if service.limits]
    return "\n\n".join(parts) + "\n"


def offered(capability: Capability, providers: list[Provider]) -> Iterator[tuple[Provider, Service]]:
    """The services that stand for a capability, each provider's default first."""
    for provider in providers:
        default = provider.service_for(capability.family)
        found = [each for each in provider.services if capability.name in each.surfaces]
        yield from ((provider, each) for each in sorted(found, key=lambda each: (each is not default, each.id)))


def services(capability: Capability, providers: list[Provider]) -> str:
    """Which services there are, what they are chosen by, and what native code needs."""
    rows = []
    for provider, service in offered(capability, providers):
        rules = service.book(capability.name)
        assert rules is not None
        needs = ", ".join(f"`{r}`" for r in rules.requirements) or "nothing"
        address = f"its address, `{service.address.environment}`; " if service.address is not None else ""
        rows.append(
            f"| {provider.name} (`-p {provider.id}`) | {service.name}, `{service.id}` | {chosen(provider, service)} "
            f"| {address}{needs} |"
        )
    missing = [each for each in providers if capability.family in each.unsupported]
    rows += [f"| {each.name} (`-p {each.id}`) | | {each.unsupported[capability.family]} | |" for each in missing]
    return "| provider | service | used | native code needs |\n|---|---|---|---|\n" + "\n".join(rows)


def chosen(provider: Provider, service: Service) -> str:
    """When a service is the one that a build takes."""
    default = provider.service_for(service.capability)
    if service is default:
        return "by default"
    said = f"`services: {{{service.capability}: {service.id.rpartition('/')[2]}}}`"
    if default is None:
        return f"with {said} in infrar.yaml"
    reason = next((each.reason for each in default.alternatives if each.service == service.id), "")
    asks = "" if reason == "" else f": {reason[0].lower()}{reason[1:].rstrip('.')}"
    return f"with {said}, or where code asks for what the default can't do{asks}"


def operation_text(operation: Operation, capability: Capability, providers: list[Provider]) -> str:
    signature = operation.source.removesuffix(": ...").removeprefix("def ")
    rows, examples = [], []
    for provider, service in offered(capability, providers):
        rules = service.book(capability.name)
        assert rules is not None
        name = f"{provider.id}, {service.name}"
        rule = rules.rule(operation.name)
        if rule is None:
            rows.append(
                f"| {name} | | all of it: {cell(rules.unsupported_reason(operation.name) or 'there is no rule')} |"
            )
            continue
        actions = dict.fromkeys(f"`{action}`" for grant in rule.grants for action in grant.grant.actions)
        notes = "; ".join(f"`{name}`: {cell(reason)}" for name, reason in rule.unsupported)
        rows.append(f"| {name} | {', '.join(actions) or 'none'} | {notes} |")
        shortest = min(rule.examples, key=lambda each: each.after.count("\n"), default=None)
        if (
            shortest is not None
            and shortest.after.count("\n") <= LONGEST
            and service is provider.service_for(capability.name)
        ):
            examples.append(
                f"<details><summary>Native code on {service.name}</summary>\n\n```python\n{shortest.before.strip()}\n```\n\n"
                f"becomes\n\n```python\n{shortest.after.strip()}\n```\n\n</details>"
            )
    table = "| service | permissions | not supported |\n|---|---|---|\n" + "\n".join(rows)
    return "\n\n".join([f"## {operation.name}\n\n```python\n{signature}\n```", prose(operation.doc), table, *examples])


def limits(provider: Provider, service: Service) -> str:
    rows = "\n".join(
        f"| [{each.name}]({each.source}) | {each.value:,} {each.unit} | {cell(each.note)} |"
        if isinstance(each.value, (int, float))
        else f"| [{each.name}]({each.source}) | {each.value} {each.unit} | {cell(each.note)} |"
        for each in service.limits
    )
    return f"## Limits of {service.name}\n\nOf the service itself ({provider.name}); the portable limits are above.\n\n| limit | value | |\n|---|---|---|\n{rows}"


def cell(text: str) -> str:
    """A text in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def prose(doc: str) -> str:
    """A docstring as Markdown: its sections become lists."""
    out = []
    for line in doc.strip().split("\n"):
        if line.rstrip() == "Raises:":
            out.append("Raises:\n")
        elif line.startswith("    "):
            name, _, rest = line.strip().partition(":")
            out.append(f"- `{name}`:{rest}" if rest and name.isidentifier() else f"  {line.strip()}")
        else:
            out.append(line)
    return "\n".join(out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
