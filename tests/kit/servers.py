"""The servers that native code is run against: moto for AWS, emulators for Google Cloud, Azurite for Azure.

Each `start_*` is a context manager: it yields a server that answers, and leaves no process behind. A server's
`environment` is all that native code needs to reach it, in this process or another one: no code is changed for a test.
The fixtures of `tests/conftest.py` keep one of each for a test session (with pytest-xdist: one for each worker).
"""

import base64
import importlib.util
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.request import Request, urlopen

from tests.kit.missing import missing
from tests.kit.processes import free_port, running

REGION = "eu-central-1"
PROJECT = "infrar-tests"
TOOLS = Path(__file__).parents[2] / ".tools"
AZURITE_TYPES = Path(__file__).with_name("azurite_types.cjs")


class StorageServer(Protocol):
    """What every storage server of the kit can do."""

    @property
    def url(self) -> str:
        """Where it listens, `http://127.0.0.1:PORT`."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables under which native code reaches this server."""

    def create_bucket(self, name: str) -> None:
        """Make an empty bucket (on Azure: a container)."""

    def reset(self) -> None:
        """Forget every bucket and every object."""


@dataclass(frozen=True, slots=True)
class MotoServer:
    """The AWS services, S3 and IAM among them, as moto simulates them."""

    url: str

    @property
    def environment(self) -> Mapping[str, str]:
        """Fake credentials, and no look at the developer's own configuration or at instance metadata."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str = "s3") -> Any:
        """A boto3 client of this server."""
        import boto3

        connect: Any = boto3.client  # its types know services by literal names only
        return connect(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def create_bucket(self, name: str) -> None:
        """Make an empty bucket."""
        self.client().create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})

    def create_table(self, name: str) -> None:
        """Make an empty table as the module of `kv/dynamodb` does."""
        keys = {"_partition": "HASH", "_key": "RANGE"}
        self.client("dynamodb").create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys.items()],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        )

    def reset(self) -> None:
        """Forget everything in every service."""
        _call("POST", f"{self.url}/moto-api/reset")


@dataclass(frozen=True, slots=True)
class GcsEmulator:
    """Google Cloud Storage as gcp-storage-emulator has it: a second opinion beside `tests.kit.gcs_fake`.

    It ignores preconditions, page sizes and offsets; the fake checks them.
    """

    url: str

    @property
    def environment(self) -> Mapping[str, str]:
        """With an emulator's address the client library asks for no credentials."""
        return {"STORAGE_EMULATOR_HOST": self.url, "GOOGLE_CLOUD_PROJECT": PROJECT}

    def create_bucket(self, name: str) -> None:
        """Make an empty bucket."""
        body = b'{"name": "%s"}' % name.encode()
        _call("POST", f"{self.url}/storage/v1/b?project={PROJECT}", body)

    def reset(self) -> None:
        """Forget every bucket and every object."""
        _call("GET", f"{self.url}/wipe")


@dataclass(frozen=True, slots=True)
class PubsubEmulator:
    """Pub/Sub as Google's own emulator has it.

    It moves nothing to dead-letter topics, and what is given back loses its place in its group.
    """

    address: str

    @property
    def environment(self) -> Mapping[str, str]:
        """With an emulator's address the client library asks for no credentials."""
        return {"PUBSUB_EMULATOR_HOST": self.address, "GOOGLE_CLOUD_PROJECT": PROJECT}

    def create_queue(self, name: str) -> None:
        """Make a topic and a subscription as the module of `queue/pubsub` does."""
        publisher, subscriber = self._clients()
        topic, subscription = f"projects/{PROJECT}/topics/{name}", f"projects/{PROJECT}/subscriptions/{name}"
        publisher.create_topic(name=topic)
        settings = {"ack_deadline_seconds": 30, "enable_message_ordering": True}
        subscriber.create_subscription(request={"name": subscription, "topic": topic, **settings})

    def reset(self) -> None:
        """Forget every topic, every subscription and every message."""
        publisher, subscriber = self._clients()
        for subscription in subscriber.list_subscriptions(project=f"projects/{PROJECT}"):
            subscriber.delete_subscription(subscription=subscription.name)
        for topic in publisher.list_topics(project=f"projects/{PROJECT}"):
            publisher.delete_topic(topic=topic.name)

    def _clients(self) -> tuple[Any, Any]:
        import grpc
        from google.pubsub_v1 import PublisherClient, SubscriberClient

        channel = grpc.insecure_channel(self.address)
        clients = (PublisherClient, SubscriberClient)
        made = (client(transport=client.get_transport_class("grpc")(channel=channel)) for client in clients)
        return next(made), next(made)


