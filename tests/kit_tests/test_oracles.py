"""Each judge passes what is right and names what is wrong."""

import json
from pathlib import Path

import pytest

from tests.kit.missing import missing
from tests.kit.oracles import ALLOW_LIST, _allowed, checkov, fmt_errors, hcl_errors, policy_errors, type_errors
from tests.kit.terraform import Terraform


def files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_tf", ".tf").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


# HCL


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("locals {\n  a = 1\n  a = 2\n}\n", "a"),
        ("locals { a = 1 b = 2 }\n", "main.tf"),
        ('resource "a" "b" {\n  x =\n}\n', "Invalid expression"),
        ('locals {\n  a = "${b"\n}\n', "main.tf"),
        ("locals {\n", "main.tf"),
    ],
)
def test_wrong_syntax_is_found_wherever_it_is(tmp_path: Path, text: str, named: str) -> None:
    files(tmp_path, modules__s3__main_tf=text, main_tf="locals {}\n")
    (error,) = hcl_errors(tmp_path)
    assert error.startswith("modules/s3/main.tf: ")
    assert named in error


def test_right_syntax_is_silent(tmp_path: Path) -> None:
    text = (
        'locals {\n  a = { for k, v in var.x : k => upper(v) if v != "" }\n  b = <<-EOT\n    x ${local.a}\n  EOT\n}\n'
    )
    files(tmp_path, main_tf=text, terraform_tfvars='region = "eu"\n')
    assert hcl_errors(tmp_path) == []


def test_layout(terraform: Terraform, tmp_path: Path) -> None:
    files(tmp_path, main_tf="locals {\n  a = 1\n}\n")
    assert fmt_errors(terraform, tmp_path) == []
    files(tmp_path, main_tf="locals {\na = 1\n}\n")
    assert any("main.tf" in line for line in fmt_errors(terraform, tmp_path))


# checkov

PUBLIC = """\
resource "google_storage_bucket" "reports" {
  name                        = "reports"
  location                    = "EU"
  uniform_bucket_level_access = true
  public_access_prevention    = "inherited"
}
"""


def test_checks_that_fail_need_a_reason_and_reasons_need_a_failing_check(tmp_path: Path) -> None:
    configuration = files(tmp_path / "out", main_tf=PUBLIC)
    allow = tmp_path / "allow.yaml"
    allow.write_text(
        "gcp:\n  CKV_GCP_62: logging costs, and is asked for by name\n  CKV_GCP_6: nothing fails this one any more\n"
    )
    verdict = checkov("gcp", [configuration], allow)
    assert {line.split()[0] for line in verdict.unexpected} == {"CKV_GCP_78", "CKV_GCP_114"}
    assert all("google_storage_bucket.reports" in line for line in verdict.unexpected)
    assert verdict.unused == ("CKV_GCP_6",)


def test_an_entry_without_a_reason_is_an_error(tmp_path: Path) -> None:
    allow = tmp_path / "allow.yaml"
    allow.write_text("aws:\n  CKV_AWS_18: todo\n")
    with pytest.raises(ValueError, match="no reason for CKV_AWS_18"):
        _allowed("aws", allow)


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure"])
def test_our_own_allow_list_has_reasons(provider: str) -> None:
    assert all(check.startswith("CKV") for check in _allowed(provider, ALLOW_LIST))


# IAM policies


def policy(action: str | list[str], resource: str | list[str], **more: object) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (policy("s3:PutObjekt", "arn:aws:s3:::reports/*"), "UNKNOWN_ACTION"),
        (policy("s3:PutObjekt", "arn:aws:s3:::reports/*"), "NO_SUCH_ACTION"),
        (policy("s3:ListBucket", "arn:aws:s3:::reports/*"), "RESOURCE_MISMATCH"),
        (policy("s3:GetObject", "arn:aws:s3:::reports"), "RESOURCE_MISMATCH"),
        (policy("s3:Get*", "arn:aws:s3:::reports/*"), "WILDCARD_ACTION"),
        (policy("s3:GetObject", "*"), "WILDCARD_RESOURCE"),
        (policy("s3:GetObject", "arn:aws:s3:::*/*"), "WILDCARD_RESOURCE"),
        (
            policy("s3:ListBucket", "arn:aws:s3:::reports", Condition={"StringLike": {"s3:prefx": "a/*"}}),
            "UNKNOWN_CONDITION",
        ),
        (policy("s3:GetObject", "arn:aws:s3:::reports/*", Resources="x"), "MALFORMED"),
    ],
)
def test_a_policy_that_is_wrong_or_too_wide(text: str, named: str) -> None:
    assert any(line.startswith(named) for line in policy_errors(text)), policy_errors(text)


@pytest.mark.parametrize(
    "text",
    [
        policy(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::reports/daily/*"),
        policy("s3:ListBucket", "arn:aws:s3:::reports", Condition={"StringLike": {"s3:prefix": ["daily/*"]}}),
    ],
)
def test_a_right_policy_is_silent(text: str) -> None:
    assert policy_errors(text) == []


# Types

NATIVE = """\
import boto3
from google.cloud import storage

s3 = boto3.client("s3")
gcs = storage.Client()


def publish() -> bytes:
    s3.put_object(Bucket="reports", Key="a", Body=b"x")
    return gcs.bucket("reports").blob("a").download_as_bytes()
"""


def test_native_code_is_checked_against_the_libraries_types(tmp_path: Path) -> None:
    programs = {
        "right": NATIVE,
        "argument": NATIVE.replace("Bucket=", "Bukcet="),
        "method": NATIVE.replace("download_as_bytes", "downlod_as_bytes"),
        "result": NATIVE.replace("-> bytes", "-> int"),
    }
    errors = type_errors(tmp_path, roots=[files(tmp_path / name, app_py=text) for name, text in programs.items()])
    assert {error.partition(" ")[0] for error in errors} == {
        "argument/app.py:9:",
        "method/app.py:10:",
        "result/app.py:10:",
    }
    told = "\n".join(errors)
    assert 'attribute "downlod_as_bytes"' in told
    assert 'not assignable to "int"' in told


def test_no_python_at_all_is_not_a_pass(tmp_path: Path) -> None:
    assert type_errors(tmp_path) == [f"no Python in {tmp_path}"]


# What isn't there


def test_a_missing_component_skips_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INFRAR_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="`npm install thing` installs it"):
        missing("thing", "npm install thing")


def test_a_missing_component_fails_where_all_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_REQUIRE", "all")
    with pytest.raises(pytest.fail.Exception, match="`npm install thing` installs it"):
        missing("thing", "npm install thing")
