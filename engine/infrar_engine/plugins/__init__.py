"""The plugin host: everything that knows a cloud comes in here, as files.

In: names of providers, folders. Out: `Providers`, each with services and their rule books, all of it checked, or a
`PluginError` that carries every finding. Templates of inline forms are rendered by `plugins/forms.py`, which is
imported by those who do.
"""

from infrar_engine.plugins.closure import Closure, closure, names_of
from infrar_engine.plugins.errors import Finding, PluginError
from infrar_engine.plugins.hookspecs import hookimpl, provider_folder
from infrar_engine.plugins.loader import load_providers
from infrar_engine.plugins.names import free_names
from infrar_engine.plugins.rules import (
    Client,
    Condition,
    ConditionalGrant,
    ConditionKind,
    ErrorRule,
    Example,
    Import,
    InlineForm,
    Rule,
    RuleBook,
    Support,
)
from infrar_engine.plugins.values import (
    AuthenticationMethod,
    NameRules,
    Pricing,
    Provider,
    Providers,
    Region,
    Service,
    TerraformProvider,
)

__all__ = [
    "AuthenticationMethod",
    "Client",
    "Closure",
    "Condition",
    "ConditionKind",
    "ConditionalGrant",
    "ErrorRule",
    "Example",
    "Finding",
    "Import",
    "InlineForm",
    "NameRules",
    "PluginError",
    "Pricing",
    "Provider",
    "Providers",
    "Region",
    "Rule",
    "RuleBook",
    "Service",
    "Support",
    "TerraformProvider",
    "closure",
    "free_names",
    "hookimpl",
    "load_providers",
    "names_of",
    "provider_folder",
]
