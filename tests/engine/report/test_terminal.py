"""Who gets colours."""

from __future__ import annotations

import io

import pytest

from infrar_engine.report.terminal import terminal_of


class Screen(io.StringIO):
    encoding = "ascii"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "colour"),
    [
        (Screen(), {}, True),
        (Screen(), {"TERM": "dumb"}, False),
        (Screen(), {"NO_COLOR": "1"}, False),
        (Screen(), {"NO_COLOR": ""}, True),
        (Screen(), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (None, {}, False),
    ],
)
def test_colours(stream: io.StringIO | None, environment: dict[str, str], colour: bool) -> None:
    assert terminal_of(stream, environment).colour is colour


def test_a_screen_is_live_and_has_its_own_encoding() -> None:
    assert (terminal_of(Screen(), {}).live, terminal_of(Screen(), {}).encoding) == (True, "ascii")
    assert (terminal_of(io.StringIO(), {}).live, terminal_of(io.StringIO(), {}).width) == (False, 120)
