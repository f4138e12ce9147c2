"""Help with examples that work here: the engine knows no provider's name, so examples take those that are installed."""

from __future__ import annotations

import click

ONE, ANOTHER = "{one}", "{another}"
_FICTITIOUS = ("acme", "my-cloud")


class TeachingCommand(click.Command):
    """A command whose help may say `{one}` and `{another}` for two providers."""

    def get_help(self, ctx: click.Context) -> str:
        return with_providers(super().get_help(ctx))


def with_providers(text: str) -> str:
    """The text with the names of installed providers, in order."""
    from importlib.metadata import entry_points

    installed = sorted({each.name for each in entry_points(group="infrar.providers")})
    one, another, *_ = (*installed, *_FICTITIOUS)
    return text.replace(ONE, one).replace(ANOTHER, another)
