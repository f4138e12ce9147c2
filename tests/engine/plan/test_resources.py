"""What uses say about resources, and what infrar.yaml adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from infrar_engine.model import Choice, Dynamic, FromEnvironment, Literal, Prefixed, UseKind, UseSite, Value, Variable
from tests.engine.plan.program import config, planned, use

DYNAMIC = Dynamic("it is computed when the program runs")


@pytest.mark.parametrize(
    ("value", "resources"),
    [
        (Literal("reports"), {"reports": "reports"}),
        (FromEnvironment("PHOTOS_BUCKET"), {"photos_bucket": Variable("photos_bucket", "PHOTOS_BUCKET", None)}),
        (FromEnvironment("BUCKET", "photos"), {"bucket": Variable("bucket", "BUCKET", "photos")}),
        (Choice((Literal("one"), Literal("two"))), {"one": "one", "two": "two"}),
        (Choice((Literal("one"), FromEnvironment("TWO"))), {"one": "one", "two": Variable("two", "TWO", None)}),
    ],
)
def test_values_become_resources(value: Value, resources: dict[str, str | Variable]) -> None:
    result = planned(use("storage.read", bucket=value, path="a"))
    assert {each.name: each.variable or each.physical_name for each in result.plan.resources} == resources
    assert result.diagnostics == ()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (DYNAMIC, "it is computed when the program runs"),
        (Prefixed("logs-"), "only its beginning is known"),
        (Choice((Literal("one"), Prefixed("logs-"))), "only its beginning is known"),
    ],
)
def test_what_cannot_be_seen_is_an_error_with_the_way_out(value: Value, reason: str) -> None:
    [found] = planned(use("storage.read", "app/store.py", 9, text="tenant.bucket", bucket=value, path="a")).diagnostics
    assert found.code == "INF401"
    assert found.message == f"the bucket of this storage.read can't be seen: {reason}"
    assert found.hint.endswith('resources: {NAME: {uses: ["app/store.py:tenant.bucket"]}}')
    assert found.location is not None
    assert (found.location.path, found.location.line) == ("app/store.py", 9)


def test_hidden_arguments_are_errors() -> None:
    splat = use("storage.read", complete=False, path="a")
    passed_on = use("storage.read", line=2, kind=UseKind.REFERENCE, complete=False)
    messages = [found.message for found in planned(splat, passed_on).diagnostics]
    assert messages == [
        "the bucket of this storage.read can't be seen: * or ** hides it",
        "the bucket of this storage.read can't be seen: the operation is passed on",
    ]


def test_an_alias_counts_where_it_is_called() -> None:
    alias = use("storage.read", kind=UseKind.ALIAS, complete=False)
    assert planned(alias).plan.resources == ()
    assert planned(alias).diagnostics == ()


def test_a_resource_lists_its_operations_and_uses() -> None:
    matches = [
        use("storage.write", "b.py", 4, bucket="reports", path="a"),
        use("storage.read", "a.py", 9, bucket="reports", path="a"),
        use("storage.read", "a.py", 9, bucket="reports", path="b"),
    ]
    [resource] = planned(*matches).plan.resources
    assert resource.operations == ("storage.read", "storage.write")
    assert resource.uses == (UseSite("a.py", 9), UseSite("b.py", 4))


@pytest.mark.parametrize(
    ("destination", "resources"),
    [
        ({}, ["here"]),
        ({"destination_bucket": Literal(None)}, ["here"]),
        ({"destination_bucket": "there"}, ["here", "there"]),
        ({"destination_bucket": Choice((Literal("there"), Literal(None)))}, ["here", "there"]),
    ],
)
def test_another_bucket_is_a_resource_too(destination: dict[str, Value | str], resources: list[str]) -> None:
    result = planned(use("storage.copy", bucket="here", source="a", destination="b", **destination))
    assert [each.name for each in result.plan.resources] == resources
    assert result.diagnostics == ()


def test_defaults_that_differ_are_no_default() -> None:
    matches = [use("storage.read", bucket=FromEnvironment("BUCKET", name), path="a") for name in ("one", "two")]
    [resource] = planned(*matches).plan.resources
    assert resource.variable == Variable("bucket", "BUCKET", None)


def test_infrar_yaml_says_what_a_use_means(tmp_path: Path) -> None:
    said = config(
        tmp_path,
        """
        resources:
          profiles: {uses: ["app/store.py:tenant.bucket"]}
          journal: {uses: [app/journal.py]}
          copies: {uses: ["app/store.py:storage.copy"]}
        """,
    )
    matches = [
        use("storage.read", "app/store.py", 1, text="tenant.bucket", bucket=DYNAMIC, path="a"),
        use("storage.write", "app/store.py", 2, text="tenant.bucket", bucket=DYNAMIC, path="a"),
        use("storage.write", "app/journal.py", 3, complete=False),
        use("storage.copy", "app/store.py", 4, complete=False, bucket="plain", source="a", destination="b"),
    ]
    result = planned(*matches, said=said)
    assert result.diagnostics == ()
    assert {each.name: [use.line for use in each.uses] for each in result.plan.resources} == {
        "copies": [4],
        "journal": [3],
        "plain": [4],
        "profiles": [1, 2],
    }


def test_a_use_may_mean_several_resources(tmp_path: Path) -> None:
    said = config(tmp_path, "resources: {one: {uses: [app.py]}, two: {uses: [app.py]}}")
    result = planned(use("storage.read", bucket=DYNAMIC, path="a"), said=said)
    assert [each.name for each in result.plan.resources] == ["one", "two"]
    assert {grant.resource for grant in result.plan.grants} == {"one", "two"}


def test_an_environment_variable_gets_a_logical_name(tmp_path: Path) -> None:
    said = config(
        tmp_path,
        """
        resources: {photos: {from_environment: PHOTOS_BUCKET}}
        environments: {prod: {provider: toy, naming: "acme-{name}"}}
        """,
    )
    matches = [
        use("storage.read", bucket=FromEnvironment("PHOTOS_BUCKET", "photos"), path="a"),
        use("storage.read", bucket="photos", path="a"),
    ]
    result = planned(*matches, said=said, environment="prod")
    [resource] = result.plan.resources
    assert (resource.name, resource.physical_name) == ("photos", "acme-photos")
    assert resource.variable == Variable("photos_bucket", "PHOTOS_BUCKET", "acme-photos")
    assert result.diagnostics == ()


def test_a_variable_of_the_templates_keeps_its_name() -> None:
    """The toy's own templates declare `region`."""
    [resource] = planned(use("storage.read", bucket=FromEnvironment("REGION"), path="a")).plan.resources
    assert resource.variable is not None
    assert resource.variable.name == "region_bucket"


