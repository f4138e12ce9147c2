"""The SDK as data, read from its own source.

In: the modules of the `infrar` package (and those that plugins add), as text. Out: a `Catalog` of capabilities,
operations, parameters, types and portable errors. Signatures, annotations and docstrings are the contract, so
nothing restates them. Nothing is imported or executed: a program's tools may run where the SDK's runtime can't, and
start-up counts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from infrar_engine.model import (
    AIO,
    Capability,
    Catalog,
    ErrorClass,
    Operation,
    Parameter,
    ParameterKind,
    TypeDefinition,
    TypeField,
)

SDK = "infrar"


class CatalogError(Exception):
    """A module isn't written as a capability module must be; the message says where and how."""


@cache
def load_catalog() -> Catalog:
    """The catalog of the installed SDK."""
    spec = find_spec(SDK)
    if spec is None or not spec.submodule_search_locations:
        raise CatalogError(f"the package {SDK!r} is not installed")
    folder = Path(spec.submodule_search_locations[0])
    found = []
    for path in sorted(folder.glob("[!_]*.py")):
        capability = read_capability(f"{SDK}.{path.stem}", path.read_text("utf-8"))
        if capability is not None:
            found.append(capability)
    errors = _portable_errors(folder / "errors.py")
    return Catalog(tuple(found), errors, _version(), tuple(_twins(folder / "aio", found)))


def _twins(folder: Path, capabilities: Iterable[Capability]) -> Iterator[Capability]:
    for capability in capabilities:
        path = folder / f"{capability.name}.py"
        if path.is_file():
            yield read_twin(f"{SDK}.aio.{capability.name}", path.read_text("utf-8"), capability)


def extend_catalog(catalog: Catalog, modules: Iterable[tuple[str, Path]]) -> Catalog:
    """`catalog` with the capabilities of further modules: their dotted names and files."""
    added = list(catalog.capabilities)
    for module, path in sorted(modules):
        capability = read_capability(module, path.read_text("utf-8"))
        if capability is None:
            raise CatalogError(
                f"{module} is no capability module: it needs __all__ and one class below errors.InfrarError"
            )
        if any(capability.name == known.name for known in added):
            raise CatalogError(f"{module}: there is a capability {capability.name!r} already")
        added.append(capability)
    return replace(catalog, capabilities=tuple(sorted(added, key=lambda each: each.name)))


def read_capability(module: str, source: str) -> Capability | None:
    """What one module declares; None when it is no capability (it has no base error, or no `__all__`)."""
    reader = _Module(module, source)
    if reader.base_error is None or not reader.exports:
        return None
    return Capability(
        name=module.rpartition(".")[2],
        module=module,
        operations=tuple(reader.operations()),
        types=tuple(reader.types()),
        errors=tuple(reader.errors()),
        base_error=reader.base_error,
        exports=reader.exports,
        doc=ast.get_docstring(reader.tree) or "",
    )


def read_twin(module: str, source: str, capability: Capability) -> Capability:
    """What the asynchronous twin of a capability declares: operations of its own; types and errors are the capability's."""
    reader = _Module(module, source, (each.name for each in capability.types))
    return replace(
        capability,
        name=f"{AIO}{capability.name}",
        module=module,
        operations=tuple(replace(each, asynchronous=True) for each in reader.operations()),
        exports=reader.exports,
        doc=ast.get_docstring(reader.tree) or "",
    )


