"""The frozen values that stages hand on: nothing here knows a syntax tree, a cloud or a file system.

Every stage takes some of these and returns others; none is filled in later. They hash, compare and pickle, so they can be
cached and sent between processes.
"""

from infrar_engine.model.artifacts import Artifact
from infrar_engine.model.catalog import (
    AIO,
    Capability,
    Catalog,
    ErrorClass,
    Operation,
    Parameter,
    ParameterKind,
    TypeDefinition,
    TypeField,
    family,
)
from infrar_engine.model.diagnostics import Diagnostic, Fix, Severity, SourceLocation, renamed
from infrar_engine.model.resources import Grant, GrantRule, Requirement, Resource, ResourcePlan, UseSite, Variable, Wire
from infrar_engine.model.spans import Edit, Origin, Part, Span
from infrar_engine.model.uses import Argument, Match, OperationUse, ServiceChoice, UseKind
from infrar_engine.model.values import Choice, Dynamic, FromEnvironment, Literal, Prefixed, Value

__all__ = [
    "AIO",
    "Argument",
    "Artifact",
    "Capability",
    "Catalog",
    "Choice",
    "Diagnostic",
    "Dynamic",
    "Edit",
    "ErrorClass",
    "Fix",
    "FromEnvironment",
    "Grant",
    "GrantRule",
    "Literal",
    "Match",
    "Operation",
    "OperationUse",
    "Origin",
    "Parameter",
    "ParameterKind",
    "Part",
    "Prefixed",
    "Requirement",
    "Resource",
    "ResourcePlan",
    "ServiceChoice",
    "Severity",
    "SourceLocation",
    "Span",
    "TypeDefinition",
    "TypeField",
    "UseKind",
    "UseSite",
    "Value",
    "Variable",
    "Wire",
    "family",
    "renamed",
]
