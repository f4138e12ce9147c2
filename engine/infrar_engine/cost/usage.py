"""The usage file: how much of each resource is used in a month.

    resources:
      photos: {stored_gb: 50, writes: 100000}
      queue/orders: {sends: 2000000}        # where two capabilities have a resource of that name

In: its path, and the plan's resources. Out: a `Usage`, or every mistake at once as a `UsageError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infrar_engine.model import Resource
from infrar_engine.quantities import quantities
from infrar_engine.schemas import Document, DocumentError, load_schema, read_document, suggestion, validate


class UsageError(Exception):
    """What is wrong in a usage file, a message each: `usage.yaml:3: resources.photos.reads: …`."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(self.messages))


@dataclass(frozen=True, slots=True)
class Usage:
    """What is said, by resource as the file names it."""

    said: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    document: Document | None = None

    def of(self, resource: Resource) -> Mapping[str, float]:
        """The quantities that are said of a resource."""
        return self.said.get(_full(resource), self.said.get(resource.name, {}))

    def check(self, resources: Iterable[Resource]) -> None:
        """Hold the names to those of the code: one that nothing uses is probably misspelled."""
        if self.document is None:
            return
        found = list(resources)
        problems = [problem for name in self.said for problem in self._problems(name, found)]
        if problems:
            raise UsageError(problems)

    def _problems(self, name: str, resources: list[Resource]) -> Iterable[str]:
        meant = [each for each in resources if name in (each.name, _full(each))]
        if not meant:
            known = sorted({each.name for each in resources})
            listed = ", ".join(known) or "none at all"
            yield self._at(name, message=f"the code uses no such resource ({listed}){suggestion(name, known)}")
        elif len({each.capability for each in meant}) > 1:
            full = " or ".join(f'"{each}"' for each in sorted({_full(each) for each in meant}))
            yield self._at(name, message=f"several resources are called so: say {full}")
        else:
            units = [each.name for each in quantities(meant[0].capability)]
            for quantity in self.said[name]:
                if quantity not in units:
                    told = f"{meant[0].capability} has no such quantity ({', '.join(units)})"
                    yield self._at(name, quantity, message=f"{told}{suggestion(quantity, units)}")

    def _at(self, *key: str, message: str) -> str:
        assert self.document is not None
        place = ("resources", *key)
        return f"{self.document.path}:{self.document.line(place)}: {self.document.spell(place)}: {message}"


NO_USAGE = Usage()


def read_usage(path: Path) -> Usage:
    """Read a usage file and hold it to its schema."""
    try:
        document = read_document(str(path), path.read_bytes())
    except DocumentError as error:
        raise UsageError([f"{path}:{error.line}: {error}"]) from error
    problems = validate(document.value, load_schema("usage"))
    if problems:
        raise UsageError(
            f"{path}:{document.line(each.key, of_key=each.at_key)}: {document.spell(each.key) or 'the file'}: {each.message}"
            for each in problems
        )
    return Usage(document.value["resources"], document)


def _full(resource: Resource) -> str:
    return f"{resource.capability}/{resource.name}"
