"""What mail services are told of a mail, what they ask for before they take it, and what their errors mean."""

from __future__ import annotations

import base64
import json
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from azure.core.exceptions import ServiceRequestError, ServiceResponseTimeoutError
from botocore.exceptions import ClientError, NoCredentialsError, ReadTimeoutError

from tests.kit.blocking import Blocking
from tests.kit.communication_fake import FakeCommunicationService
from tests.kit.servers import MotoServer
from tests.kit.smtp_server import SmtpServer
from tests.providers.messaging.native import load, portable, rules

pytestmark = pytest.mark.xdist_group("messaging")
SENDER, ADA, BOB = "no-reply@example.com", "ada@example.com", "bob@example.com"
PROVIDERS = Path(__file__).parents[3] / "providers"
KINDS = pytest.mark.parametrize("surface", ["email", "aio.email"])


def full(module: Any) -> dict[str, Any]:
    """A mail with everything that one can have, as arguments."""
    files = [
        module.Attachment("Übersicht.pdf", "application/pdf", b"\x00\xff"),
        module.Attachment("a.csv", "text/csv", b""),
    ]
    return {"text": "Grüße", "html": "<p>Grüße</p>", "reply_to": BOB, "attachments": files}


@pytest.fixture
def blocking() -> Iterator[Any]:
    """Functions of both kinds, called alike."""
    with Blocking.on_a_loop() as on_loop:
        yield lambda module, surface: module if surface == "email" else on_loop(module)


