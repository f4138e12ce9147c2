"""The JSON API: each function answers one method of https://cloud.google.com/storage/docs/json_api/v1."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote

from tests.kit.gcs_fake.messages import Request, Response, json_response, media_response
from tests.kit.gcs_fake.objects import ApiError, StoredObject
from tests.kit.gcs_fake.store import Store
from tests.kit.gcs_fake.uploads import Session, json_body, parse_multipart
from tests.kit.signing import ServiceAccount

ACCESS_TOKEN = "token-of-the-throw-away-account"
AUDIENCE = "https://oauth2.googleapis.com/token"  # Google's libraries sign this, wherever the credentials get tokens


@dataclass(frozen=True, slots=True)
class Api:
    """The API over one store, at one address."""

    store: Store
    account: ServiceAccount
    url: str
    sessions: dict[str, Session] = field(default_factory=dict)

    def resource(self, stored: StoredObject) -> dict[str, Any]:
        """An object resource, https://cloud.google.com/storage/docs/json_api/v1/objects#resource."""
        path = f"b/{_quote(stored.bucket)}/o/{_quote(stored.name)}"
        return {
            "kind": "storage#object",
            "id": f"{stored.bucket}/{stored.name}/{stored.generation}",
            "selfLink": f"{self.url}/storage/v1/{path}",
            "mediaLink": f"{self.url}/download/storage/v1/{path}?generation={stored.generation}&alt=media",
            "name": stored.name,
            "bucket": stored.bucket,
            "generation": str(stored.generation),
            "metageneration": str(stored.metageneration),
            "storageClass": "STANDARD",
            "size": str(len(stored.data)),
            "md5Hash": stored.md5,
            "crc32c": stored.crc32c,
            "etag": stored.etag,
            "timeCreated": _time(stored.created),
            "updated": _time(stored.updated),
            **stored.fields,
        }


def get_token(api: Api, request: Request) -> Response:
    """The OAuth token endpoint: a signed assertion against an access token."""
    form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    claims = api.account.claims(form.get("assertion", ""))
    if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" or claims is None:
        raise ApiError(401, "invalid_grant", "Not an assertion of the throw-away account.")
    if claims.get("aud") != AUDIENCE or claims.get("iss") != api.account.email or not claims.get("scope"):
        raise ApiError(401, "invalid_grant", f"Wrong audience, issuer or scope: {claims}")
    return json_response({"access_token": ACCESS_TOKEN, "expires_in": 3599, "token_type": "Bearer"})


def create_bucket(api: Api, request: Request) -> Response:
    """Buckets: insert."""
    name = json_body(request.body).get("name", "")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]", name):
        raise ApiError(400, "invalid", f"Invalid bucket name: {name!r}")
    api.store.create_bucket(name)
    return json_response(_bucket(name), request)


def list_buckets(api: Api, request: Request) -> Response:
    """Buckets: list (all on one page)."""
    names = [name for name in api.store.buckets() if name.startswith(request.parameters.get("prefix", ""))]
    return json_response({"kind": "storage#buckets", "items": [_bucket(name) for name in names]}, request)


def get_bucket(api: Api, request: Request, bucket: str) -> Response:
    """Buckets: get."""
    api.store.require_bucket(bucket)
    return json_response(_bucket(bucket), request)


def delete_bucket(api: Api, request: Request, bucket: str) -> Response:
    """Buckets: delete."""
    api.store.delete_bucket(bucket)
    return Response(204)


def list_objects(api: Api, request: Request, bucket: str) -> Response:
    """Objects: list."""
    given = request.parameters
    limit = request.number("maxResults")
    page = api.store.page(
        bucket,
        prefix=given.get("prefix", ""),
        delimiter=given.get("delimiter", ""),
        start=given.get("startOffset", ""),
        end=given.get("endOffset"),
        limit=1000 if limit is None else limit,
        token=given.get("pageToken"),
    )
    found: dict[str, Any] = {"kind": "storage#objects"}
    if page.next_token:
        found["nextPageToken"] = page.next_token
    if page.prefixes:
        found["prefixes"] = list(page.prefixes)
    if page.items:
        found["items"] = [api.resource(stored) for stored in page.items]
    return json_response(found, request)


def get_object(api: Api, request: Request, bucket: str, name: str) -> Response:
    """Objects: get, the resource or (`alt=media`) the data."""
    stored = api.store.get(bucket, name, request.conditions(), request.number("generation"))
    if request.parameters.get("alt") == "media":
        return media_response(stored, request)
    return json_response(api.resource(stored), request)


