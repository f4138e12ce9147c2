"""The real Terraform (or OpenTofu) CLI on a folder of configuration, with no network.

Providers come from a mirror on disk that the CLI links to and never copies, or from a process that serves a schema
(`tests.kit.schema_provider`). Every step returns a `Run`: exit code, output, and the diagnostics the CLI itself
reports in JSON. `lifecycle` runs all that a configuration goes through in its life and stops at the first failure.

The aws provider is pointed at moto by `point_at_moto`, and a remote backend is replaced by `keep_state_locally`: both
write an override file beside the configuration, which stays as it is.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.kit.servers import REGION

STEPS = ("init", "apply", "unchanged", "destroy")  # apply validates and plans, and says what either finds
NOT_INHERITED = ("TF_", "AWS_", "ARM_", "GOOGLE_", "AZURE_")

MOTO_SERVICES = ("dynamodb", "ec2", "iam", "kms", "lambda", "logs", "s3", "secretsmanager", "sns", "sqs", "ssm", "sts")
MOTO_OVERRIDE = """\
provider "aws" {{
  region                      = "{region}"
  access_key                  = "testing"
  secret_key                  = "testing"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true

  endpoints {{
{endpoints}
  }}
}}
"""
LOCAL_BACKEND = """\
terraform {
  backend "local" {}
}
"""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or a warning of the CLI."""

    severity: str
    summary: str
    detail: str
    where: str

    def __str__(self) -> str:
        return f"{self.where}: {self.severity}: {self.summary}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Run:
    """One step and how it went. `plan` exits with 2 when there are changes: that is success, except for `unchanged`."""

    step: str
    code: int
    stdout: str
    stderr: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether the step did what its name says."""
        return self.code == 0 or (self.step == "plan" and self.code == 2)

    @property
    def errors(self) -> str:
        """Everything that went wrong, as text; empty when nothing did."""
        if self.ok:
            return ""
        found = [str(item) for item in self.diagnostics if item.severity == "error"]
        if self.step == "unchanged" and self.code == 2:
            found.append("the second plan has changes")
        return "\n".join(found) or f"{self.stdout}\n{self.stderr}"


@dataclass(frozen=True, slots=True)
class Terraform:
    """A CLI ready to run; `registry` is the host that short provider addresses mean to it."""

    binary: str
    registry: str
    environment: Mapping[str, str]

    def using(self, environment: Mapping[str, str]) -> "Terraform":
        """The same CLI with more environment variables, such as those of a server or of served schemas."""
        return replace(self, environment={**self.environment, **environment})

    def run(self, folder: Path, step: str, *arguments: str) -> Run:
        """Run any subcommand in a folder."""
        done = subprocess.run(
            [self.binary, f"-chdir={folder}", *arguments],
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return Run(step, done.returncode, done.stdout, done.stderr, tuple(_diagnostics(done.stdout)))

    def init(self, folder: Path) -> Run:
        """Install providers and modules."""
        return self.run(folder, "init", "init", "-input=false", "-no-color")

    def validate(self, folder: Path) -> Run:
        """Check the configuration against the providers' schemas."""
        return self.run(folder, "validate", "validate", "-json")

    def plan(self, folder: Path, *arguments: str) -> Run:
        """Say what would change."""
        return self.run(folder, "plan", "plan", "-json", "-input=false", "-detailed-exitcode", *arguments)

    def apply(self, folder: Path, *arguments: str) -> Run:
        """Change it."""
        return self.run(folder, "apply", "apply", "-json", "-input=false", "-auto-approve", *arguments)

    def unchanged(self, folder: Path, *arguments: str) -> Run:
        """Plan again after an apply: any change is a failure."""
        return replace(self.plan(folder, *arguments), step="unchanged")

    def destroy(self, folder: Path, *arguments: str) -> Run:
        """Remove everything."""
        return self.run(folder, "destroy", "destroy", "-json", "-input=false", "-auto-approve", *arguments)

    def fmt_check(self, folder: Path) -> Run:
        """Whether every file is laid out as `fmt` would do it; the diff is the output."""
        return self.run(folder, "fmt", "fmt", "-check", "-diff", "-recursive", "-no-color")

    def outputs(self, folder: Path) -> dict[str, object]:
        """The output values after an apply."""
        done = self.run(folder, "output", "output", "-json")
        return {name: entry["value"] for name, entry in json.loads(done.stdout).items()}

    def lifecycle(self, folder: Path, *, until: str = "destroy") -> list[Run]:
        """All steps in order, up to `until` or to the first that fails; what was applied is destroyed anyway."""
        runs: list[Run] = []
        for step in STEPS[: STEPS.index(until) + 1]:
            runs.append(getattr(self, step)(folder))
            if not runs[-1].ok:
                if step in ("apply", "unchanged"):
                    self.destroy(folder)
                break
        return runs


