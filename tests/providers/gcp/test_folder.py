"""What the folder's files say: to the plugin host, to each other, and to Google's own rules."""

import re
from typing import Any

import pygohcl
import pytest
import yaml

from infrar_engine.plugins.lint import lint
from infrar_engine.plugins.values import Provider, Service
from tests.providers.gcp import native, rendering


def test_lint_finds_nothing_and_examples_come_out_as_they_say() -> None:
    from infrar_engine.pipeline import Request, run

    def transform(provider: Provider, service: Service, text: str) -> str:
        chosen = ((service.capability, service.id),)
        request = Request(
            None, provider=provider.id, infrastructure=False, text=text.encode(), layout="mirror", services=chosen
        )
        result = run(request)
        assert not result.failed, result.diagnostics
        return result.artifacts[0].content.decode() if result.artifacts else text

    assert lint(native.PROVIDER, transform) == []


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("abc", True),
        ("a-b_c", True),
        ("0" * 63, True),
        ("0" * 64, False),
        ("ab", False),
        ("-abc", False),
        ("abc_", False),
        ("a.b", False),
        ("Abc", False),
        ("goog-reports", False),
        ("my-google-reports", False),
    ],
)
def test_bucket_names(name: str, allowed: bool) -> None:
    demanded = service().physical_name
    fits = re.fullmatch(demanded.pattern, name) and demanded.min_length <= len(name) <= demanded.max_length
    forbidden = name.startswith(demanded.forbidden_prefixes) or any(part in name for part in demanded.forbidden_parts)
    assert bool(fits and not forbidden) is allowed


def service() -> Service:
    found = native.provider().service("storage/cloud-storage")
    assert found is not None
    return found


def test_settings_and_defaults_are_those_of_the_modules_variables() -> None:
    text = (native.PROVIDER / service().terraform / "variables.tf").read_text()
    variables = pygohcl.loads(text)["variable"]
    assert set(service().settings["properties"]) == set(variables) - {"name", "region", "labels"}
    for name, value in service().defaults.items():
        assert variables[name]["default"] == value


OBJECTS = {f"storage.objects.{verb}" for verb in ("create", "delete", "get", "list")}


def test_every_permission_is_one_that_google_has() -> None:
    grants = [each.grant for rule in native.rules().rules for each in rule.grants]
    assert {action for grant in grants for action in grant.actions} == {*OBJECTS, "iam.serviceAccounts.signBlob"}
    assert {grant.scope for grant in grants if "iam.serviceAccounts.signBlob" in grant.actions} == {"account"}


# https://cloud.google.com/storage/docs/access-control/iam-roles
PREDEFINED = {
    "roles/storage.objectViewer": {"storage.objects.get", "storage.objects.list"},
    "roles/storage.objectUser": OBJECTS,
    "roles/iam.serviceAccountTokenCreator": {"iam.serviceAccounts.signBlob"},
}


def test_predefined_roles_allow_what_is_asked_for() -> None:
    for rule in native.rules().rules:
        for each in rule.grants:
            assert set(each.grant.actions) <= PREDEFINED[each.grant.role], rule.operation


@pytest.mark.parametrize(
    ("operation", "permissions"),
    [
        ("upload", {"create": "destination", "delete": "destination"}),
        ("write", {"create": "path", "delete": "path"}),
        ("download", {"get": "source"}),
        ("read", {"get": "path"}),
        ("exists", {"get": "path"}),
        ("stat", {"get": "path"}),
        ("delete", {"delete": "path"}),
        ("list_objects", {"list": "prefix"}),
        ("iter_objects", {"list": "prefix"}),
    ],
)
def test_permissions_of_operations(operation: str, permissions: dict[str, str]) -> None:
    rule = native.rules().rule(operation)
    assert rule is not None
    found = {action: each.grant.keys for each in rule.grants for action in each.grant.actions}
    assert found == {f"storage.objects.{verb}": keys for verb, keys in permissions.items()}


@pytest.mark.parametrize(
    ("method", "fields", "environment"),
    [
        (
            "service-account-json",
            {"credentials_file": "F", "project_id": "P"},
            {"GOOGLE_APPLICATION_CREDENTIALS": "F", "GOOGLE_PROJECT": "P", "GOOGLE_CLOUD_PROJECT": "P"},
        ),
        ("application-default", {"project_id": "P"}, {"GOOGLE_PROJECT": "P", "GOOGLE_CLOUD_PROJECT": "P"}),
        (
            "application-default",
            {"project_id": "P", "impersonate_service_account": "S"},
            {"GOOGLE_PROJECT": "P", "GOOGLE_CLOUD_PROJECT": "P", "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT": "S"},
        ),
        (
            "workload-identity-federation",
            {"credentials_file": "F", "project_id": "P"},
            {"GOOGLE_APPLICATION_CREDENTIALS": "F", "GOOGLE_PROJECT": "P", "GOOGLE_CLOUD_PROJECT": "P"},
        ),
    ],
)
def test_what_the_fields_of_a_method_become(method: str, fields: dict[str, str], environment: dict[str, str]) -> None:
    handler = next(each for each in native.provider().authentication if each.id == method).handler
    assert _filled(handler["environment"], fields) == environment


def _filled(entries: dict[str, str], fields: dict[str, str]) -> dict[str, str]:
    """The entries with fields put in; one whose field is empty is left out."""
    made = {}
    for name, text in entries.items():
        if all(field in fields for field in re.findall(r"\{(\w+)\}", text)):
            made[name] = text.format(**fields)
    return made


# https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/guides/provider_reference
OF_TERRAFORM = {"GOOGLE_PROJECT", "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT"}


def test_environment_variables_are_those_of_terraform_or_the_client_library() -> None:
    from google.auth import environment_vars

    known = {value for value in vars(environment_vars).values() if isinstance(value, str)} | OF_TERRAFORM
    for method in native.provider().authentication:
        assert set(method.handler["environment"]) <= known


def test_no_method_keeps_a_secret() -> None:
    """Keys stay in files that are named: nothing secret gets into variables or configuration."""
    for method in native.provider().authentication:
        fields: dict[str, Any] = dict(method.schema["properties"])
        assert set(fields) <= {"credentials_file", "impersonate_service_account", "project_id"}


def test_regions_are_those_of_the_prices_and_more() -> None:
    regions = {region.id for region in native.provider().regions}
    content = yaml.safe_load((native.PROVIDER / "pricing-metadata.yaml").read_text())
    assert {entry["region"] for entry in content["prices"] if "region" in entry} <= regions
    assert native.provider().default_region in regions
    assert all(re.fullmatch(r"[a-z]+-[a-z]+\d{1,2}", region) for region in regions)


def test_prices_are_dated_and_have_a_page() -> None:
    content = yaml.safe_load((native.PROVIDER / "pricing-metadata.yaml").read_text())
    assert content["source"].startswith("https://cloud.google.com/")
    dates = [content["date"], *(entry["date"] for entry in content["prices"] if "date" in entry)]
    assert all(re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", str(date)) for date in dates)
    assert all(entry["price"] >= 0 for entry in content["prices"])


def test_the_configuration_demands_the_provider_that_the_module_demands() -> None:
    wanted = native.provider().terraform
    module = pygohcl.loads((native.PROVIDER / service().terraform / "main.tf").read_text())
    root = pygohcl.loads(rendering.configuration(rendering.plan())["versions.tf"])
    for content in (module, root):
        assert content["terraform"]["required_providers"]["google"] == {
            "source": wanted.source,
            "version": wanted.version,
        }
