"""What a build writes to `infra/`, for a plan made by hand."""

from pathlib import Path
from typing import Any

from infrar_engine.model import Grant, Resource, ResourcePlan, UseSite
from infrar_engine.render import render
from tests.providers.aws.native import provider

GITHUB = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
TRUST = {
    "assumed_by": [
        "lambda.amazonaws.com",
        "arn:aws:iam::123456789012:role/deploy",
        {"oidc_provider": GITHUB, "subject": "repo:acme/photos:ref:refs/heads/main"},
    ]
}
KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LISTS = "a missing object is answered 403, not 404, to who may not list the bucket"
PUBLISH, SHOW, TIDY = UseSite("publish.py", 8), UseSite("show.py", 14), UseSite("tidy.py", 9)


def plan(settings: dict[str, Any] | None = None, **options: Any) -> ResourcePlan:
    """Two buckets: one is read and written below `daily/`, of the other one key and one folder are deleted."""
    grants = (
        _grant("archive", ("s3:DeleteObject",), ("index.html", "old/*"), ("storage.delete",), (TIDY,)),
        _grant(
            "reports",
            ("s3:GetObject", "s3:PutObject"),
            ("daily/*",),
            ("storage.read", "storage.write"),
            (PUBLISH, SHOW),
        ),
        _grant("reports", ("s3:ListBucket",), None, ("storage.read",), (SHOW,), LISTS),
        _grant("archive", ("s3:ListBucket",), ("old/*",), ("storage.list_objects",), (TIDY,)),
    )
    resources = (
        _bucket("archive", "storage.delete", TIDY),
        _bucket("reports", "storage.read", PUBLISH, SHOW, settings=settings),
    )
    return ResourcePlan("demo", "prod", "aws", "eu-central-1", resources, grants, (("team", "a"),), options)


def _bucket(name: str, operation: str, *uses: UseSite, settings: dict[str, Any] | None = None) -> Resource:
    made = tuple((settings or {}).items())
    return Resource("storage", "storage/s3", name, name, f"demo-{name}", None, (operation,), uses, made)


def _grant(
    resource: str,
    actions: tuple[str, ...],
    keys: tuple[str, ...] | None,
    operations: tuple[str, ...],
    uses: tuple[UseSite, ...],
    reason: str = "",
) -> Grant:
    return Grant("app", actions, resource, "resource", keys, operations, uses, reason=reason, service="storage/s3")


def configuration(for_plan: ResourcePlan) -> dict[str, str]:
    """The text of each file by its path below `infra/`."""
    made = render(for_plan, provider())
    return {artifact.path.removeprefix("infra/"): artifact.content.decode() for artifact in made}


def lay_out(folder: Path, for_plan: ResourcePlan) -> None:
    """Write the configuration and its modules into `folder`."""
    for name, text in configuration(for_plan).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
