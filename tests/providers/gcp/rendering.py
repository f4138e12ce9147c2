"""What a build renders for a plan made by hand.

In: options as infrar.yaml has them. Out: the configuration's files by name, and a folder that the Terraform CLI reads.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from infrar_engine.model import Grant, Resource, ResourcePlan, UseSite, Variable
from infrar_engine.render import render
from tests.providers.gcp import native

VIEWER, USER, TOKENS = "roles/storage.objectViewer", "roles/storage.objectUser", "roles/iam.serviceAccountTokenCreator"
TRUSTED = [
    "user:me@example.com",
    "serviceAccount:my-project.svc.id.goog[default/app]",
    "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/builds/attribute.repository/a/b",
]
IDENTITY = {"assumed_by": TRUSTED}
BACKEND = {"bucket": "demo-state"}
USES = (UseSite("app.py", 5), UseSite("web/upload.py", 9))


def grant(resource: str, operation: str, *actions: str, keys: tuple[str, ...] | None, role: str = USER) -> Grant:
    """A grant on one of the plan's buckets."""
    return Grant("app", actions, resource, "resource", keys, (f"storage.{operation}",), USES, role)


SIGNING = Grant(
    "app", ("iam.serviceAccounts.signBlob",), "photos", "account", None, ("storage.presign",), USES, TOKENS, "to sign"
)
GRANTS = (
    grant("photos", "write", "storage.objects.create", "storage.objects.delete", keys=("*",)),
    grant("photos", "read", "storage.objects.get", keys=("*",), role=VIEWER),
    grant("photos", "list_objects", "storage.objects.list", keys=("albums/*",), role=VIEWER),
    SIGNING,
    grant(
        "reports", "read", "storage.objects.get", "storage.objects.list", keys=("daily/*", "latest.csv"), role=VIEWER
    ),
    grant("reports", "write", "storage.objects.create", "storage.objects.delete", keys=("latest.csv",)),
)


def plan(grants: tuple[Grant, ...] = GRANTS, **options: Any) -> ResourcePlan:
    """Three buckets: all of one is used, parts of another, and the third's name comes from the environment."""
    variable = Variable("uploads_bucket", "UPLOADS_BUCKET", "demo-uploads")
    resources = (
        _bucket("photos", physical_name="demo-photos"),
        _bucket("reports", physical_name="demo-reports", settings=(("storage_class", "NEARLINE"),)),
        _bucket("uploads", variable=variable),
    )
    options = {"variables": {}, "predefined_roles": False, **options}
    return ResourcePlan("demo", "prod", "gcp", "europe-west1", resources, grants, (("Team", "A b"),), options)


def _bucket(name: str, **values: Any) -> Resource:
    plain = Resource("storage", "storage/cloud-storage", name, name, None, None, ("storage.read",), USES)
    return replace(plain, **values)


def configuration(for_plan: ResourcePlan) -> dict[str, str]:
    """All files by name."""
    made = render(for_plan, native.provider())
    return {artifact.path.removeprefix("infra/"): artifact.content.decode() for artifact in made}


def lay_out(folder: Path, for_plan: ResourcePlan) -> None:
    """Write the configuration into `folder`."""
    for name, text in configuration(for_plan).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
