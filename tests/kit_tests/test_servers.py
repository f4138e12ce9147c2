"""Native client libraries reach each storage server by its environment variables and nothing else."""

import pytest

from tests.kit.gcs_fake import FakeGcs
from tests.kit.servers import Azurite, FirestoreEmulator, GcsEmulator, MotoServer, PubsubEmulator, StorageServer


@pytest.fixture
def boto3_client(aws: MotoServer, monkeypatch: pytest.MonkeyPatch):
    import boto3

    _enter(aws, monkeypatch)
    return boto3.client("s3")


def _enter(server: StorageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    server.reset()
    server.create_bucket("reports")


def test_aws(boto3_client) -> None:
    boto3_client.put_object(Bucket="reports", Key="a/ü.txt", Body=b"hello")
    assert boto3_client.get_object(Bucket="reports", Key="a/ü.txt")["Body"].read() == b"hello"
    assert boto3_client.meta.region_name == "eu-central-1"


def test_aws_forgets_on_reset(aws: MotoServer, boto3_client) -> None:
    aws.reset()
    assert boto3_client.list_buckets()["Buckets"] == []


def test_the_gcs_emulator(gcs: GcsEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    from google.cloud import storage

    _enter(gcs, monkeypatch)
    storage.Client().bucket("reports").blob("a/ü.txt").upload_from_string(b"hello")
    assert storage.Client().bucket("reports").blob("a/ü.txt").download_as_bytes() == b"hello"
    gcs.reset()
    assert list(storage.Client().list_buckets()) == []


def test_the_gcs_fake(gcs_fake: FakeGcs, monkeypatch: pytest.MonkeyPatch) -> None:
    from google.cloud import storage

    _enter(gcs_fake, monkeypatch)
    storage.Client().bucket("reports").blob("a/ü.txt").upload_from_string(b"hello")
    assert storage.Client().bucket("reports").blob("a/ü.txt").download_as_bytes() == b"hello"
    gcs_fake.reset()
    assert list(storage.Client().list_buckets()) == []


def test_azure(azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    from azure.storage.blob import BlobServiceClient

    _enter(azurite, monkeypatch)
    service = BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
    service.get_blob_client("reports", "a/ü.txt").upload_blob(b"hello")
    assert service.get_blob_client("reports", "a/ü.txt").download_blob().readall() == b"hello"
    azurite.reset()
    assert list(service.list_containers()) == []
    azurite.create_bucket("reports")
    assert not service.get_blob_client("reports", "a/ü.txt").exists()


def test_azure_queues(azurite: Azurite) -> None:
    azurite.reset()
    azurite.create_queue("orders")
    azurite.queues().get_queue_client("orders").send_message("hello")
    assert {each.name for each in azurite.queues().list_queues()} == {"orders", "orders-dead"}
    azurite.reset()
    assert list(azurite.queues().list_queues()) == []


def test_the_pubsub_emulator(pubsub: PubsubEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    from google.pubsub_v1 import PublisherClient, SubscriberClient

    for name, value in pubsub.environment.items():
        monkeypatch.setenv(name, value)
    pubsub.reset()
    pubsub.create_queue("orders")
    project = pubsub.environment["GOOGLE_CLOUD_PROJECT"]
    topic, subscription = f"projects/{project}/topics/orders", f"projects/{project}/subscriptions/orders"
    PublisherClient().publish(topic=topic, messages=[{"data": b"hello"}])
    pulled = SubscriberClient().pull(subscription=subscription, max_messages=1, timeout=5)
    assert [each.message.data for each in pulled.received_messages] == [b"hello"]
    pubsub.reset()
    assert list(PublisherClient().list_topics(project=f"projects/{project}")) == []


def test_azure_tables(azurite: Azurite) -> None:
    azurite.create_table("orders")
    orders = azurite.tables().get_table_client("orders")
    orders.upsert_entity({"PartitionKey": "p", "RowKey": "1", "total": (5, "Edm.Int64"), "open": True})
    assert [each["RowKey"] for each in orders.query_entities("total eq 5L and open eq true")] == ["1"]
    for other in ("open eq 1L", "total eq '5'", "PartitionKey eq 5L"):
        assert list(orders.query_entities(other)) == []
    azurite.reset()
    assert list(azurite.tables().list_tables()) == []


def test_the_firestore_emulator(firestore: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    from google.cloud import firestore as library

    for name, value in firestore.environment.items():
        monkeypatch.setenv(name, value)
    orders = library.Client().collection("orders")
    orders.document("1").set({"total": 5})
    assert [each.to_dict() for each in orders.get()] == [{"total": 5}]
    firestore.reset()
    assert orders.get() == []
