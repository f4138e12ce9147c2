"""What stands in for each service, and how a resource of it is made there.

A `Stand` names the fixture of its server; `make` makes a resource of a name (with a value, where the capability has initial values)
as the service's OpenTofu module does, and returns its address where the service has one. `variables` lead native code to the server.
`programs` are those that are run, where all would take too long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

# moto gives the copy of an object that came in parts the checksum of those parts, and boto3 finds that it is wrong.
MOTO = {"AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required"}
PARAMETERS = "/infrar/tests/"


@dataclass(frozen=True, slots=True)
class Stand:
    fixture: str
    make: Callable[[Any, str, str | None], str | None]
    variables: Callable[[Any], Mapping[str, str]] = lambda server: server.environment
    programs: frozenset[str] | None = None


def _bucket(server: Any, name: str, value: str | None) -> None:
    server.create_bucket(name)


def _queue(server: Any, name: str, value: str | None) -> None:
    server.create_queue(name)


def _collection(server: Any, name: str, value: str | None) -> None:
    """A collection of Firestore is there when it has a document."""


def _sqs(server: Any, name: str, value: str | None) -> str:
    url: str = server.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    return url


def _sqs_fifo(server: Any, name: str, value: str | None) -> str:
    url: str = server.client("sqs").create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    return url


def _sns(server: Any, name: str, value: str | None) -> str:
    arn: str = server.client("sns").create_topic(Name=name)["TopicArn"]
    return arn


def _sns_fifo(server: Any, name: str, value: str | None) -> str:
    arn: str = server.client("sns").create_topic(Name=f"{name}.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    return arn


def _table(server: Any, name: str, value: str | None) -> None:
    server.create_table(name)


def _secret(server: Any, name: str, value: str | None) -> None:
    server.client("secretsmanager").create_secret(Name=name)


def _parameter(server: Any, name: str, value: str | None) -> None:
    if value is not None:
        server.client("ssm").put_parameter(Name=f"{PARAMETERS}{name}", Value=value, Type="String", Overwrite=True)


def _google_secret(server: Any, name: str, value: str | None) -> None:
    server.create(name)


def _google_parameter(server: Any, name: str, value: str | None) -> None:
    server.create(f"tests_{name.replace('/', '_')}", value)


def _nothing(server: Any, name: str, value: str | None) -> None:
    """A secret of Key Vault is there when it has a value."""


def _azure_parameter(server: Any, name: str, value: str | None) -> None:
    if value is not None:
        server.settings.set(name, value)


def _pubsub_topic(server: Any, name: str, value: str | None) -> None:
    server.create_queue(name)  # a topic, and a subscription that shows what came


def _service_bus_topic(server: Any, name: str, value: str | None) -> None:
    server.entities.add(name)


def _ses(server: Any, name: str, value: str | None) -> str:
    server.client("sesv2").create_email_identity(EmailIdentity=(address := f"{name}@example.com"))
    return address


def _communication(server: Any, name: str, value: str | None) -> str:
    server.linked.add(address := f"{name}@example.com")
    return address


def _smtp(server: Any, name: str, value: str | None) -> str:
    return f"{name}@example.com"


def _aws(server: Any) -> Mapping[str, str]:
    return {**server.environment, **MOTO, "PARAMETER_PATH": PARAMETERS}


def _acme(server: Any) -> Mapping[str, str]:
    kept = {name: value for name, value in server.environment.items() if name != "AWS_ENDPOINT_URL"}
    return {**kept, **MOTO, "ACME_ENDPOINT_URL": server.url}


def _cache(server: Any, name: str, value: str | None) -> str:
    url: str = server.create_cache(name)
    return url


def _database(server: Any, name: str, value: str | None) -> str:
    url: str = server.create_database(name)
    return url


def _none(server: Any) -> Mapping[str, str]:
    return {}


# provider -> service -> its stand. A service that isn't here is not run on a server: its own tests say what is checked instead.
STANDS: Mapping[str, Mapping[str, Stand]] = {
    "aws": {
        "cache/elasticache": Stand("redis_server", _cache, _none),
        "sql/rds-postgresql": Stand("postgres_server", _database, _none),
        "storage/s3": Stand("aws", _bucket, _aws),
        "queue/sqs": Stand("aws", _sqs, _aws),
        "queue/sqs-fifo": Stand("aws", _sqs_fifo, _aws),
        "topic/sns": Stand("aws", _sns, _aws),
        "topic/sns-fifo": Stand("aws", _sns_fifo, _aws),
        "email/ses": Stand("aws", _ses, _aws),
        "kv/dynamodb": Stand("aws", _table, _aws),
        "secrets/secrets-manager": Stand("aws", _secret, _aws),
        "params/parameter-store": Stand("aws", _parameter, _aws),
    },
    "gcp": {
        "cache/memorystore": Stand("redis_server", _cache, _none),
        "sql/cloud-sql": Stand("postgres_server", _database, _none),
        "storage/cloud-storage": Stand("gcs_fake", _bucket, lambda server: server.signing_environment),
        "kv/firestore": Stand("firestore", _collection),
        "queue/pubsub": Stand("pubsub", _queue),
        "topic/pubsub": Stand("pubsub", _pubsub_topic),
        "email/smtp": Stand("smtp_server", _smtp),
        "secrets/secret-manager": Stand("secret_manager", _google_secret),
        "params/secret-manager": Stand("secret_manager", _google_parameter),
    },
    "azure": {
        "cache/redis": Stand("redis_server", _cache, _none),
        "sql/flexible-server": Stand("postgres_server", _database, _none),
        "storage/blob-storage": Stand("azurite", _bucket),
        "kv/table-storage": Stand("azurite", _table),
        "kv/cosmos": Stand("cosmos", _table),
        "queue/storage-queue": Stand("azurite", _queue),
        # Its client connects anew for each group, so that all programs take minutes.
        "queue/service-bus": Stand("service_bus_queues", _queue, programs=frozenset({"groups"})),
        "topic/service-bus": Stand("service_bus", _service_bus_topic),
        "email/communication": Stand("communication", _communication),
        "secrets/key-vault": Stand("azure_stores", _nothing),
        "params/app-configuration": Stand("azure_stores", _azure_parameter),
    },
    "acme": {"storage/object-store": Stand("aws", _bucket, _acme)},
}
