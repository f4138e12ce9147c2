"""What the folder's files say: to the plugin host, to each other, and to Azure's own rules."""

import re
from typing import Any

import pygohcl
import pytest
import yaml

from infrar_engine.plugins.lint import lint
from tests.providers.azure import native, rendering


def test_lint_finds_nothing() -> None:
    assert lint(native.PROVIDER) == []


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("abc", True),
        ("a-b-c", True),
        ("0" * 63, True),
        ("0" * 64, False),
        ("ab", False),
        ("-abc", False),
        ("abc-", False),
        ("a--b", False),
        ("Abc", False),
        ("a_b", False),
    ],
)
def test_container_names(name: str, allowed: bool) -> None:
    service = native.provider().service("storage/blob-storage")
    assert service is not None
    demanded = service.physical_name
    fits = re.fullmatch(demanded.pattern, name) and demanded.min_length <= len(name) <= demanded.max_length
    assert bool(fits and not any(part in name for part in demanded.forbidden_parts)) is allowed


def test_defaults_are_those_of_the_variables() -> None:
    text = rendering.configuration(rendering.plan())["variables.tf"]
    declared = pygohcl.loads(text)["variable"]
    for name, value in native.provider().variables.items():
        assert declared[name]["default"] == value


def test_every_action_is_one_that_azure_has() -> None:
    known = {f"{rendering.BLOBS}/{verb}" for verb in ("read", "write", "delete")} | {rendering.DELEGATION}
    grants = [each.grant for rule in native.rules().rules for each in rule.grants]
    assert {action for grant in grants for action in grant.actions} == known
    assert {grant.scope for grant in grants if rendering.DELEGATION in grant.actions} == {"account"}


@pytest.mark.parametrize(
    ("method", "fields", "environment"),
    [
        (
            "service-principal-secret",
            {"tenant_id": "T", "client_id": "C", "client_secret": "S", "subscription_id": "U"},
            {
                "ARM_TENANT_ID": "T",
                "ARM_CLIENT_ID": "C",
                "ARM_CLIENT_SECRET": "S",
                "ARM_SUBSCRIPTION_ID": "U",
                "AZURE_TENANT_ID": "T",
                "AZURE_CLIENT_ID": "C",
                "AZURE_CLIENT_SECRET": "S",
            },
        ),
        (
            "service-principal-certificate",
            {"tenant_id": "T", "client_id": "C", "client_certificate_path": "F", "subscription_id": "U"},
            {
                "ARM_TENANT_ID": "T",
                "ARM_CLIENT_ID": "C",
                "ARM_CLIENT_CERTIFICATE_PATH": "F",
                "ARM_SUBSCRIPTION_ID": "U",
                "AZURE_TENANT_ID": "T",
                "AZURE_CLIENT_ID": "C",
                "AZURE_CLIENT_CERTIFICATE_PATH": "F",
            },
        ),
        ("managed-identity", {"subscription_id": "U"}, {"ARM_USE_MSI": "true", "ARM_SUBSCRIPTION_ID": "U"}),
        ("cli", {}, {"ARM_USE_CLI": "true"}),
    ],
)
def test_what_the_fields_of_a_method_become(method: str, fields: dict[str, str], environment: dict[str, str]) -> None:
    handler = next(each for each in native.provider().authentication if each.id == method).handler
    assert _filled(handler["environment"], fields) == environment


def _filled(entries: dict[str, str], fields: dict[str, str]) -> dict[str, str]:
    """The entries with fields put in; one whose field is empty is left out."""
    made = {}
    for name, text in entries.items():
        needed = re.findall(r"\{(\w+)\}", text)
        if all(field in fields for field in needed):
            made[name] = text.format(**fields)
    return made


def test_environment_variables_are_those_of_the_client_library() -> None:
    from azure.identity._constants import EnvironmentVariables

    known = {value for name, value in vars(EnvironmentVariables).items() if name.startswith("AZURE_")}
    for method in native.provider().authentication:
        assert {name for name in method.handler["environment"] if name.startswith("AZURE_")} <= known


def test_secrets_are_marked() -> None:
    for method in native.provider().authentication:
        fields: dict[str, Any] = dict(method.schema["properties"])
        secret = {name for name, field in fields.items() if field.get("writeOnly")}
        assert secret == {name for name in fields if name.endswith(("_secret", "_password"))}


def test_prices_are_dated_and_have_a_page() -> None:
    content = yaml.safe_load((native.PROVIDER / "pricing-metadata.yaml").read_text())
    assert content["source"].startswith("https://azure.microsoft.com/")
    assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", str(content["date"]))
    assert {entry.get("region", "eastus") for entry in content["prices"]} == {"eastus", "westus2", "westeurope"}
