"""A plan as files: what is in the folder, what module blocks pass, and that hostile names stay names."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from infrar_engine.model import FromEnvironment, ResourcePlan
from infrar_engine.plugins.errors import PluginError
from infrar_engine.render import render
from tests.engine.plan.program import config, planned, toy, use

PLAN = planned(
    use("storage.upload", "publish.py", 8, bucket="reports", destination="a.csv"),
    use("storage.read", "publish.py", 14, bucket=FromEnvironment("PHOTOS_BUCKET"), path="a"),
).plan


def files(plan: ResourcePlan) -> dict[str, str]:
    return {each.path: each.content.decode() for each in render(plan, toy())}


def test_the_files_of_a_configuration() -> None:
    assert sorted(files(PLAN)) == [
        "infra/backend.tf",
        "infra/bootstrap.sh",
        "infra/identity.tf",
        "infra/main.tf",
        "infra/modules/objects/main.tf",
        "infra/modules/objects/outputs.tf",
        "infra/modules/objects/variables.tf",
        "infra/outputs.tf",
        "infra/providers.tf",
        "infra/terraform.tfvars",
        "infra/variables.tf",
        "infra/versions.tf",
    ]


def test_main_has_a_module_for_each_resource() -> None:
    assert (
        files(PLAN)["infra/main.tf"]
        == """\
# What the code of app uses. Written by `infrar`: changes belong into the code or into infrar.yaml.

locals {
  tags = {
    "managed-by" = "infrar"
    project      = "app"
  }
}

# storage.upload: publish.py:8
module "reports" {
  source = "./modules/objects"
  name   = "reports"
  tags   = local.tags
}

# storage.read: publish.py:14
module "photos_bucket" {
  source = "./modules/objects"
  name   = var.photos_bucket
  tags   = local.tags
}
"""
    )


def test_names_from_the_environment_are_variables() -> None:
    made = files(PLAN)
    assert made["infra/variables.tf"].endswith("""
variable "photos_bucket" {
  description = "Name in the cloud of what the code finds through PHOTOS_BUCKET."
  type        = string
  nullable    = false
}
""")
    assert (
        made["infra/terraform.tfvars"]
        == """\
region = "main"

# Still to be set, here or as TF_VAR_…:
# photos_bucket =
"""
    )
    assert "PHOTOS_BUCKET = module.photos_bucket.name\n" in made["infra/outputs.tf"]


def test_values_for_an_environment(tmp_path: Path) -> None:
    said = config(tmp_path, "environments: {prod: {provider: toy, variables: {photos_bucket: acme-photos}}}")
    match = use("storage.read", bucket=FromEnvironment("PHOTOS_BUCKET", "photos"), path="a")
    made = files(planned(match, said=said, environment="prod").plan)
    assert made["infra/terraform.tfvars"] == 'photos_bucket = "acme-photos"\nregion        = "main"\n'


def test_settings_are_passed_where_they_differ_from_the_module(tmp_path: Path) -> None:
    match = use("storage.read", bucket="reports", path="a")
    for value, passed in ((True, False), (False, True)):
        said = config(tmp_path, f"resources: {{reports: {{settings: {{versioning: {str(value).lower()}}}}}}}")
        main = files(planned(match, said=said).plan)["infra/main.tf"]
        assert ("versioning = false" in main) == passed


def test_a_setting_that_the_module_lacks_is_the_plugins_mistake() -> None:
    [resource, *_] = PLAN.resources
    plan = replace(PLAN, resources=(replace(resource, settings=(("colour", "red"),)),))
    with pytest.raises(PluginError, match='"colour" is no variable of the module'):
        files(plan)


HOSTILE = 'a"}${file("/etc/passwd")}%{ for x in y }\n} # '


def test_what_is_the_users_stays_a_text() -> None:
    """Tags, paths and names that would be HCL if they weren't escaped."""
    pygohcl = pytest.importorskip("pygohcl")
    [reports, photos] = PLAN.resources
    uses = tuple(replace(each, path=HOSTILE) for each in reports.uses)
    resources = (replace(reports, uses=uses, physical_name=HOSTILE, name=HOSTILE), photos)
    plan = replace(PLAN, tags=((HOSTILE, HOSTILE),), resources=resources)
    main = pygohcl.loads(files(plan)["infra/main.tf"])
    escaped = HOSTILE.replace("${", "$${").replace("%{", "%%{")
    assert main["module"]["reports"]["name"] in {HOSTILE, escaped}
    assert set(main["module"]) == {"reports", "photos_bucket"}
    pygohcl.loads(files(plan)["infra/outputs.tf"])


SCRIPT = """
import hashlib
from tests.engine.render.test_render import PLAN, toy
from infrar_engine.render import render
print(hashlib.sha256(repr((PLAN, render(PLAN, toy()))).encode()).hexdigest())
"""


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    """Sets and dictionaries of texts come in another order in each process; plans and files don't."""
    root = Path(__file__).parents[3]
    digests = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
