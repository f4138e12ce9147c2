"""The AWS configuration on the real provider and moto: it applies, stays as it is, and grants what it says.

All configurations are applied together, once, and looked at afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from infrar_engine.pipeline import Request, run
from tests.infra.scenario import SECRETS_AND_PARAMETERS, lay_out
from tests.kit.oracles import hcl_errors, policy_errors
from tests.kit.servers import MotoServer
from tests.kit.terraform import Terraform, point_at_moto
from tests.kit.together import in_one_account
from tests.providers.aws import rendering
from tests.providers.aws.rendering import KEY, TRUST

pytestmark = pytest.mark.xdist_group("terraform-aws")

# A program that keeps records and tells of them, as a build makes its infrastructure: on what moto makes in seconds.
RECORDS = """
from infrar import kv, topic


def sell(order: str, item: str) -> int:
    kv.transact("orders", [kv.Check(order, None), kv.Put(order, {"item": item})])
    topic.publish("sales", order, ordering_key=item)
    return kv.increment("stock-of-shops", item, "sold")


def sold(day: str) -> list[str]:
    return kv.list_keys("orders", f"{day}/") + kv.list_keys("orders", "2024/")
"""
SETTINGS = f"""
project: shop
environments:
  production:
    provider: aws
    identity: {{assumed_by: [lambda.amazonaws.com]}}
resources:
  orders:
    settings: {{deletion_protection: false, kms_key_arn: "{KEY}"}}
  stock-of-shops:
    settings: {{deletion_protection: false, point_in_time_recovery: false}}
  sales:
    settings: {{kms_key_arn: "{KEY}"}}
