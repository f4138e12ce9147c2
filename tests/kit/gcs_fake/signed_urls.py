"""Whether a V4 signed URL is good: the canonical request is rebuilt from the request and its signature checked.

https://cloud.google.com/storage/docs/authentication/canonical-requests and
https://cloud.google.com/storage/docs/authentication/signatures
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl, quote

from tests.kit.gcs_fake.objects import ApiError
from tests.kit.signing import ServiceAccount

ALGORITHM = "GOOG4-RSA-SHA256"
LONGEST = timedelta(days=7)
NEEDED = ("X-Goog-Algorithm", "X-Goog-Credential", "X-Goog-Date", "X-Goog-Expires", "X-Goog-SignedHeaders")


def check_signed_url(
    account: ServiceAccount, method: str, path: str, query: str, headers: Mapping[str, str], now: datetime | None = None
) -> None:
    """Raise the answer that a bad, changed or expired signed URL gets; `headers` has lower-case names."""
    pairs = parse_qsl(query, keep_blank_values=True)
    values = dict(pairs)
    absent = [name for name in (*NEEDED, "X-Goog-Signature") if name not in values]
    if absent:
        raise ApiError(403, "AccessDenied", f"Anonymous caller; not a signed URL: no {', '.join(absent)}.")
    scope = values["X-Goog-Credential"].partition("/")[2]
    if values["X-Goog-Algorithm"] != ALGORITHM or not scope.endswith("/storage/goog4_request"):
        raise ApiError(400, "InvalidArgument", "Invalid argument: algorithm or credential scope.")
    _check_time(values["X-Goog-Date"], values["X-Goog-Expires"], now or datetime.now(timezone.utc))
    signed = values["X-Goog-SignedHeaders"].split(";")
    unsigned = sorted(name for name in headers if name.startswith("x-goog-") and name not in signed)
    if "host" not in signed or unsigned:
        raise ApiError(403, "SignatureDoesNotMatch", f"Headers that must be signed: host {' '.join(unsigned)}")
    request = canonical_request(method, path, pairs, headers, signed)
    message = "\n".join((ALGORITHM, values["X-Goog-Date"], scope, hashlib.sha256(request.encode()).hexdigest()))
    if not account.signed(message.encode(), _hex(values["X-Goog-Signature"])):
        raise ApiError(403, "SignatureDoesNotMatch", f"The signature doesn't fit this canonical request:\n{request}")


def canonical_request(
    method: str, path: str, query: list[tuple[str, str]], headers: Mapping[str, str], signed: list[str]
) -> str:
    """The text that was hashed and signed."""
    parameters = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in query if k != "X-Goog-Signature")
    lines = [f"{name}:{' '.join(headers.get(name, '').split())}" for name in signed]
    payload = headers.get("x-goog-content-sha256", "UNSIGNED-PAYLOAD")
    joined = "&".join(f"{key}={value}" for key, value in parameters)
    return "\n".join((method, path, joined, *lines, "", ";".join(signed), payload))


def _check_time(date: str, expires: str, now: datetime) -> None:
    try:
        begin = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        lasts = timedelta(seconds=int(expires))
    except ValueError:
        raise ApiError(400, "InvalidArgument", "Invalid argument: X-Goog-Date or X-Goog-Expires.") from None
    if not timedelta(0) < lasts <= LONGEST:
        raise ApiError(400, "InvalidArgument", "X-Goog-Expires must be between 1 second and 7 days.")
    if now > begin + lasts:
        raise ApiError(400, "ExpiredToken", "The provided token has expired.")


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
