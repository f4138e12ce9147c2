"""Which implementation runs an operation: the local runtime, or the engine's for the provider of the environment."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest

import infrar
from infrar import _provider, errors, storage


@pytest.fixture
def operations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing loaded so far is remembered; a fake engine stands in for the real one."""
    monkeypatch.setattr(storage, "_operations", _provider.Operations("storage"))
    engine = ModuleType("infrar_engine.runtime")
    engine.loads = []  # type: ignore[attr-defined]  # a module is a namespace

    def load(provider: str, capability: str) -> dict[str, object]:
        engine.loads.append((provider, capability))
        return {"read": lambda *arguments, **options: (provider, arguments, options)}

    engine.operations = load  # type: ignore[attr-defined]
    engine.native = lambda provider, capability: f"{provider}'s {capability}"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "infrar_engine.runtime", engine)


@pytest.mark.parametrize(("value", "provider"), [(None, "local"), ("", "local"), ("local", "local"), ("acme", "acme")])
def test_the_environment_names_the_provider(value: str | None, provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv("INFRAR_PROVIDER", raising=False)
    else:
        monkeypatch.setenv("INFRAR_PROVIDER", value)
    assert infrar.provider == provider
    assert importlib.import_module("infrar").provider == provider


@pytest.mark.usefixtures("operations", "infrar_local")
def test_the_provider_is_looked_up_at_every_call_and_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    called: object = ("acme", ("reports", "a"), {"start": 0, "length": 3})
    monkeypatch.setenv("INFRAR_PROVIDER", "acme")
    assert storage.read("reports", "a", length=3) == called
    monkeypatch.setenv("INFRAR_PROVIDER", "local")
    with pytest.raises(storage.NotFound):
        storage.read("reports", "a")
    monkeypatch.setenv("INFRAR_PROVIDER", "acme")
    assert storage.read("reports", "a", length=3) == called
    assert sys.modules["infrar_engine.runtime"].loads == [("acme", "storage")]


@pytest.mark.usefixtures("operations")
def test_an_operation_that_the_provider_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_PROVIDER", "acme")
    with pytest.raises(errors.Unsupported, match=r"storage\.exists has no implementation for acme"):
        storage.exists("reports", "a")


def missing(name: str) -> object:
    def fail(provider: str, capability: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    return fail


@pytest.mark.usefixtures("operations")
def test_a_module_that_is_not_installed_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_PROVIDER", "acme")
    monkeypatch.setattr(sys.modules["infrar_engine.runtime"], "operations", missing("acmelib"))
    with pytest.raises(errors.Unsupported, match=r"'acmelib', which isn't installed: pip install 'infrar\[cli,acme\]'"):
        storage.read("reports", "a")


@pytest.mark.usefixtures("operations")
def test_a_broken_engine_is_not_taken_for_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_PROVIDER", "acme")
    monkeypatch.setattr(sys.modules["infrar_engine.runtime"], "operations", missing("infrar_engine.nonsense"))
    with pytest.raises(ModuleNotFoundError, match=r"infrar_engine\.nonsense"):
        storage.read("reports", "a")


@pytest.mark.usefixtures("operations")
def test_native_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFRAR_PROVIDER", "acme")
    assert infrar.native("storage") == "acme's storage"
    monkeypatch.delenv("INFRAR_PROVIDER")
    with pytest.raises(errors.Unsupported, match="the local runtime has no native client"):
        infrar.native("storage")


def test_tools_that_probe_the_module_load_nothing() -> None:
    assert not hasattr(_provider.Operations("nonsense"), "__wrapped__")
