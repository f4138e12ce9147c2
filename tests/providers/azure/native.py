"""The rules of Azure Blob Storage as one Python module, put together without the engine.

In: `transform/rules.yaml`. Out: the module's source, as type checkers read it, and its names, as programs use them. It lets
the rules be tested by themselves: on the emulator, and by pyright with the real libraries' types.
"""

import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from infrar.storage import ObjectInfo, PresignedRequest

PROVIDER = Path(__file__).parents[3] / "providers" / "infrar_azure"
SERVICE = PROVIDER / "services" / "storage" / "blob-storage"
RULES: dict[str, Any] = yaml.safe_load((SERVICE / "transform" / "rules.yaml").read_text())

TYPES = """
class ObjectInfo(NamedTuple):
    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = False


class PresignedRequest(NamedTuple):
    url: str
    method: str
    headers: dict[str, str]
"""


def source() -> str:
    """All imports, clients, supports and functions of the rules, in the order of the file."""
    clients = [f"{name} = {client['create']}" for name, client in RULES["clients"].items()]
    functions = [operation["function"] for operation in RULES["operations"].values()]
    handlers = [_handler(name, catches) for name, catches in _catches().items()]
    parts = [*RULES["imports"], *clients, TYPES, *RULES["supports"].values(), *functions, *handlers]
    return "\n".join(["from __future__ import annotations", "from typing import NamedTuple", *parts]) + "\n"


def load() -> ModuleType:
    """The rules' functions, with the environment's credentials; `portable(error)` names what an error is."""
    module = ModuleType("native_azure")
    exec(compile(source(), "rules.yaml", "exec"), vars(module))  # noqa: S102 - the rules are code of this project
    return module


def portable(module: ModuleType, error: BaseException) -> list[str]:
    """The names of all portable errors that would catch `error`."""
    caught = []
    for name in _catches():
        try:
            getattr(module, f"catch_{name}")(error)
        except type(error):
            continue
        caught.append(name)
    return caught


def signature(function: Any) -> list[tuple[str, Any, Any]]:
    """Names, kinds and defaults of the parameters."""
    return [(p.name, p.kind, p.default) for p in inspect.signature(function).parameters.values()]


def as_sdk(item: Any) -> Any:
    """A native named tuple as the SDK's own, field by field."""
    kind = {"ObjectInfo": ObjectInfo, "PresignedRequest": PresignedRequest}[type(item).__name__]
    return kind(**item._asdict())


def _catches() -> dict[str, str]:
    mapped = {name: catches for name, catches in RULES["errors"].items() if isinstance(catches, str)}
    return {**mapped, "StorageError": RULES["any_error"]}


def _handler(name: str, catches: str) -> str:
    return f"def catch_{name}(error: BaseException) -> None:\n    try:\n        raise error\n    except {catches}:\n        pass\n"
