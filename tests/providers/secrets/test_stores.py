"""What single clouds do with secrets: versions by their tokens, deletion in steps, values without text."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.kit.secret_stores import AzureStores, SecretManager
from tests.kit.secret_stores import azure as azure_kit
from tests.kit.servers import MotoServer
from tests.providers.secrets import native

NAME = "stripe-key"


class TestSecretsManager:
    """AWS, on moto."""

    @pytest.fixture
    def functions(self, aws: MotoServer) -> ModuleType:
        return native.load("aws", "secrets", aws.environment)

    @pytest.fixture
    def client(self, aws: MotoServer) -> Iterator[Any]:
        client = aws.client("secretsmanager")
        client.create_secret(Name=NAME)
        yield client
        client.delete_secret(SecretId=NAME, ForceDeleteWithoutRecovery=True)

    def test_a_version_is_read_by_its_token(self, functions: ModuleType, client: Any) -> None:
        functions.put(NAME, "one")
        token = client.describe_secret(SecretId=NAME)["VersionIdsToStages"]
        functions.put(NAME, "two")
        assert [functions.get(NAME, version=next(iter(token))), functions.get(NAME)] == ["one", "two"]

    def test_a_deleted_value_has_no_label_and_the_secret_stays(self, functions: ModuleType, client: Any) -> None:
        functions.put(NAME, "hush")
        (token,) = client.describe_secret(SecretId=NAME)["VersionIdsToStages"]
        functions.delete(NAME)
        secret = client.describe_secret(SecretId=NAME)
        assert "DeletedDate" not in secret
        assert secret["VersionIdsToStages"].get(token, []) == []

    def test_a_secret_that_people_scheduled_for_deletion_is_not_found(self, functions: ModuleType, client: Any) -> None:
        functions.put(NAME, "hush")
        client.delete_secret(SecretId=NAME)
        with pytest.raises(functions.ClientError) as caught:
            functions.get(NAME)
        assert native.portable("aws", "secrets", functions, caught.value) == ["NotFound"]


class TestSecretManager:
    """Google Cloud, on a store that reads requests with Google's descriptors."""

    @pytest.fixture
    def functions(self, secret_manager: SecretManager) -> Iterator[ModuleType]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in secret_manager.environment.items():
                patch.setenv(name, value)
            yield native.load("gcp", "secrets", {})

    @pytest.fixture(autouse=True)
    def _empty(self, secret_manager: SecretManager) -> None:
        secret_manager.reset()
        secret_manager.create(NAME)

    def test_no_request_is_made_that_need_not_be(self, functions: ModuleType, secret_manager: SecretManager) -> None:
        functions.put(NAME, "one")
        functions.get(NAME)
        functions.get(NAME, version="1")
        functions.delete(NAME)
        assert secret_manager.asked == [
            "AddSecretVersion",
            "AccessSecretVersion",
            "AccessSecretVersion",
            "ListSecretVersions",
            "DestroySecretVersion",
        ]

    def test_versions_are_numbers(self, functions: ModuleType) -> None:
        functions.put(NAME, "one")
        functions.put(NAME, "two")
        assert [functions.get(NAME, version="1"), functions.get(NAME, version="2")] == ["one", "two"]

    def test_all_versions_are_destroyed_the_newest_first(
        self, functions: ModuleType, secret_manager: SecretManager
    ) -> None:
        for value in ("one", "two", "three"):
            functions.put(NAME, value)
        secret_manager.asked.clear()
        functions.delete(NAME)
        functions.delete(NAME)
        assert secret_manager.asked.count("DestroySecretVersion") == 3
        for version in (None, "1", "2", "3"):
            assert self._not_found(functions, version)

    def test_versions_that_are_destroyed_later_are_gone_at_once(
        self, functions: ModuleType, secret_manager: SecretManager
    ) -> None:
        functions.put(NAME, "one")
        secret_manager.delayed.add(f"{secret_manager.parent}/secrets/{NAME}")
        functions.delete(NAME)
        assert self._not_found(functions, None)
        functions.put(NAME, "two")
        assert functions.get(NAME) == "two"

    def test_a_parameter_whose_value_was_taken_away_has_its_default(self, secret_manager: SecretManager) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in secret_manager.environment.items():
                patch.setenv(name, value)
            params = native.load("gcp", "params", {})
            secret_manager.create("tests_db_pool", "5")
            secret_manager.create("tests_log")
            secret_manager.create("tests-other_db_pool", "7")
            assert params.list() == {"db/pool": "5"}
            secret_manager.disable("tests_db_pool")
            assert [params.get("db/pool", "1"), params.get("log", "info"), params.list("db/")] == ["1", "info", {}]

    def _not_found(self, functions: ModuleType, version: str | None) -> bool:
        with pytest.raises(functions.GoogleAPIError) as caught:
            functions.get(NAME, version=version)
        return native.portable("gcp", "secrets", functions, caught.value) == ["NotFound"]


