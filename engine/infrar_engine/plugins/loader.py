"""From names and folders to checked providers.

In: the ids that are wanted (None: all of them) and the folders that `--plugins` names. Out: `Providers`, sorted by
id. Installed plugins are entry points; only those that are asked for are imported, since start-up counts. Nothing is
loaded by an import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from infrar_engine.catalog import CatalogError, extend_catalog, load_catalog
from infrar_engine.model import Catalog
from infrar_engine.plugins import hookspecs
from infrar_engine.plugins.errors import Finding, PluginError
from infrar_engine.plugins.reading import read_provider
from infrar_engine.plugins.values import Provider, Providers
from infrar_engine.schemas import suggestion

_Answer = TypeVar("_Answer")

# What importing or asking somebody else's module may raise without it being a mistake of ours.
PLUGIN_FAILURES = (
    ImportError, SyntaxError, AttributeError, NameError, TypeError, ValueError, LookupError, OSError, RuntimeError,
    ArithmeticError,
)  # fmt: skip


def load_providers(names: Sequence[str] | None = None, folders: Sequence[Path] = ()) -> Providers:
    """The providers with these ids, from installed plugins and from `folders` (each one provider, or a folder of
    them).

    A `PluginError` says what is missing or broken, and names both places when two have one id.
    """
    given = [place for folder in folders for place in provider_folders(folder)]
    manager = plugin_manager(names)
    loaded = _load(manager, given)
    if names is None:
        return loaded
    if any(loaded.get(name) is None for name in names):
        loaded = _load_all(names, loaded, given)
    wanted = tuple(provider for provider in loaded if provider.id in names)
    return Providers(wanted, loaded.catalog, loaded.filters)


def _load_all(names: Sequence[str], loaded: Providers, given: Sequence[Path]) -> Providers:
    """Perhaps a plugin of another name ships what is missing."""
    broken: tuple[Finding, ...] = ()
    try:
        loaded = _load(plugin_manager(None), given)
    except PluginError as error:
        broken = error.findings
    missing = [name for name in dict.fromkeys(names) if loaded.get(name) is None]
    if missing:
        raise PluginError([*(_unknown(name, loaded.ids) for name in missing), *broken])
    return loaded


def provider_folders(folder: Path) -> list[Path]:
    """The provider folder itself, or those directly in it."""
    if (folder / "provider.yaml").is_file():
        return [folder]
    inside = sorted(path.parent for path in folder.glob("*/provider.yaml"))
    if not inside:
        what = "has no provider.yaml, nor has a folder in it" if folder.is_dir() else "is no folder"
        raise PluginError([Finding(str(folder), 0, "", what)])
    return inside


def plugin_manager(names: Sequence[str] | None) -> pluggy.PluginManager:
    """A manager with the installed plugins of these names (None: all) and nothing else imported."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for name in [None] if names is None else sorted(set(names)):
        try:
            manager.load_setuptools_entrypoints(hookspecs.GROUP, name)
            manager.check_pending()
        except (*PLUGIN_FAILURES, pluggy.PluginValidationError) as error:
            what = f"the plugin {name!r}" if name else "an installed plugin"
            raise PluginError(
                [Finding("", 0, "", f"{what} can't be loaded: {type(error).__name__}: {error}")]
            ) from error
    return manager


def _load(manager: pluggy.PluginManager, given: Sequence[Path]) -> Providers:
    catalog = catalog_of(manager)
    places = {place.resolve(): True for place in given}
    for plugin, shipped in _ask(manager, "infrar_providers", lambda answer: [Path(place) for place in answer]):
        for place in shipped:
            places.setdefault(place.resolve(), not _is_ours(manager, plugin))
    found: dict[str, Provider] = {}
    for place, checked in sorted(places.items()):
        provider = read_provider(place, catalog, check_code=checked)
        if provider.id in found:
            both = f"{found[provider.id].folder.shown} and {provider.folder.shown}"
            raise PluginError([Finding("", 0, "", f'two providers have the id "{provider.id}": {both}')])
        found[provider.id] = provider
    return Providers(tuple(found[name] for name in sorted(found)), catalog, filters_of(manager))


def _is_ours(manager: pluggy.PluginManager, plugin: object) -> bool:
    """Whether a plugin comes in Infrar's own distribution: its rules' code was checked by our tests, as it is there."""
    return any(each is plugin and facade.project_name == "infrar" for each, facade in manager.list_plugin_distinfo())


def catalog_of(manager: pluggy.PluginManager) -> Catalog:
    """The SDK's catalog with the capabilities that plugins add."""
    added = _ask(manager, "infrar_capabilities", lambda answer: [(name, Path(path)) for name, path in answer.items()])
    modules = [module for _, answer in added for module in answer]
    try:
        return extend_catalog(load_catalog(), modules) if modules else load_catalog()
    except (CatalogError, OSError, SyntaxError, UnicodeDecodeError) as error:
        raise PluginError([Finding("", 0, "", f"a plugin's capability can't be read: {error}")]) from error


def filters_of(manager: pluggy.PluginManager) -> dict[str, Callable[..., str]]:
    """The template filters that plugins add, by name."""
    filters: dict[str, Callable[..., str]] = {}
    for _, added in _ask(manager, "infrar_template_filters", lambda answer: sorted(answer.items())):
        for name, function in added:
            if name in filters:
                raise PluginError([Finding("", 0, "", f'two plugins have a template filter "{name}"')])
            filters[name] = function
    return filters


def house_findings(manager: pluggy.PluginManager, provider: Provider) -> list[Finding]:
    """What the installed plugins' own checks say about a provider folder."""
    answers = _ask(manager, "infrar_check_provider", list[Finding], provider=provider)
    return sorted(finding for _, answer in answers for finding in answer)


def _ask(
    manager: pluggy.PluginManager, hook: str, read: Callable[[Any], _Answer], **arguments: Any
) -> list[tuple[object, _Answer]]:
    """Each plugin with its answer as `read` understands it, ordered by the plugins' names.

    (Pluggy's own order is that of registration, backwards.)
    """
    results = []
    for implementation in sorted(getattr(manager.hook, hook).get_hookimpls(), key=lambda each: each.plugin_name):
        try:
            answer = read(implementation.function(**{name: arguments[name] for name in implementation.argnames}))
        except PLUGIN_FAILURES as error:
            message = f"the plugin {implementation.plugin_name!r} failed in {hook}: {type(error).__name__}: {error}"
            raise PluginError([Finding("", 0, "", message)]) from error
        results.append((implementation.plugin, answer))
    return results


def _unknown(name: str, known: Sequence[str]) -> Finding:
    hint = suggestion(name, known) or f" (known: {', '.join(known) or 'none'})"
    return Finding("", 0, "", f'there is no provider "{name}"{hint}')
