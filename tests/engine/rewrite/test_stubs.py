"""Stubs say of types what the modules have, and neither make clients nor hold code."""

from __future__ import annotations

import pytest

from tests.toy import transform_files

CLASS = """\
class ObjectInfo(NamedTuple):
    key: str
    size: int
    last_modified: datetime | None
    etag: str
    content_type: str | None
    metadata: dict[str, str] | None
    is_prefix: bool = ...
"""
ALONE = {
    "annotations": (
        "from infrar import storage\n\ndef newest(of: list[storage.ObjectInfo]) -> storage.ObjectInfo | None: ...\n",
        f"from datetime import datetime\nfrom typing import NamedTuple\n\n\n{CLASS}\n\n"
        "def newest(of: list[ObjectInfo]) -> ObjectInfo | None: ...\n",
    ),
    "names before their imports": (
        "def newest() -> ObjectInfo: ...\n\nfrom infrar.storage import ObjectInfo\n",
        None,
    ),
    "an operation that it exports again": (
        "from infrar.storage import exists as exists\n",
        "def exists(bucket: str, path: str) -> bool: ...\n",
    ),
    "a base class": (
        "from infrar.storage import NotFound\n\nclass Missing(NotFound):\n    key: str\n",
        "class NotFound(Exception): ...\n\n\nclass Missing(NotFound):\n    key: str\n",
    ),
    "nothing of the SDK": ("def storage() -> int: ...\n", "def storage() -> int: ...\n"),
}


@pytest.mark.parametrize(("before", "after"), ALONE.values(), ids=ALONE.keys())
def test_a_stub_alone(before: str, after: str | None) -> None:
    files, problems = transform_files({"a.pyi": before.encode()})
    assert not problems
    text = files["a.pyi"].decode()
    assert "infrar" not in text
    assert "toy" not in text
    if after is not None:
        assert text == after


def test_a_stub_and_its_module_share_one_class() -> None:
    files, problems = transform_files(
        {
            "store.py": b"from infrar.storage import ObjectInfo, stat\n\n\ndef look(key) -> ObjectInfo:\n"
            b"    return stat('reports', key)\n",
            "store.pyi": b"from infrar.storage import ObjectInfo as ObjectInfo\n\ndef look(key: str) -> ObjectInfo: ...\n",
        }
    )
    assert not problems
    assert files["store.py"].startswith(b"from cloud_support import ObjectInfo, stat\n")
    assert files["store.pyi"] == (
        b"from cloud_support import ObjectInfo as ObjectInfo\n\ndef look(key: str) -> ObjectInfo: ...\n"
    )


def test_a_module_is_its_code_and_not_its_stub() -> None:
    files, problems = transform_files(
        {
            "cloud.py": b"from infrar.storage import exists\n",
            "cloud.pyi": b"exists: object\n",
            "main.py": b"from cloud import exists\n\nprint(exists('reports', 'a'))\n",
        }
    )
    assert not problems
    assert b"toy.has('reports', 'a')" in files["main.py"]
    assert files["cloud.pyi"] == b"exists: object\n"
