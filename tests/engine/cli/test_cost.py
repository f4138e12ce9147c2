"""`infrar cost`: what it prints, and what is wrong in a usage file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.cli.conftest import Cli

APP = """\
from infrar import storage

storage.write("photos", "a", b"x")
print(storage.read("photos", "a"))
"""
USAGE = "resources:\n  photos: {stored_gb: 50, writes: 100000}\n"


@pytest.fixture(autouse=True)
def program(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(project)
    (project / "app.py").write_text(APP)
    (project / "usage.yaml").write_text(USAGE)
    return project


def test_providers_stand_side_by_side(cli: Cli) -> None:
    done = cli("cost", ".", "-p", "aws", "-p", "gcp", "--usage", "usage.yaml")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].split() == ["resource", "usage", "aws,", "eu-central-1", "(USD)", "gcp,", "europe-west3", "(USD)"]
    usage = [line for line in lines if line.startswith(" ")]
    assert [line.split()[:2] for line in usage[:3]] == [
        ["stored_gb", "50"],
        ["writes", "100,000"],
        ["reads", "1,000,000"],
    ]
    assert [" * " in f"{line} " for line in usage[:3]] == [False, False, True]
    assert usage[0].split()[2:] == ["1.23", "1.15"]
    assert "* assumed: say it in a usage file (--usage)" in lines
    assert "  taxes, discounts, free tiers, and lower prices for large volumes" in lines
    assert any("https://aws.amazon.com/s3/pricing/" in line and "2025-06" in line for line in lines)


def test_json_has_every_line_with_its_source(cli: Cli) -> None:
    done = cli("cost", ".", "-p", "aws", "--usage", "usage.yaml", "--format", "json")
    content = json.loads(done.out)
    assert (done.code, content["version"], content["diagnostics"]) == (0, 1, [])
    [one] = content["estimates"]
    assert (one["target"], one["currency"], one["complete"]) == ("aws", "USD", False)
    [photos] = one["resources"]
    assert sum(each["cost"] for each in photos["lines"]) == pytest.approx(photos["cost"]) == pytest.approx(one["cost"])
    stored = photos["lines"][0]
    assert (stored["item"], stored["per"], stored["amount"]) == ("standard storage", ["stored_gb"], 50)
    assert (stored["cost"], stored["region"]) == (pytest.approx(50 * stored["price"]), "eu-central-1")
    assert all(each["date"] and each["source"] for each in photos["lines"])
    assert "egress_gb" in [each["item"] for each in photos["left_out"]]


def test_environments_are_the_targets_where_there_are_some(cli: Cli, program: Path) -> None:
    (program / "infrar.yaml").write_text(
        "project: shop\nenvironments:\n  staging: {provider: aws, region: us-east-1}\n  live: {provider: azure}\n"
    )
    head = cli("cost", ".").out.splitlines()[0]
    assert "staging, us-east-1 (USD)" in head
    assert "live, westeurope (USD)" in head


def test_a_region_without_prices_is_not_free(cli: Cli, program: Path) -> None:
    (program / "infrar.yaml").write_text("project: shop\nenvironments:\n  far: {provider: aws, region: af-south-1}\n")
    done = cli("cost", ".", "-e", "far")
    assert done.out.splitlines()[1].split() == ["storage", "photos", "no", "prices"]
    assert "far, storage photos: standard storage: no price for this region is known\n" in done.out


def test_code_with_errors_has_no_estimate(cli: Cli, program: Path) -> None:
    (program / "app.py").write_text('from infrar.storage import read\n\nread("photos")\n')
    done = cli("cost", ".", "-p", "aws")
    assert (done.code, done.out) == (1, "")
    assert "error[INF202]" in done.err


def test_code_that_uses_nothing(cli: Cli, program: Path) -> None:
    (program / "app.py").write_text("x = 1\n")
    done = cli("cost", ".", "-p", "aws")
    assert (done.code, done.out, done.err) == (0, "the code uses nothing that costs anything\n", "")


# what the file says, and what is said of it
WRONG = [
    (
        "resources: {fotos: {}}",
        'usage.yaml:1: resources.fotos: the code uses no such resource (photos); did you mean "photos"?',
    ),
    (
        "resources:\n  photos:\n    read: 1",
        "usage.yaml:3: resources.photos.read: storage has no such quantity "
        '(stored_gb, writes, lists, reads, deletes, egress_gb); did you mean "reads"?',
    ),
    ("resources: {photos: {reads: -1}}", "usage.yaml:1: resources.photos.reads: -1 is less than 0"),
    ("resources: {photos: {reads: many}}", 'usage.yaml:1: resources.photos.reads: expected a number, not "many"'),
    ("resources: {", "usage.yaml:2: is no valid YAML"),
    ("photos: {reads: 1}", 'usage.yaml:1: the file: "resources" is missing'),
]


@pytest.mark.parametrize(("content", "message"), WRONG)
def test_what_is_wrong_in_a_usage_file_is_said_with_its_place(
    cli: Cli, program: Path, content: str, message: str
) -> None:
    (program / "usage.yaml").write_text(content)
    done = cli("cost", ".", "-p", "aws", "--usage", "usage.yaml")
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_names_that_two_capabilities_have(cli: Cli, program: Path) -> None:
    (program / "app.py").write_text(APP + 'from infrar import queue\n\nqueue.send("photos", "new")\n')
    done = cli("cost", ".", "-p", "aws", "--usage", "usage.yaml")
    assert (done.code, "several resources are called so" in done.err) == (2, True)
    assert '"queue/photos" or "storage/photos"' in done.err
    (program / "usage.yaml").write_text(USAGE.replace("photos", "storage/photos"))
    assert cli("cost", ".", "-p", "aws", "--usage", "usage.yaml").code == 0