@KINDS
def test_what_ses_is_told(surface: str, blocking: Any, aws: MotoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    aws.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    module = load("aws", "ses", surface)
    functions, seen = blocking(module, surface), []
    client = module.ses if surface == "email" else functions._ses()
    client.meta.events.register("before-send.sesv2", lambda request, **_: seen.append(json.loads(request.body)))
    functions.send(SENDER, [ADA, BOB], "Grüße", **full(module))
    functions.send(SENDER, ADA, "Hello", text="x")
    utf8 = {"Charset": "UTF-8"}
    assert seen == [
        {
            "FromEmailAddress": SENDER,
            "Destination": {"ToAddresses": [ADA, BOB]},
            "ReplyToAddresses": [BOB],
            "Content": {
                "Simple": {
                    "Subject": {"Data": "Grüße", **utf8},
                    "Body": {"Text": {"Data": "Grüße", **utf8}, "Html": {"Data": "<p>Grüße</p>", **utf8}},
                    "Attachments": [
                        {
                            "FileName": name,
                            "ContentType": content_type,
                            "ContentTransferEncoding": "BASE64",
                            "RawContent": base64.b64encode(content).decode(),
                        }
                        for name, content_type, content in full(module)["attachments"]
                    ],
                }
            },
        },
        {
            "FromEmailAddress": SENDER,
            "Destination": {"ToAddresses": [ADA]},
            "Content": {"Simple": {"Subject": {"Data": "Hello", **utf8}, "Body": {"Text": {"Data": "x", **utf8}}}},
        },
    ]


@KINDS
def test_what_communication_services_is_told(
    surface: str, blocking: Any, communication: FakeCommunicationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in communication.environment.items():
        monkeypatch.setenv(name, value)
    communication.reset()
    communication.linked.add(SENDER)
    module = load("azure", "communication", surface)
    blocking(module, surface).send(SENDER, (ADA, BOB), "Grüße", **full(module))
    assert communication.mails == [
        {
            "senderAddress": SENDER,
            "recipients": {"to": [{"address": ADA}, {"address": BOB}]},
            "replyTo": [{"address": BOB}],
            "content": {"subject": "Grüße", "plainText": "Grüße", "html": "<p>Grüße</p>"},
            "attachments": [
                {"name": name, "contentType": content_type, "contentInBase64": base64.b64encode(content).decode()}
                for name, content_type, content in full(module)["attachments"]
            ],
        }
    ]
    assert [request.rpartition("/")[0] for request in communication.requests] == [
        "POST ",
        "GET /emails/operations",
        "GET /emails/operations",
    ]


@KINDS
def test_what_a_mail_server_is_told(
    surface: str, blocking: Any, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in smtp_server.environment.items():
        monkeypatch.setenv(name, value)
    smtp_server.reset()
    module = load("gcp", "smtp", surface)
    blocking(module, surface).send(SENDER, [ADA, BOB], "Grüße", **full(module))
    ((envelope, mail),) = smtp_server.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [ADA, BOB])
    headers = {"From": SENDER, "To": f"{ADA}, {BOB}", "Subject": "Grüße", "Reply-To": BOB}
    assert {name: str(mail[name]) for name in headers} == headers
    assert mail["Date"].datetime.tzinfo is not None
    assert str(mail["Message-ID"]).endswith("@example.com>")
    texts = [body.get_content().strip() for kind in ("plain", "html") if (body := mail.get_body((kind,)))]
    assert texts == ["Grüße", "<p>Grüße</p>"]
    files = [(part.get_filename(), part.get_content_type(), content_of(part)) for part in mail.iter_attachments()]
    assert files == [tuple(each) for each in full(module)["attachments"]]


def content_of(part: EmailMessage) -> object:
    return part.get_payload(decode=True)


# Mail servers


@pytest.fixture
def smtp(smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> SmtpServer:
    for name, value in smtp_server.environment.items():
        monkeypatch.setenv(name, value)
    smtp_server.reset()
    return smtp_server


@pytest.mark.parametrize(
    ("place", "answer", "name"),
    [
        (ADA, "550 no such user", "InvalidArgument"),
        (ADA, "452 too many recipients", "ResourceExhausted"),
        ("DATA", "552 too large", "ResourceExhausted"),
        ("DATA", "554 looks like spam", "PermissionDenied"),
        ("DATA", "451 later", "Unavailable"),
        ("DATA", "421 closing", "Unavailable"),
    ],
)
def test_what_mail_servers_refuse(place: str, answer: str, name: str, smtp: SmtpServer) -> None:
    smtp.answers[place] = answer
    assert smtp_error() == [name, "EmailError"]


def test_one_refused_recipient_is_an_error_though_others_get_the_mail(smtp: SmtpServer) -> None:
    smtp.answers[ADA] = "550 no such user"
    assert smtp_error([BOB, ADA]) == ["InvalidArgument", "EmailError"]
    assert [envelope.rcpt_tos for envelope, _ in smtp.mails] == [[BOB]]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (("p%40ss", "wrong"), "Unauthenticated"),
        (("smtp:", "smtp+plain:"), "FailedPrecondition"),  # the server takes passwords after STARTTLS only
        (("@localhost", "@127.0.0.1"), "Unavailable"),  # the certificate is another host's
    ],
)
def test_connections(change: tuple[str, str], name: str, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_SMTP_URL", smtp.environment["EMAIL_SMTP_URL"].replace(*change))
    assert smtp_error() == [name, "EmailError"]
    assert smtp.mails == []


def test_no_server_and_no_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_SMTP_URL", "smtp+plain://127.0.0.1:1")
    assert smtp_error() == ["Unavailable", "EmailError"]
    monkeypatch.setenv("EMAIL_SMTP_URL", "https://mail.example.com")
    with pytest.raises(ValueError, match="begins with smtps://"):
        load("gcp", "smtp", "email").send(SENDER, ADA, "x", text="x")


def smtp_error(to: str | list[str] = ADA) -> list[str]:
    module, book = load("gcp", "smtp", "email"), rules("gcp", "smtp", "email")
    with pytest.raises(smtplib.SMTPException) as caught:
        module.send(SENDER, to, "x", text="x")
    return portable(module, book, caught.value)


def test_header_injection_is_refused_by_native_code_too(smtp: SmtpServer) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        load("gcp", "smtp", "email").send(SENDER, ADA, "Hello\r\nBcc: eve@example.com", text="x")
    assert smtp.mails == []


def test_the_same_files_serve_every_provider() -> None:
    folders = [PROVIDERS / f"infrar_{provider}" / "services/email/smtp" for provider in ("aws", "azure", "gcp")]
    files = [{path.relative_to(each): path.read_text() for path in each.rglob("*.*")} for each in folders]
    assert files[0] == files[1] == files[2]


# Errors


def aws_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "SendEmail")


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (aws_error("NotFoundException"), "NotFound"),
        (aws_error("BadRequestException"), "InvalidArgument"),
        (aws_error("AccessDeniedException"), "PermissionDenied"),
        (aws_error("UnrecognizedClientException"), "Unauthenticated"),
        (NoCredentialsError(), "Unauthenticated"),
        (aws_error("MessageRejected"), "FailedPrecondition"),
        (aws_error("SendingPausedException"), "FailedPrecondition"),
        (aws_error("TooManyRequestsException"), "ResourceExhausted"),
        (aws_error("503"), "Unavailable"),
        (ReadTimeoutError(endpoint_url="http://ses"), "DeadlineExceeded"),
        (aws_error("Odd"), ""),
    ],
)
def test_errors_of_ses(error: BaseException, name: str, aws: MotoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in aws.environment.items():
        monkeypatch.setenv(variable, value)
    module = load("aws", "ses", "email")
    assert portable(module, rules("aws", "ses", "email"), error) == [*filter(None, [name]), "EmailError"]


def test_an_address_that_ses_has_not_verified(aws: MotoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in aws.environment.items():
        monkeypatch.setenv(variable, value)
    module = load("aws", "ses", "email")
    with pytest.raises(ClientError) as caught:
        module.send("nobody@example.org", ADA, "x", text="x")
    assert portable(module, rules("aws", "ses", "email"), caught.value) == ["FailedPrecondition", "EmailError"]


@pytest.fixture
def communication_services(
    communication: FakeCommunicationService, monkeypatch: pytest.MonkeyPatch
) -> tuple[FakeCommunicationService, ModuleType]:
    for name, value in communication.environment.items():
        monkeypatch.setenv(name, value)
    communication.reset()
    communication.linked.add(SENDER)
    return communication, load("azure", "communication", "email")


@pytest.mark.parametrize(
    ("status", "code", "name"),
    [
        (400, "BadRequest", "InvalidArgument"),
        (400, "InvalidSenderUserName", "FailedPrecondition"),
        (401, "Denied", "Unauthenticated"),
        (403, "Forbidden", "PermissionDenied"),
        (404, "DomainNotLinked", "FailedPrecondition"),
        (413, "RequestEntityTooLarge", "ResourceExhausted"),
        (429, "TooManyRequests", "ResourceExhausted"),
        (503, "ServiceUnavailable", "Unavailable"),
    ],
)
def test_errors_of_communication_services(
    status: int, code: str, name: str, communication_services: tuple[FakeCommunicationService, ModuleType]
) -> None:
    server, module = communication_services
    server.answers += [(status, code)] * 4  # the client tries three times more
    with pytest.raises(module.AzureError) as caught:
        module.send(SENDER, ADA, "x", text="x")
    server.reset()
    assert portable(module, rules("azure", "communication", "email"), caught.value) == [name, "EmailError"]


def test_a_mail_that_is_taken_and_then_fails(
    communication_services: tuple[FakeCommunicationService, ModuleType],
) -> None:
    server, module = communication_services
    server.failing = "EmailDroppedAllRecipientsSuppressed"
    with pytest.raises(module.AzureError, match="EmailDroppedAllRecipientsSuppressed") as caught:
        module.send(SENDER, ADA, "x", text="x")
    server.reset()
    assert portable(module, rules("azure", "communication", "email"), caught.value) == ["EmailError"]


@pytest.mark.parametrize(
    ("error", "name"),
    [(ServiceRequestError("x"), "Unavailable"), (ServiceResponseTimeoutError("x"), "DeadlineExceeded")],
)
def test_connections_to_communication_services(
    error: BaseException, name: str, communication_services: tuple[FakeCommunicationService, ModuleType]
) -> None:
    _, module = communication_services
    assert portable(module, rules("azure", "communication", "email"), error) == [name, "EmailError"]
