"""The commands by name, each imported when it is run, and the errors that end one."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence

import click

from infrar_engine.cli.teaching import with_providers

COMMANDS = {
    "transform": "Rewrite code into a provider's own.",
    "generate": "Write the infrastructure that the code needs.",
    "build": "Write both: native code and its infrastructure.",
    "watch": "Build after each save, and say what is new.",
    "scan": "Show what the code uses, where, and which permissions that takes.",
    "cost": "Estimate what it costs a month, providers side by side.",
    "check": "Look for problems and write nothing: the step for CI.",
    "trace": "Show where a traceback of a deployed program comes from.",
    "explain": "Explain a diagnostic, with an example and a way out.",
    "providers": "List, show, check and start providers.",
}
_COMPLETION = "_INFRAR_COMPLETE"


class _Commands(click.Group):
    """A group whose help is known without importing a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"infrar_engine.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_help(self, ctx: click.Context) -> str:
        return with_providers(super().get_help(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            meant = difflib.get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"there is no command {args[0]!r}{f'; did you mean {meant[0]!r}?' if meant else ''}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="infrar", prog_name="infrar", message="%(prog)s %(version)s")
def infrar() -> None:
    """Portable cloud code: written once against a small SDK, built into native code and infrastructure.

    \b
    Examples:
      infrar scan .   what the code uses
      infrar check .   would it build, for every provider?
      infrar transform backup.py -p {one} --diff   what would change
      infrar build . -p {another} -o out   native code and OpenTofu configuration

    Each command has its own --help, with examples.
    """


def invoke(arguments: Sequence[str]) -> int:
    """Run a command; the exit code."""
    if _COMPLETION in os.environ:
        infrar.main(list(arguments), prog_name="infrar", complete_var=_COMPLETION)
    try:
        with infrar.make_context("infrar", list(arguments)) as context:
            infrar.invoke(context)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return 0
