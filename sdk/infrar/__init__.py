"""Portable cloud code: the SDK that applications import, and the only part of Infrar that they see.

`import infrar` is enough to reach every capability: `infrar.storage`, and `infrar.aio.storage` for asyncio, are loaded
when they are first used. Without configuration everything runs on the local runtime (files under `.infrar/`); the
environment variable `INFRAR_PROVIDER` chooses a provider instead. In a build neither is left: calls become that
provider's own, and `infrar.provider` becomes its name.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from infrar import aio as aio
    from infrar import cache as cache
    from infrar import email as email
    from infrar import errors as errors
    from infrar import kv as kv
    from infrar import params as params
    from infrar import queue as queue
    from infrar import secrets as secrets
    from infrar import sql as sql
    from infrar import storage as storage
    from infrar import testing as testing
    from infrar import topic as topic


__all__ = [
    "aio",
    "cache",
    "email",
    "errors",
    "kv",
    "native",
    "params",
    "provider",
    "queue",
    "secrets",
    "sql",
    "storage",
    "topic",
]

provider: str
"""`"local"`, or the provider that the program runs on. A build replaces it by the target's name, wherever it stands."""


def native(capability: str) -> Any:
    """Return the provider's own client for a capability ("storage"), for what only that provider can do.

    Meant for branches that `infrar.provider` decides; a build keeps the target's branch only and puts the client there.

    Raises:
        Unsupported: on the local runtime, which has no native clients.
    """
    from infrar import _provider, errors

    name = _provider.current()
    if name == _provider.LOCAL:
        raise errors.Unsupported(f"the local runtime has no native client: native({capability!r}) needs a provider")
    return _provider.from_engine("native", name, capability)


if not TYPE_CHECKING:  # which would take every name for one that may exist

    def __getattr__(name: str) -> object:
        if name == "provider":
            from infrar import _provider

            return _provider.current()
        if name in __all__ or name == "testing":
            __import__(f"infrar.{name}")  # which binds the name here; importlib would cost more than what it imports
            return globals()[name]
        raise AttributeError(f"module 'infrar' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
