"""What the clouds' libraries raise, in portable words: exactly one, for secrets and for parameters alike."""

from __future__ import annotations

from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
)
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from google.api_core import exceptions as google
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError

from tests.providers.secrets import native

VARIABLES = {
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AZURE_KEY_VAULT_URL": "https://tests.vault.azure.net",
    "AZURE_APP_CONFIGURATION_URL": "https://tests.azconfig.io",
    "GOOGLE_CLOUD_PROJECT": "tests",
    "PARAMETER_PATH": "/tests/",
    "PARAMETER_PREFIX": "tests_",
}


def aws(code: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


def azure(status: int, kind: type[HttpResponseError] = HttpResponseError, message: str = "") -> HttpResponseError:
    response: Any = SimpleNamespace(status_code=status, reason="", headers={})
    return kind(message, response=response)


def given_up(cause: Exception) -> google.RetryError:
    return google.RetryError("Timeout of 60.0s exceeded", cause)


BOTH: list[tuple[str, Exception, str]] = [
    ("aws", aws("AccessDeniedException"), "PermissionDenied"),
    ("aws", aws("ExpiredTokenException"), "Unauthenticated"),
    ("aws", aws("UnrecognizedClientException"), "Unauthenticated"),
    ("aws", NoCredentialsError(), "Unauthenticated"),
    ("aws", aws("ValidationException"), "InvalidArgument"),
    ("aws", aws("ThrottlingException"), "ResourceExhausted"),
    ("aws", aws("503"), "Unavailable"),
    ("aws", EndpointConnectionError(endpoint_url="https://aws"), "Unavailable"),
    ("aws", ReadTimeoutError(endpoint_url="https://aws"), "DeadlineExceeded"),
    ("azure", azure(404, ResourceNotFoundError), "NotFound"),
    ("azure", azure(400), "InvalidArgument"),
    ("azure", azure(403), "PermissionDenied"),
    ("azure", azure(401, ClientAuthenticationError), "Unauthenticated"),
    ("azure", azure(409, ResourceExistsError), "FailedPrecondition"),
    ("azure", azure(429), "ResourceExhausted"),
    ("azure", azure(503), "Unavailable"),
    ("azure", ServiceRequestError("no route"), "Unavailable"),
    ("azure", ServiceResponseError("reset"), "Unavailable"),
    ("azure", azure(504), "DeadlineExceeded"),
    ("azure", ServiceRequestTimeoutError("connecting"), "DeadlineExceeded"),
    ("azure", ServiceResponseTimeoutError("reading"), "DeadlineExceeded"),
    ("gcp", google.NotFound(""), "NotFound"),
    (
        "gcp",
        google.FailedPrecondition("Secret Version [projects/p/secrets/s/versions/1] is in DESTROYED state."),
        "NotFound",
    ),
    (
        "gcp",
        google.FailedPrecondition("Secret Version [projects/p/secrets/s/versions/1] is in DISABLED state."),
        "NotFound",
    ),
    ("gcp", google.FailedPrecondition("The key is disabled."), "FailedPrecondition"),
    ("gcp", google.InvalidArgument(""), "InvalidArgument"),
    ("gcp", google.PermissionDenied(""), "PermissionDenied"),
    ("gcp", google.Unauthenticated(""), "Unauthenticated"),
    ("gcp", DefaultCredentialsError(""), "Unauthenticated"),
    ("gcp", RefreshError(""), "Unauthenticated"),
    ("gcp", google.ResourceExhausted(""), "ResourceExhausted"),
    ("gcp", given_up(google.ResourceExhausted("")), "ResourceExhausted"),
    ("gcp", google.ServiceUnavailable(""), "Unavailable"),
    ("gcp", given_up(google.ServiceUnavailable("")), "Unavailable"),
    ("gcp", google.InternalServerError(""), "Unavailable"),
    ("gcp", TransportError(""), "Unavailable"),
    ("gcp", google.DeadlineExceeded(""), "DeadlineExceeded"),
]
OF_SECRETS: list[tuple[str, Exception, str]] = [
    ("aws", aws("ResourceNotFoundException"), "NotFound"),
    ("aws", aws("InvalidRequestException", "You can't perform this: it was marked for deletion."), "NotFound"),
    ("aws", aws("InvalidRequestException", "The secret belongs to another service."), "FailedPrecondition"),
    ("aws", aws("InvalidParameterException"), "InvalidArgument"),
    ("aws", aws("DecryptionFailure"), "FailedPrecondition"),
    ("aws", aws("LimitExceededException"), "ResourceExhausted"),
    ("aws", aws("InternalServiceError"), "Unavailable"),
    ("azure", azure(403, message='(Forbidden) Inner error: {"code": "SecretDisabled"}'), "NotFound"),
]
OF_PARAMETERS: list[tuple[str, Exception, str]] = [
    ("aws", aws("ParameterNotFound"), "NotFound"),
    ("aws", aws("InternalServerError"), "Unavailable"),
]
CASES = [
    pytest.param(provider, capability, error, wanted, id=f"{provider}-{capability}-{type(error).__name__}-{wanted}")
    for capability, own in (("secrets", OF_SECRETS), ("params", OF_PARAMETERS))
    for provider, error, wanted in (*BOTH, *own)
]


@cache
def module(provider: str, capability: str) -> ModuleType:
    google_clients = pytest.MonkeyPatch()
    if provider == "gcp":  # which looks for credentials when it is made
        google_clients.setattr("google.cloud.secretmanager.SecretManagerServiceClient", object)
    with google_clients.context():
        made = native.load(provider, capability, VARIABLES)
    google_clients.undo()
    return made


@pytest.mark.parametrize(("provider", "capability", "error", "wanted"), CASES)
def test_an_error_is_exactly_one_portable_error(provider: str, capability: str, error: Exception, wanted: str) -> None:
    assert native.portable(provider, capability, module(provider, capability), error) == [wanted]
