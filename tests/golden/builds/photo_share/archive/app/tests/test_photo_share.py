"""The application as its users meet it. The same tests pass on the source and on every build."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient
from photo_share.app import app

PIXEL = b"\x89PNG\r\n\x1a\n not much of a picture"


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def album() -> str:
    return f"album-{uuid.uuid4().hex[:8]}"


def test_the_store_answers(client: FlaskClient) -> None:
    assert client.get("/health").json == {"ok": True}


def test_a_photo_comes_back_with_type_and_caption(client: FlaskClient, album: str) -> None:
    assert client.put(f"/albums/{album}/cat.png?caption=our cat", data=PIXEL).status_code == 201
    answer = client.get(f"/albums/{album}/cat.png")
    assert answer.data == PIXEL
    assert answer.content_type == "image/png"
    assert answer.headers["Caption"] == "our cat"


def test_listings(client: FlaskClient, album: str) -> None:
    for name in ("b.jpg", "a.jpg", "c.gif"):
        client.put(f"/albums/{album}/{name}", data=PIXEL)
    assert client.get(f"/albums/{album}").json == {"photos": ["a.jpg", "b.jpg", "c.gif"]}
    assert album in client.get("/albums").get_json()["albums"]


def test_a_link_works_without_the_application(client: FlaskClient, album: str) -> None:
    client.put(f"/albums/{album}/cat.png", data=PIXEL)
    answer = client.get(f"/albums/{album}/cat.png/link")
    assert answer.status_code == 302
    with urlopen(answer.headers["Location"]) as response:
        assert response.read() == PIXEL


@pytest.mark.parametrize("path", ["nothing.png", "nothing.png/link"])
def test_a_missing_photo_is_not_found(client: FlaskClient, album: str, path: str) -> None:
    answer = client.get(f"/albums/{album}/{path}")
    assert answer.status_code == 404
    assert answer.json == {"error": "there is no photo nothing.png"}


def test_discarding_a_photo(client: FlaskClient, album: str) -> None:
    client.put(f"/albums/{album}/cat.png", data=PIXEL)
    assert client.delete(f"/albums/{album}/cat.png").status_code == 204
    assert client.get(f"/albums/{album}").json == {"photos": []}
    assert client.delete(f"/albums/{album}/cat.png").status_code == 404
