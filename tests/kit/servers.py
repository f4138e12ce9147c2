"""The storage servers that native code is run against: moto for AWS, two for Google Cloud, Azurite for Azure.

Each `start_*` is a context manager: it yields a `StorageServer` that answers, and leaves no process behind. A server's
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
from tests.kit.processes import running

REGION = "eu-central-1"
PROJECT = "infrar-tests"
TOOLS = Path(__file__).parents[2] / ".tools"


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
class Azurite:
    """Azure blob storage, as Microsoft's own emulator has it."""

    url: str
    account: str
    key: str

    @property
    def environment(self) -> Mapping[str, str]:
        """The connection string of the emulator's only account."""
        parts = {
            "DefaultEndpointsProtocol": "http",
            "AccountName": self.account,
            "AccountKey": self.key,
            "BlobEndpoint": f"{self.url}/{self.account}",
        }
        return {"AZURE_STORAGE_CONNECTION_STRING": "".join(f"{name}={value};" for name, value in parts.items())}

    def client(self) -> Any:
        """A `BlobServiceClient` of this server."""
        from azure.storage.blob import BlobServiceClient

        return BlobServiceClient.from_connection_string(self.environment["AZURE_STORAGE_CONNECTION_STRING"])

    def create_bucket(self, name: str) -> None:
        """Make an empty container."""
        self.client().create_container(name)

    def reset(self) -> None:
        """Forget every container and every blob."""
        service = self.client()
        for container in service.list_containers():
            service.delete_container(container.name)


@contextmanager
def start_moto() -> Iterator[MotoServer]:
    """Run moto's server."""
    _require_module("moto", "moto server", "pip install 'moto[server]'")
    with running(lambda port: [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]) as port:
        yield MotoServer(f"http://127.0.0.1:{port}")


@contextmanager
def start_gcs_emulator() -> Iterator[GcsEmulator]:
    """Run gcp-storage-emulator, in memory."""
    _require_module("gcp_storage_emulator", "the GCS emulator", "pip install gcp-storage-emulator")
    command = [sys.executable, "-m", "gcp_storage_emulator", "start", "--in-memory", "--quiet", "--host=127.0.0.1"]
    with running(lambda port: [*command, f"--port={port}"]) as port:
        yield GcsEmulator(f"http://127.0.0.1:{port}")


@contextmanager
def start_azurite() -> Iterator[Azurite]:
    """Run Azurite's blob service, in memory, with one account made up for this run."""
    node, script = shutil.which("node"), azurite_script()
    if node is None or script is None:
        missing("Azurite", "make tools")
    account, key = "infrartests", base64.b64encode(secrets.token_bytes(64)).decode()
    options = ["--silent", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"]
    command = [node, str(script), *options, "--blobHost", "127.0.0.1", "--blobPort"]
    environment = {**os.environ, "AZURITE_ACCOUNTS": f"{account}:{key}"}
    with running(lambda port: [*command, str(port)], environment=environment) as port:
        yield Azurite(f"http://127.0.0.1:{port}", account, key)


def azurite_script() -> Path | None:
    """Azurite's blob server: from `INFRAR_AZURITE` (its package folder), from .tools, or beside `azurite` on PATH."""
    folders = [TOOLS / "azurite/node_modules/azurite"]
    if chosen := os.environ.get("INFRAR_AZURITE"):
        folders.insert(0, Path(chosen))
    if command := shutil.which("azurite-blob"):
        folders.append(Path(command).resolve().parents[3])
    scripts = (folder / "dist/src/blob/main.js" for folder in folders)
    return next((script for script in scripts if script.is_file()), None)


def _require_module(module: str, component: str, install: str) -> None:
    if importlib.util.find_spec(module) is None:
        missing(component, install)


def _call(method: str, url: str, body: bytes | None = None) -> None:
    headers = {"Content-Type": "application/json"} if body else {}
    with urlopen(Request(url, data=body, method=method, headers=headers), timeout=30) as response:
        response.read()