@dataclass(frozen=True, slots=True)
class FirestoreEmulator:
    """Firestore as Google's own emulator has it: it asks for no indexes and removes nothing that has expired."""

    address: str

    @property
    def environment(self) -> Mapping[str, str]:
        """With an emulator's address the client library asks for no credentials."""
        return {"FIRESTORE_EMULATOR_HOST": self.address, "GOOGLE_CLOUD_PROJECT": PROJECT}

    def reset(self) -> None:
        """Forget every document of the default database."""
        _call("DELETE", f"http://{self.address}/emulator/v1/projects/{PROJECT}/databases/(default)/documents")


@dataclass(frozen=True, slots=True)
class Azurite:
    """Azure's blobs, queues and tables, as Microsoft's own emulator has them, each at an address of its own."""

    url: str
    account: str
    key: str
    queue_url: str
    table_url: str

    @property
    def environment(self) -> Mapping[str, str]:
        """The connection string of the emulator's only account."""
        parts = {
            "DefaultEndpointsProtocol": "http",
            "AccountName": self.account,
            "AccountKey": self.key,
            "BlobEndpoint": f"{self.url}/{self.account}",
            "QueueEndpoint": f"{self.queue_url}/{self.account}",
            "TableEndpoint": f"{self.table_url}/{self.account}",
        }
        return {"AZURE_STORAGE_CONNECTION_STRING": "".join(f"{name}={value};" for name, value in parts.items())}

    def client(self) -> Any:
        """A `BlobServiceClient` of this server."""
        from azure.storage.blob import BlobServiceClient

        return BlobServiceClient.from_connection_string(self.environment["AZURE_STORAGE_CONNECTION_STRING"])

    def create_bucket(self, name: str) -> None:
        """Make an empty container."""
        self.client().create_container(name)

    def queues(self) -> Any:
        """A `QueueServiceClient` of this server."""
        from azure.storage.queue import QueueServiceClient

        return QueueServiceClient.from_connection_string(self.environment["AZURE_STORAGE_CONNECTION_STRING"])

    def create_queue(self, name: str) -> None:
        """Make a queue and the one of its dead letters, as the module of `queue/storage-queue` does."""
        for each in (name, f"{name}-dead"):
            self.queues().create_queue(each)

    def tables(self) -> Any:
        """A `TableServiceClient` of this server."""
        from azure.data.tables import TableServiceClient

        return TableServiceClient.from_connection_string(self.environment["AZURE_STORAGE_CONNECTION_STRING"])

    def create_table(self, name: str) -> None:
        """Make an empty table."""
        self.tables().create_table(name)

    def reset(self) -> None:
        """Forget every container, every blob, every queue, every message, every table and every entity."""
        service, queues, tables = self.client(), self.queues(), self.tables()
        for container in service.list_containers():
            service.delete_container(container.name)
        for queue in queues.list_queues():
            queues.delete_queue(queue.name)
        for table in tables.list_tables():
            tables.delete_table(table.name)


@contextmanager
def start_moto() -> Iterator[MotoServer]:
    """Run moto's server."""
    _require_module("moto", "moto server", "pip install 'moto[server]'")
    command = [sys.executable, str(Path(__file__).with_name("moto_server.py")), "-H", "127.0.0.1", "-p"]
    with running(lambda port: [*command, str(port)]) as port:
        yield MotoServer(f"http://127.0.0.1:{port}")


