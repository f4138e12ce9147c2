"""Independent judges of what we generate. Each function returns what it found wrong, as lines for people; none is good.

    hcl_errors      the Go parser that Terraform itself uses, on every file
    fmt_errors      `terraform fmt -check`
    checkov         security checks, with an allow list that has a reason for each entry (`checkov_allow.yaml`)
    policy_errors   AWS's own list of actions, resources and conditions, on an IAM policy
    type_errors     pyright with the real libraries' types, on native Python

None of them needs a network. A judge that isn't installed skips the test, or fails it where all must be there.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from tests.kit.missing import missing
from tests.kit.servers import TOOLS
from tests.kit.terraform import Terraform

ALLOW_LIST = Path(__file__).with_name("checkov_allow.yaml")


def hcl_errors(folder: Path) -> list[str]:
    """Syntax errors, attributes set twice, missing newlines in any .tf or .tfvars file."""
    try:
        import pygohcl
    except ModuleNotFoundError:
        missing("pygohcl", "pip install pygohcl")
    errors = []
    for path in sorted(path for suffix in ("tf", "tfvars") for path in folder.rglob(f"*.{suffix}")):
        try:
            pygohcl.loads(path.read_text(encoding="utf-8"))
        except pygohcl.HCLParseError as error:
            errors.append(f"{path.relative_to(folder)}: {error}")
    return errors


def fmt_errors(terraform: Terraform, folder: Path) -> list[str]:
    """The differences that `terraform fmt` would make."""
    run = terraform.fmt_check(folder)
    return [] if run.ok else [line for line in (run.stdout + run.stderr).splitlines() if line]


@dataclass(frozen=True, slots=True)
class CheckovVerdict:
    """`unexpected` checks failed without a reason; `unused` are entries of the allow list that nothing needs."""

    unexpected: tuple[str, ...]
    unused: tuple[str, ...]


def checkov(provider: str, folders: Iterable[Path], allow_list: Path = ALLOW_LIST) -> CheckovVerdict:
    """Judge all of a provider's configurations together, so that entries of the allow list can be found unused."""
    allowed = _allowed(provider, allow_list)
    failed = [check for folder in folders for check in _failed_checks(folder)]
    unexpected = sorted(
        {
            f"{check['check_id']} {check['resource']} ({check['repo_file_path']}): {check['check_name']}"
            for check in failed
            if check["check_id"] not in allowed
        }
    )
    return CheckovVerdict(tuple(unexpected), tuple(sorted(allowed - {check["check_id"] for check in failed})))


def _allowed(provider: str, allow_list: Path) -> set[str]:
    """The checks that may fail; an entry without a reason is an error."""
    entries: Mapping[str, str] = yaml.safe_load(allow_list.read_text(encoding="utf-8")).get(provider) or {}
    bare = [check for check, reason in entries.items() if not isinstance(reason, str) or len(reason.split()) < 4]
    if bare:
        raise ValueError(f"{allow_list.name}: {provider}: no reason for {', '.join(bare)}")
    return set(entries)


def _failed_checks(folder: Path) -> list[dict[str, Any]]:
    command = _checkov_command()
    options = ["--directory", str(folder), "--framework", "terraform", "--quiet", "--compact", "--skip-download"]
    done = subprocess.run([command, *options, "--output", "json"], capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        raise RuntimeError(f"checkov: {done.stdout[-1000:]}{done.stderr[-1000:]}") from None
    if errors := report.get("results", {}).get("parsing_errors"):
        raise RuntimeError(f"checkov can't read {', '.join(errors)}")
    found: list[dict[str, Any]] = report.get("results", {}).get("failed_checks", [])
    return found


def _checkov_command() -> str:
    """checkov lives in a virtual environment of its own: it pins old versions of half of everything."""
    commands = (os.environ.get("INFRAR_CHECKOV"), str(TOOLS / "checkov/bin/checkov"), "checkov")
    found = next(filter(None, (shutil.which(command) for command in commands if command)), None)
    return found or missing("checkov", "make tools")


def policy_errors(policy: str | Mapping[str, Any]) -> list[str]:
    """Unknown actions, resources that don't fit their actions, unknown conditions, and wildcards of any kind."""
    text = policy if isinstance(policy, str) else json.dumps(policy)
    parliament = _parliament()
    findings = parliament.analyze_policy_string(text).findings
    errors = [f"{finding.issue} {finding.detail}" for finding in findings]
    statements = json.loads(text)["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        if statement["Effect"] != "Allow":
            continue
        errors += [f"WILDCARD_ACTION {action}" for action in _several(statement["Action"]) if "*" in action]
        errors += [f"WILDCARD_RESOURCE {arn}" for arn in _several(statement.get("Resource", "*")) if _any(arn)]
        errors += [f"NO_SUCH_ACTION {action}" for action in _several(statement["Action"]) if not _is_action(action)]
    return errors


def _several(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _any(arn: str) -> bool:
    """Whether a resource is every resource, or every bucket of S3."""
    return arn == "*" or arn.startswith("arn:aws:s3:::*")


def _is_action(action: str) -> bool:
    """Whether the second opinion, policy-sentry's newer list, knows the action."""
    try:
        from policy_sentry.querying.actions import get_action_data
    except ModuleNotFoundError:
        missing("policy-sentry", "pip install policy-sentry")
    service, _, name = action.partition(":")
    return "*" in action or bool(get_action_data(service, name))


@cache
def _parliament() -> Any:
    """parliament, which asks setuptools' `pkg_resources`, gone since setuptools 82, where its own two files are."""

    def resource_filename(package: str, name: str) -> str:
        found = sys.modules[package].__file__
        assert found is not None
        return str(Path(found).with_name(name))

    stand_in = SimpleNamespace(resource_filename=resource_filename)
    real = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = stand_in  # type: ignore[assignment]  # all of the module that parliament uses
    try:
        import parliament
    except ModuleNotFoundError:
        missing("parliament", "pip install parliament")
    finally:
        if real is None:
            del sys.modules["pkg_resources"]
        else:
            sys.modules["pkg_resources"] = real
    return parliament


def type_errors(folder: Path, mode: str = "basic", roots: Iterable[Path] = ()) -> list[str]:
    """What pyright finds in a folder of Python, with the types of the libraries that are installed here.

    `roots` are folders in it that hold a program each, which know nothing of each other.
    """
    with tempfile.TemporaryDirectory() as scratch:
        config = Path(scratch, "pyrightconfig.json")
        code = os.path.relpath(folder.resolve(), config.parent.resolve())
        settings: dict[str, Any] = {"include": [code], "extraPaths": [code], "typeCheckingMode": mode}
        if programs := [os.path.relpath(root.resolve(), config.parent.resolve()) for root in roots]:
            settings["extraPaths"] = []
            settings["executionEnvironments"] = [
                {"root": program, "extraPaths": [program, f"{program}/src"]} for program in programs
            ]
        config.write_text(json.dumps(settings), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(config)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        )
    if "No module named pyright" in done.stderr:
        missing("pyright", "pip install pyright")
    report = json.loads(done.stdout)
    if not report["summary"]["filesAnalyzed"]:
        return [f"no Python in {folder}"]
    return [
        f"{Path(found['file']).relative_to(folder.resolve())}:{found['range']['start']['line'] + 1}: {found['message']}"
        for found in report["generalDiagnostics"]
        if found["severity"] == "error"
    ]
