"""A throw-away service account, for what needs a signature although there is no cloud.

`ServiceAccount.create()` makes an RSA key that lives as long as the test session. `credentials_file` writes the JSON
that `GOOGLE_APPLICATION_CREDENTIALS` names; the fake of Google Cloud Storage holds the public half and checks what
was signed with it (V4 signed URLs, token requests), so that a wrong signature or a forgotten header fails as it would
in the cloud.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

EMAIL = "signer@infrar-tests.iam.gserviceaccount.com"


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """An identity with a private key of its own."""

    email: str
    project: str
    key: rsa.RSAPrivateKey

    @classmethod
    def create(cls, project: str) -> "ServiceAccount":
        """Make a new key."""
        return cls(EMAIL, project, rsa.generate_private_key(public_exponent=65537, key_size=2048))

    def credentials_file(self, path: Path, token_uri: str) -> Path:
        """Write the key in the form that Google's libraries load, with `token_uri` as the place to get tokens."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        fields = {
            "type": "service_account",
            "project_id": self.project,
            "private_key_id": "throw-away",
            "private_key": pem.decode(),
            "client_email": self.email,
            "client_id": "1",
            "token_uri": token_uri,
        }
        path.write_text(json.dumps(fields, indent=2), encoding="utf-8")
        return path

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this account's key made the signature (RSA, PKCS #1 v1.5, SHA-256)."""
        try:
            self.key.public_key().verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def claims(self, token: str) -> dict[str, Any] | None:
        """The claims of a JSON web token that this account signed; None for any other."""
        try:
            header, payload, signature = token.split(".")
            genuine = self.signed(f"{header}.{payload}".encode(), _decode(signature))
            claims = json.loads(_decode(payload))
        except ValueError:
            return None
        return claims if genuine else None


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
