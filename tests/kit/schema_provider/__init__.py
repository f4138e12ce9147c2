"""Terraform providers that are nothing but a schema, so that the real CLI can run where no provider is to be had.

Terraform talks to a provider over gRPC and can be told to attach to one that runs already (`TF_REATTACH_PROVIDERS`).
This one serves the resource schemas of google, azurerm and aws: `init`, `validate`, `plan`, `apply`, a plan without
changes and `destroy` run as they do in the cloud, on the true names, types, nesting and required arguments, with the
true dependency graph. A misspelled argument, a missing block, a reference to what isn't declared fail with
Terraform's own message.

    schemas    data and hand-kept overlays → `ProviderSchema`, what a provider accepts and computes
    provider   what a provider does with it: validate, plan, apply, read; plain Python values
    protocol   the messages of plugin protocol 5, and Terraform's encoding of values
    service    gRPC: protocol in, provider, protocol out; `served(…)` listens

What it can't tell: values that only the cloud refuses (other than those in the overlays), replacement of resources
(every change is an update in place), defaults that a provider fills in (other than those in the overlays).
"""

from tests.kit.schema_provider.service import ServedSchemas, served

__all__ = ["ServedSchemas", "served"]