@contextmanager
def start_gcs_emulator() -> Iterator[GcsEmulator]:
    """Run gcp-storage-emulator, in memory."""
    _require_module("gcp_storage_emulator", "the GCS emulator", "pip install gcp-storage-emulator")
    command = [sys.executable, "-m", "gcp_storage_emulator", "start", "--in-memory", "--quiet", "--host=127.0.0.1"]
    with running(lambda port: [*command, f"--port={port}"]) as port:
        yield GcsEmulator(f"http://127.0.0.1:{port}")


@contextmanager
def start_pubsub_emulator() -> Iterator[PubsubEmulator]:
    """Run Google's emulator of Pub/Sub."""
    script = google_emulator("pubsub-emulator/bin/cloud-pubsub-emulator")
    if script is None:
        missing("the Pub/Sub emulator", "gcloud components install pubsub-emulator")
    with running(lambda port: [str(script), "--host=127.0.0.1", f"--port={port}"]) as port:
        yield PubsubEmulator(f"127.0.0.1:{port}")


@contextmanager
def start_firestore_emulator() -> Iterator[FirestoreEmulator]:
    """Run Google's emulator of Firestore, with a Java that rather starts soon than runs fast."""
    script = google_emulator("cloud-firestore-emulator/cloud_firestore_emulator")
    if script is None:
        missing("the Firestore emulator", "gcloud components install cloud-firestore-emulator")
    environment = {**os.environ, "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m"}
    command = [str(script), "start", "--host=127.0.0.1"]
    with running(lambda port: [*command, f"--port={port}"], environment=environment) as port:
        yield FirestoreEmulator(f"127.0.0.1:{port}")


def google_emulator(script: str) -> Path | None:
    """The script of an emulator that gcloud has installed, by its path below the SDK's `platform`."""
    gcloud = shutil.which("gcloud")
    found = Path(gcloud).resolve().parents[1] / "platform" / script if gcloud else None
    return found if found and found.is_file() else None


@contextmanager
def start_azurite() -> Iterator[Azurite]:
    """Run Azurite's blob, queue and table services, in memory, with one account made up for this run."""
    node, script = shutil.which("node"), azurite_script()
    if node is None or script is None:
        missing("Azurite", "make tools")
    account, key = "infrartests", base64.b64encode(secrets.token_bytes(64)).decode()
    options = ["--silent", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"]
    options += [f"--{service}Host=127.0.0.1" for service in ("blob", "queue", "table")]
    ports: list[int] = []

    def command(port: int) -> list[str]:
        ports[:] = (
            free_port(),
            free_port(),
            port,
        )  # it starts them in this order, so the last one's answer is all of theirs
        chosen = zip(("blob", "queue", "table"), ports, strict=True)
        return [
            node,
            "--require",
            str(AZURITE_TYPES),
            str(script),
            *options,
            *(f"--{service}Port={number}" for service, number in chosen),
        ]

    environment = {**os.environ, "AZURITE_ACCOUNTS": f"{account}:{key}"}
    with running(command, environment=environment):
        blobs, queues, tables = (f"http://127.0.0.1:{port}" for port in ports)
        yield Azurite(blobs, account, key, queues, tables)


def azurite_script() -> Path | None:
    """Azurite: from `INFRAR_AZURITE` (its package folder), from .tools, or beside `azurite` on PATH."""
    folders = [TOOLS / "azurite/node_modules/azurite"]
    if chosen := os.environ.get("INFRAR_AZURITE"):
        folders.insert(0, Path(chosen))
    if command := shutil.which("azurite"):
        folders.append(Path(command).resolve().parents[2])
    scripts = (folder / "dist/src/azurite.js" for folder in folders)
    return next((script for script in scripts if script.is_file()), None)


def _require_module(module: str, component: str, install: str) -> None:
    if importlib.util.find_spec(module) is None:
        missing(component, install)


def _call(method: str, url: str, body: bytes | None = None) -> None:
    headers = {"Content-Type": "application/json"} if body else {}
    with urlopen(Request(url, data=body, method=method, headers=headers), timeout=30) as response:
        response.read()
