"""The root templates and the modules: as text, and through the real CLI on azurerm's schemas."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pygohcl
import pytest

from infrar_engine.model import UseSite
from tests.kit.missing import missing
from tests.kit.schema_provider import ServedSchemas
from tests.kit.terraform import Terraform
from tests.kit.together import together
from tests.providers.azure import rendering
from tests.providers.azure.rendering import BLOBS, TRUST

BACKEND = {"storage_account_name": "demostate", "resource_group_name": "demo-state"}
OPTIONS: dict[str, dict[str, Any]] = {
    "roles_alone": {},
    "identity": {"identity": TRUST},
    "identity_only_attached": {"identity": {"assumed_by": []}},
    "predefined_roles": {"predefined_roles": True},
    "everything": {"predefined_roles": True, "identity": TRUST, "backend": BACKEND},
}


@pytest.fixture
def azurerm(terraform: Terraform, served_schemas: Callable[..., ServedSchemas]) -> Terraform:
    """The CLI with the azurerm provider's schemas."""
    return terraform.using(served_schemas("azurerm").environment)


def test_configurations_live_their_life(azurerm: Terraform, tmp_path: Path) -> None:
    for name, options in OPTIONS.items():
        rendering.lay_out(tmp_path / name, rendering.plan(**options))
    assert azurerm.fmt_check(tmp_path).errors == ""
    together(tmp_path, OPTIONS)
    assert [run.errors for run in azurerm.lifecycle(tmp_path)] == [""] * 4


def test_roles_are_assigned_once_there_is_a_principal(azurerm: Terraform, tmp_path: Path) -> None:
    rendering.lay_out(tmp_path, rendering.plan())
    assert azurerm.init(tmp_path).errors == ""
    plans = [
        azurerm.plan(tmp_path, *more)
        for more in ([], ["-var=application_principal_id=11111111-2222-3333-4444-555555555555"])
    ]
    assert [plan.errors for plan in plans] == ["", ""]
    assigned = [re.findall(r'"addr":"(azurerm_role_assignment[^"]*?)\\?"', plan.stdout) for plan in plans]
    assert [len(set(each)) for each in assigned] == [0, 3]


def test_a_misspelling_fails(azurerm: Terraform, tmp_path: Path) -> None:
    rendering.lay_out(tmp_path, rendering.plan())
    main = tmp_path / "modules" / "storage-account" / "main.tf"
    main.write_text(main.read_text().replace("shared_access_key_enabled", "shared_access_keys_enabled"))
    assert azurerm.init(tmp_path).errors == ""
    assert "shared_access_keys_enabled" in azurerm.validate(tmp_path).errors


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("storage_account_name", "Not_A_Name"),
        ("storage_account_name", "a" * 25),
        ("storage_replication_type", "TWICE"),
        ("storage_retention_days", "0"),
        ("storage_retention_days", "1.5"),
    ],
)
def test_values_that_azure_refuses_are_refused(azurerm: Terraform, tmp_path: Path, variable: str, value: str) -> None:
    rendering.lay_out(tmp_path, rendering.plan())
    assert azurerm.init(tmp_path).errors == ""
    assert "Invalid value for variable" in azurerm.plan(tmp_path, f"-var={variable}={value}").errors


def roles(text: str) -> dict[str, list[str]]:
    """The data actions of each custom role."""
    made = pygohcl.loads(text)["resource"].get("azurerm_role_definition", {})
    return {name: block["permissions"]["data_actions"] for name, block in made.items()}


def test_each_container_gets_a_role_with_what_the_code_needs() -> None:
    text = rendering.configuration(rendering.plan())["identity.tf"]
    assert roles(text) == {"photos": [f"{BLOBS}/read", f"{BLOBS}/write"], "reports": [f"{BLOBS}/read"]}
    assert "      # storage.read: app.py:5, app.py:9\n" in text
    assert "      # storage.write: app.py:5\n" in text
    assert "*" not in text


def test_predefined_roles_are_as_few_as_can_be() -> None:
    text = rendering.configuration(rendering.plan(predefined_roles=True))["identity.tf"]
    made = pygohcl.loads(text)["resource"]["azurerm_role_assignment"]
    assert {name: block["role_definition_name"] for name, block in made.items()} == {
        "app_photos": "Storage Blob Data Contributor",
        "app_reports": "Storage Blob Data Reader",
        "app_storage_account": "Storage Blob Delegator",
    }
    assert "azurerm_role_definition" not in text