class TestKeyVault:
    """Azure, on a vault that keeps what is deleted."""

    @pytest.fixture
    def functions(self, azure_stores: AzureStores) -> Iterator[ModuleType]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in azure_stores.environment.items():
                patch.setenv(name, value)
            yield native.load("azure", "secrets", {})

    @pytest.fixture(autouse=True)
    def _empty(self, azure_stores: AzureStores, functions: ModuleType) -> None:
        azure_stores.reset()

    def test_a_version_is_read_by_its_token(self, functions: ModuleType, azure_stores: AzureStores) -> None:
        functions.put(NAME, "one")
        (token,) = azure_stores.vault.secrets[NAME]
        functions.put(NAME, "two")
        assert [functions.get(NAME, version=token), functions.get(NAME)] == ["one", "two"]

    def test_no_request_is_made_that_need_not_be(self, functions: ModuleType, azure_stores: AzureStores) -> None:
        functions.put(NAME, "one")
        azure_stores.vault.asked.clear()  # the first one was asked for a token
        functions.put(NAME, "two")
        functions.get(NAME)
        functions.delete(NAME)
        assert azure_stores.vault.asked == [f"{method} /secrets/{NAME}" for method in ("PUT", "GET", "DELETE")]

    def test_what_is_deleted_is_recovered_when_there_is_a_new_value(
        self, functions: ModuleType, azure_stores: AzureStores
    ) -> None:
        functions.put(NAME, "one")
        functions.delete(NAME)
        azure_stores.vault.asked.clear()
        functions.put(NAME, "two")
        assert azure_stores.vault.asked == [
            f"PUT /secrets/{NAME}",
            f"POST /deletedsecrets/{NAME}/recover",
            f"PUT /secrets/{NAME}",
        ]
        assert functions.get(NAME) == "two"

    @pytest.mark.parametrize("surface", ["secrets", "aio.secrets"])
    def test_a_recovery_that_takes_a_while_is_waited_for(
        self, azure_stores: AzureStores, monkeypatch: pytest.MonkeyPatch, surface: str
    ) -> None:
        functions = native.load("azure", surface, azure_stores.environment)
        for name, value in azure_stores.environment.items():
            monkeypatch.setenv(name, value)
        trusted = ssl.create_default_context()  # aiohttp makes its own when it is imported, perhaps by an earlier test
        monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", trusted)
        pauses: list[float] = []
        if surface == "secrets":
            monkeypatch.setattr(functions, "time", SimpleNamespace(sleep=pauses.append))

        async def changed() -> None:
            azure_stores.vault.secrets[NAME] = {"0": "old"}
            azure_stores.vault.deleted[NAME] = azure_stores.vault.secrets.pop(NAME)
            azure_stores.vault.busy = 1
            done = functions.put(NAME, "new")
            if done is not None:
                await done

        asyncio.run(changed())
        assert [*azure_stores.vault.secrets[NAME].values()] == ["old", "new"]
        assert pauses in ([], [0, 1])

    def test_a_disabled_secret_is_not_found(self, functions: ModuleType, azure_stores: AzureStores) -> None:
        functions.put(NAME, "one")
        azure_stores.vault.disabled.add(NAME)
        with pytest.raises(functions.AzureError) as caught:
            functions.get(NAME)
        assert native.portable("azure", "secrets", functions, caught.value) == ["NotFound"]

    def test_keys_with_labels_are_no_parameters(
        self, azure_stores: AzureStores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in azure_stores.environment.items():
            monkeypatch.setenv(name, value)
        params = native.load("azure", "params", {})
        for number in range(5):
            azure_stores.settings.set(f"db/{number}", str(number))
        azure_stores.settings.set("db/0", "another", label="beta")
        azure_stores.settings.set("db/9", "only", label="beta")
        assert params.get("db/0") == "0"
        assert params.get("db/9", "none") == "none"
        assert params.list("db/") == {f"db/{number}": str(number) for number in range(5)}
        assert azure_kit.STORE in azure_stores.environment["AZURE_APP_CONFIGURATION_URL"]
