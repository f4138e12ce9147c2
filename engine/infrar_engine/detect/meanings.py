"""Dotted paths of the SDK → what they are: `("infrar", "storage", "read")` is an operation."""

from __future__ import annotations

from difflib import get_close_matches

from infrar_engine.model import AIO, Capability, Catalog, Operation

ROOT = "infrar"
ERRORS = "errors"


def canonical(path: tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    """A dotted path with asynchronous twins as one part: `("infrar", "aio.storage", "read")`.

    Their types and errors are those of the synchronous module, and so are the paths of these.
    """
    if len(path) > 2 and path[:2] == (ROOT, "aio") and catalog.capability(f"{AIO}{path[2]}") is not None:
        path = (ROOT, f"{AIO}{path[2]}", *path[3:])
    if len(path) == 3 and path[1].startswith(AIO):
        twin = catalog.capability(path[1])
        if twin is not None and path[2] in {*(t.name for t in twin.types), *(e.name for e in twin.errors)}:
            return (ROOT, twin.family, path[2])
    return path


class Meanings:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def canonical(self, path: tuple[str, ...]) -> tuple[str, ...]:
        return canonical(path, self.catalog)

    def capability(self, path: tuple[str, ...]) -> Capability | None:
        return self.catalog.capability(path[1]) if len(path) >= 2 and path[0] == ROOT else None

    def operation(self, path: tuple[str, ...]) -> Operation | None:
        capability = self.capability(path)
        return capability.operation(path[2]) if capability is not None and len(path) == 3 else None

    def returns(self, operation: str) -> str:
        """The annotation of what an operation ("storage.read") returns."""
        found = self.operation((ROOT, *operation.rsplit(".", 1)))
        return found.returns if found is not None else ""

    def kind(self, path: tuple[str, ...]) -> str:
        """module, operation, type, error, provider, native, testing, or "" for what the SDK doesn't have."""
        if not path:
            return ""
        if len(path) == 1:
            return "module"
        if path[1] == "testing":
            return "testing"
        if len(path) == 2:
            if path[1] in ("provider", "native"):
                return path[1]
            return "module" if path[1] in (ERRORS, "aio") or self.capability(path) is not None else ""
        if len(path) != 3:
            return ""
        if path[1] == ERRORS:
            return "error" if any(e.name == path[2] for e in self.catalog.errors) else ""
        capability = self.capability(path)
        if capability is None:
            return ""
        if capability.operation(path[2]) is not None:
            return "operation"
        if any(t.name == path[2] for t in capability.types):
            return "type"
        return "error" if any(e.name == path[2] for e in capability.errors) else ""

    def suggestion(self, path: tuple[str, ...]) -> str:
        """What may have been meant by a path that the SDK doesn't have."""
        near = self.nearest(path)
        return f"did you mean {near!r}?" if near else f"it has {', '.join(self._known(path[:-1]))}"

    def nearest(self, path: tuple[str, ...]) -> str | None:
        """The name that was probably meant by the last one of a path."""
        return next(iter(get_close_matches(path[-1], self._known(path[:-1]), 1)), None)

    def _known(self, parts: tuple[str, ...]) -> list[str]:
        capability = self.capability(parts)
        if capability is not None:
            return list(capability.exports)
        if parts == (ROOT, ERRORS):
            return [e.name for e in self.catalog.errors]
        if parts == (ROOT, "aio"):
            return [c.family for c in self.catalog.twins]
        return [c.name for c in self.catalog.capabilities] + ["aio", ERRORS]
