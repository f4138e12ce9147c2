"""Several configurations in one run of the CLI, since what takes long is its start and the provider's, not their work.

In: a folder for each configuration. Out: beside them a root that has each as a module. Where the root brings a provider,
it is one process for all; what the folders say about provider and state gives way then, and everything else is used as a
build wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

AWS = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}
"""
OF_THE_ROOT = ("providers.tf", "backend.tf")


def together(root: Path, names: Iterable[str]) -> None:
    """Make `root` a configuration of these folders in it, each with its own provider."""
    (root / "main.tf").write_text("".join(_module(name, {}) for name in names), encoding="utf-8")


def in_one_account(root: Path, variables: Mapping[str, Mapping[str, Any]], provider: str = AWS) -> None:
    """Make `root` a configuration of the folders in it that `variables` names, with values for their variables.

    Their outputs are its outputs: an object for each.
    """
    text = [provider]
    for name, values in variables.items():
        for file in OF_THE_ROOT:
            (root / name / file).unlink()
        text += [_module(name, values), f'output "{name}" {{\n  value = module.{name}\n}}\n']
    (root / "main.tf").write_text("\n".join(text), encoding="utf-8")


def _module(name: str, values: Mapping[str, Any]) -> str:
    given = "".join(f"  {variable} = {json.dumps(value)}\n" for variable, value in values.items())
    return f'module "{name}" {{\n  source = "./{name}"\n{given}}}\n'
