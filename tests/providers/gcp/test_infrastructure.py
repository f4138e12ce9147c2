"""The bucket module and the root templates: as text, and through the real CLI on google's schemas."""

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
from tests.kit.oracles import hcl_errors
from tests.kit.schema_provider import ServedSchemas
from tests.kit.terraform import Terraform
from tests.kit.together import together
from tests.providers.gcp import rendering
from tests.providers.gcp.rendering import BACKEND, GRANTS, IDENTITY, grant

OPTIONS: dict[str, dict[str, Any]] = {
    "roles_alone": {},
    "identity": {"identity": IDENTITY},
    "identity_only_attached": {"identity": {"assumed_by": []}},
    "predefined_roles": {"predefined_roles": True},
    "everything": {"predefined_roles": True, "identity": IDENTITY, "backend": BACKEND},
}


@pytest.fixture
def google(terraform: Terraform, served_schemas: Callable[..., ServedSchemas]) -> Terraform:
    """The CLI with the google provider's schemas, in some project."""
    served = terraform.using(served_schemas("google").environment)
    return served.using({"TF_VAR_project_id": "demo-project", "GOOGLE_PROJECT": "demo-project"})


def test_configurations_live_their_life(google: Terraform, tmp_path: Path) -> None:
    for name, options in OPTIONS.items():
        rendering.lay_out(tmp_path / name, rendering.plan(**options))
    for number, project in enumerate(("7", "Photo share. " * 9)):  # names that are too long or odd are made to fit
        rendering.lay_out(tmp_path / f"odd_{number}", replace(rendering.plan(identity=IDENTITY), project=project))
    assert google.fmt_check(tmp_path).errors == ""
    assert hcl_errors(tmp_path) == []
    together(tmp_path, [*OPTIONS, "odd_0", "odd_1"])
    assert [run.errors for run in google.lifecycle(tmp_path)] == [""] * 4


def test_roles_are_granted_once_there_is_a_member(google: Terraform, tmp_path: Path) -> None:
    rendering.lay_out(tmp_path, rendering.plan())
    assert google.init(tmp_path).errors == ""
    members = ["", "group:us@example.com", "serviceAccount:app@demo-project.iam.gserviceaccount.com"]
    given = [google.plan(tmp_path, *([f"-var=application_member={member}"] if member else [])) for member in members]
    assert [plan.errors for plan in given] == ["", "", ""]
    granted = [set(re.findall(r'"addr":"(google_\w+_iam_member\.[^"\\]*)', plan.stdout)) for plan in given]
    buckets = {f"google_storage_bucket_iam_member.{name}[0]" for name in ("photos", "photos_2", "reports", "reports_2")}
    assert granted == [set(), buckets, buckets | {"google_service_account_iam_member.signing[0]"}]


def test_a_misspelling_fails(google: Terraform, tmp_path: Path) -> None:
    rendering.lay_out(tmp_path, rendering.plan())
    main = tmp_path / "modules" / "cloud-storage" / "main.tf"
    main.write_text(main.read_text().replace("public_access_prevention", "public_access_preventions"))
    assert google.init(tmp_path).errors == ""
    assert "public_access_preventions" in google.validate(tmp_path).errors


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('name = "Demo"', "3 to 63 lower-case letters"),
        ('name = "goog-demo"', "doesn't begin with goog"),
        ('storage_class = "FAST"', "STANDARD, NEARLINE, COLDLINE or ARCHIVE"),
        ("noncurrent_days = 0", "whole number of days"),
        ("soft_delete_days = 3", "7 to 90 days"),
        ('kms_key_name = "key"', "projects/PROJECT/"),
    ],
)
def test_values_that_google_refuses_are_refused(google: Terraform, tmp_path: Path, line: str, message: str) -> None:
    given = {"name": '"demo"', "region": '"europe-west1"'}
    name, _, value = line.partition(" = ")
    arguments = "\n".join(f"  {key} = {text}" for key, text in {**given, name: value}.items())
    (tmp_path / "main.tf").write_text(f'module "bucket" {{\n  source = "./module"\n{arguments}\n}}\n')
    shutil.copytree(rendering.native.PROVIDER / "services/storage/cloud-storage/terraform", tmp_path / "module")
    assert google.init(tmp_path).errors == ""
    assert message in " ".join(google.plan(tmp_path).errors.split())


