"""The web application."""

from __future__ import annotations

from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue

from photo_share import albums
from photo_share.albums import UnknownPhotoError
from photo_share.health import healthy

app = Flask(__name__)


@app.get("/health")
def health() -> tuple[dict[str, bool], int]:
    ok = healthy()
    return {"ok": ok}, 200 if ok else 503


@app.get("/albums")
def list_albums() -> dict[str, list[str]]:
    return {"albums": list(albums.albums())}


@app.get("/albums/<album>")
def list_photos(album: str) -> dict[str, list[str]]:
    return {"photos": albums.names(album)}


@app.put("/albums/<album>/<name>")
def put_photo(album: str, name: str) -> tuple[str, int]:
    albums.add(album, name, request.get_data(), request.args.get("caption", ""))
    return "", 201


@app.get("/albums/<album>/<name>")
def get_photo(album: str, name: str) -> Response:
    content, info = albums.photo(album, name)
    headers = {"Caption": (info.metadata or {}).get("caption", "")}
    return Response(content, content_type=info.content_type, headers=headers)


@app.get("/albums/<album>/<name>/link")
def get_link(album: str, name: str) -> ResponseReturnValue:
    return redirect(albums.link(album, name))


@app.delete("/albums/<album>/<name>")
def delete_photo(album: str, name: str) -> tuple[str, int]:
    albums.discard(album, name)
    return "", 204


@app.errorhandler(UnknownPhotoError)
def unknown_photo(error: UnknownPhotoError) -> tuple[dict[str, str], int]:
    return {"error": f"there is no photo {error}"}, 404
