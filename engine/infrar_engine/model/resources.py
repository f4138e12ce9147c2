"""What the code needs in a cloud: resources, and grants with the uses that call for them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class UseSite:
    """Where the source asks for something."""

    path: str
    line: int
    cell: int = 0  # of a notebook, in which the line is; 0 in other files


@dataclass(frozen=True, slots=True)
class GrantRule:
    """A rule's permission: `actions` on the resource that parameter `on` names.

    `keys` names the parameter whose value narrows it to a key or prefix (None: the resource itself). `scope` is "resource",
    "account" where the cloud grants it no closer than on what holds the resource, or "shared" for what is about no resource that
    the call names (`on` is ""), but about the module that a service's resources share. `role` is the provider's predefined role that would also do, "" when there is none.
    """

    actions: tuple[str, ...]
    on: str
    keys: str | None = None
    scope: str = "resource"
    role: str = ""
    reason: str = ""
    output: str = (
        ""  # of the resource's module: what the permission is about, where it isn't what the provider's template takes
    )


@dataclass(frozen=True, slots=True, order=True)
class Requirement:
    """A distribution that native code imports, with the lowest version that has what rules use."""

    distribution: str
    specifier: str

    def __str__(self) -> str:
        return f"{self.distribution}{self.specifier}"


@dataclass(frozen=True, slots=True)
class Variable:
    """A Terraform variable that stands for a name the code reads from its environment."""

    name: str  # "photos_bucket"
    environment: str  # "PHOTOS_BUCKET"
    default: str | None


@dataclass(frozen=True, slots=True)
class Wire:
    """An environment variable from which native code reads where a resource is, and the module output that it is set from."""

    environment: str  # "ORDERS_QUEUE_URL"
    output: str  # "url"


@dataclass(frozen=True, slots=True)
class Resource:
    """One bucket, queue, table …: either its physical name is known, or a variable stands for it."""

    capability: str  # "storage"
    service: str  # "storage/s3"
    name: str  # the logical name, or the variable's name
    identifier: str  # unique in the configuration: "reports", "module.<identifier>"
    physical_name: str | None
    variable: Variable | None
    operations: tuple[str, ...]  # "storage.upload", sorted
    uses: tuple[UseSite, ...]
    settings: tuple[tuple[str, object], ...] = ()  # module arguments from infrar.yaml
    wire: Wire | None = None  # None where code gets along with the name


@dataclass(frozen=True, slots=True)
class Grant:
    """`actions` on `resource`, for the application `unit`, and the uses that need them.

    `keys` are the exact keys (`"a.csv"`) and prefixes (`"daily/*"`) that narrow it; None is the resource itself (as listing
    is), `("*",)` every object in it. `conditions` are prefixes a listing is narrowed to.
    """

    unit: str
    actions: tuple[str, ...]
    resource: str  # Resource.identifier; "" with the scope "shared"
    scope: str  # "resource" | "account" | "shared"
    keys: tuple[str, ...] | None
    operations: tuple[str, ...]
    uses: tuple[UseSite, ...]
    role: str = ""
    reason: str = ""
    service: str = ""  # "storage/s3"
    output: str = ""


@dataclass(frozen=True, slots=True)
class ResourcePlan:
    """All that the renderer needs: who, where, what, and who may do what with it."""

    project: str
    environment: str  # "" when built with -p
    provider: str
    region: str
    resources: tuple[Resource, ...]
    grants: tuple[Grant, ...]
    tags: tuple[tuple[str, str], ...] = ()
    options: dict[str, object] = field(
        default_factory=dict
    )  # identity, backend, authentication, … as infrar.yaml has them
