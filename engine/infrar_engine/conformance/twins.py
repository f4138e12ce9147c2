"""The asynchronous twins of the suite's programs: the same program with `infrar.aio`, which must leave the same transcript.

In: a program. Out: its twin, or None for a program that shows what has no asynchronous form (operations called in a lambda or a
class body, by `map`, by threads). Calls of operations are awaited, loops over listings are `async for`, functions that do either
are `async`, and so are their callers; what is left at the top runs in a coroutine of its own.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from infrar_engine.conformance.programs import Program, programs
from infrar_engine.model import AIO, Capability, Catalog

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SYNCHRONOUS = (ast.Lambda, ast.ClassDef, ast.GeneratorExp, ast.Global)


class _NoTwinError(Exception):
    """The program does something with an operation that can't be awaited there."""


def twin(program: Program, capability: Capability) -> Program | None:
    """The asynchronous program, named `aio_…`."""
    tree = ast.parse(program.text)
    try:
        text = _Rewriter(tree, capability).text()
    except _NoTwinError:
        return None
    return replace(program, name=f"aio_{program.name}", text=text)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, capability: Capability) -> None:
        self._tree = tree
        self._family = capability.family
        self._operations = {each.name: each.is_lazy for each in capability.operations}
        self._modules: set[str] = set()
        self._names: dict[str, str] = {}  # a name of the program, and the operation that it is
        self._coroutines: set[str] = set()
        self._imports()

    def text(self) -> str:
        self._find_coroutines()
        kept: list[ast.stmt] = [ast.Import([ast.alias("asyncio")])]
        moved: list[ast.stmt] = []
        for statement in self._tree.body:
            stays = isinstance(statement, _DEFINITIONS) or not (moved or any(map(self._acts, ast.walk(statement))))
            made: ast.stmt | list[ast.stmt] = self.visit(statement)
            (kept if stays else moved).extend(made if isinstance(made, list) else [made])
        inside = [node for statement in moved for node in ast.walk(statement)]
        names = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        names |= {node.name for node in inside if isinstance(node, ast.ExceptHandler) and node.name}
        main = ast.AsyncFunctionDef("main", ast.arguments([], [], None, [], [], None, []), moved, [])
        if names:
            moved.insert(0, ast.Global(sorted(names)))
        module = ast.Module([*kept, main, *ast.parse("asyncio.run(main())").body], [])
        return ast.unparse(ast.fix_missing_locations(module)) + "\n"

    # What the names mean

    def _imports(self) -> None:
        for node in self._tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == "infrar":
                self._modules |= {each.asname or each.name for each in node.names if each.name == self._family}
            elif isinstance(node, ast.ImportFrom) and node.module == f"infrar.{self._family}":
                if node.names[0].name == "*":
                    raise _NoTwinError
                self._names |= {each.asname or each.name: each.name for each in node.names}
        for inner in ast.walk(self._tree):
            if isinstance(inner, (ast.Import, ast.ImportFrom)) and inner not in self._tree.body:
                raise _NoTwinError
            if isinstance(inner, ast.Import) and any(each.name.startswith("infrar") for each in inner.names):
                raise _NoTwinError

    def _operation(self, node: ast.AST) -> str:
        """The operation that an expression means, or ""."""
        found = ""
        if isinstance(node, ast.Name):
            found = self._names.get(node.id, "")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in self._modules:
            found = node.attr
        return found if found in self._operations else ""

    def _find_coroutines(self) -> None:
        functions = [node for node in ast.walk(self._tree) if isinstance(node, ast.FunctionDef)]
        before = -1
        while len(self._coroutines) != before:
            before = len(self._coroutines)
            self._coroutines |= {each.name for each in functions if any(map(self._acts, ast.walk(each)))}
        if any(
            isinstance(n, (ast.Yield, ast.YieldFrom))
            for f in functions
            if f.name in self._coroutines
            for n in ast.walk(f)
        ):
            raise _NoTwinError

    def _acts(self, node: ast.AST) -> bool:
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self._coroutines
        return called or bool(self._operation(node))

    # Rewriting

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        if node.module == f"infrar.{self._family}":
            return [ast.ImportFrom(f"infrar.aio.{self._family}", node.names, 0)]
        if node.module != "infrar":
            return [node]
        own = [each for each in node.names if each.name == self._family]
        others = [each for each in node.names if each.name != self._family]
        parts = (("infrar", others), ("infrar.aio", own))
        return [ast.ImportFrom(module, names, 0) for module, names in parts if names]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            raise _NoTwinError
        return self.generic_visit(ast.Assign([node.target], node.value))  # a global can't be annotated in a function

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name not in self._coroutines:
            return self.generic_visit(node)
        if node.decorator_list or any(map(self._acts, [*node.args.defaults, *filter(None, node.args.kw_defaults)])):
            raise _NoTwinError
        self.generic_visit(node)
        fields = {name: getattr(node, name) for name in node._fields}
        return ast.AsyncFunctionDef(**fields)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, _SYNCHRONOUS) and any(map(self._acts, ast.walk(node))):
            raise _NoTwinError
        return super().generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        operation = self._operation(node.func)
        coroutine = isinstance(node.func, ast.Name) and node.func.id in self._coroutines
        node.args = [self.visit(each) for each in node.args]
        node.keywords = [self.visit(each) for each in node.keywords]
        if not operation and not coroutine:
            node.func = self.visit(node.func)
            return node
        if operation and self._operations[operation]:
            raise _NoTwinError  # a lazy listing that isn't looped over
        return ast.Await(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if self._operation(node) or node.id in self._coroutines:
            raise _NoTwinError  # used as a value
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if self._operation(node):
            raise _NoTwinError
        return super().generic_visit(node)

    def visit_For(self, node: ast.For) -> ast.AST:
        listing = self._lazy(node.iter)
        if listing is None:
            return self.generic_visit(node)
        node.iter = ast.Tuple([])
        self.generic_visit(node)
        node.iter = listing
        return ast.AsyncFor(**{name: getattr(node, name) for name in node._fields})

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        listing = self._lazy(node.iter)
        if listing is None:
            return self.generic_visit(node)
        node.iter = ast.Tuple([])
        self.generic_visit(node)
        node.iter, node.is_async = listing, 1
        return node

    def _lazy(self, node: ast.expr) -> ast.Call | None:
        """A call that gives items one by one, with its arguments rewritten."""
        if not isinstance(node, ast.Call) or not self._operations.get(self._operation(node.func)):
            return None
        node.args = [self.visit(each) for each in node.args]
        node.keywords = [self.visit(each) for each in node.keywords]
        return node


def asynchronous_programs(catalog: Catalog, capability: str = "storage") -> tuple[Program, ...]:
    """What asynchronous operations are tried with: the twins of the programs that have one, and programs of their own."""
    surface = catalog.capability(f"{AIO}{capability}")
    if surface is None:
        return ()
    made = [each for program in programs(capability) if (each := twin(program, surface)) is not None]
    return tuple(sorted([*made, *programs(surface.name)], key=lambda each: each.name))
