"""What only `lint` says: a table of one mistake and its message, and examples that are tried."""

# A row of a table is one line, so that the table can be read.

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infrar_engine.plugins import Provider, Service, load_providers
from infrar_engine.plugins.lint import check_examples, lint

Change = Callable[[str, str, str], None]

RULES = "services/storage/objects/transform/rules.yaml"
SERVICE = "services/storage/objects/service.yaml"
BACKEND = "terraform-config/backend.tf.tmpl"

FOUND = [
    (RULES, "  - import sys", "  - import sys\n  - import json", f'cloud/{RULES}: imports: nothing uses "json"'),
    (RULES, "  _url: |", "  _spare: |\n    def _spare(): ...\n  _url: |", "supports._spare: nothing uses it"),
    (SERVICE, "{type: boolean,", "{type: boolen,", "service.yaml: settings.properties.versioning.type: is no JSON Schema: "),
    ("services/storage/objects/defaults.yaml", "versioning:", "version:", "defaults.yaml: version: is none of the settings"),
    (SERVICE, "settings:", "alternatives: [{service: storage/x}]\nsettings:", 'alternatives: there is no service "storage/x"'),
    ("authentication/token/handler.yaml", "{token}", "{tokne}", 'handler.yaml: "tokne" is no field of schema.yaml'),
    ("authentication/token/schema.yaml", "type: object", "type: objekt", "schema.yaml: type: is no JSON Schema: 'objekt' is not"),
    ("pricing-metadata.yaml", "service: storage/objects", "service: storage/x", 'prices[0].service: there is no service "storage/x"'),
    ("pricing-metadata.yaml", "price: 0.0,", "price: 0.0, region: moon,", 'prices[0].region: "moon" is none of regions.yaml'),
    ("pricing-metadata.yaml", " date: 2026-01-01,", "", "prices[0]: has no date, nor has the file"),
    (BACKEND, "terraform {", "{{ plna }}\nterraform {", f'cloud/{BACKEND}:2: nothing gives "plna" to this template (environment, grants, '),
    (BACKEND, "terraform {", "{{ plan | hlc }}\nterraform {", f"cloud/{BACKEND}:2: is no valid template: No filter named 'hlc'"),
    (BACKEND, "terraform {", "{% if %}\nterraform {", f"cloud/{BACKEND}:2: is no valid template: Expected an expression"),
    (BACKEND, "terraform {", "{% include '../x' %}\nterraform {", f'cloud/{BACKEND}: includes "../x", which is no file of this folder'),
    (BACKEND, "terraform {", "{% include region %}\nterraform {", f"cloud/{BACKEND}: includes a file that it computes"),
]  # fmt: skip


def test_the_starter_has_no_findings(folder: Path) -> None:
    assert lint(folder) == []


@pytest.mark.parametrize(("path", "old", "new", "message"), FOUND, ids=[row[3] for row in FOUND])
def test_a_mistake_is_found(folder: Path, change: Change, path: str, old: str, new: str, message: str) -> None:
    change(path, old, new)
    said = [str(finding) for finding in lint(folder)]
    assert any(message in each for each in said), "\n".join(said)


def test_what_loading_refuses_is_found_too(folder: Path, change: Change) -> None:
    change(RULES, "NotFound: _status(404)", "NotFound: _sttaus(404)")
    assert [finding.key for finding in lint(folder)] == ["errors.NotFound"]


@pytest.mark.parametrize(
    "path", [BACKEND, "orchestration/bootstrap-script.sh.tmpl", "services/storage/objects/terraform/outputs.tf"]
)
def test_a_missing_file_is_found(folder: Path, path: str) -> None:
    (folder / path).unlink()
    assert [str(finding) for finding in lint(folder)] == [f"cloud/{path}: is missing"]


def test_examples_are_tried(folder: Path) -> None:
    provider = load_providers(["cloud"], [folder])["cloud"]
    rules = provider.rules_for("storage")
    assert rules is not None
    (rule,) = (each for each in rules.rules if each.examples)
    answers = {rule.examples[0].before: rule.examples[0].after, rule.leaves_alone[0]: rule.leaves_alone[0]}

    def right(_: Provider, service: Service, text: str) -> str:
        assert service.id == "storage/objects"
        return answers[text]

    assert check_examples(provider, right) == []
    wrong = check_examples(provider, lambda _, __, text: answers[text] + "# changed\n")
    last = rule.examples[0].after.count("\n") + 1
    assert [(finding.key, finding.message) for finding in wrong] == [
        (
            "storage.read.examples",
            f"\"reading in an expression\" comes out otherwise: line {last} is '# changed', not None",
        ),
        ("storage.read.leaves_alone[0]", "was changed: line 4 is '# changed', not None"),
    ]
    assert {finding.key for finding in lint(folder, lambda _, __, text: text + "# changed\n")} == {
        "storage.read.examples",
        "storage.read.leaves_alone[0]",
    }
