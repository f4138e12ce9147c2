"""The asynchronous twins of the capabilities: the same names, types and errors, with operations to await.

`import infrar` is enough to reach them: `infrar.aio.storage` is loaded when it is first used. They belong to asyncio
and to event loops that stand in for its own.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from infrar.aio import cache as cache
    from infrar.aio import email as email
    from infrar.aio import kv as kv
    from infrar.aio import params as params
    from infrar.aio import queue as queue
    from infrar.aio import secrets as secrets
    from infrar.aio import sql as sql
    from infrar.aio import storage as storage
    from infrar.aio import topic as topic


__all__ = ["cache", "email", "kv", "params", "queue", "secrets", "sql", "storage", "topic"]

if not TYPE_CHECKING:  # which would take every name for one that may exist

    def __getattr__(name: str) -> object:
        if name in __all__:
            __import__(f"infrar.aio.{name}")  # which binds the name here
            return globals()[name]
        raise AttributeError(f"module 'infrar.aio' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
