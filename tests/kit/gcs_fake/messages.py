"""What comes over the wire and what goes back, and the three forms of answers: JSON, XML, an object's data."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from tests.kit.gcs_fake.fields import apply_mask
from tests.kit.gcs_fake.objects import ApiError, Conditions, StoredObject


@dataclass(frozen=True)
class Request:
    """What came over the wire; `path` is still percent-encoded, header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The query parameters, each given once."""
        pairs = parse_qsl(self.query, keep_blank_values=True)
        if len(dict(pairs)) != len(pairs):
            raise ApiError(400, "invalidParameter", f"A query parameter is repeated: {self.query}")
        return dict(pairs)

    def number(self, name: str) -> int | None:
        """A numeric query parameter, None when it isn't given."""
        text = self.parameters.get(name)
        if text is not None and not re.fullmatch(r"-?\d+", text):
            raise ApiError(400, "invalidParameter", f"Invalid value {text!r} for {name}.")
        return None if text is None else int(text)

    def conditions(self, infix: str = "") -> Conditions:
        """The preconditions in the query; `infix` is `Source` for those on the source of a copy."""
        return Conditions(
            self.number(f"if{infix}GenerationMatch"),
            self.number(f"if{infix}GenerationNotMatch"),
            self.number(f"if{infix}MetagenerationMatch"),
            self.number(f"if{infix}MetagenerationNotMatch"),
        )


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_response(value: Any, request: Request | None = None) -> Response:
    shown = apply_mask(value, request.parameters.get("fields") if request else None)
    return Response(200, json.dumps(shown).encode(), {"Content-Type": "application/json; charset=UTF-8"})


def json_error(error: ApiError) -> Response:
    details = [{"domain": "global", "reason": error.reason, "message": error.message}]
    body = {"error": {"code": error.status, "message": error.message, "errors": details}}
    return Response(error.status, json.dumps(body).encode(), {"Content-Type": "application/json; charset=UTF-8"})


def xml_error(error: ApiError) -> Response:
    code = {"notFound": "NoSuchKey", "conditionNotMet": "PreconditionFailed"}.get(error.reason, error.reason)
    details = f"<Code>{code}</Code><Message>{escape(error.message)}</Message>"
    body = f"<?xml version='1.0' encoding='UTF-8'?><Error>{details}</Error>"
    return Response(error.status, body.encode(), {"Content-Type": "application/xml; charset=UTF-8"})


def media_response(stored: StoredObject, request: Request) -> Response:
    headers = {
        "Content-Type": stored.fields.get("contentType", "application/octet-stream"),
        "ETag": stored.etag,
        "x-goog-generation": str(stored.generation),
        "x-goog-metageneration": str(stored.metageneration),
        "x-goog-stored-content-length": str(len(stored.data)),
        "x-goog-stored-content-encoding": "identity",
        "x-goog-hash": f"crc32c={stored.crc32c},md5={stored.md5}",
    }
    wanted = request.headers.get("range")
    if wanted is None:
        return Response(200, stored.data, headers)
    size = len(stored.data)
    match = re.fullmatch(r"bytes=(?:(\d+)-(\d*)|-(\d+))", wanted)
    if match is None:
        raise ApiError(400, "invalid", f"Unsupported range {wanted!r}.")
    first, last, suffix = match.groups()
    begin = max(0, size - int(suffix)) if first is None else int(first)
    end = min(size - 1, int(last)) if last else size - 1
    if begin >= size or end < begin:
        message = b"The requested range cannot be satisfied."
        return Response(416, message, {"Content-Range": f"bytes */{size}", "Content-Type": "text/plain"})
    headers["Content-Range"] = f"bytes {begin}-{end}/{size}"
    return Response(206, stored.data[begin : end + 1], headers)
