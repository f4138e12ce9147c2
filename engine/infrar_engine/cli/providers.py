"""`infrar providers`: which clouds there are, what each can do, and tools for those who write one.

In: names and folders. Out: tables on a terminal, plain lines in a pipe, JSON for machines. A broken plugin is a
`PluginError`, which the command line's main module turns into exit code 3; findings of `lint` are exit code 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from infrar_engine.cli.conform import conform_provider
from infrar_engine.cli.failures import explained

PLUGINS = click.option(
    "--plugins",
    "folders",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    metavar="DIR",
    help="A provider folder, or a folder of them. Can be given more than once.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def providers() -> None:
    """List, show, check and start providers.

    A provider is a folder of YAML files and templates. Installed packages bring theirs; --plugins names further ones.

    \b
    Examples:
      infrar providers list
      infrar providers show acme --plugins ./acme
      infrar providers new my-cloud && infrar providers lint my-cloud
    """


@providers.command("list")
@PLUGINS
@AS_JSON
def list_providers(folders: tuple[Path, ...], as_json: bool) -> None:
    """List the providers that are installed or named."""
    from infrar_engine.plugins import load_providers

    with explained():
        found = load_providers(None, folders)
    if as_json:
        _print_json([_summary(provider) for provider in found])
        return
    rows = [
        (
            provider.id,
            provider.name,
            ", ".join(provider.capabilities),
            f"{len(provider.regions)} regions",
            provider.folder.shown,
        )
        for provider in found
    ]
    _print_table(("id", "name", "capabilities", "regions", "folder"), rows)


@providers.command("show")
@click.argument("name")
@PLUGINS
@AS_JSON
def show_provider(name: str, folders: tuple[Path, ...], as_json: bool) -> None:
    """Show the services, operations, sign-in methods and regions of one provider.

    \b
    Examples:
      infrar providers show acme --plugins ./acme
      infrar providers show acme --plugins ./acme --json
    """
    from infrar_engine.plugins import load_providers

    with explained():
        provider = load_providers([name], folders)[name]
    if as_json:
        _print_json(_details(provider))
        return
    click.echo(f"{provider.name} ({provider.id})")
    if provider.description:
        click.echo(provider.description)
    terraform = f"{provider.terraform.source} {provider.terraform.version}"
    regions = f"{len(provider.regions)}, default {provider.default_region}"
    click.echo(f"\nTerraform provider: {terraform}\nRegions: {regions}\nFolder: {provider.folder.shown}\n")
    rows = []
    for service in provider.services:
        chosen = "default" if provider.default_services.get(service.capability) == service.id else ""
        rows.append((service.capability, service.id, service.name, _coverage(service), chosen))
    _print_table(("capability", "service", "name", "operations", ""), rows)
    click.echo()
    _print_table(("sign in", "name", "when"), [(each.id, each.name, each.when) for each in provider.authentication])


@providers.command("lint")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@AS_JSON
def lint_provider(folder: Path, as_json: bool) -> None:
    """Check a provider folder: schemas, code, templates, permissions, examples, and what its files say of each other.

    Findings are `file:line: key: what is wrong`. Exits with 1 when there are any.
    """
    from infrar_engine.plugins.lint import lint

    findings = lint(folder, _transform(folder))
    if as_json:
        _print_json([{"path": f.path, "line": f.line, "key": f.key, "message": f.message} for f in findings])
    else:
        for finding in findings:
            click.echo(str(finding))
        count = len(findings)
        click.echo("no findings" if not count else f"{count} finding{'s' if count > 1 else ''}", err=bool(count))
    if findings:
        sys.exit(1)


def _transform(folder: Path) -> Callable[[Any, Any, str], str]:
    """What examples are tried by: the whole way through, with the service that they are examples of."""

    def transform(provider: Any, service: Any, text: str) -> str:
        from infrar_engine.pipeline import Request, run

        name = "example.py"
        request = Request(
            None,
            provider=provider.id,
            plugins=(folder,),
            infrastructure=False,
            text=text.encode(),
            filename=name,
            layout="mirror",
            services=((service.capability, service.id),),
        )
        result = run(request)
        written = {artifact.path: artifact.content.decode() for artifact in result.artifacts}
        if result.failed:
            return "\n".join(f"{each.code}: {each.message}" for each in result.diagnostics)
        return written.get(name, text)

    return transform


@providers.command("new")
@click.argument("name")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The folder to write. The default is ./NAME.")
def new_provider(name: str, out: Path | None) -> None:
    """Write a small working provider to start from, with comments at everything you will want to change.

    \b
    Example:
      infrar providers new my-cloud
    """
    from infrar_engine.artifacts import write_new
    from infrar_engine.plugins.starting import starter

    try:
        files = starter(name)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    place = out if out is not None else Path(name)
    with explained():
        write_new(place, files)
    click.echo(f"{place}: {len(files)} files")
    click.echo(f"next: infrar providers lint {place}")


providers.add_command(conform_provider)


def _summary(provider: Any) -> dict[str, Any]:
    return {
        "id": provider.id,
        "name": provider.name,
        "description": provider.description,
        "folder": str(provider.root),
        "services": dict(provider.default_services),
        "capabilities": list(provider.capabilities),
        "default_region": provider.default_region,
    }


def _details(provider: Any) -> dict[str, Any]:
    return {
        **_summary(provider),
        "terraform": {"source": provider.terraform.source, "version": provider.terraform.version},
        "regions": [{"id": region.id, "name": region.name} for region in provider.regions],
        "authentication": [
            {"id": each.id, "name": each.name, "description": each.description, "when": each.when}
            for each in provider.authentication
        ],
        "service_details": [
            {
                "id": service.id,
                "name": service.name,
                "capability": service.capability,
                "operations": [rule.operation for rule in service.rules.rules],
                "without_rule": _without_rule(service),
                "requirements": [str(each) for each in service.rules.requirements],
                "limits": [
                    {"name": each.name, "value": each.value, "unit": each.unit, "source": each.source}
                    for each in service.limits
                ],
            }
            for service in provider.services
        ],
    }


def _without_rule(service: Any) -> list[str]:
    return [each.id for each in service.rules.capability.operations if service.rules.rule(each.name) is None]


def _coverage(service: Any) -> str:
    missing = _without_rule(service)
    total = len(service.rules.capability.operations)
    return f"all {total}" if not missing else f"{total - len(missing)} of {total}"


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def _print_table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A table on a terminal; aligned columns without rules or colours in a pipe."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*headers, box=None, header_style="bold")
        for row in rows:
            table.add_row(*map(Text, row))
        Console().print(table)
        return
    widths = [max(len(row[index]) for row in (headers, *rows)) for index in range(len(headers))]
    for row in (headers, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