def update_object(api: Api, request: Request, bucket: str, name: str) -> Response:
    """Objects: patch and update."""
    merge = request.method == "PATCH"
    changed = api.store.update(bucket, name, json_body(request.body), request.conditions(), merge=merge)
    return json_response(api.resource(changed), request)


def delete_object(api: Api, request: Request, bucket: str, name: str) -> Response:
    """Objects: delete."""
    api.store.delete(bucket, name, request.conditions(), request.number("generation"))
    return Response(204)


def copy_object(api: Api, request: Request, bucket: str, name: str, to_bucket: str, to_name: str) -> Response:
    """Objects: copy."""
    source = api.store.get(bucket, name, request.conditions("Source"), request.number("sourceGeneration"))
    copied = api.store.copy(source, to_bucket, to_name, json_body(request.body), request.conditions())
    return json_response(api.resource(copied), request)


def rewrite_object(api: Api, request: Request, bucket: str, name: str, to_bucket: str, to_name: str) -> Response:
    """Objects: rewrite; not done until all calls that a larger object needs were made."""
    source = api.store.get(bucket, name, request.conditions("Source"), request.number("sourceGeneration"))
    token = request.parameters.get("rewriteToken")
    resource = json_body(request.body)
    step = api.store.rewrite(source, to_bucket, to_name, resource, request.conditions(), token)
    progress: dict[str, Any] = {
        "kind": "storage#rewriteResponse",
        "totalBytesRewritten": str(step.written),
        "objectSize": str(step.size),
        "done": step.result is not None,
    }
    if step.result is not None:
        progress["resource"] = api.resource(step.result)
    else:
        progress["rewriteToken"] = step.token
    return json_response(progress, request)


def upload_object(api: Api, request: Request, bucket: str) -> Response:
    """Objects: insert, in one of the three ways to upload."""
    conditions, given_name = request.conditions(), request.parameters.get("name")
    match request.parameters.get("uploadType"):
        case "media":
            resource: dict[str, Any] = {}
            if content_type := request.headers.get("content-type"):
                resource["contentType"] = content_type
            data = request.body
        case "multipart":
            resource, data = parse_multipart(request.headers.get("content-type", ""), request.body)
        case "resumable":
            return _begin_session(api, request, bucket)
        case other:
            raise ApiError(400, "invalidParameter", f"Invalid uploadType {other!r}.")
    name = given_name or _object_name(resource)
    return json_response(api.resource(api.store.insert(bucket, name, data, resource, conditions)), request)


def _begin_session(api: Api, request: Request, bucket: str) -> Response:
    resource = json_body(request.body)
    if content_type := request.headers.get("x-upload-content-type"):
        resource.setdefault("contentType", content_type)
    name = request.parameters.get("name") or _object_name(resource)
    conditions = request.conditions()
    conditions.check(api.store.require_bucket(bucket).get(name))
    identifier = f"session-{len(api.sessions) + 1}"
    api.sessions[identifier] = Session(bucket, name, resource, conditions)
    location = f"{api.url}/upload/storage/v1/b/{_quote(bucket)}/o?uploadType=resumable&upload_id={identifier}"
    return Response(200, headers={"Location": location, "X-GUploader-UploadID": identifier})


def continue_upload(api: Api, request: Request, bucket: str) -> Response:
    """A chunk of a resumable upload: 308 until the last one."""
    session = api.sessions.get(request.parameters.get("upload_id", ""))
    if session is None or session.bucket != bucket:
        raise ApiError(404, "notFound", "No such upload session.")
    if session.result is not None:
        return json_response(api.resource(session.result), request)
    if not session.receive(request.headers.get("content-range"), request.body):
        headers = {"Range": f"bytes=0-{len(session.data) - 1}"} if session.data else {}
        return Response(308, headers=headers)
    session.result = api.store.insert(
        session.bucket, session.name, bytes(session.data), session.resource, session.conditions
    )
    return json_response(api.resource(session.result), request)


def _bucket(name: str) -> dict[str, str]:
    return {"kind": "storage#bucket", "id": name, "name": name, "location": "EU", "storageClass": "STANDARD"}


def _object_name(resource: Mapping[str, Any]) -> str:
    if not resource.get("name"):
        raise ApiError(400, "required", "Required parameter: name")
    return str(resource["name"])


def _quote(text: str) -> str:
    return quote(text, safe="")


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