"""


@pytest.fixture(scope="module")
def applied(
    aws_terraform: Terraform, aws: MotoServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Any]]:
    """The outputs of all configurations, by name; they were planned again without a change, and are destroyed."""
    root = tmp_path_factory.mktemp("account")
    names = {"trusting": "production", "bare": "staging"}
    for name, stage in names.items():
        lay_out("aws", name, root / "laid" / name, stage).rename(root / name)
    lay_out("aws", "bare", root / "laid" / "settings", "testing", SECRETS_AND_PARAMETERS).rename(root / "settings")
    rendering.lay_out(root / "demo", rendering.plan({"kms_key_arn": KEY}, identity=TRUST))
    built(root / "built").rename(root / "records")
    for name in ("demo", "records"):
        assert hcl_errors(root / name) == []
        assert aws_terraform.fmt_check(root / name).errors == ""
    staging = {"photos_bucket": "photo-share-photos-staging"}
    in_one_account(root, {"trusting": {}, "bare": staging, "settings": {}, "demo": {}, "records": {}})
    point_at_moto(root, aws.url)
    aws.reset()
    assert [run.errors for run in aws_terraform.lifecycle(root, until="unchanged")] == [""] * 3
    yield aws_terraform.outputs(root)
    assert aws_terraform.destroy(root).errors == ""
    assert aws.client().list_buckets()["Buckets"] == []
    assert aws.client("dynamodb").list_tables()["TableNames"] == []
    assert topics(aws) == []


def built(folder: Path) -> Path:
    """What a build of `RECORDS` with `SETTINGS` says about infrastructure."""
    folder.mkdir()
    (folder / "app.py").write_text(RECORDS)
    (folder / "infrar.yaml").write_text(SETTINGS)
    made = run(Request(folder, environment="production"))
    assert made.diagnostics == ()
    for artifact in made.artifacts:
        path = folder / "out" / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)
    return folder / "out" / "infra"


def test_a_role_of_its_own(applied: Mapping[str, Any], aws: MotoServer) -> None:
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


def test_a_policy_to_attach(applied: Mapping[str, Any], aws: MotoServer) -> None:
    policy = to_attach(applied["bare"], aws)
    assert policy_errors(policy) == []
    assert granted(policy) == EXPECTED


def test_the_names_of_resources_are_told(applied: Mapping[str, Any], aws: MotoServer) -> None:
    made = {bucket["Name"] for bucket in aws.client().list_buckets()["Buckets"]}
    made |= set(aws.client("dynamodb").list_tables()["TableNames"])
    made |= {arn.rpartition(":")[2] for arn in topics(aws)}
    told = [outputs["resource_names"] for configuration, outputs in applied.items() if configuration != "settings"]
    assert made == {name for names in told for name in names.values()}
    names = applied["trusting"]["resource_names"]
    assert applied["trusting"]["resource_environment"] == {"PHOTOS_BUCKET": names["photos_bucket"]}


def test_a_key_of_ones_own_and_every_trust(applied: Mapping[str, Any], aws: MotoServer) -> None:
    outputs = applied["demo"]
    assert outputs["resource_names"] == {"archive": "demo-archive", "reports": "demo-reports"}
    assert str(outputs["application_role_arn"]).endswith(":role/demo-prod")
    iam, s3 = aws.client("iam"), aws.client("s3")
    policy = iam.get_role_policy(RoleName="demo-prod", PolicyName="storage")["PolicyDocument"]
    assert policy_errors(policy) == []
    assert policy["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["s3:DeleteObject"],
            "Resource": ["arn:aws:s3:::demo-archive/index.html", "arn:aws:s3:::demo-archive/old/*"],
        },
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": "arn:aws:s3:::demo-reports/daily/*",
        },
        {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::demo-reports"},
        {
            "Effect": "Allow",
            "Action": ["s3:ListBucket"],
            "Resource": "arn:aws:s3:::demo-archive",
            "Condition": {"StringLike": {"s3:prefix": ["old/*"]}},
        },
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": KEY},
    ]
    trust = iam.get_role(RoleName="demo-prod")["Role"]["AssumeRolePolicyDocument"]
    assert [each["Principal"] for each in trust["Statement"]] == [
        {"Service": "lambda.amazonaws.com"},
        {"AWS": "arn:aws:iam::123456789012:role/deploy"},
        {"Federated": rendering.GITHUB},
    ]
    assert trust["Statement"][2]["Condition"] == {
        "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/photos:ref:refs/heads/main"},
    }
    assert set(s3.get_public_access_block(Bucket="demo-reports")["PublicAccessBlockConfiguration"].values()) == {True}
    assert s3.get_bucket_versioning(Bucket="demo-reports")["Status"] == "Enabled"
    encryption = s3.get_bucket_encryption(Bucket="demo-reports")["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    bucket_policy = json.loads(s3.get_bucket_policy(Bucket="demo-reports")["Policy"])["Statement"]
    assert [(each["Effect"], each["Condition"]) for each in bucket_policy] == [
        ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    ]
    assert s3.get_bucket_tagging(Bucket="demo-reports")["TagSet"] == [{"Key": "team", "Value": "a"}]


def test_tables(applied: Mapping[str, Any], aws: MotoServer) -> None:
    names = applied["records"]["resource_names"]
    client = aws.client("dynamodb")
    table = client.describe_table(TableName=names["orders"])["Table"]
    assert [(each["AttributeName"], each["KeyType"]) for each in table["KeySchema"]] == [
        ("_partition", "HASH"),
        ("_key", "RANGE"),
    ]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert (table["SSEDescription"]["SSEType"], table["SSEDescription"]["KMSMasterKeyArn"]) == ("KMS", KEY)
    lives = client.describe_time_to_live(TableName=names["orders"])["TimeToLiveDescription"]
    assert (lives["TimeToLiveStatus"], lives["AttributeName"]) == ("ENABLED", "_expires")
    recovery = client.describe_continuous_backups(TableName=names["orders"])["ContinuousBackupsDescription"]
    assert recovery["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    policy = aws.client("iam").get_role_policy(RoleName="shop-production", PolicyName="kv")["PolicyDocument"]
    assert policy_errors(policy) == []
    orders = [
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:Scan",
    ]
    stock = client.describe_table(TableName=names["stock-of-shops"])["Table"]["TableArn"]
    assert policy["Statement"] == [
        {"Effect": "Allow", "Action": orders, "Resource": table["TableArn"]},
        {"Effect": "Allow", "Action": ["dynamodb:DeleteItem", "dynamodb:UpdateItem"], "Resource": stock},
        {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": KEY},
    ]


def test_a_topic_that_keeps_order(applied: Mapping[str, Any], aws: MotoServer) -> None:
    (arn,) = topics(aws)
    assert applied["records"]["application_environment"]["SALES_TOPIC_ARN"] == arn
    topic = aws.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    assert (topic["FifoTopic"], topic["KmsMasterKeyId"]) == ("true", KEY)
    (refused,) = json.loads(topic["Policy"])["Statement"]
    assert (refused["Effect"], refused["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    policy = aws.client("iam").get_role_policy(RoleName="shop-production", PolicyName="topic")["PolicyDocument"]
    assert policy_errors(policy) == []
    assert policy["Statement"] == [
        {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": arn},
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": KEY},
    ]


def topics(aws: MotoServer) -> list[str]:
    return [each["TopicArn"] for each in aws.client("sns").list_topics()["Topics"]]


def test_secrets_without_values_and_parameters_with_them(applied: Mapping[str, Any], aws: MotoServer) -> None:
    names = applied["settings"]["resource_names"]
    assert applied["settings"]["application_environment"] == {"PARAMETER_PATH": "/photo-share/testing/"}
    found = aws.client("ssm").get_parameters_by_path(Path="/photo-share/testing", Recursive=True)["Parameters"]
    assert {each["Name"]: each["Value"] for each in found} == {
        "/photo-share/testing/db/pool-size": "5 of ${max} %{x}",
        "/photo-share/testing/features/new-cart": "on",
    }
    secrets = {each["Name"]: each for each in aws.client("secretsmanager").list_secrets()["SecretList"]}
    assert sorted(secrets) == sorted(names[name] for name in ("session-key", "stripe-key"))
    assert not any(each.get("SecretVersionsToStages") for each in secrets.values())
    policy = to_attach(applied["settings"], aws)
    assert policy_errors(policy) == []
    parameters = "arn:aws:ssm:eu-central-1:123456789012:parameter/photo-share/testing"
    assert sorted((each["Action"], each["Resource"]) for each in policy["Statement"]) == [
        (["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], secrets[names["stripe-key"]]["ARN"]),
        (["secretsmanager:PutSecretValue"], secrets[names["session-key"]]["ARN"]),
        (["ssm:GetParameter"], f"{parameters}/db/pool-size"),
        (["ssm:GetParameter"], f"{parameters}/log-level"),
        (["ssm:GetParametersByPath"], parameters),
    ]


def to_attach(outputs: Mapping[str, Any], aws: MotoServer) -> dict[str, Any]:
    """The policy that a configuration without an identity makes."""
    arn = outputs["application_policy_arn"]
    document = aws.client("iam").get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]
    policy: dict[str, Any] = json.loads(unquote(document)) if isinstance(document, str) else document
    return policy


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
