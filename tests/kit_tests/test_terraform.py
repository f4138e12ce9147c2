"""The kit runs the real CLI, and reads what it says. No provider is needed to show that: the CLI has one resource itself.

The aws provider and moto are put together in tests/infra/test_aws.py.
"""

import json
from pathlib import Path

import pytest

from tests.kit.mirror import find_mirror
from tests.kit.terraform import STEPS, Terraform, keep_state_locally, prepare

CONFIGURATION = """\
terraform {
  backend "s3" {
    bucket = "somewhere-else"
    key    = "state"
    region = "eu-central-1"
  }
}

resource "terraform_data" "report" {
  input = "daily"
}

output "made" {
  value = terraform_data.report.output
}
"""
REFUSED = """
resource "terraform_data" "refused" {
  provisioner "local-exec" {
    command = "exit 7"
  }
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(CONFIGURATION, encoding="utf-8")
    keep_state_locally(tmp_path)
    return tmp_path


def test_a_configuration_goes_through_its_whole_life(terraform: Terraform, folder: Path) -> None:
    runs = terraform.lifecycle(folder, until="unchanged")
    assert [(run.step, run.errors) for run in runs] == [(step, "") for step in STEPS[:-1]]
    assert terraform.outputs(folder) == {"made": "daily"}
    assert terraform.destroy(folder).errors == ""
    assert terraform.outputs(folder) == {}


def test_a_wrong_argument_is_named_with_its_line(terraform: Terraform, folder: Path) -> None:
    (folder / "main.tf").write_text(CONFIGURATION.replace("input ", "imput "), encoding="utf-8")
    *_, last = terraform.lifecycle(folder)
    assert last.step == "apply"
    (error,) = last.diagnostics
    assert error.where == f"main.tf:{CONFIGURATION[: CONFIGURATION.index('input')].count(chr(10)) + 1}"
    assert "imput" in error.detail


def test_what_fails_when_it_is_applied_is_reported(terraform: Terraform, folder: Path) -> None:
    (folder / "main.tf").write_text(CONFIGURATION + REFUSED, encoding="utf-8")
    *_, last = terraform.lifecycle(folder)
    assert last.step == "apply"
    assert "exit status 7" in last.errors
    assert terraform.outputs(folder) == {}, "what was applied is destroyed"


def test_nothing_of_the_developer_s_clouds_is_inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "ARM_CLIENT_ID", "GOOGLE_PROJECT", "TF_VAR_region"):
        monkeypatch.setenv(name, "mine")
    environment = prepare("terraform", "registry.terraform.io", tmp_path, None).environment
    assert "mine" not in environment.values()


@pytest.mark.parametrize(
    ("text", "clean"), [("locals {\n  a  = 1\n  bc = 2\n}\n", True), ("locals {\n  a = 1\n  bc = 2\n}\n", False)]
)
def test_fmt(terraform: Terraform, tmp_path: Path, text: str, clean: bool) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/main.tf").write_text(text, encoding="utf-8")
    assert terraform.fmt_check(tmp_path).ok is clean


def test_a_mirror_that_is_named_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "registry.terraform.io/hashicorp/aws").mkdir(parents=True)
    monkeypatch.setenv("INFRAR_TERRAFORM_MIRROR", str(tmp_path))
    assert find_mirror() == tmp_path


def test_a_mirror_is_read_from_the_cli_s_own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "registry.example.org/hashicorp/aws").mkdir(parents=True)
    config = tmp_path / "cli.tfrc"
    config.write_text(
        f"provider_installation {{\n  filesystem_mirror {{\n    path = {json.dumps(str(mirror))}\n  }}\n}}\n"
    )
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(config))
    assert find_mirror("registry.example.org") == mirror
