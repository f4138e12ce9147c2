"""The AWS configuration on the real provider and moto: it applies, stays as it is, and grants what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.infra.scenario import lay_out
from tests.kit.oracles import policy_errors
from tests.kit.servers import MotoServer
from tests.kit.terraform import Terraform, keep_state_locally, point_at_moto

pytestmark = pytest.mark.xdist_group("terraform-aws")


def prepared(folder: Path, name: str, aws: MotoServer) -> Path:
    root = lay_out("aws", name, folder)
    point_at_moto(root, aws.url)
    keep_state_locally(root)
    aws.reset()
    return root


def test_a_role_of_its_own(aws_terraform: Terraform, aws: MotoServer, tmp_path: Path) -> None:
    root = prepared(tmp_path, "trusting", aws)
    runs = aws_terraform.lifecycle(root, until="unchanged")
    assert [run.errors for run in runs] == [""] * 3
    iam = aws.client("iam")
    role = iam.get_role(RoleName="photo-share-production")["Role"]
    assert [next(iter(each["Principal"])) for each in role["AssumeRolePolicyDocument"]["Statement"]] == [
        "Service",
        "AWS",
        "Federated",
    ]
    policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName="storage")["PolicyDocument"]
    assert policy_errors(policy) == []
    assert granted(policy) == EXPECTED
    names = aws_terraform.outputs(root)["resource_names"]
    assert isinstance(names, dict)
    buckets = {bucket["Name"] for bucket in aws.client().list_buckets()["Buckets"]}
    assert buckets == set(names.values())
    assert aws_terraform.outputs(root)["resource_environment"] == {"PHOTOS_BUCKET": names["photos_bucket"]}
    assert aws_terraform.destroy(root).errors == ""
    assert aws.client().list_buckets()["Buckets"] == []


def test_a_policy_to_attach(aws_terraform: Terraform, aws: MotoServer, tmp_path: Path) -> None:
    root = prepared(tmp_path, "bare", aws)
    runs = aws_terraform.lifecycle(root, until="apply")
    assert [run.errors for run in runs] == [""] * 2
    arn = aws_terraform.outputs(root)["application_policy_arn"]
    document = aws.client("iam").get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]
    policy = json.loads(unquote(document)) if isinstance(document, str) else document
    assert policy_errors(policy) == []
    assert granted(policy) == EXPECTED
    assert aws_terraform.destroy(root).errors == ""


def granted(policy: dict[str, Any]) -> set[tuple[str, str, str]]:
    """(action, resource, prefix condition) of each statement, with the hash of bucket names left out."""
    found = set()
    for statement in policy["Statement"]:
        assert statement["Effect"] == "Allow"
        prefixes = statement.get("Condition", {}).get("StringLike", {}).get("s3:prefix", [""])
        for action in _several(statement["Action"]):
            for resource in _several(statement["Resource"]):
                found |= {(action, _plain(resource), prefix) for prefix in _several(prefixes)}
    return found


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _plain(arn: str) -> str:
    bucket, slash, key = arn.removeprefix("arn:aws:s3:::").partition("/")
    name = bucket.removeprefix("photo-share-")
    return f"{name.rpartition('-')[0] if name != bucket else bucket}{slash}{key}"


EXPECTED = {
    # reports: written below daily/ and at cost-…, copied from daily/, index.html is read
    ("s3:PutObject", "reports/daily/*", ""),
    ("s3:PutObject", "reports/cost-*", ""),
    ("s3:AbortMultipartUpload", "reports/daily/*", ""),
    ("s3:GetObject", "reports/daily/*", ""),
    ("s3:GetObject", "reports/index.html", ""),
    ("s3:ListBucket", "reports", ""),
    # archive: listed below 2024/, copied to
    ("s3:ListBucket", "archive", "2024/*"),
    ("s3:PutObject", "archive/*", ""),
    ("s3:AbortMultipartUpload", "archive/*", ""),
    # the bucket that PHOTOS_BUCKET names: deleted from, and links to it signed
    ("s3:DeleteObject", "photos/*", ""),
    ("s3:GetObject", "photos/*", ""),
    ("s3:ListBucket", "photos", ""),
}