def point_at_moto(folder: Path, url: str) -> None:
    """Make the aws provider of a configuration use a moto server."""
    width = max(map(len, MOTO_SERVICES))
    endpoints = "\n".join(f'    {service.ljust(width)} = "{url}"' for service in MOTO_SERVICES)
    text = MOTO_OVERRIDE.format(region=REGION, endpoints=endpoints)
    (folder / "providers_override.tf").write_text(text, encoding="utf-8")


def keep_state_locally(folder: Path) -> None:
    """Replace the configuration's backend by a file in the folder."""
    (folder / "backend_override.tf").write_text(LOCAL_BACKEND, encoding="utf-8")


def prepare(binary: str, registry: str, home: Path, mirror: Path | None) -> Terraform:
    """A CLI with a configuration of its own: the mirror and nothing else, nothing of the developer's environment."""
    home.mkdir(parents=True, exist_ok=True)
    config = home / "cli.tfrc"
    config.write_text(_cli_config(mirror or home / "no-providers"), encoding="utf-8")
    (home / "no-providers").mkdir(exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
    settings = {
        "TF_CLI_CONFIG_FILE": str(config),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CHECKPOINT_DISABLE": "1",
        "GOGC": "400",  # of the seconds that a large provider takes, many are spent on collecting garbage
    }
    return Terraform(binary, registry, {**inherited, **settings})


def _cli_config(mirror: Path) -> str:
    return (
        "disable_checkpoint = true\n"
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f"    path    = {json.dumps(str(mirror))}\n"
        '    include = ["*/*/*"]\n'
        "  }\n"
        "}\n"
    )


def find_cli() -> tuple[str, str] | None:
    """The command and the registry it means by default: `INFRAR_TOFU`, `tofu` or `terraform`."""
    for name in (os.environ.get("INFRAR_TOFU"), "tofu", "terraform"):
        if name and (path := shutil.which(name)):
            version = subprocess.run([path, "version"], capture_output=True, text=True, check=True).stdout
            return path, "registry.opentofu.org" if version.startswith("OpenTofu") else "registry.terraform.io"
    return None


def _diagnostics(stdout: str) -> Iterator[Diagnostic]:
    """The diagnostics in a JSON document (`validate`) or in lines of JSON (`plan`, `apply`, `destroy`)."""
    for text in (stdout, *stdout.splitlines()):
        try:
            value = json.loads(text)
        except ValueError:
            continue
        if isinstance(value, dict):
            found = value.get("diagnostics", [value["diagnostic"]] if "diagnostic" in value else [])
            yield from map(_diagnostic, found)
        if text is stdout:
            return


def _diagnostic(given: dict[str, object]) -> Diagnostic:
    place = given.get("range")
    where = f"{place['filename']}:{place['start']['line']}" if isinstance(place, dict) else "-"
    return Diagnostic(str(given["severity"]), str(given["summary"]), str(given.get("detail", "")), where)