def test_who_signs_no_links_gets_nothing_on_the_account() -> None:
    plan = rendering.plan()
    plan = replace(plan, grants=tuple(grant for grant in plan.grants if grant.scope == "resource"))
    assert "Delegator" not in rendering.configuration(plan)["identity.tf"]


def test_what_is_the_users_is_text() -> None:
    trust = {"assumed_by": [{"name": 'a"b', "issuer": "https://${x}", "subject": "%{ if true }", "audience": "c"}]}
    plan = replace(rendering.plan(identity=trust, backend={"storage_account_name": '"}\n${x}'}), project='p"${x}')
    uses = (UseSite('a.py\n}\nresource "x" "y" {}', 1),)
    plan = replace(plan, grants=tuple(replace(grant, uses=uses) for grant in plan.grants))
    made = rendering.configuration(plan)
    for name in ("providers.tf", "backend.tf", "variables.tf", "identity.tf"):
        text = made[name]
        found = pygohcl.loads(text)
        assert "x" not in found.get("resource", {}), name
        assert "${x}" not in text.replace("$${x}", ""), name
        assert "%{ if" not in text.replace("%%{ if", ""), name


def test_the_backend_says_what_infrar_yaml_says() -> None:
    assert rendering.configuration(rendering.plan(backend=BACKEND))["backend.tf"] == (
        "terraform {\n"
        '  backend "azurerm" {\n'
        '    resource_group_name  = "demo-state"\n'
        '    storage_account_name = "demostate"\n'
        '    container_name       = "tfstate"\n'
        '    key                  = "demo/prod.tfstate"\n'
        "    use_azuread_auth     = true\n"
        "  }\n"
        "}\n"
    )
    assert "backend" in (without := rendering.configuration(rendering.plan())["backend.tf"])
    assert pygohcl.loads(without) == {}


@pytest.mark.parametrize("backend", [None, BACKEND, {**BACKEND, "subscription_id": "it's mine", "container_name": "c"}])
def test_the_bootstrap_script_is_sound(tmp_path: Path, backend: dict[str, str] | None) -> None:
    script = tmp_path / "bootstrap.sh"
    script.write_text(
        rendering.configuration(rendering.plan(**({"backend": backend} if backend else {})))["bootstrap.sh"]
    )
    assert script.read_text().startswith("#!/usr/bin/env bash\nset -euo pipefail\n")
    subprocess.run(["bash", "-n", script], check=True)
    if (shellcheck := shutil.which("shellcheck")) is None:
        missing("shellcheck", "apt-get install shellcheck")
    done = subprocess.run([shellcheck, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


AZ = """#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$AZ_LOG"
case "$*" in
  "group exists"*) echo "${AZ_THERE}" ;;
  "storage account show"*--output\\ none) [ "$AZ_THERE" = true ] ;;
  "storage account show"*) echo /subscriptions/s/account ;;
  "account show --query user.type"*) echo user ;;
  "ad signed-in-user"*) echo principal ;;
esac
"""


@pytest.mark.parametrize("there", [False, True])
def test_the_bootstrap_script_makes_what_is_missing(tmp_path: Path, there: bool) -> None:
    (tmp_path / "az").write_text(AZ)
    (tmp_path / "az").chmod(0o755)
    backend = {**BACKEND, "subscription_id": "it's $HOME"}
    script = tmp_path / "bootstrap.sh"
    script.write_text(rendering.configuration(rendering.plan(backend=backend))["bootstrap.sh"])
    path = f"{tmp_path}:/usr/bin:/bin"
    environment = {"PATH": path, "AZ_LOG": str(tmp_path / "log"), "AZ_THERE": str(there).lower()}
    for _ in range(2):
        subprocess.run(["bash", script], check=True, env=environment, stdout=subprocess.DEVNULL)
    log = (tmp_path / "log").read_text()
    named = "--subscription it's $HOME --name"
    assert (f"group create {named} demo-state" in log) is not there
    assert (f"storage account create {named} demostate" in log) is not there
    assert ("--allow-shared-key-access false" in log) is not there
    assert f"storage container-rm create {named} tfstate" in log
    assert "--scope /subscriptions/s/account/blobServices/default/containers/tfstate" in log
