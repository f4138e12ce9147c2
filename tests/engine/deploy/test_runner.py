"""Which command is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from infrar_engine.deploy import Runner, RunnerMissingError, find_runner

Command = Callable[[str, str], Runner]

# what is on the search path, INFRAR_TOFU, the command that runs
FOUND = [
    (("tofu",), None, "tofu"),
    (("terraform",), None, "terraform"),
    (("terraform", "tofu"), None, "tofu"),
    (("terraform", "tofu"), "", "tofu"),
    (("terraform", "tofu"), "terraform", "terraform"),
    (("terraform", "tofu", "tofu-1.10"), "tofu-1.10", "tofu-1.10"),
    (("terraform",), "bin/terraform", "terraform"),
]
# what is on the search path, INFRAR_TOFU, what is said
MISSING = [
    ((), None, "neither OpenTofu nor Terraform is installed"),
    (("terraform", "tofu"), "toffee", "INFRAR_TOFU is 'toffee', and there is no such command"),
]


def prepare(monkeypatch: pytest.MonkeyPatch, folder: Path, variables: Mapping[str, str | None]) -> None:
    (folder / "bin").mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    for name, value in variables.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)


@pytest.mark.parametrize(("here", "chosen", "expected"), FOUND)
def test_the_choice_comes_first_then_opentofu_then_terraform(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: tuple[str, ...], chosen: str, expected: str
) -> None:
    for name in here:
        command(name, "true")
    prepare(monkeypatch, tmp_path, {"PATH": str(tmp_path / "bin"), "INFRAR_TOFU": chosen})

    assert find_runner() == Runner(str(tmp_path / "bin" / expected))


@pytest.mark.parametrize(("here", "chosen", "said"), MISSING)
def test_no_other_command_is_taken_for_the_one_that_is_missing(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: tuple[str, ...], chosen: str, said: str
) -> None:
    for name in here:
        command(name, "true")
    prepare(monkeypatch, tmp_path, {"PATH": str(tmp_path / "bin"), "INFRAR_TOFU": chosen})

    with pytest.raises(RunnerMissingError) as caught:
        find_runner()

    assert (str(caught.value), caught.value.diagnostic.code) == (said, "INF602")
    assert "INFRAR_TOFU" in caught.value.diagnostic.hint
