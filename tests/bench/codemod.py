"""The comparable rewrite in LibCST: calls of the SDK, found by qualified name, become calls of a native client."""

from __future__ import annotations

import sys
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, QualifiedNameProvider


class Rewrite(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (QualifiedNameProvider,)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        names = self.get_metadata(QualifiedNameProvider, original_node.func, set())
        if any(name.name == "infrar.storage.write" for name in names):
            return updated_node.with_changes(func=cst.parse_expression("s3.put_object"))
        return updated_node


def main() -> None:
    for path in sorted(Path(sys.argv[1]).rglob("*.py")):
        wrapper = MetadataWrapper(cst.parse_module(path.read_bytes()), unsafe_skip_copy=True)
        wrapper.visit(Rewrite())


if __name__ == "__main__":
    main()