def identity(plan: Any) -> dict[str, Any]:
    found: dict[str, Any] = pygohcl.loads(rendering.configuration(plan)["identity.tf"])
    return found


def test_custom_roles_have_exactly_the_permissions_of_the_grants() -> None:
    roles = identity(rendering.plan(identity=IDENTITY))["resource"]["google_project_iam_custom_role"]
    assert {name: role["permissions"] for name, role in roles.items()} == {
        "photos": ["storage.objects.create", "storage.objects.delete", "storage.objects.get"],
        "photos_2": ["storage.objects.list"],
        "reports": ["storage.objects.get", "storage.objects.list"],
        "reports_2": ["storage.objects.create", "storage.objects.delete"],
        "signing": ["iam.serviceAccounts.signBlob"],
    }


def test_conditions_narrow_to_the_keys() -> None:
    text = rendering.configuration(rendering.plan())["identity.tf"]
    objects = "projects/_/buckets/${module.reports.name}/objects"
    listed = r"api.getAttribute(\"storage.googleapis.com/objectListPrefix\", \"\")"
    for clause in (
        rf"resource.name.startsWith(\"{objects}/daily/\")",
        rf"resource.name == \"{objects}/latest.csv\"",
        rf"{listed}.startsWith(\"daily/\")",
        rf"{listed}.startsWith(\"albums/\")",
    ):
        assert clause in text
    bindings = text.split("resource ")
    whole = next(block for block in bindings if block.startswith('"google_storage_bucket_iam_member" "photos" '))
    assert "condition" not in whole


def test_many_keys_take_several_conditions() -> None:
    """A condition has twelve operators at most, which join thirteen clauses."""
    keys = tuple(f"{number:02}/*" for number in range(20))
    plan = rendering.plan((grant("photos", "write", "storage.objects.create", keys=keys),))
    members = identity(plan)["resource"]["google_storage_bucket_iam_member"]
    assert list(members) == ["photos", "photos__part2"]
    text = rendering.configuration(plan)["identity.tf"]
    assert [part.count("startsWith") for part in text.split("condition {")] == [0, 13, 7]


def test_keys_are_text_in_conditions(google: Terraform, tmp_path: Path) -> None:
    keys = ('q"uote', "${x}/*", "%{y}", "b\\ackslash")
    plan = rendering.plan((grant("photos", "read", "storage.objects.get", keys=keys),), identity=IDENTITY)
    rendering.lay_out(tmp_path, plan)
    (tmp_path / "shown.tf").write_text(
        'output "shown" {\n  value = google_storage_bucket_iam_member.photos.condition[0].expression\n}\n'
    )
    assert [run.errors for run in google.lifecycle(tmp_path, until="apply")] == [""] * 2
    objects = "projects/_/buckets/demo-photos/objects"
    assert google.outputs(tmp_path)["shown"] == " || ".join(
        [
            rf'resource.name == "{objects}/q\"uote"',
            f'resource.name.startsWith("{objects}/${{x}}/")',
            f'resource.name == "{objects}/%{{y}}"',
            rf'resource.name == "{objects}/b\\ackslash"',
        ]
    )


def test_who_may_act_as_the_application() -> None:
    members = identity(rendering.plan(identity=IDENTITY))["resource"]["google_service_account_iam_member"]
    assert [
        (each["role"], each["member"]) for name, each in sorted(members.items()) if name.startswith("assumed_by")
    ] == list(
        zip(
            ["roles/iam.serviceAccountTokenCreator", *["roles/iam.workloadIdentityUser"] * 2],
            IDENTITY["assumed_by"],
            strict=True,
        )
    )


def test_predefined_roles_take_the_place_of_custom_ones() -> None:
    resources = identity(rendering.plan(predefined_roles=True))["resource"]
    assert "google_project_iam_custom_role" not in resources
    members = resources["google_storage_bucket_iam_member"]
    assert {name: each["role"] for name, each in members.items()} == {
        "photos": "roles/storage.objectUser",
        "photos_2": "roles/storage.objectViewer",
        "reports": "roles/storage.objectViewer",
        "reports_2": "roles/storage.objectUser",
    }
    signing = resources["google_service_account_iam_member"]["signing"]
    assert signing["role"] == "roles/iam.serviceAccountTokenCreator"


