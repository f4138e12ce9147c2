"""The root templates and the bucket's module: as text, and through the real CLI with the real provider on moto."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pygohcl
import pytest

from infrar_engine.model import UseSite
from tests.kit.missing import missing
from tests.kit.oracles import hcl_errors
from tests.kit.schema_provider import ServedSchemas
from tests.kit.servers import MotoServer
from tests.kit.terraform import Terraform, point_at_moto
from tests.providers.aws import native, rendering
from tests.providers.aws.rendering import KEY, LISTS, TRUST

BACKEND = {"bucket": "demo-state"}
MODULE = native.PROVIDER / "services" / "storage" / "s3" / "terraform"
EVERYTHING = {"kms_key_arn": KEY, "noncurrent_version_days": 30, "abort_upload_days": 7, "log_bucket": "demo-logs"}


def test_a_policy_to_attach_and_every_setting(aws_terraform: Terraform, aws: MotoServer, tmp_path: Path) -> None:
    rendering.lay_out(tmp_path, rendering.plan(EVERYTHING))
    assert hcl_errors(tmp_path) == []
    assert aws_terraform.fmt_check(tmp_path).errors == ""
    point_at_moto(tmp_path, aws.url)
    assert aws_terraform.init(tmp_path).errors == ""
    run = aws_terraform.plan(tmp_path)
    assert run.errors == ""
    for planned in ("aws_iam_policy.app", "aws_s3_bucket_lifecycle_configuration.this", "aws_s3_bucket_logging.this"):
        assert planned in run.stdout


def test_values_that_the_module_refuses(
    terraform: Terraform, served_schemas: Callable[..., ServedSchemas], tmp_path: Path
) -> None:
    wrong = {
        "name": ['"Reports"', '"ab"', '"-reports"', f'"{"a" * 64}"'],
        "kms_key_arn": ['"alias/mine"'],
        "noncurrent_version_days": ["0"],
        "abort_upload_days": ["-1"],
    }
    cases = [(name, value) for name, values in wrong.items() for value in values]
    blocks = [
        f'module "m{index}" {{\n  source = "{MODULE}"\n'
        + "".join(f"  {key} = {text}\n" for key, text in {"name": '"fine"', name: value}.items())
        + "}\n"
        for index, (name, value) in enumerate(cases)
    ]
    (tmp_path / "main.tf").write_text("".join(blocks))
    cli = terraform.using(served_schemas("aws").environment)
    assert cli.init(tmp_path).errors == ""
    refused = cli.plan(tmp_path)
    assert len([each for each in refused.diagnostics if each.summary == "Invalid value for variable"]) == len(cases)


def test_reasons_stand_at_each_statement() -> None:
    text = rendering.configuration(rendering.plan())["identity.tf"]
    assert "        # storage.read, storage.write: publish.py:8, show.py:14\n        Effect" in text
    assert f"        # storage.read: show.py:14\n        # {LISTS}\n        Effect" in text


def test_actions_on_bucket_and_objects_with_the_same_keys_are_two_statements() -> None:
    plan = rendering.plan()
    grant = replace(plan.grants[1], actions=("s3:GetObject", "s3:ListBucket"))
    text = rendering.configuration(replace(plan, grants=(grant,)))["identity.tf"]
    assert text.count("Effect") == 2
    assert 'Action   = ["s3:GetObject"]\n        Resource = "${module.reports.arn}/daily/*"' in text
    assert 'Resource  = module.reports.arn\n        Condition = { StringLike = { "s3:prefix" = ["daily/*"] } }' in text


@pytest.mark.parametrize(
    ("actions", "granted"),
    [
        (("s3:GetObject",), ["kms:Decrypt"]),
        (("s3:PutObject",), ["kms:GenerateDataKey"]),
        (("s3:AbortMultipartUpload", "s3:PutObject"), ["kms:Decrypt", "kms:GenerateDataKey"]),
        (("s3:DeleteObject",), []),
        (("s3:ListBucket",), []),
    ],
)
def test_a_key_of_ones_own_is_granted_as_far_as_it_is_used(actions: tuple[str, ...], granted: list[str]) -> None:
    plan = rendering.plan({"kms_key_arn": KEY})
    plan = replace(plan, grants=(replace(plan.grants[1], actions=actions),))
    text = rendering.configuration(plan)["identity.tf"]
    assert ([each for each in ("kms:Decrypt", "kms:GenerateDataKey") if each in text]) == granted
    assert (KEY in text) is bool(granted)


def test_code_that_needs_nothing_gets_nothing() -> None:
    plan = replace(rendering.plan(), grants=())
    assert pygohcl.loads(rendering.configuration(plan)["identity.tf"]) == {}
    made = pygohcl.loads(rendering.configuration(replace(plan, options={"identity": TRUST}))["identity.tf"])
    assert list(made["resource"]) == ["aws_iam_role"]


@pytest.mark.parametrize(("project", "exact"), [("a" * 40, True), ("a" * 80, False)])
def test_names_fit_iam(project: str, exact: bool) -> None:
    text = rendering.configuration(replace(rendering.plan(), project=project))["identity.tf"]
    named = pygohcl.loads(text)["locals"]["identity_name"]
    assert (named == f"{project}-prod") is exact
    assert ("sha256" in text) is not exact


def test_what_is_the_users_is_text() -> None:
    trust = {"assumed_by": ['a"${x}', {"oidc_provider": 'arn:oidc-provider/${x}"', "subject": "%{ if true }"}]}
    sign_in = {"method": "profile", "profile": '"}\n${x}'}
    plan = replace(
        rendering.plan(identity=trust, backend={"bucket": '"}\n${x}'}, authentication=sign_in), project='p"${x}'
    )
    uses = (UseSite('a.py\n}\nresource "x" "y" {}', 1), UseSite('b.py\r}\rresource "x" "y" {}', 1))
    keys = ('"${x}', "%{ if true }")
    plan = replace(plan, grants=tuple(replace(grant, uses=uses, keys=keys) for grant in plan.grants))
    made = rendering.configuration(plan)
    for name in ("providers.tf", "backend.tf", "variables.tf", "identity.tf"):
        text = made[name]
        found = pygohcl.loads(text)
        assert "x" not in found.get("resource", {}), name
        assert "${x}" not in text.replace("$${x}", ""), name
        assert "%{ if" not in text.replace("%%{ if", ""), name


def test_the_backend_says_what_infrar_yaml_says() -> None:
    assert rendering.configuration(rendering.plan(backend=BACKEND))["backend.tf"] == (
        "terraform {\n"
        '  backend "s3" {\n'
        '    bucket                 = "demo-state"\n'
        '    key                    = "demo/prod/terraform.tfstate"\n'
        '    region                 = "eu-central-1"\n'
        "    encrypt                = true\n"
        "    use_lockfile           = true\n"
        "    skip_region_validation = true\n"
        "  }\n"
        "}\n"
    )
    own = {**BACKEND, "key": "k", "region": "us-east-1", "kms_key_id": KEY, "dynamodb_table": "locks"}
    made = pygohcl.loads(rendering.configuration(rendering.plan(backend=own))["backend.tf"])["terraform"]["backend"][
        "s3"
    ]
    assert own.items() <= made.items()
    assert "use_lockfile" not in made
    assert pygohcl.loads(rendering.configuration(rendering.plan())["backend.tf"]) == {}


@pytest.mark.parametrize(
    ("sign_in", "of_provider", "of_backend"),
    [
        ({}, {}, {}),
        ({"method": "access-keys"}, {}, {}),
        ({"method": "profile", "profile": "p"}, {"profile": "p"}, {"profile": "p"}),
        (
            {"method": "assumed-role", "role_arn": "r", "external_id": "e"},
            {"assume_role": {"role_arn": "r", "external_id": "e"}},
            {"assume_role": {"role_arn": "r", "external_id": "e"}},
        ),
        (
            {"method": "oidc", "role_arn": "r", "session_name": "s", "web_identity_token_file": "f"},
            {"assume_role_with_web_identity": {"role_arn": "r", "session_name": "s", "web_identity_token_file": "f"}},
            {"assume_role_with_web_identity": {"role_arn": "r", "session_name": "s", "web_identity_token_file": "f"}},
        ),
    ],
)
def test_signing_in(
    aws_terraform: Terraform,
    tmp_path: Path,
    sign_in: dict[str, str],
    of_provider: dict[str, Any],
    of_backend: dict[str, Any],
) -> None:
    rendering.lay_out(tmp_path, rendering.plan(backend=BACKEND, authentication=sign_in))
    assert aws_terraform.fmt_check(tmp_path).errors == ""
    provider = pygohcl.loads((tmp_path / "providers.tf").read_text())["provider"]["aws"]
    backend = pygohcl.loads((tmp_path / "backend.tf").read_text())["terraform"]["backend"]["s3"]
    assert {
        name: value for name, value in provider.items() if name not in ("region", "skip_region_validation")
    } == of_provider
    assert {name: backend[name] for name in of_backend} == of_backend


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"backend": {**BACKEND, "dynamodb_table": "locks"}},
        {"backend": {"bucket": "it's $HOME"}, "authentication": {"profile": "p"}},
    ],
)
def test_the_bootstrap_script_is_sound(tmp_path: Path, options: dict[str, Any]) -> None:
    script = tmp_path / "bootstrap.sh"
    script.write_text(rendering.configuration(rendering.plan(**options))["bootstrap.sh"])
    assert script.read_text().startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in script.read_text()
    subprocess.run(["bash", "-n", script], check=True)
    if (shellcheck := shutil.which("shellcheck")) is None:
        missing("shellcheck", "apt-get install shellcheck")
    done = subprocess.run([shellcheck, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


AWS = """#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$AWS_LOG"
case "$*" in
  "s3api head-bucket"* | "dynamodb describe-table"*) [ "$AWS_THERE" = true ] ;;
esac
"""


@pytest.mark.parametrize("there", [False, True])
def test_the_bootstrap_script_makes_what_is_missing(tmp_path: Path, there: bool) -> None:
    (tmp_path / "aws").write_text(AWS)
    (tmp_path / "aws").chmod(0o755)
    script = tmp_path / "bootstrap.sh"
    backend = {"bucket": "it's $HOME", "dynamodb_table": "locks"}
    script.write_text(rendering.configuration(rendering.plan(backend=backend))["bootstrap.sh"])
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "AWS_LOG": str(tmp_path / "log"),
        "AWS_THERE": str(there).lower(),
    }
    subprocess.run(["bash", script], check=True, env=environment, stdout=subprocess.DEVNULL)
    log = (tmp_path / "log").read_text()
    location = "--create-bucket-configuration LocationConstraint=eu-central-1"
    assert (f"s3api create-bucket --bucket it's $HOME {location}\n" in log) is not there
    assert ("dynamodb create-table --table-name locks" in log) is not there
    for always in ("put-public-access-block", "put-bucket-versioning", "put-bucket-encryption"):
        assert f"s3api {always} --bucket it's $HOME" in log
