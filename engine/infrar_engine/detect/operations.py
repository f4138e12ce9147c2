"""Expressions that mean an operation → uses: called in place, called under another name, handed on with arguments, or stored."""

from __future__ import annotations

from tree_sitter import Node

from infrar_engine.detect.arguments import bind, partial_arguments
from infrar_engine.detect.roles import Role
from infrar_engine.detect.scopes import Binding
from infrar_engine.detect.sites import OperationSite
from infrar_engine.detect.values import Evaluator
from infrar_engine.model import Argument, Diagnostic, Operation, OperationUse, Severity, UseKind, renamed
from infrar_engine.source.project import SourceFile
from infrar_engine.source.syntax import field_is, named_children, span

_HANDED_ON = frozenset({"submit", "run_in_executor", "to_thread", "run_sync", "partial"})


class OperationUses:
    """The uses in one file, as they are found."""

    def __init__(self, file: SourceFile, evaluator: Evaluator) -> None:
        self.sites: list[OperationSite] = []
        self.diagnostics: list[Diagnostic] = []
        self._file = file
        self._syntax = file.syntax
        self._evaluator = evaluator
        self._names = evaluator.names(file)
        self._followed: set[int] = set()

    def use(self, node: Node, operation: Operation, *, rewritable: bool, certain: bool = True) -> None:
        """`node` means the operation, or may mean something else when it isn't `certain`. A use that isn't `rewritable` is read
        through a name that the program keeps.
        """
        parent = node.parent
        if parent is not None and parent.type == "call" and field_is(parent, "function", node):
            self._call(node, parent, operation, rewritable, certain)
        elif self._assigned(node, operation):
            if rewritable:
                self._refer(node, operation, UseKind.ALIAS, (), rewritable)
        else:
            self._refer(node, operation, UseKind.REFERENCE, self._given_with(node, operation), rewritable)

    def follow(self, binding: Binding, operation: Operation) -> bool:
        """Count the uses of a variable that always holds the operation; False when nothing reads it."""
        if id(binding) in self._followed:
            return True
        self._followed.add(id(binding))
        reads = [read.node for read in binding.reads if read.role is Role.LOAD]
        for read in reads:
            self.use(read, operation, rewritable=False)
        return bool(reads)

    def _call(self, node: Node, call: Node, operation: Operation, rewritable: bool, certain: bool) -> None:
        bound = bind(operation, call, self._syntax)
        location = self._syntax.location_of(call)
        if bound.problem and not certain:
            return  # a call of whatever else the name means
        if bound.problem:
            message = f"this call of {operation.id} {bound.problem}"
            hint = f"the signature is `{operation.source.removesuffix(': ...')}`"
            wrong = bound.wrong if bound.wrong is not None else call
            place = self._syntax.location_of(wrong)
            fixes = renamed(place, self._syntax.source(wrong), bound.meant)
            self.diagnostics.append(
                Diagnostic("INF202", Severity.ERROR, message, place, hint, span(wrong), fixes=fixes)
            )
            return
        confused = _mixed_up(call, operation)
        if confused:
            message, hint = confused
            self.diagnostics.append(Diagnostic("INF208", Severity.ERROR, message, location, hint, span(call)))
            return
        arguments = self._arguments(bound.arguments)
        use = OperationUse(operation, UseKind.CALL, location, span(call), arguments, bound.complete)
        self.sites.append(OperationSite(use, node, call, bound.arguments, rewritable))

    def _refer(
        self, node: Node, operation: Operation, kind: UseKind, pairs: tuple[tuple[str, Node], ...], rewritable: bool
    ) -> None:
        location = self._syntax.location_of(node)
        use = OperationUse(operation, kind, location, span(node), self._arguments(pairs), complete=False)
        self.sites.append(OperationSite(use, node, None, pairs, rewritable))

    def _arguments(self, bound: tuple[tuple[str, Node], ...]) -> tuple[Argument, ...]:
        return tuple(
            Argument(
                parameter,
                span(node),
                self._syntax.source(node),
                self._evaluator.value(self._file, node),
                self._evaluator.type_of(self._file, node),
            )
            for parameter, node in bound
        )

    def _assigned(self, node: Node, operation: Operation) -> bool:
        """`save = storage.upload`, where nothing else binds `save`: its calls are the uses."""
        parent = node.parent
        if parent is None or parent.type != "assignment" or not field_is(parent, "right", node):
            return False
        left = parent.child_by_field_name("left")
        if left is None or left.type != "identifier" or parent.parent is None or parent.parent.type == "assignment":
            return False
        binding = self._names.resolve(left)
        return len(binding.writes) == 1 and binding.scope.kind != "class" and self.follow(binding, operation)

    def _given_with(self, node: Node, operation: Operation) -> tuple[tuple[str, Node], ...]:
        """`pool.submit(storage.upload, "b", …)`, `partial(storage.upload, "b")`: the arguments beside it are the operation's."""
        arguments = node.parent
        call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
        function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
        if arguments is None or function is None:
            return ()
        if self._syntax.source(function).rpartition(".")[2] not in _HANDED_ON:
            return ()
        given = named_children(arguments)
        return partial_arguments(operation, given[given.index(node) + 1 :], self._syntax)


def _mixed_up(call: Node, operation: Operation) -> tuple[str, str] | None:
    """What is wrong, and what to do, where a call does what only the other kind of operation allows."""
    parent = call.parent
    if parent is None:
        return None
    loop = parent.type in ("for_statement", "for_in_clause") and field_is(parent, "right", call)
    waits = parent.type == "await" or (loop and any(child.type == "async" for child in parent.children))
    keyword = "async for" if operation.is_lazy else "await"
    if not operation.asynchronous:
        twin = f"`from infrar.aio import {operation.capability}` has the asynchronous operations"
        return (f"{operation.id} is not asynchronous, so it can't be awaited", twin) if waits else None
    if parent.type == "expression_statement" and not operation.is_lazy:
        return f"nothing awaits this call of {operation.id}, so it does nothing", "write `await` before it"
    if (loop and not waits) or (parent.type == "await" and operation.is_lazy):
        what = "items one by one" if operation.is_lazy else "a coroutine"
        return f"{operation.id} is asynchronous and returns {what}", f"use it with `{keyword}`"
    return None
