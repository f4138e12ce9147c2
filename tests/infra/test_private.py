"""Caches, databases, queues, topics and mail: resources in private networks, or that take long to make. The real CLI plans them
on each cloud.

They stand in a configuration of their own: the networks are variables that must be given, and with moto a database or a
queue takes a minute, and what it says of a configuration set for mail isn't what SES says, so that on AWS they are planned only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infrar_engine.pipeline import Request, run
from tests.infra.scenario import PROVIDERS, TRUST
from tests.kit.oracles import fmt_errors, hcl_errors
from tests.kit.schema_provider import ServedSchemas
from tests.kit.servers import MotoServer
from tests.kit.terraform import Terraform, keep_state_locally, point_at_moto

PROGRAM = """
from infrar import cache, email, queue, sql, topic


def work() -> None:
    for message in queue.receive("orders", wait=20):
        queue.ack(message)


def remember(user: str) -> None:
    cache.set("sessions", user, "1", ttl=60)
    with sql.connect("shop") as connection:
        connection.execute("SELECT 1")
    email.send("no-reply", user, "Welcome", text="Good to have you.")
"""
PRODUCER = """

def order(number: str) -> str:
    topic.publish("order-events", number)
    return queue.send("orders", number)
"""
IN_ORDER = PRODUCER.replace('"orders", number)', '"orders", number, group=number[0])').replace(
    '"order-events", number)', '"order-events", number, ordering_key=number[0])'
)
SETTINGS: dict[str, dict[str, Any]] = {
    "aws": {
        "sessions": {"node_type": "cache.r7g.large", "replicas": 2, "kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:key/a"},
        "shop": {"standby": False, "deletion_protection": False, "ca_file": "/etc/ssl/rds.pem"},
        "orders": {"kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:key/a", "retention_days": 14},
        "order-events": {"kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:key/a"},
        "no-reply": {"address": "no-reply@example.com", "require_tls": False},
    },
    "azure": {
        "sessions": {"sku": "Premium", "capacity": 2},
        "shop": {"standby": False, "sku": "B_Standard_B1ms", "deletion_protection": False, "ca_file": "/etc/ssl/certs.pem"},
        "order-events": {"retention_days": 1},
        "no-reply": {"address": "no-reply@example.com"},
    },
    "gcp": {
        "sessions": {"node_type": "HIGHMEM_MEDIUM", "replicas": 0, "backup_days": 0, "deletion_protection": True},
        "shop": {"standby": False, "backups": 30, "deletion_protection": False, "ca_file": "/etc/ssl/sql.pem"},
        "order-events": {"retention_days": 7, "regions": ["europe-west3", "europe-west4"]},
        "no-reply": {"address": "no-reply@example.com"},
    },
}  # fmt: skip
REQUIRED: dict[str, dict[str, Any]] = {  # of providers whose senders have no address of their own
    "aws": {"no-reply": {"address": "no-reply@example.com"}},
    "gcp": {"no-reply": {"address": "no-reply@example.com"}},
}
SERVICES = {"gcp": {"email": "smtp"}}
VARIABLES: dict[str, dict[str, str]] = {
    "aws": {
        "vpc_id": "vpc-0123456789abcdef0",
        "private_subnet_ids": '["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]',
        "application_security_group_id": "sg-0123456789abcdef0",
    },
    "azure": {
        "private_endpoint_subnet_id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/main/subnets/data",
        "cache_private_dns_zone_id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/network/providers/Microsoft.Network/privateDnsZones/privatelink.redis.cache.windows.net",
        "database_private_dns_zone_id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/network/providers/Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com",
        "database_administrators": '{ dba = "11111111-1111-1111-1111-111111111111" }',
    },
    "gcp": {"network": "projects/acme/global/networks/main"},
}
WAYS = ("bare", "trusting")  # with settings and without an identity; and the other way round


def lay_out_private(provider: str, way: str, folder: Path) -> Path:
    """Write the configuration below `folder`; the path of its root."""
    source = folder / "source"
    source.mkdir(parents=True)
    producer = IN_ORDER if (provider, way) == ("aws", "trusting") else PRODUCER
    (source / "app.py").write_text(PROGRAM + producer, "utf-8")
    said: dict[str, Any] = {"provider": provider, "naming": "{project}-{name}"}
    said |= {"identity": {"assumed_by": TRUST[provider]}} if way == "trusting" else {}
    said |= {"services": SERVICES[provider]} if provider in SERVICES else {}
    stated = SETTINGS[provider] if way == "bare" else REQUIRED.get(provider, {})
    settings = {name: {"settings": each} for name, each in stated.items()}
    config = {"project": "photo-share", "environments": {"production": said}, "resources": settings}
    (source / "infrar.yaml").write_text(json.dumps(config), "utf-8")
    result = run(Request(source, environment="production", output=folder))
    assert not result.failed, [each.message for each in result.diagnostics]
    for artifact in result.artifacts:
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(artifact.content)
    keep_state_locally(folder / "infra")
    return folder / "infra"


def given(provider: str) -> dict[str, str]:
    values = {**VARIABLES[provider], "email_domain": "example.com"}  # the latter on Azure; others have no such variable
    return {f"TF_VAR_{name}": value for name, value in values.items()}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_must_be_given_is_listed(terraform: Terraform, tmp_path: Path, provider: str) -> None:
    root = lay_out_private(provider, "trusting", tmp_path)
    assert hcl_errors(root) == []
    assert fmt_errors(terraform, root) == []
    asked = (root / "terraform.tfvars").read_text("utf-8").partition("# Still to be set")[2]
    assert [name for name in VARIABLES[provider] if f"\n# {name} =" not in asked] == []


@pytest.mark.xdist_group("terraform-aws")
def test_on_aws_it_can_be_planned(aws_terraform: Terraform, aws: MotoServer, tmp_path: Path) -> None:
    root = lay_out_private("aws", "bare", tmp_path)
    point_at_moto(root, aws.url)
    cli = aws_terraform.using(given("aws"))
    assert [step.errors for step in (cli.init(root), cli.plan(root))] == ["", ""]


@pytest.mark.xdist_group("terraform-served")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("provider", "schema"), [("azure", "azurerm"), ("gcp", "google")])
def test_elsewhere_it_lives_its_life(
    terraform: Terraform,
    served_schemas: Callable[..., ServedSchemas],
    tmp_path: Path,
    provider: str,
    schema: str,
    way: str,
) -> None:
    root = lay_out_private(provider, way, tmp_path)
    cli = terraform.using({**served_schemas(schema).environment, **given(provider)})
    assert [step.errors for step in cli.lifecycle(root)] == [""] * 4
