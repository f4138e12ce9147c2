"""What a build writes to `infra/`, for a plan made by hand."""

from pathlib import Path
from typing import Any

from infrar_engine.model import Grant, Resource, ResourcePlan, UseSite
from infrar_engine.render import render
from tests.providers.azure.native import provider

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
DELEGATION = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"
TRUST = {
    "assumed_by": [
        {
            "name": "deploy",
            "issuer": "https://token.actions.githubusercontent.com",
            "subject": "repo:acme/photos:ref:refs/heads/main",
        }
    ]
}


def plan(**options: Any) -> ResourcePlan:
    """Two containers; the application reads and writes one, reads the other, and signs links."""
    uses = (UseSite("app.py", 5), UseSite("app.py", 9))
    grants = (
        _grant("photos", "storage.read", f"{BLOBS}/read", "Storage Blob Data Reader", uses),
        _grant("photos", "storage.write", f"{BLOBS}/write", "Storage Blob Data Contributor", uses[:1]),
        _grant("photos", "storage.presign", DELEGATION, "Storage Blob Delegator", uses[1:], scope="account"),
        _grant("reports", "storage.list_objects", f"{BLOBS}/read", "Storage Blob Data Reader", uses[1:]),
    )
    resources = tuple(
        Resource("storage", "storage/blob-storage", name, name, f"demo-{name}", None, (), uses)
        for name in ("photos", "reports")
    )
    return ResourcePlan("demo", "prod", "azure", "westeurope", resources, grants, (("team", "a"),), options)


def _grant(
    resource: str, operation: str, action: str, role: str, uses: tuple[UseSite, ...], scope: str = "resource"
) -> Grant:
    return Grant("app", (action,), resource, scope, ("*",), (operation,), uses, role, service="storage/blob-storage")


def configuration(for_plan: ResourcePlan) -> dict[str, str]:
    """The text of each file by its path below `infra/`."""
    made = render(for_plan, provider())
    return {artifact.path.removeprefix("infra/"): artifact.content.decode() for artifact in made}


def lay_out(folder: Path, for_plan: ResourcePlan) -> None:
    """Write the configuration and its modules into `folder`."""
    for name, text in configuration(for_plan).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
