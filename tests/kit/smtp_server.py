"""A mail server on loopback that asks for what mail servers on the internet ask for: STARTTLS first, then a password.

In: mail, by SMTP. Out: mails to look at. Its certificate is made for the occasion; `SSL_CERT_FILE` makes clients trust it.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from tests.kit.processes import free_port

USER, PASSWORD = "shop@example.com", "p@ss/word"


@dataclass(slots=True)
class SmtpServer:
    """The server. `answers` are reply lines by the address or the word DATA that they answer, instead of a 250."""

    port: int
    certificate: Path
    mails: list[tuple[Envelope, EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables under which native code reaches this server."""
        return {
            "EMAIL_SMTP_URL": f"smtp://shop%40example.com:p%40ss%2Fword@localhost:{self.port}",
            "SSL_CERT_FILE": str(self.certificate),
        }

    def reset(self) -> None:
        """Forget every mail, and what was arranged."""
        self.mails.clear()
        self.answers.clear()

    # What aiosmtpd asks of a handler

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append((envelope, message_from_bytes(envelope.content, policy=policy.default)))
        return answer


@contextmanager
def start_smtp_server() -> Iterator[SmtpServer]:
    """Run the server in a thread of this process."""
    with TemporaryDirectory() as folder:
        certificate, key = _certificate(Path(folder))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        server = SmtpServer(free_port(), certificate)
        controller = Controller(
            server,
            hostname="127.0.0.1",
            port=server.port,
            tls_context=context,
            require_starttls=True,
            authenticator=_authenticate,
            auth_required=True,
        )
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it tells of each mail, and of clients' mistakes
        controller.start()
        try:
            yield server
        finally:
            controller.stop()


def _authenticate(server: Any, session: Any, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, private = folder / "server.pem", folder / "server.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return pem, private