def test_settings_come_from_defaults_file_and_environment(tmp_path: Path) -> None:
    said = config(
        tmp_path,
        """
        resources: {reports: {settings: {versioning: true}}}
        environments: {prod: {provider: toy, resources: {reports: {settings: {versioning: false}}}}}
        """,
    )
    match = use("storage.read", bucket="reports", path="a")
    settings = [
        dict(planned(match, said=said, environment=environment).plan.resources[0].settings)
        for environment in (None, "prod")
    ]
    assert settings == [{"versioning": True}, {"versioning": False}]


def test_a_declared_resource_is_made_without_a_use(tmp_path: Path) -> None:
    said = config(tmp_path, "resources: {archive: {capability: storage}}")
    result = planned(said=said)
    assert [(each.name, each.uses) for each in result.plan.resources] == [("archive", ())]
    assert result.diagnostics == ()


# infrar.yaml, code, what is said about it
CONFIG_PROBLEMS = [
    ("resources: {reprots: {settings: {}}}", "INF508", "no code in sight uses a resource of this name"),
    ("resources: {reports: {uses: [x.py]}}", "INF509", 'uses[0]: no use whose resource can\'t be seen'),
    ("resources: {reports: {settings: {versioning: 1}}}", "INF506", "storage/objects: expected true or false, not 1"),
    ("resources: {reports: {settings: {versionin: true}}}", "INF506", 'did you mean "versioning"?'),
    ("resources: {archive: {capability: storrage}}", "INF507", 'no capability "storrage"; did you mean "storage"?'),
    ("services: {storage: object}", "INF507", 'Toy has, for storage, no service "object"'),
    ("services: {queue: jobs}", "INF507", 'Toy has no capability "queue" (known: storage)'),
    ("environments: {p: {provider: toy, region: maim}}", "INF507", 'Toy has no region "maim"; did you mean "main"?'),
    ("environments: {p: {provider: toy, variables: {regon: x}}}", "INF507", 'variable "regon"; did you mean "region"?'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "message"), CONFIG_PROBLEMS, ids=[case[0] for case in CONFIG_PROBLEMS])
def test_infrar_yaml_is_held_against_the_provider(tmp_path: Path, text: str, code: str, message: str) -> None:
    said = config(tmp_path, text)
    environment = next(iter(said.environments), None)
    match = use("storage.read", bucket="reports", path="a")
    [found] = planned(match, said=said, environment=environment).diagnostics
    assert (found.code, found.location.path if found.location else None) == (code, "infrar.yaml")
    assert message in found.message
