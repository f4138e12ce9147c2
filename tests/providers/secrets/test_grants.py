"""Who reads may read, who puts may put, and nobody more; keys are granted where a secret has one of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from infrar_engine.pipeline import Request, run

KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
VAULT = "Microsoft.KeyVault/vaults/secrets"
# what the code does, provider, the permissions that it gets
PROGRAMS = [
    ("secrets.get('a')", "aws", {"secretsmanager:GetSecretValue"}),
    ("secrets.put('a', '1')", "aws", {"secretsmanager:PutSecretValue"}),
    ("secrets.delete('a')", "aws", {"secretsmanager:PutSecretValue"}),
    ("params.get('a')", "aws", {"ssm:GetParameter"}),
    ("params.list()", "aws", {"ssm:GetParametersByPath"}),
    ("secrets.get('a')", "gcp", {"secretmanager.versions.access"}),
    ("secrets.put('a', '1')", "gcp", {"secretmanager.versions.add"}),
    ("secrets.delete('a')", "gcp", {"secretmanager.versions.destroy", "secretmanager.versions.list"}),
    ("params.get('a')", "gcp", {"secretmanager.versions.access"}),
    ("params.list()", "gcp", {"secretmanager.secrets.list", "secretmanager.versions.access"}),
    ("secrets.get('a')", "azure", {f"{VAULT}/getSecret/action"}),
    ("secrets.put('a', '1')", "azure", {f"{VAULT}/setSecret/action", f"{VAULT}/recover/action"}),
    ("secrets.delete('a')", "azure", {f"{VAULT}/delete"}),
    ("params.get('a')", "azure", {"Microsoft.AppConfiguration/configurationStores/keyValues/read"}),
    ("params.list()", "azure", {"Microsoft.AppConfiguration/configurationStores/keyValues/read"}),
]
WITH_A_KEY = [
    ("secrets.get('a')", {"kms:Decrypt"}),
    ("secrets.put('a', '1')", {"kms:Decrypt", "kms:GenerateDataKey"}),
    ("secrets.delete('a')", {"kms:Decrypt", "kms:GenerateDataKey"}),
]


def identity(folder: Path, provider: str, line: str, settings: str = "") -> str:
    """What identity.tf says for one line of code."""
    (folder / "app.py").write_text(f"from infrar import params, secrets\n\n{line}\n", "utf-8")
    (folder / "infrar.yaml").write_text(
        f"project: shop\nenvironments: {{production: {{provider: {provider}}}}}\n{settings}", "utf-8"
    )
    result = run(Request(folder, environment="production"))
    assert not result.failed, result.diagnostics
    return next(each.content.decode() for each in result.artifacts if each.path == "infra/identity.tf")


@pytest.mark.parametrize(("line", "provider", "granted"), PROGRAMS)
def test_permissions_are_those_of_the_operation(tmp_path: Path, line: str, provider: str, granted: set[str]) -> None:
    text = identity(tmp_path, provider, line)
    found = set(
        re.findall(
            r'"((?:secretsmanager|ssm|kms):\w+|secretmanager\.(?:secrets|versions)\.\w+|Microsoft\.[\w/]+)"', text
        )
    )
    assert found == granted


@pytest.mark.parametrize(("line", "granted"), WITH_A_KEY)
def test_a_key_of_ones_own_is_granted_for_what_is_done(tmp_path: Path, line: str, granted: set[str]) -> None:
    text = identity(tmp_path, "aws", line, f"resources: {{a: {{settings: {{kms_key_arn: {json.dumps(KEY)}}}}}}}\n")
    assert set(re.findall(r'"(kms:\w+)"', text)) == granted
    assert f'Resource = "{KEY}"' in re.sub(" +", " ", text)
