"""One program for all providers, planned and rendered with the real rules and templates.

In: a provider's id and what infrar.yaml says. Out: the configuration in a folder. The program is a list of uses, so
that nothing but rules, planner and templates is under test: two buckets and one from the environment, keys that
are known, begin with something known, or aren't known, a listing below a prefix, signed links, a copy between buckets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from infrar_engine.catalog import load_catalog
from infrar_engine.config import Config, read_config
from infrar_engine.match import match
from infrar_engine.model import (
    Argument,
    Artifact,
    Dynamic,
    FromEnvironment,
    Literal,
    OperationUse,
    Prefixed,
    ResourcePlan,
    Severity,
    SourceLocation,
    Span,
    UseKind,
    Value,
)
from infrar_engine.plan import plan
from infrar_engine.plugins import load_providers
from infrar_engine.render import render

PROVIDERS = ("aws", "azure", "gcp")
UNKNOWN = Dynamic("it is computed when the program runs")
DAILY = Prefixed("daily/")

Use = tuple[str, Mapping[str, Value]]  # an operation, and the arguments of a call

PROGRAM: tuple[Use, ...] = (
    ("upload", {"bucket": Literal("reports"), "source": UNKNOWN, "destination": DAILY}),
    ("write", {"bucket": Literal("reports"), "path": Literal("cost-${USD}.csv"), "data": Literal(b"")}),
    ("list_objects", {"bucket": Literal("archive"), "prefix": Literal("2024/")}),
    ("copy", {
        "bucket": Literal("reports"),
        "source": DAILY,
        "destination": UNKNOWN,
        "destination_bucket": Literal("archive"),
    }),
    ("read", {"bucket": Literal("reports"), "path": Literal("index.html")}),
    ("delete", {"bucket": FromEnvironment("PHOTOS_BUCKET", "photos"), "path": UNKNOWN}),
    ("presign", {"bucket": FromEnvironment("PHOTOS_BUCKET", "photos"), "path": UNKNOWN}),
)  # fmt: skip

# What the other capabilities add, whose modules have no server to be applied to: on the providers' schemas alone.
SERVED: tuple[Use, ...] = (
    ("kv.put", {"table": Literal("user-sessions"), "key": UNKNOWN, "value": UNKNOWN}),
    ("kv.query", {"table": Literal("orders"), "prefix": DAILY}),
    ("kv.transact", {"table": Literal("orders"), "actions": UNKNOWN}),
    ("queue.send", {"queue": Literal("orders"), "body": UNKNOWN}),
    ("queue.receive", {"queue": Literal("letters")}),
    ("queue.nack", {"message": UNKNOWN}),
    ("topic.publish", {"topic": Literal("orders"), "body": UNKNOWN}),
)  # fmt: skip

# Secrets and parameters; two parameters have a value, one isn't named by code.
SECRETS_AND_PARAMETERS: tuple[Use, ...] = (
    ("secrets.get", {"name": Literal("stripe-key")}),
    ("secrets.put", {"name": Literal("stripe-key"), "value": UNKNOWN}),
    ("secrets.delete", {"name": Literal("session-key")}),
    ("params.get", {"name": Literal("log-level"), "default": Literal("info")}),
    ("params.get", {"name": Literal("db/pool-size")}),
    ("params.list", {"prefix": Literal("features/")}),
)
VALUES: dict[str, dict[str, Any]] = {
    "db/pool-size": {"settings": {"value": "5 of ${max} %{x}"}},
    "features/new-cart": {"capability": "params", "settings": {"value": "on"}},
}

BACKENDS: dict[str, dict[str, Any]] = {
    "aws": {"bucket": "acme-terraform-state"},
    "azure": {"storage_account_name": "acmestate", "resource_group_name": "acme-state"},
    "gcp": {"bucket": "acme-terraform-state"},
}
TRUST: dict[str, list[Any]] = {
    "aws": [
        "lambda.amazonaws.com",
        "arn:aws:iam::123456789012:role/deploy",
        {
            "oidc_provider": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            "subject": "repo:acme/photos:ref:refs/heads/main",
        },
    ],
    "azure": [
        {
            "name": "deploy",
            "issuer": "https://token.actions.githubusercontent.com",
            "subject": "repo:acme/photos:ref:refs/heads/main",
        }
    ],
    "gcp": ["serviceAccount:deploy@acme.iam.gserviceaccount.com"],
}
# What an environment says, by name; each is rendered for each provider.
ENVIRONMENTS = ("bare", "trusting", "predefined")


def environment(provider: str, name: str) -> dict[str, Any]:
    """One of `ENVIRONMENTS` in the words of the provider."""
    said: dict[str, Any] = {"provider": provider, "naming": "{project}-{name}-{hash6}"}
    if name == "trusting":
        said |= {"backend": BACKENDS[provider], "identity": {"assumed_by": TRUST[provider]}, "tags": {"team": "web"}}
    if name == "predefined":
        said |= {"predefined_roles": True, "backend": BACKENDS[provider]}
        said |= {"services": {"kv": "cosmos", "queue": "service-bus"}} if provider == "azure" else {}
    return said


def configuration(
    provider: str, name: str, folder: Path, stage: str = "production", program: Sequence[Use] = ()
) -> tuple[ResourcePlan, tuple[Artifact, ...]]:
    """The plan and the files of the program in one of `ENVIRONMENTS`; the names of resources depend on `stage`."""
    loaded = load_providers([provider])[provider]
    program = program or PROGRAM + (SERVED + SECRETS_AND_PARAMETERS if provider != "aws" else ())
    uses = [_use(*each, line=line) for line, each in enumerate(program, 1)]
    chosen = environment(provider, name)
    matches, problems = match(uses, loaded, chosen.get("services"))
    said = {"resources": VALUES} if SECRETS_AND_PARAMETERS[-1] in program else {}
    planned = plan(matches, loaded, _config(folder, said | {"environments": {stage: chosen}}), stage)
    errors = [each for each in (*problems, *planned.diagnostics) if each.severity is Severity.ERROR]
    assert errors == []
    return planned.plan, render(planned.plan, loaded)


def lay_out(provider: str, name: str, folder: Path, stage: str = "production", program: Sequence[Use] = ()) -> Path:
    """Write the configuration below `folder`; the path of its root."""
    folder.mkdir(parents=True, exist_ok=True)
    _, artifacts = configuration(provider, name, folder, stage, program)
    for artifact in artifacts:
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)
        path.chmod(artifact.mode)
    return folder / "infra"


def _config(folder: Path, said: dict[str, Any]) -> Config:
    path = folder / "infrar.yaml"
    path.write_text(yaml.safe_dump({"project": "photo-share", **said}), "utf-8")
    return read_config(path)


def _use(operation: str, arguments: Mapping[str, Value], line: int) -> OperationUse:
    capability, _, name = operation.rpartition(".")
    surface = load_catalog().capability(capability or "storage")
    found = surface and surface.operation(name)
    assert found
    where = SourceLocation("app.py", line, 1, line, 2)
    given = tuple(Argument(name, Span(line, line), "…", value) for name, value in arguments.items())
    return OperationUse(found, UseKind.CALL, where, Span(line, line), given)
