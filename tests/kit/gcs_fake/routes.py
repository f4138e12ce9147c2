"""The API as a table: method, path, the query parameters that the reference lists for it, and who answers.

What isn't in the table is a 400 that says so, and so is a query parameter that the method doesn't have.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from tests.kit.gcs_fake import json_api, xml_api
from tests.kit.gcs_fake.json_api import ACCESS_TOKEN, Api
from tests.kit.gcs_fake.messages import Request, Response, json_error, xml_error
from tests.kit.gcs_fake.objects import ApiError

Handler = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Route:
    """One method of the API. A route without `parameters` checks its query itself (signatures cover it)."""

    method: str
    path: re.Pattern[str]
    parameters: frozenset[str] | None
    handler: Handler


def answer(api: Api, request: Request) -> Response:
    """The answer to a request; errors take the form of the API that was addressed."""
    as_json = request.path.startswith(("/storage/", "/upload/", "/download/", "/batch", "/token"))
    try:
        route, parts = _route(request)
        return route.handler(api, request, *parts)
    except ApiError as error:
        if error.status == 304:
            return Response(304)
        return json_error(error) if as_json else xml_error(error)


def _route(request: Request) -> tuple[Route, list[str]]:
    for route in ROUTES:
        match = route.path.fullmatch(request.path)
        if match is None or route.method != request.method:
            continue
        if route.parameters is not None:
            if unknown := sorted(request.parameters.keys() - route.parameters):
                raise ApiError(400, "invalidParameter", f"Unknown query parameters: {', '.join(unknown)}")
            _check_token(request)
        return route, [unquote(part) for part in match.groups()]
    raise ApiError(400, "invalid", f"The fake knows no {request.method} {request.path}")


def _check_token(request: Request) -> None:
    """Who shows no token is let in, as by the emulators; a token must be one that this server handed out."""
    if request.headers.get("authorization") not in (None, f"Bearer {ACCESS_TOKEN}"):
        raise ApiError(401, "authError", "Invalid Credentials")


COMMON = frozenset({"alt", "fields", "prettyPrint", "quotaUser", "userProject"})
CONDITIONS = frozenset(
    {"ifGenerationMatch", "ifGenerationNotMatch", "ifMetagenerationMatch", "ifMetagenerationNotMatch"}
)
SOURCE_CONDITIONS = frozenset(name.replace("if", "ifSource", 1) for name in CONDITIONS) | {"sourceGeneration"}
LISTING = frozenset({"prefix", "delimiter", "startOffset", "endOffset", "maxResults", "pageToken", "projection"})
ONE = COMMON | CONDITIONS | {"generation", "projection"}
COPY = COMMON | CONDITIONS | SOURCE_CONDITIONS | {"projection"}
REWRITE = COPY | {"rewriteToken", "maxBytesRewrittenPerCall"}
UPLOAD = COMMON | CONDITIONS | {"uploadType", "name", "upload_id", "projection", "contentEncoding"}

BUCKETS = "/storage/v1/b"
BUCKET = f"{BUCKETS}/([^/]+)"
OBJECT = f"{BUCKET}/o/([^/]+)"
TARGET = "b/([^/]+)/o/([^/]+)"
SIGNED = "/(?!storage/|upload/|download/|batch)([^/]+)/(.+)"

ROUTES = tuple(
    Route(method, re.compile(path), parameters, handler)
    for method, path, parameters, handler in (
        ("POST", "/token", None, json_api.get_token),
        ("POST", BUCKETS, COMMON | {"project", "projection"}, json_api.create_bucket),
        ("GET", BUCKETS, COMMON | {"project", "prefix", "maxResults", "projection"}, json_api.list_buckets),
        ("GET", BUCKET, COMMON | {"projection"}, json_api.get_bucket),
        ("DELETE", BUCKET, COMMON, json_api.delete_bucket),
        ("GET", f"{BUCKET}/o", COMMON | LISTING, json_api.list_objects),
        ("GET", OBJECT, ONE, json_api.get_object),
        ("GET", f"/download{OBJECT}", ONE, json_api.get_object),
        ("PATCH", OBJECT, ONE, json_api.update_object),
        ("PUT", OBJECT, ONE, json_api.update_object),
        ("DELETE", OBJECT, ONE, json_api.delete_object),
        ("POST", f"{OBJECT}/copyTo/{TARGET}", COPY, json_api.copy_object),
        ("POST", f"{OBJECT}/rewriteTo/{TARGET}", REWRITE, json_api.rewrite_object),
        ("POST", f"/upload{BUCKET}/o", UPLOAD, json_api.upload_object),
        ("PUT", f"/upload{BUCKET}/o", UPLOAD, json_api.continue_upload),
        ("GET", SIGNED, None, xml_api.get_signed),
        ("HEAD", SIGNED, None, xml_api.get_signed),
        ("PUT", SIGNED, None, xml_api.put_signed),
        ("DELETE", SIGNED, None, xml_api.delete_signed),
    )
)
