"""Fixtures that every test folder may ask for: real servers, the Terraform CLI, served provider schemas.

Each lasts a test session (one for each pytest-xdist worker) and is started by the first test that asks for it. The
kit is imported inside the fixtures: tests of the SDK alone run where none of the kit's components are installed.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.kit.communication_fake import FakeCommunicationService
    from tests.kit.cosmos_fake import CosmosFake
    from tests.kit.databases import PostgresServer, RedisServer
    from tests.kit.gcs_fake import FakeGcs
    from tests.kit.schema_provider import ServedSchemas
    from tests.kit.secret_stores import AzureStores, SecretManager
    from tests.kit.servers import Azurite, FirestoreEmulator, GcsEmulator, MotoServer, PubsubEmulator
    from tests.kit.service_bus_fake import FakeServiceBus
    from tests.kit.service_bus_queues import FakeServiceBusQueues
    from tests.kit.smtp_server import SmtpServer
    from tests.kit.terraform import Terraform


# The same examples each time, however slow the machine is: `make fuzz` is where chance comes in.
settings.register_profile(
    "tests", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")


def pytest_configure(config: pytest.Config) -> None:
    """Know the marker of pytest-xdist also where that isn't installed; be interrupted also where that is ignored.

    A shell ignores Ctrl-C for what it runs in the background, and processes inherit that: tests send it to some.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", "xdist_group(name): tests of one group run in one worker")
    config.addinivalue_line("markers", "terraform: runs the CLI, which doesn't care which Python starts it")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that run Terraform share one worker: two of its providers at once don't fit a small machine."""
    for item in items:
        if "terraform" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("terraform"))
            item.add_marker(pytest.mark.terraform)


@pytest.fixture(scope="session")
def aws() -> Iterator[MotoServer]:
    """AWS on loopback."""
    from tests.kit.servers import start_moto

    with start_moto() as server:
        yield server


@pytest.fixture(scope="session")
def gcs_fake() -> Iterator[FakeGcs]:
    """Google Cloud Storage on loopback, refusing requests that aren't in its reference."""
    from tests.kit.gcs_fake import start_gcs_fake

    with start_gcs_fake() as server:
        yield server


@pytest.fixture(scope="session")
def gcs() -> Iterator[GcsEmulator]:
    """Google Cloud Storage on loopback, as an emulator by others sees it."""
    from tests.kit.servers import start_gcs_emulator

    with start_gcs_emulator() as server:
        yield server


@pytest.fixture(scope="session")
def pubsub() -> Iterator[PubsubEmulator]:
    """Google's Pub/Sub on loopback."""
    from tests.kit.servers import start_pubsub_emulator

    with start_pubsub_emulator() as server:
        yield server


@pytest.fixture(scope="session")
def firestore() -> Iterator[FirestoreEmulator]:
    """Google's Firestore on loopback."""
    from tests.kit.servers import start_firestore_emulator

    with start_firestore_emulator() as server:
        yield server


@pytest.fixture(scope="session")
def cosmos() -> Iterator[CosmosFake]:
    """Azure's Cosmos DB on loopback, refusing requests that aren't in its reference."""
    from tests.kit.cosmos_fake import start_cosmos_fake

    with start_cosmos_fake() as server:
        yield server


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    """Azure's blobs, queues and tables on loopback."""
    from tests.kit.servers import start_azurite

    with start_azurite() as server:
        yield server


@pytest.fixture(scope="session")
def secret_manager(gcs_fake: FakeGcs) -> Iterator[SecretManager]:
    """Google's Secret Manager, behind its own address, for the service account of `gcs_fake`."""
    from tests.kit.secret_stores import start_secret_manager

    with start_secret_manager(gcs_fake.account, gcs_fake.credentials) as server:
        yield server


@pytest.fixture(scope="session")
def azure_stores() -> Iterator[AzureStores]:
    """Azure's Key Vault and App Configuration, behind their own addresses."""
    from tests.kit.secret_stores import start_azure_stores

    with start_azure_stores() as stores:
        yield stores


@pytest.fixture(scope="session")
def service_bus() -> Iterator[FakeServiceBus]:
    """Azure Service Bus on loopback."""
    from tests.kit.missing import missing

    if find_spec("proton") is None:
        missing("Service Bus's peer", "pip install python-qpid-proton")
    from tests.kit.service_bus_fake import start_service_bus_fake

    with start_service_bus_fake() as server:
        yield server


@pytest.fixture(scope="session")
def communication() -> Iterator[FakeCommunicationService]:
    """Azure Communication Services Email on loopback."""
    from tests.kit.communication_fake import start_communication_fake

    with start_communication_fake() as server:
        yield server


@pytest.fixture(scope="session")
def smtp_server() -> Iterator[SmtpServer]:
    """A mail server on loopback."""
    from tests.kit.missing import missing

    if find_spec("aiosmtpd") is None:
        missing("a mail server", "pip install aiosmtpd")
    from tests.kit.smtp_server import start_smtp_server

    with start_smtp_server() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """Redis on loopback."""
    from tests.kit.databases import start_redis

    with start_redis() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """PostgreSQL on loopback."""
    from tests.kit.databases import start_postgres

    with start_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def service_bus_queues() -> Iterator[FakeServiceBusQueues]:
    """Queues of Azure Service Bus on loopback."""
    from tests.kit.service_bus_queues import start_service_bus_queues

    with start_service_bus_queues() as server:
        yield server


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """The Terraform or OpenTofu CLI, cut off from the network and from the developer's configuration."""
    from tests.kit.mirror import find_mirror
    from tests.kit.missing import missing
    from tests.kit.terraform import find_cli, prepare

    found = find_cli()
    if found is None:
        missing("Terraform or OpenTofu", "see https://opentofu.org/docs/intro/install")
    binary, registry = found
    return prepare(binary, registry, tmp_path_factory.mktemp("terraform"), find_mirror(registry))


@pytest.fixture(scope="session")
def aws_terraform(terraform: Terraform, aws: MotoServer) -> Terraform:
    """The CLI with the real aws provider at hand; use `point_at_moto` on each configuration."""
    from tests.kit.mirror import find_mirror
    from tests.kit.missing import missing

    if find_mirror(terraform.registry) is None:
        missing("the aws provider of Terraform", "make tools")
    return terraform.using(aws.environment)


@pytest.fixture(scope="session")
def served_schemas(terraform: Terraform) -> Iterator[Callable[..., ServedSchemas]]:
    """`served_schemas("google", "azurerm")`: providers that are nothing but a schema, for `terraform.using`."""
    from tests.kit.schema_provider import served

    running: dict[tuple[str, ...], ServedSchemas] = {}
    with ExitStack() as stack:

        def serve(*names: str) -> ServedSchemas:
            if names not in running:
                running[names] = stack.enter_context(served(*names, registry=terraform.registry))
            return running[names]

        yield serve
