"""Several AWS configurations in one run of the CLI, since what takes long is the provider's start, not its work.

In: a folder for each configuration. Out: beside them a root that has each as a module, with one provider for all.
What a folder says about provider and state gives way to the root's; everything else is used as a build wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = """\
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


def in_one_account(root: Path, variables: Mapping[str, Mapping[str, Any]]) -> None:
    """Make `root` a configuration of the folders in it that `variables` names, with values for their variables.

    Their outputs are its outputs: an object for each.
    """
    text = [ROOT]
    for name, values in variables.items():
        for file in OF_THE_ROOT:
            (root / name / file).unlink()
        given = "".join(f"  {variable} = {json.dumps(value)}\n" for variable, value in values.items())
        text += [
            f'module "{name}" {{\n  source = "./{name}"\n{given}}}\n',
            f'output "{name}" {{\n  value = module.{name}\n}}\n',
        ]
    (root / "main.tf").write_text("\n".join(text), encoding="utf-8")
