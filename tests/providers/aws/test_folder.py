"""What the folder's files say: to the plugin host, to each other, and to AWS's own rules."""

import re

import boto3
import pytest

from infrar_engine.pipeline import Request, run
from infrar_engine.plugins.lint import lint
from infrar_engine.plugins.values import Provider, Service
from infrar_engine.render.modules import module_variables
from tests.providers.aws import native


def transformed(provider: Provider, service: Service, text: str) -> str:
    """One module as `infrar transform` writes it."""
    chosen = ((service.capability, service.id),)
    made = run(Request(None, "aws", text=text.encode(), infrastructure=False, layout="mirror", services=chosen))
    assert not made.failed, made.diagnostics
    return made.artifacts[0].content.decode() if made.artifacts else text


def test_lint_finds_nothing_and_examples_come_out_as_they_say() -> None:
    assert lint(native.PROVIDER, transformed) == []


def test_every_rule_has_examples_and_look_alikes() -> None:
    assert [rule.name for rule in native.rules().rules if not (rule.examples and rule.leaves_alone)] == []


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
        ("Abc", False),
        ("a_b", False),
        ("a.b", False),
        ("xn--abc", False),
        ("abc-s3alias", False),
    ],
)
def test_bucket_names(name: str, allowed: bool) -> None:
    demanded = _service().physical_name
    fits = re.fullmatch(demanded.pattern, name) and demanded.min_length <= len(name) <= demanded.max_length
    refused = name.startswith(demanded.forbidden_prefixes) or name.endswith(demanded.forbidden_suffixes)
    assert bool(fits and not refused) is allowed


def test_settings_are_variables_of_the_module() -> None:
    declared = module_variables(native.provider(), _service().terraform)
    assert set(_service().settings["properties"]) == set(declared) - {"name", "tags"}
    for name, value in _service().defaults.items():
        assert declared[name] == str(value).lower()


def test_regions_are_those_of_boto3() -> None:
    session = boto3.Session()
    known = {
        region
        for partition in ("aws", "aws-cn", "aws-us-gov", "aws-eusc")
        for region in session.get_available_regions("s3", partition)
    }
    assert known - {region.id for region in native.provider().regions} == set()


def test_grants_name_the_bucket_for_its_own_actions_and_keys_for_objects() -> None:
    for rule in native.rules().rules:
        for each in rule.grants:
            on_objects = set(each.grant.actions) - {"s3:ListBucket"}
            assert not (on_objects and "s3:ListBucket" in each.grant.actions), rule.name
            assert not on_objects or each.grant.keys is not None, rule.name


def test_who_reads_may_list_so_that_a_missing_object_is_not_found() -> None:
    for rule in native.rules().rules:
        reading = [each for each in rule.grants if "s3:GetObject" in each.grant.actions]
        listing = [each for each in rule.grants if "s3:ListBucket" in each.grant.actions and each.grant.keys is None]
        assert [each.when for each in reading] == [each.when for each in listing], rule.name


@pytest.mark.parametrize(
    ("method", "fields", "environment"),
    [
        (
            "access-keys",
            {"access_key_id": "K", "secret_access_key": "S"},
            {"AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "S"},
        ),
        ("profile", {"profile": "P"}, {"AWS_PROFILE": "P"}),
        ("assumed-role", {"role_arn": "R"}, {}),
        (
            "oidc",
            {"role_arn": "R", "web_identity_token_file": "F"},
            {"AWS_ROLE_ARN": "R", "AWS_WEB_IDENTITY_TOKEN_FILE": "F"},
        ),
    ],
)
def test_what_the_fields_of_a_method_become(method: str, fields: dict[str, str], environment: dict[str, str]) -> None:
    handler = next(each for each in native.provider().authentication if each.id == method).handler
    made = {}
    for name, text in handler.get("environment", {}).items():
        if all(field in fields for field in re.findall(r"\{(\w+)\}", text)):
            made[name] = text.format(**fields)
    assert made == environment


def test_secrets_are_marked() -> None:
    secrets = {
        name
        for method in native.provider().authentication
        for name, field in method.schema["properties"].items()
        if field.get("writeOnly")
    }
    assert secrets == {"secret_access_key", "session_token"}


def test_prices_are_dated_and_have_a_page() -> None:
    pricing = native.provider().pricing
    assert pricing is not None
    for price in pricing.prices:
        assert price.source.startswith("https://aws.amazon.com/")
        assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", price.date)


def _service() -> Service:
    service = native.provider().service("storage/s3")
    assert service is not None
    return service
