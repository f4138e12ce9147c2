"""The files of `infra/` → what OpenTofu or Terraform finds wrong with them.

The configuration is laid out in a temporary folder, so that nothing is written where the user works. Providers come
from wherever the user's own configuration of the command gets them (its file, a mirror, a plugin cache). What would
tie the run to another folder is left out of its environment: a workspace, a data folder, extra arguments.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from infrar_engine.deploy.driver import Driver
from infrar_engine.deploy.runner import Runner
from infrar_engine.model import Artifact, Diagnostic

FOLDER = "infra"
_OF_ANOTHER_FOLDER = ("TF_DATA_DIR", "TF_WORKSPACE", "TF_CLI_ARGS")
_PATHS = ("TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR")
_SETTINGS = {
    "CHECKPOINT_DISABLE": "1",
    "TF_IN_AUTOMATION": "1",
    # A plugin cache is only used for providers that the lock file knows, unless this says that the file doesn't matter:
    # ours goes with the folder.
    "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
}


def check_configuration(artifacts: Iterable[Artifact], runner: Runner) -> tuple[Diagnostic, ...]:
    """Initialize without a backend and validate; () when there is nothing to say, or no infrastructure."""
    files = [artifact for artifact in artifacts if artifact.path.startswith(f"{FOLDER}/")]
    if not files:
        return ()
    with tempfile.TemporaryDirectory(prefix="infrar-", ignore_cleanup_errors=True) as made:
        top = Path(made).resolve()
        for artifact in files:
            path = top / artifact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(artifact.content)
        return _check(Driver(runner, top / FOLDER, FOLDER, _environment(os.environ, Path.cwd())))


def _check(driver: Driver) -> tuple[Diagnostic, ...]:
    prepared = driver.init(backend=False)
    return driver.validate().diagnostics if prepared.ok else prepared.diagnostics


def _environment(given: Mapping[str, str], here: Path) -> dict[str, str]:
    """The user's environment for a run in another folder: paths that were relative to the current folder still are."""
    kept = {name: value for name, value in given.items() if not name.startswith(_OF_ANOTHER_FOLDER)}
    absolute = {name: str(here / given[name]) for name in _PATHS if given.get(name)}
    return {**kept, **absolute, **_SETTINGS}