def test_who_signs_no_links_gets_nothing_on_itself() -> None:
    plan = rendering.plan(tuple(each for each in GRANTS if each.scope == "resource"))
    assert "signBlob" not in rendering.configuration(plan)["identity.tf"]
    assert "google_service_account_iam_member" not in rendering.configuration(plan)["identity.tf"]


def test_each_role_says_where_it_comes_from() -> None:
    text = rendering.configuration(rendering.plan())["identity.tf"]
    role = 'resource "google_project_iam_custom_role" "reports_2"'
    assert f"# storage.write: app.py:5, web/upload.py:9\n{role}" in text
    assert "# storage.presign: app.py:5, web/upload.py:9 (to sign)\n" in text


def test_what_is_the_users_is_text() -> None:
    options = {"identity": {"assumed_by": ['user:"}${x}']}, "backend": {"bucket": '"}\n${x}', "prefix": "%{ if true }"}}
    plan = replace(rendering.plan(**options), project='p"${x}')
    uses = (UseSite('a.py\n}\nresource "x" "y" {}', 1),)
    plan = replace(plan, grants=tuple(replace(each, uses=uses) for each in plan.grants))
    made = rendering.configuration(plan)
    for name in ("providers.tf", "backend.tf", "variables.tf", "identity.tf"):
        text = made[name]
        assert "x" not in pygohcl.loads(text).get("resource", {}), name
        assert "${x}" not in text.replace("$${x}", ""), name
        assert "%{ if" not in text.replace("%%{ if", ""), name


def test_the_backend_says_what_infrar_yaml_says() -> None:
    assert rendering.configuration(rendering.plan(backend=BACKEND))["backend.tf"] == (
        'terraform {\n  backend "gcs" {\n    bucket = "demo-state"\n    prefix = "demo/prod"\n  }\n}\n'
    )
    assert pygohcl.loads(rendering.configuration(rendering.plan())["backend.tf"]) == {}


@pytest.mark.parametrize("backend", [None, BACKEND, {"bucket": "it's mine"}])
def test_the_bootstrap_script_is_sound(tmp_path: Path, backend: dict[str, str] | None) -> None:
    script = _script(tmp_path, backend)
    assert script.read_text().startswith("#!/usr/bin/env bash\nset -euo pipefail\n")
    subprocess.run(["bash", "-n", script], check=True)
    if (shellcheck := shutil.which("shellcheck")) is None:
        missing("shellcheck", "apt-get install shellcheck")
    done = subprocess.run([shellcheck, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


GCLOUD = """#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$GCLOUD_LOG"
case "$*" in
  "config get-value project") echo demo-project ;;
  "storage buckets describe"*) [ "$GCLOUD_THERE" = true ] ;;
esac
"""


@pytest.mark.parametrize("there", [False, True])
def test_the_bootstrap_script_makes_what_is_missing(tmp_path: Path, there: bool) -> None:
    (tmp_path / "gcloud").write_text(GCLOUD)
    (tmp_path / "gcloud").chmod(0o755)
    script = _script(tmp_path, {"bucket": "it's $HOME"})
    path = f"{tmp_path}:/usr/bin:/bin"
    environment = {"PATH": path, "GCLOUD_LOG": str(tmp_path / "log"), "GCLOUD_THERE": str(there).lower()}
    for _ in range(2):
        subprocess.run(["bash", script], check=True, env=environment, stdout=subprocess.DEVNULL)
    log = (tmp_path / "log").read_text()
    created = "storage buckets create gs://it's $HOME --project demo-project --location europe-west1"
    assert (created in log) is not there
    assert "storage buckets update gs://it's $HOME --versioning" in log


def _script(folder: Path, backend: dict[str, str] | None) -> Path:
    script = folder / "bootstrap.sh"
    plan = rendering.plan(**({"backend": backend} if backend else {}))
    script.write_text(rendering.configuration(plan)["bootstrap.sh"])
    return script