class _Module:
    """One parsed module; texts are cut from the source rather than printed from the tree, so they read as written."""

    def __init__(self, module: str, source: str, types: Iterable[str] = ()) -> None:
        """`types` are names of the capability's types that the module imports."""
        self.module = module
        self.tree = ast.parse(source, module)
        self._lines = source.encode("utf-8").splitlines(keepends=True)
        self.exports = self._exports()
        self._classes = [node for node in self.tree.body if isinstance(node, ast.ClassDef)]
        self._aliases = {
            target.id
            for node in self.tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self._aliases |= {
            name.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{SDK}.")
            for name in node.names
        }
        self._types = {*types, *(node.name for node in self._classes if self._is_type(node))}
        roots = [
            each.name for each in self._classes if [self.text(base) for base in each.bases] == ["errors.InfrarError"]
        ]
        self.base_error = roots[0] if roots else None

    def text(self, node: ast.expr) -> str:
        """The source of an expression, on one line."""
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if first == last:
            return self._lines[first][node.col_offset : node.end_col_offset].decode("utf-8")
        parts = [
            self._lines[first][node.col_offset :],
            *self._lines[first + 1 : last],
            self._lines[last][: node.end_col_offset],
        ]
        return re.sub(r"\s+", " ", b"".join(parts).decode("utf-8"))

    def operations(self) -> Iterator[Operation]:
        for node in self.tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name in self.exports:
                yield self._operation(node)

    def types(self) -> Iterator[TypeDefinition]:
        for node in self._classes:
            if self._is_type(node):
                fields = tuple(
                    TypeField(item.target.id, self.text(item.annotation), self.text(item.value) if item.value else None)
                    for item in node.body
                    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
                )
                yield TypeDefinition(node.name, fields, ast.get_docstring(node) or "")

    def _is_type(self, node: ast.ClassDef) -> bool:
        return node.name in self.exports and any(self.text(base) == "NamedTuple" for base in node.bases)

    def errors(self) -> Iterator[ErrorClass]:
        for node in self._classes:
            bases = tuple(self.text(base) for base in node.bases)
            if node.name == self.base_error or self.base_error in bases:
                yield ErrorClass(node.name, bases, ast.get_docstring(node) or "")

    def _exports(self) -> tuple[str, ...]:
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
            ):
                return tuple(ast.literal_eval(node.value))
        return ()

    def _operation(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Operation:
        where = f"{self.module}:{node.lineno}: {node.name}"
        given = node.args
        if given.posonlyargs or given.vararg or given.kwarg:
            raise CatalogError(f"{where}: an operation has no positional-only parameters, *args or **kwargs")
        if node.returns is None:
            raise CatalogError(f"{where}: an operation says what it returns")
        defaults: list[ast.expr | None] = [None] * (len(given.args) - len(given.defaults))
        defaults.extend(given.defaults)
        positional = [
            self._parameter(argument, default, ParameterKind.POSITIONAL, where)
            for argument, default in zip(given.args, defaults, strict=True)
        ]
        keyword = [
            self._parameter(argument, default, ParameterKind.KEYWORD, where)
            for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
        ]
        doc = ast.get_docstring(node) or ""
        return Operation(
            capability=self.module.rpartition(".")[2],
            name=node.name,
            parameters=(*positional, *keyword),
            returns=self.text(node.returns),
            doc=doc,
            raises=_raises(doc),
            source=_stub(node, positional, keyword, self.text(node.returns)),
        )

    def _parameter(self, argument: ast.arg, default: ast.expr | None, kind: ParameterKind, where: str) -> Parameter:
        if argument.annotation is None:
            raise CatalogError(f"{where}: the parameter {argument.arg} has no annotation")
        leading = argument.annotation
        while isinstance(leading, ast.BinOp):
            leading = leading.left
        name = leading.id if isinstance(leading, ast.Name) else ""
        return Parameter(
            argument.arg,
            kind,
            self.text(argument.annotation),
            None if default is None else self.text(default),
            role=name if name in self._aliases and name not in self._types else "",
            carried=name if name in self._types else "",
        )


def _raises(doc: str) -> tuple[str, ...]:
    """The classes that the docstring's `Raises:` section lists, one a line."""
    names: list[str] = []
    inside = False
    for line in doc.splitlines():
        if line.strip() == "Raises:":
            inside = True
        elif inside and line and not line.startswith(" "):
            inside = False
        elif inside and (listed := re.match(r"    (\w+):", line)):
            names.append(listed[1])
    return tuple(names)


def _stub(
    node: ast.FunctionDef | ast.AsyncFunctionDef, positional: list[Parameter], keyword: list[Parameter], returns: str
) -> str:
    shown = [_shown(parameter) for parameter in positional]
    if keyword:
        shown += ["*", *map(_shown, keyword)]
    keywords = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    return f"{keywords} {node.name}({', '.join(shown)}) -> {returns}: ..."


def _shown(parameter: Parameter) -> str:
    default = "" if parameter.default is None else f" = {parameter.default}"
    return f"{parameter.name}: {parameter.annotation}{default}"


def _portable_errors(path: Path) -> tuple[ErrorClass, ...]:
    reader = _Module(f"{SDK}.errors", path.read_text("utf-8"))
    return tuple(
        ErrorClass(node.name, tuple(reader.text(base) for base in node.bases), ast.get_docstring(node) or "")
        for node in reader.tree.body
        if isinstance(node, ast.ClassDef) and node.name in reader.exports
    )


def _version() -> str:
    try:
        return version(SDK)
    except PackageNotFoundError:
        return "0"
