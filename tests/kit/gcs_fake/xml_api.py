"""Objects through signed URLs, which address the XML API: https://cloud.google.com/storage/docs/xml-api."""

from typing import Any

from tests.kit.gcs_fake.json_api import Api
from tests.kit.gcs_fake.messages import Request, Response, media_response
from tests.kit.gcs_fake.objects import Conditions
from tests.kit.gcs_fake.signed_urls import check_signed_url


def get_signed(api: Api, request: Request, bucket: str, name: str) -> Response:
    """GET or HEAD of an object through a signed URL."""
    check_signed_url(api.account, request.method, request.path, request.query, request.headers)
    return media_response(api.store.get(bucket, name), request)


def put_signed(api: Api, request: Request, bucket: str, name: str) -> Response:
    """PUT of an object through a signed URL."""
    check_signed_url(api.account, request.method, request.path, request.query, request.headers)
    metadata = {
        key.removeprefix("x-goog-meta-"): value
        for key, value in request.headers.items()
        if key.startswith("x-goog-meta-")
    }
    resource: dict[str, Any] = {"metadata": metadata} if metadata else {}
    if content_type := request.headers.get("content-type"):
        resource["contentType"] = content_type
    wanted = request.headers.get("x-goog-if-generation-match")
    conditions = Conditions(generation=int(wanted) if wanted else None)
    stored = api.store.insert(bucket, name, request.body, resource, conditions)
    return Response(200, headers={"ETag": f'"{stored.etag}"', "x-goog-generation": str(stored.generation)})


def delete_signed(api: Api, request: Request, bucket: str, name: str) -> Response:
    """DELETE of an object through a signed URL."""
    check_signed_url(api.account, request.method, request.path, request.query, request.headers)
    api.store.delete(bucket, name, Conditions())
    return Response(204)
