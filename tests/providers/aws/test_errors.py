"""What S3, boto3 and aiobotocore raise, in portable words: exactly one, and always a `StorageError`."""

from types import ModuleType
from typing import Any

import pytest
from aiobotocore.response import AioReadTimeoutError
from aiohttp import ClientPayloadError
from boto3.exceptions import RetriesExceededError, S3UploadFailedError
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
    SSLError,
    UnauthorizedSSOTokenError,
)
from s3transfer.exceptions import S3CopyFailedError, S3DownloadFailedError

from tests.providers.aws import native

CODES = [
    ("NoSuchKey", "NotFound"),
    ("NoSuchBucket", "NotFound"),
    ("404", "NotFound"),
    ("PreconditionFailed", "AlreadyExists"),
    ("InvalidArgument", "InvalidArgument"),
    ("KeyTooLongError", "InvalidArgument"),
    ("MetadataTooLarge", "InvalidArgument"),
    ("400", "InvalidArgument"),
    ("AccessDenied", "PermissionDenied"),
    ("403", "PermissionDenied"),
    ("ExpiredToken", "Unauthenticated"),
    ("InvalidAccessKeyId", "Unauthenticated"),
    ("SignatureDoesNotMatch", "Unauthenticated"),
    ("InvalidObjectState", "FailedPrecondition"),
    ("SlowDown", "ResourceExhausted"),
    ("EntityTooLarge", "ResourceExhausted"),
    ("ConditionalRequestConflict", "Unavailable"),
    ("InternalError", "Unavailable"),
    ("503", "Unavailable"),
    ("RequestTimeout", "DeadlineExceeded"),
]
CLIENT_SIDE: list[tuple[Exception, str]] = [
    (NoCredentialsError(), "Unauthenticated"),
    (PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"), "Unauthenticated"),
    (CredentialRetrievalError(provider="sso", error_msg=""), "Unauthenticated"),
    (UnauthorizedSSOTokenError(), "Unauthenticated"),
    (EndpointConnectionError(endpoint_url="https://s3"), "Unavailable"),
    (ConnectTimeoutError(endpoint_url="https://s3"), "Unavailable"),
    (ConnectionClosedError(endpoint_url="https://s3"), "Unavailable"),
    (SSLError(endpoint_url="https://s3", error=""), "Unavailable"),
    (ReadTimeoutError(endpoint_url="https://s3"), "DeadlineExceeded"),
]
OF_TRANSFERS = [RetriesExceededError(OSError()), S3DownloadFailedError(), S3CopyFailedError()]
OF_BODIES: list[tuple[Exception, str]] = [
    (ClientPayloadError(), "Unavailable"),
    (AioReadTimeoutError(endpoint_url="https://s3"), "DeadlineExceeded"),
]


@pytest.fixture(params=["storage", "aio.storage"])
def s3(request: pytest.FixtureRequest, s3: ModuleType, blocking_s3: ModuleType) -> ModuleType:
    """Both kinds of functions, one after the other."""
    return blocking_s3 if request.param == "aio.storage" else s3


@pytest.fixture(scope="module")
def boto3_s3(environment: None) -> ModuleType:
    """The synchronous functions."""
    return native.load()


def answer(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "GetObject")


def wrapped(error: ClientError) -> Exception:
    """As `upload_file` raises it."""
    try:
        try:
            raise error
        except ClientError:
            raise S3UploadFailedError("Failed to upload")  # noqa: B904  boto3 does it this way
    except S3UploadFailedError as failed:
        return failed


@pytest.mark.parametrize(("code", "name"), CODES)
def test_error_codes(s3: ModuleType, code: str, name: str) -> None:
    assert native.portable(s3, answer(code)) == [name]
    assert native.is_storage_error(s3, answer(code))


@pytest.mark.parametrize(("code", "name"), CODES)
def test_error_codes_of_managed_uploads(boto3_s3: ModuleType, code: str, name: str) -> None:
    assert native.portable(boto3_s3, wrapped(answer(code))) == [name]
    assert native.is_storage_error(boto3_s3, wrapped(answer(code)))


@pytest.mark.parametrize(("error", "name"), CLIENT_SIDE, ids=lambda each: type(each).__name__)
def test_errors_of_the_client(s3: ModuleType, error: Exception, name: str) -> None:
    assert native.portable(s3, error) == [name]
    assert native.is_storage_error(s3, error)


@pytest.mark.parametrize("error", OF_TRANSFERS, ids=lambda each: type(each).__name__)
def test_errors_of_managed_transfers(boto3_s3: ModuleType, error: Exception) -> None:
    assert native.portable(boto3_s3, error) == ["Unavailable"]
    assert native.is_storage_error(boto3_s3, error)


@pytest.mark.parametrize(("error", "name"), OF_BODIES, ids=lambda each: type(each).__name__)
def test_errors_while_a_body_is_awaited(blocking_s3: ModuleType, error: Exception, name: str) -> None:
    assert native.portable(blocking_s3, error) == [name]
    assert native.is_storage_error(blocking_s3, error)


def test_other_errors_are_storage_errors_and_no_more(s3: ModuleType, boto3_s3: ModuleType) -> None:
    assert native.portable(s3, answer("SomethingNew")) == []
    assert native.is_storage_error(s3, answer("SomethingNew"))
    assert native.portable(boto3_s3, wrapped(answer("SomethingNew"))) == []
    assert native.is_storage_error(boto3_s3, wrapped(answer("SomethingNew")))


@pytest.mark.parametrize(
    "error", [FileNotFoundError(), ValueError("404"), KeyError("NoSuchKey"), TimeoutError(), KeyboardInterrupt()]
)
def test_errors_of_others_are_left_alone(s3: ModuleType, error: BaseException) -> None:
    assert native.portable(s3, error) == []
    assert not native.is_storage_error(s3, error)


def test_what_the_client_refuses_is_an_invalid_argument(s3: ModuleType, bucket: str, fails_with: Any) -> None:
    assert fails_with(s3.read, bucket, "") == ["InvalidArgument"]
    assert fails_with(s3.read, "No Bucket", "a") == ["InvalidArgument"]


def test_a_bucket_that_is_not_there(s3: ModuleType, fails_with: Any) -> None:
    for call in (s3.read, s3.stat):
        assert fails_with(call, "no-such-bucket", "a") == ["NotFound"]
    assert fails_with(s3.list_objects, "no-such-bucket") == ["NotFound"]
