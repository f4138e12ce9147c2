"""Write `docs/sdk/` from the SDK's docstrings and the providers' rule books: `python docs/generate.py` (`--check` only compares)."""

from __future__ import annotations

import sys
from pathlib import Path

from infrar_engine.catalog import load_catalog
from infrar_engine.model import AIO, Capability, Operation
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.values import Provider

FOLDER = Path(__file__).resolve().parent / "sdk"
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
    parts.append(services(capability, providers))
    parts += [operation_text(operation, capability, providers) for operation in capability.operations]
    if twin is not None:
        signatures = "\n".join(each.source.removesuffix(": ...") for each in twin.operations)
        parts.append(f"## {twin.module}\n\n{prose(twin.doc)}")
        parts.append(f"```python\n{signatures}\n```")
        parts.append(services(twin, providers))
        documented = {each.doc for each in capability.operations}
        parts += [f"### aio.{each.name}\n\n{prose(each.doc)}" for each in twin.operations if each.doc not in documented]
    parts.append("## Types")
    for each in capability.types:
        fields = "\n".join(f"| `{f.name}` | `{f.annotation}` |" for f in each.fields)
        parts.append(f"### {each.name}\n\n{prose(each.doc)}\n\n| field | type |\n|---|---|\n{fields}")
    parts.append("## Errors")
    rows = "\n".join(
        f"| `{e.name}` | {', '.join(f'`{b}`' for b in e.bases)} | {e.doc.strip().splitlines()[0]} |"
        for e in capability.errors
    )
    parts.append(f"| class | bases | meaning |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def services(capability: Capability, providers: list[Provider]) -> str:
    rows = []
    for provider in providers:
        for service in provider.services:
            rules = service.book(capability.name) if service.capability == capability.family else None
            if rules is not None:
                needs = ", ".join(f"`{r}`" for r in rules.requirements)
                rows.append(f"| {provider.name} (`-p {provider.id}`) | {service.name} | {needs} |")
    return "| provider | service | native code needs |\n|---|---|---|\n" + "\n".join(rows)


def operation_text(operation: Operation, capability: Capability, providers: list[Provider]) -> str:
    signature = operation.source.removesuffix(": ...").removeprefix("def ")
    rows = []
    for provider in providers:
        rules = provider.rules_for(capability.name)
        rule = rules.rule(operation.id) if rules is not None else None
        if rule is None:
            rows.append(f"| {provider.id} | not available | |")
            continue
        actions = dict.fromkeys(f"`{action}`" for grant in rule.grants for action in grant.grant.actions)
        notes = "; ".join(f"`{name}`: {reason}" for name, reason in rule.unsupported)
        rows.append(f"| {provider.id} | {', '.join(actions) or 'none'} | {notes} |")
    table = "| provider | permissions | not supported |\n|---|---|---|\n" + "\n".join(rows)
    return f"## {operation.name}\n\n```python\n{signature}\n```\n\n{prose(operation.doc)}\n\n{table}"


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
