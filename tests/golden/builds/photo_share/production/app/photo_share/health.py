"""Whether the store can be reached: write a mark, read it back."""

import requests
from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError

from photo_share.config import PHOTOS

from .cloud_support import BUCKETS, gcs

MARK = "health/mark"


def healthy() -> bool:
    try:
        gcs.bucket(BUCKETS[PHOTOS]).blob(MARK).upload_from_string("ok", content_type="application/octet-stream")
        return gcs.bucket(BUCKETS[PHOTOS]).blob(MARK).download_as_bytes() == b"ok"
    except (GoogleAPIError, GoogleAuthError, requests.RequestException):
        return False
