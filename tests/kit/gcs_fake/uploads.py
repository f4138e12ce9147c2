"""The bodies of uploads: multipart, and resumable sessions in chunks.

https://cloud.google.com/storage/docs/uploading-objects and https://cloud.google.com/storage/docs/performing-resumable-uploads
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.kit.gcs_fake.objects import ApiError, Conditions, StoredObject

CHUNK_UNIT = 256 * 1024
CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


def json_body(body: bytes) -> dict[str, Any]:
    """A JSON object, or nothing at all; 400 for anything else."""
    try:
        value = json.loads(body) if body else {}
    except ValueError:
        raise ApiError(400, "parseError", "The request body isn't JSON.") from None
    if not isinstance(value, dict):
        raise ApiError(400, "parseError", "The request body isn't a JSON object.")
    return value


def parse_multipart(content_type: str, body: bytes) -> tuple[dict[str, Any], bytes]:
    """The object resource and the data of a `multipart/related` upload; the data's type fills in for a missing one."""
    match = re.fullmatch(r'multipart/related; *boundary="?([^";]+)"?', content_type, re.IGNORECASE)
    if match is None:
        raise ApiError(400, "badContent", f"Expected multipart/related with a boundary, not {content_type!r}.")
    boundary = b"--" + match[1].encode()
    pieces = (b"\r\n" + body).split(b"\r\n" + boundary)
    if len(pieces) != 4 or pieces[3].strip() != b"--":
        raise ApiError(400, "badContent", "A multipart upload has exactly two parts.")
    (_, resource), (media_headers, data) = (_part(piece) for piece in pieces[1:3])
    fields = json_body(resource)
    if media_type := media_headers.get("content-type"):
        fields.setdefault("contentType", media_type)
    return fields, data


def _part(piece: bytes) -> tuple[dict[str, str], bytes]:
    head, separator, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not separator:
        raise ApiError(400, "badContent", "A part without headers.")
    lines = (line.decode("latin-1").partition(":") for line in head.split(b"\r\n") if line)
    return {name.strip().lower(): value.strip() for name, _, value in lines}, data


@dataclass(slots=True)
class Session:
    """A resumable upload under way."""

    bucket: str
    name: str
    resource: Mapping[str, Any]
    conditions: Conditions
    data: bytearray = field(default_factory=bytearray)
    result: StoredObject | None = None  # once the upload is complete

    def receive(self, content_range: str | None, body: bytes) -> bool:
        """Take a chunk; True when the object is complete."""
        if content_range is None:
            self.data[:] = body
            return True
        match = CONTENT_RANGE.fullmatch(content_range)
        if match is None:
            raise ApiError(400, "invalid", f"Invalid Content-Range {content_range!r}.")
        first, last, total = match.groups()
        if first is not None:
            if int(first) > len(self.data) or int(last) - int(first) + 1 != len(body):
                raise ApiError(400, "invalid", f"{content_range!r} doesn't continue {len(self.data)} bytes.")
            self.data += body[len(self.data) - int(first) :]  # what has arrived before is ignored
            if total == "*" and len(body) % CHUNK_UNIT:
                raise ApiError(400, "invalid", f"Chunks but the last must be multiples of {CHUNK_UNIT} bytes.")
        return total != "*" and len(self.data) == int(total)
