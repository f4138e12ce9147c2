"""Signed links: with a key of one's own, and by IAM without one."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from google.auth import credentials
from google.oauth2 import service_account

from tests.kit.blocking import Blocking
from tests.kit.gcs_fake import FakeGcs
from tests.providers.gcp import native
from tests.providers.gcp.conftest import Cloud


@pytest.fixture(params=["storage", "aio.storage"])
def signer(request: pytest.FixtureRequest, gcs_fake: FakeGcs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """Native code of either kind that runs as a service account with a key."""
    gcs_fake.reset()
    gcs_fake.create_bucket("photos")
    for name, value in gcs_fake.signing_environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    cloud = Cloud(gcs_fake, *native.load(request.param))
    with Blocking.on_a_loop() as blocking:
        yield cloud if request.param == "storage" else replace(cloud, storage=blocking(cloud.storage))


def send(link: Any, data: bytes | None = None) -> bytes:
    request = Request(link.url, data=data, method=link.method, headers=link.headers)
    with urlopen(request, timeout=10) as response:
        body: bytes = response.read()
    return body


def test_a_link_reads(signer: Cloud) -> None:
    signer.storage.write("photos", "a b/ü?#.txt", b"hello")
    assert send(signer.storage.presign("photos", "a b/ü?#.txt")) == b"hello"


def test_a_link_writes(signer: Cloud) -> None:
    link = signer.storage.presign("photos", "a", method="PUT", expires=60)
    assert (link.method, link.headers) == ("PUT", {})
    send(link, b"hello")
    assert signer.storage.read("photos", "a") == b"hello"


def test_a_link_to_what_is_missing_is_answered_404(signer: Cloud) -> None:
    with pytest.raises(HTTPError) as caught:
        send(signer.storage.presign("photos", "none"))
    assert caught.value.code == 404


@pytest.mark.parametrize("expires", [1, 3600, 7 * 24 * 3600])
def test_a_link_says_how_long_it_works(signer: Cloud, expires: int) -> None:
    query = parse_qs(urlsplit(signer.storage.presign("photos", "a", expires=expires).url).query)
    assert query["X-Goog-Expires"] == [str(expires)]


class Attached(credentials.Credentials):
    """The credentials of a service account without a key, as the metadata server of Google Cloud gives them."""

    service_account_email = "default"

    def refresh(self, request: object) -> None:
        self.token = "a-token"
        self.service_account_email = "app@project.iam.gserviceaccount.com"


def test_iam_signs_for_those_without_a_key(signer: Cloud, gcs_fake: FakeGcs, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    key = service_account.Credentials.from_service_account_file(str(gcs_fake.credentials))

    class Answer:
        status, headers = 200, {}

        def __init__(self, data: bytes) -> None:
            self.data = data

    def iam(url: str, method: str, body: Any = None, headers: Any = None, **_: object) -> Answer:
        asked.append((method, url, headers["Authorization"]))
        signed = key.sign_bytes(base64.b64decode(json.loads(body)["payload"]))
        return Answer(json.dumps({"signedBlob": base64.b64encode(signed).decode()}).encode())

    monkeypatch.setattr("google.auth.default", lambda scopes: (Attached(), None))
    monkeypatch.setattr("google.cloud.storage._signing.requests", SimpleNamespace(Request=lambda: iam))
    signer.native._signer.cache_clear()
    signer.storage.write("photos", "a", b"hello")
    link = signer.storage.presign("photos", "a")
    account = "app@project.iam.gserviceaccount.com"
    address = f"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{account}:signBlob?alt=json"
    assert asked == [("POST", address, "Bearer a-token")]
    assert send(link) == b"hello"
