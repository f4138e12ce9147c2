"""Folders to providers: what is found where, and what a provider value answers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from infrar_engine.artifacts import write_new
from infrar_engine.plugins import PluginError, load_providers
from infrar_engine.plugins.lint import lint
from infrar_engine.plugins.starting import starter

BUILT_IN = ("aws", "azure", "gcp")


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_provider_lints_clean(name: str) -> None:
    assert [str(finding) for finding in lint(load_providers([name])[name].root)] == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_provider_has_a_rule_for_every_operation(name: str) -> None:
    loaded = load_providers([name])
    for service in loaded[name].services:
        for surface in service.surfaces:
            rules, capability = service.book(surface), loaded.catalog.capability(surface)
            assert rules is not None
            assert capability is not None
            answered = {rule.name for rule in rules.rules} | dict(rules.unsupported).keys()
            assert answered == {operation.name for operation in capability.operations}


def test_a_folder_of_providers_is_as_good_as_each(tmp_path: Path) -> None:
    for name in ("two", "one"):
        write_new(tmp_path / "all" / name, starter(name))
    assert load_providers(["one"], [tmp_path / "all"]).ids == ("one",)
    assert load_providers(["two", "one"], [tmp_path / "all"]).ids == ("one", "two")
    assert {"one", "two"} < set(load_providers(None, [tmp_path / "all"]).ids)


def test_the_same_folder_twice_is_one_provider(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert load_providers(["cloud"], [folder, folder.parent / "link"]).ids == ("cloud",)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("clodu", 'there is no provider "clodu"; did you mean "cloud"?'),
        ("zzz", 'there is no provider "zzz" (known: aws, azure, cloud, gcp)'),
    ],
)
def test_an_unknown_provider_is_told_with_what_there_is(folder: Path, name: str, message: str) -> None:
    with pytest.raises(PluginError) as caught:
        load_providers([name], [folder])
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "nowhere: is no folder"),
        (lambda path: path.mkdir(), "nowhere: has no provider.yaml, nor has a folder in it"),
    ],
)
def test_a_folder_without_a_provider_is_refused(tmp_path: Path, make: object, message: str) -> None:
    make(tmp_path / "nowhere")  # type: ignore[operator] # a function
    with pytest.raises(PluginError) as caught:
        load_providers(["x"], [tmp_path / "nowhere"])
    assert str(caught.value).endswith(message)


def test_a_provider_answers_for_its_services_and_files(folder: Path) -> None:
    provider = load_providers(["cloud"], [folder])["cloud"]
    service = provider.service_for("storage")
    assert service is not None
    assert service == provider.service_for("storage", "objects") == provider.service_for("storage", "storage/objects")
    assert provider.service_for("storage", "queues") is None
    assert provider.service_for("queue") is None
    assert provider.rules_for("queue") is None
    assert provider.capabilities == ("storage",)
    assert provider.terraform.local_name == "null"
    assert provider.files(f"{service.terraform}/*.tf") == tuple(
        f"services/storage/objects/terraform/{name}.tf" for name in ("main", "outputs", "variables")
    )
    assert provider.text("terraform-config/backend.tf.tmpl").startswith("{#")


def test_values_cannot_be_changed(folder: Path) -> None:
    provider = load_providers(["cloud"], [folder])["cloud"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        provider.id = "other"  # type: ignore[misc] # that is the point


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "a/../../secret", "..\\secret", "out/secret", "."])
def test_no_path_leads_out_of_the_folder(folder: Path, path: str) -> None:
    (folder.parent / "secret").write_text("secret")
    (folder / "out").symlink_to(folder.parent)
    provider = load_providers(["cloud"], [folder])["cloud"]
    with pytest.raises(PluginError):
        provider.text(path)


def test_a_link_inside_the_folder_is_fine(folder: Path) -> None:
    (folder / "again.tmpl").symlink_to(folder / "terraform-config" / "backend.tf.tmpl")
    provider = load_providers(["cloud"], [folder])["cloud"]
    assert provider.text("again.tmpl") == provider.text("terraform-config/backend.tf.tmpl")


@pytest.mark.parametrize("path", ["provider.yaml", "services/storage/objects/transform/rules.yaml"])
def test_a_yaml_file_that_is_a_link_outwards_is_refused(folder: Path, path: str) -> None:
    (folder / path).replace(folder.parent / "outside.yaml")
    (folder / path).symlink_to(folder.parent / "outside.yaml")
    with pytest.raises(PluginError, match="leads outside the provider folder"):
        load_providers(["cloud"], [folder])
