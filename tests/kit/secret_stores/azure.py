"""Azure's stores and the managed identity that signs in to them, behind the addresses that they have in the cloud."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.kit.secret_stores import app_configuration, key_vault
from tests.kit.secret_stores.app_configuration import AppConfiguration
from tests.kit.secret_stores.key_vault import KeyVault
from tests.kit.secret_stores.tunnel import Answer, Authority, Request, start_json_server, start_proxy

VAULT, STORE = "tests.vault.azure.net", "tests.azconfig.io"


@dataclass(frozen=True, slots=True)
class AzureStores:
    """A vault and a store."""

    vault: KeyVault
    settings: AppConfiguration
    environment: Mapping[str, str]

    def reset(self) -> None:
        """Forget everything."""
        for each in (self.vault.secrets, self.vault.deleted, self.vault.disabled, self.vault.asked):
            each.clear()
        self.vault.busy = 0
        self.settings.values.clear()
        self.settings.asked.clear()


@contextmanager
def start_azure_stores() -> Iterator[AzureStores]:
    """Run them, in threads of this process."""
    tokens = {key_vault.RESOURCE: secrets.token_hex(), app_configuration.RESOURCE: secrets.token_hex()}
    identity = secrets.token_hex()

    def sign_in(request: Request) -> Answer:
        """https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference"""
        resource = request.query.get("resource", "")
        if request.headers.get("x-identity-header") != identity or resource not in tokens:
            return 400, {}, {"statusCode": 400, "message": f"no token for {resource}"}
        answer = {"access_token": tokens[resource], "expires_on": str(int(time.time()) + 3600), "resource": resource}
        return 200, {}, {**answer, "token_type": "Bearer"}

    vault, store = KeyVault(tokens[key_vault.RESOURCE]), AppConfiguration(tokens[app_configuration.RESOURCE])
    with tempfile.TemporaryDirectory(prefix="infrar-stores-") as folder, ExitStack() as stack:
        authority = Authority(Path(folder))
        ports = {
            VAULT: stack.enter_context(start_json_server(vault.answer, authority.context(VAULT))),
            STORE: stack.enter_context(start_json_server(store.answer, authority.context(STORE))),
        }
        proxy = stack.enter_context(start_proxy(ports))
        port = stack.enter_context(start_json_server(sign_in, None))
        environment = {
            "AZURE_KEY_VAULT_URL": f"https://{VAULT}",
            "AZURE_APP_CONFIGURATION_URL": f"https://{STORE}",
            "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
            "IDENTITY_ENDPOINT": f"http://127.0.0.1:{port}/msi/token",
            "IDENTITY_HEADER": identity,
            "HTTPS_PROXY": proxy,
            "NO_PROXY": "127.0.0.1,localhost",
            "REQUESTS_CA_BUNDLE": str(authority.bundle),
            "SSL_CERT_FILE": str(authority.bundle),
        }
        yield AzureStores(vault, store, environment)
