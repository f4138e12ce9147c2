"""The hooks: each one is tried here through an installed plugin, and has its place in the guide."""

from __future__ import annotations

import inspect
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infrar_engine.artifacts import write_new
from infrar_engine.plugins import PluginError, hookspecs, load_providers
from infrar_engine.plugins.lint import lint
from infrar_engine.plugins.starting import starter

ROOT = Path(__file__).parents[3]
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("infrar_"))
TWO_LINES = """\
from infrar_engine.plugins.hookspecs import provider_folder

infrar_providers = provider_folder(__file__)
"""

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Put a package with an entry point on the path, as pip would; its folder holds a provider of that name."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    packages: list[str] = []

    def package(name: str, source: str = TWO_LINES, *, provider: str | None = None, entry: str | None = None) -> Path:
        module = f"infrar_{name}"
        write_new(site / module, starter(provider or name))
        (site / module / "__init__.py").write_text(source)
        metadata = site / f"{module}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: infrar-{name}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[{hookspecs.GROUP}]\n{entry or name} = {module}\n")
        packages.append(module)
        return site / module

    yield package
    for module in packages:
        sys.modules.pop(module, None)


def hook(source: str) -> str:
    """A plugin with one hook besides its provider."""
    imports = "from pathlib import Path\nfrom infrar_engine.plugins import Finding, hookimpl\n"
    return f"{TWO_LINES}{imports}\n@hookimpl\n{source}"


def test_every_hook_has_a_test_and_a_line_in_the_guide() -> None:
    tests = {name for name in globals() if name.startswith("test_")}
    guide = (ROOT / "docs" / "plugins.md").read_text("utf-8")
    for name in HOOKS:
        assert any(name in test for test in tests), f"{name} has no test"
        assert f"`{name}" in guide, f"{name} is not in docs/plugins.md"
        documentation = inspect.getdoc(getattr(hookspecs, name)) or ""
        assert len(re.findall(r"[.?!](?=\s|$)", documentation)) == 1, "a sentence a hook"


def test_infrar_providers_brings_folders(install: Install) -> None:
    install("acme")
    assert load_providers(["acme"]).ids == ("acme",)
    assert "acme" in load_providers().ids


def test_only_the_plugins_that_are_asked_for_are_imported(install: Install) -> None:
    install("acme")
    install("broken", "raise RuntimeError('never imported')\n")
    assert load_providers(["acme"]).ids == ("acme",)
    with pytest.raises(PluginError, match="an installed plugin can't be loaded: RuntimeError: never imported"):
        load_providers()


def test_a_plugin_may_ship_a_provider_under_another_name(install: Install) -> None:
    install("acme", provider="acme-eu")
    assert load_providers(["acme-eu"]).ids == ("acme-eu",)


def test_infrar_capabilities_extends_the_catalog(install: Install, tmp_path: Path) -> None:
    source = "def infrar_capabilities():\n    return {'acme.graph': Path(__file__).parent / 'graph.py'}\n"
    folder = install("acme", hook(source))
    (folder / "graph.py").write_text(
        "from infrar import errors\n__all__ = ['GraphError', 'link']\n"
        "class GraphError(errors.InfrarError): ...\ndef link(graph: str) -> None: ...\n"
    )
    described = (folder / "provider.yaml").read_text()
    (folder / "provider.yaml").write_text(described.replace("{storage:", "{graph: g/g, storage:"))
    service = folder / "services/g/g"
    shutil.copytree(folder / "services/storage/objects", service)
    text = (service / "service.yaml").read_text().replace("id: storage/objects", "id: g/g")
    (service / "service.yaml").write_text(
        text.replace("capability: storage", "capability: graph").replace("parameter: bucket", "parameter: graph")
    )
    (service / "transform/rules.yaml").write_text(
        "service: g/g\nimports: []\nerrors: {}\nany_error: KeyError\noperations:\n  link:\n"
        "    grants: none\n    function: |\n      def link(graph: str) -> None:\n          print(graph)\n"
    )
    loaded = load_providers(["acme"])
    names = [capability.name for capability in loaded.catalog.capabilities]
    assert names == sorted(names)
    assert {"graph", "storage"} < set(names)
    rules = loaded["acme"].rules_for("graph")
    assert rules is not None
    assert [rule.operation for rule in rules.rules] == ["graph.link"]


def test_infrar_template_filters_are_collected_and_may_not_clash(install: Install) -> None:
    source = hook("def infrar_template_filters():\n    return {'shout': str.upper}\n")
    install("acme", source)
    assert load_providers(["acme"]).filters["shout"]("a") == "A"
    install("other", source)
    with pytest.raises(PluginError, match='two plugins have a template filter "shout"'):
        load_providers(["acme", "other"])


def test_infrar_check_provider_adds_findings_to_lint(install: Install, tmp_path: Path) -> None:
    install("acme", hook("def infrar_check_provider(provider): return [Finding('a.yaml', 1, 'id', provider.id)]\n"))
    write_new(tmp_path / "mine", starter("mine"))
    assert [str(finding) for finding in lint(tmp_path / "mine")] == ["a.yaml:1: id: mine"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import nothing_there\n", "the plugin 'acme' can't be loaded: ModuleNotFoundError: No module named 'nothing"),
        ("def f(:\n", "the plugin 'acme' can't be loaded: SyntaxError"),
        (hook("def infrar_chekc_provider(provider): ...\n"), "can't be loaded: PluginValidationError: unknown hook"),
        (hook("def infrar_template_filters(): return 1 / 0\n"), "failed in infrar_template_filters: ZeroDivisionError"),
        (hook("def infrar_capabilities(): return None\n"), "failed in infrar_capabilities: AttributeError"),
        (
            "from infrar_engine.plugins import hookimpl\n@hookimpl\ndef infrar_providers(): return 3\n",
            "TypeError: 'int'",
        ),
        (hook("def infrar_capabilities(): return {'a.b': Path('/nowhere')}\n"), "a plugin's capability can't be read"),
    ],
)
def test_a_plugin_that_fails_is_named(install: Install, source: str, message: str) -> None:
    install("acme", source)
    with pytest.raises(PluginError, match=re.escape(message)):
        load_providers(["acme"])


def test_two_with_one_id_are_both_named(install: Install, tmp_path: Path) -> None:
    installed = install("acme")
    write_new(tmp_path / "mine", starter("acme"))
    with pytest.raises(PluginError, match='two providers have the id "acme"') as caught:
        load_providers(["acme"], [tmp_path / "mine"])
    assert str(tmp_path / "mine") in str(caught.value)
    assert str(installed) in str(caught.value)
