"""The clouds' stores of secrets and settings for which nobody has an emulator, as servers that check what they are asked.

Native code runs unchanged, against the addresses that it would have in the cloud: `tunnel` is the proxy that leads from
those to this machine, with certificates of an authority made for the session, and the variables of the environment by
which the clients find both are the ones that companies with proxies of their own set.

    tunnel               the proxy, the authority, and HTTPS servers behind it
    key_vault            Azure Key Vault: secrets, with versions, soft deletion and the authentication challenge
    app_configuration    Azure App Configuration: key-values, in pages
    azure                both, and the managed identity that signs in to them
    secret_manager       Google's Secret Manager, by gRPC: requests are read with the descriptors that Google publishes

Each answers as its published reference says and refuses what it doesn't know, so that a wrong request fails in a test
instead of in a cloud.
"""

from tests.kit.secret_stores.azure import AzureStores, start_azure_stores
from tests.kit.secret_stores.secret_manager import SecretManager, start_secret_manager

__all__ = ["AzureStores", "SecretManager", "start_azure_stores", "start_secret_manager"]
