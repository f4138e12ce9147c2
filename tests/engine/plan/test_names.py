"""Names in the cloud, and names in the configuration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infrar_engine.plan.naming import Identifiers, NameRefusedError, Naming, forbidden, hash6, hcl_name
from infrar_engine.plugins.values import NameRules
from tests.engine.plan.program import config, planned, use

RULES = NameRules(
    pattern="^[a-z0-9][a-z0-9-]*[a-z0-9]$",
    min_length=3,
    max_length=20,
    forbidden_prefixes=("xn--",),
    forbidden_suffixes=("-alias",),
    forbidden_parts=("toy",),
)
HASH = hash6("shop", "prod", "reports")


@pytest.mark.parametrize(
    ("pattern", "name", "physical"),
    [
        ("{name}", "reports", "reports"),
        ("{project}-{name}", "reports", "shop-reports"),
        ("{environment}-{name}", "reports", "prod-reports"),
        ("{name}-{hash6}", "reports", f"reports-{HASH}"),
        ("b{hash6}", "reports", f"b{HASH}"),
        ("{name}-{name}", "abc", "abc-abc"),
        (
            "{name}",
            "reports-of-the-day-and-night",
            f"reports-of-th-{hash6('shop', 'prod', 'reports-of-the-day-and-night')}",
        ),
        ("{name}", "reports-of-t-he-day-and", f"reports-of-t-{hash6('shop', 'prod', 'reports-of-t-he-day-and')}"),
    ],
)
def test_patterns_make_names(pattern: str, name: str, physical: str) -> None:
    assert Naming(pattern, "shop", "prod").physical(name, RULES) == physical


def test_long_names_that_begin_alike_stay_two() -> None:
    naming = Naming("{project}-{name}", "shop", "prod")
    names = {naming.physical(f"reports-of-the-year-{year}", RULES) for year in range(2000, 2050)}
    assert len(names) == 50
    assert all(len(name) <= RULES.max_length for name in names)


@pytest.mark.parametrize(
    ("name", "physical"),
    [
        ("orders", "orders-queue"),
        ("orders-of-the-year", f"orders-{hash6('shop', 'prod', 'orders-of-the-year')}-queue"),
    ],
)
def test_a_suffix_keeps_names_apart_from_another_capabilitys(name: str, physical: str) -> None:
    assert Naming("{name}", "shop", "prod").physical(name, replace(RULES, suffix="-queue")) == physical


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("ab", "it has 2 characters, and 3 to 20 are allowed"),
        ("xn--abc", 'it must not begin with "xn--"'),
        ("abc-alias", 'it must not end with "-alias"'),
        ("my-toys", 'it must not contain "toy"'),
        ("-abc", "it must match ^[a-z0-9][a-z0-9-]*[a-z0-9]$"),
        ("reports", None),
    ],
)
def test_what_a_cloud_refuses(name: str, problem: str | None) -> None:
    assert forbidden(name, RULES) == problem


def test_a_pattern_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(NameRefusedError, match="leaves less than 3 of 20 characters"):
        Naming("a-very-long-pattern-{name}", "shop", "prod").physical("reports", RULES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("reports", "reports"),
        ("photo-share", "photo_share"),
        ("PHOTOS_BUCKET", "photos_bucket"),
        ("2024-photos", "_2024_photos"),
        ("ünï", "_n_"),
    ],
)
def test_hcl_names(text: str, name: str) -> None:
    assert hcl_name(text) == name


def test_identifiers_are_given_once() -> None:
    identifiers = Identifiers(["storage_account"])
    given = [
        identifiers.take(name, "bucket")
        for name in ("a-b", "a_b", "a.b", "a!b", "2024", "count", "storage-account", "a_b_bucket")
    ]
    assert given[:2] == ["a_b", "a_b_bucket"]
    assert given[4:7] == ["bucket_2024", "count_bucket", "storage_account_bucket"]
    assert len(set(given)) == len(given)


def test_an_environments_pattern_names_resources(tmp_path: Path) -> None:
    said = config(tmp_path, "project: shop\nenvironments: {prod: {provider: toy, naming: '{project}-{name}-{hash6}'}}")
    result = planned(use("storage.read", bucket="reports", path="a"), said=said, environment="prod")
    assert [each.physical_name for each in result.plan.resources] == [f"shop-reports-{HASH}"]


def test_a_refused_name_is_told_where_it_is_used(tmp_path: Path) -> None:
    said = config(tmp_path, "environments: {prod: {provider: toy, naming: '.{name}'}}")
    match = use("storage.read", "store.py", 7, bucket="reports", path="a")
    [found] = planned(match, said=said, environment="prod").diagnostics
    assert found.code == "INF402"
    assert found.message.startswith('Toy objects can\'t have a bucket called ".reports": it must match')
    assert found.location is not None
    assert (found.location.path, found.location.line) == ("store.py", 7)


def test_names_that_come_to_the_same_are_refused(tmp_path: Path) -> None:
    said = config(tmp_path, "resources: {photos: {physical_name: reports}}")
    matches = [use("storage.read", line=n, bucket=name, path="a") for n, name in ((3, "reports"), (5, "photos"))]
    [found] = planned(*matches, said=said).diagnostics
    assert found.code == "INF403"
    assert found.message == 'photos (app.py:5) and reports (app.py:3) would both be called "reports"'
