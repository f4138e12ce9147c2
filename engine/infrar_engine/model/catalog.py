"""The SDK as data: what its own signatures and docstrings say, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

AIO = "aio."  # what the name of an asynchronous twin begins with


class ParameterKind(str, Enum):
    POSITIONAL = "positional"  # positional or keyword
    KEYWORD = "keyword"  # keyword only


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `annotation` and `default` are source text, `default` None when it is required.

    `role` is the SDK's alias that the annotation starts with (`BucketName`, `ObjectKey`, `ObjectPrefix`, `LocalPath`, `Data`),
    or "" for an ordinary type. What ends with "Name" names a resource, what ends with "Prefix" the beginning of keys.
    `carried` is the type of the SDK that it takes, or "".
    """

    name: str
    kind: ParameterKind
    annotation: str
    default: str | None
    role: str = ""
    carried: str = ""  # the capability's type that it takes: "Message"

    @property
    def required(self) -> bool:
        return self.default is None

    @property
    def names_resource(self) -> bool:
        return self.role.endswith("Name")

    @property
    def is_prefix(self) -> bool:
        return self.role.endswith("Prefix")


@dataclass(frozen=True, slots=True)
class Operation:
    """`storage.upload`: its signature, its docstring, the portable errors it can raise (class names).

    `capability` says whose resources it acts on; an asynchronous operation has those of its synchronous twin.
    """

    capability: str
    name: str
    parameters: tuple[Parameter, ...]
    returns: str
    doc: str
    raises: tuple[str, ...]
    source: str  # "def upload(...) -> None:" as a stub, for messages
    asynchronous: bool = False

    @property
    def surface(self) -> str:
        """The module of the SDK that it is in, and so the rule book that has its rule: "storage", "aio.storage"."""
        return f"{AIO}{self.capability}" if self.asynchronous else self.capability

    @property
    def id(self) -> str:
        return f"{self.surface}.{self.name}"

    @property
    def is_lazy(self) -> bool:
        """Whether it returns items one by one, so that it acts while they are asked for."""
        return self.returns.startswith(("Iterator", "Iterable", "Generator", "AsyncIterator", "AsyncIterable"))

    def parameter(self, name: str) -> Parameter | None:
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


@dataclass(frozen=True, slots=True)
class TypeField:
    name: str
    annotation: str
    default: str | None


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """A named tuple of the SDK (`ObjectInfo`): enough to write the same class into generated code."""

    name: str
    fields: tuple[TypeField, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """`NotFound` with its bases' names, as its module spells them (`StorageError`, `errors.NotFound`)."""

    name: str
    bases: tuple[str, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class Capability:
    """One module of the SDK: `storage`, or its asynchronous twin `aio.storage`, which has the same types and errors."""

    name: str
    module: str  # "infrar.storage"
    operations: tuple[Operation, ...]
    types: tuple[TypeDefinition, ...]
    errors: tuple[ErrorClass, ...]
    base_error: str  # "StorageError"
    exports: tuple[str, ...]  # its __all__
    doc: str = ""

    @property
    def asynchronous(self) -> bool:
        return self.name.startswith(AIO)

    @property
    def family(self) -> str:
        """The capability whose types, errors and resources it has: its own name, or its twin's."""
        return family(self.name)

    @property
    def noun(self) -> str:
        """What one of its resources is called: "bucket"."""
        parameters = (parameter for operation in self.operations for parameter in operation.parameters)
        role = next((parameter.role for parameter in parameters if parameter.names_resource), "")
        return role.removesuffix("Name").lower()

    def operation(self, name: str) -> Operation | None:
        return next((operation for operation in self.operations if operation.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything an application can import from the SDK. `twins` are the asynchronous modules."""

    capabilities: tuple[Capability, ...]
    errors: tuple[ErrorClass, ...]  # of infrar.errors
    version: str
    twins: tuple[Capability, ...] = ()

    def capability(self, name: str) -> Capability | None:
        return next((each for each in (*self.capabilities, *self.twins) if each.name == name), None)


def family(surface: str) -> str:
    """`storage` for `storage` and `aio.storage`."""
    return surface.removeprefix(AIO)
