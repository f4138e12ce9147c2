"""The kit runs the real aws provider against moto, and reads what the CLI says."""

import json
from pathlib import Path

import pytest

from tests.kit.mirror import find_mirror
from tests.kit.servers import MotoServer
from tests.kit.terraform import STEPS, Terraform, keep_state_locally, point_at_moto, prepare

AWS = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
  backend "s3" {
    bucket = "somewhere-else"
    key    = "state"
    region = "eu-central-1"
  }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "reports" {
  bucket = "shop-reports"
}

resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_iam_policy" "app" {
  name = "app"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.reports.arn}/*" }]
  })
}

output "arn" {
  value = aws_s3_bucket.reports.arn
}
"""


@pytest.fixture
def folder(tmp_path: Path, aws: MotoServer) -> Path:
    aws.reset()
    (tmp_path / "main.tf").write_text(AWS, encoding="utf-8")
    point_at_moto(tmp_path, aws.url)
    keep_state_locally(tmp_path)
    return tmp_path


def test_aws_configuration_goes_through_its_whole_life(aws_terraform: Terraform, aws: MotoServer, folder: Path) -> None:
    runs = aws_terraform.lifecycle(folder, until="unchanged")
    assert [(run.step, run.errors) for run in runs] == [(step, "") for step in STEPS[:-1]]
    assert aws_terraform.outputs(folder) == {"arn": "arn:aws:s3:::shop-reports"}
    assert [bucket["Name"] for bucket in aws.client().list_buckets()["Buckets"]] == ["shop-reports"]
    assert aws_terraform.destroy(folder).errors == ""
    assert aws.client().list_buckets()["Buckets"] == []


def test_a_wrong_argument_is_named_with_its_line(aws_terraform: Terraform, folder: Path) -> None:
    (folder / "main.tf").write_text(AWS.replace("block_public_acls ", "block_public_alcs "), encoding="utf-8")
    *_, last = aws_terraform.lifecycle(folder)
    assert last.step == "apply"
    (error,) = last.diagnostics
    assert error.where == f"main.tf:{AWS[: AWS.index('block_public_acls')].count(chr(10)) + 1}"
    assert "block_public_alcs" in error.detail


def test_what_a_server_refuses_is_reported(aws_terraform: Terraform, aws: MotoServer, folder: Path) -> None:
    aws.create_bucket("shop-reports")
    aws_terraform.init(folder)
    assert "BucketAlready" in aws_terraform.apply(folder).errors


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
