"""A bucket's objects in order.

In: a bucket and what to list of it. Out: an iterator of `ObjectInfo`, in the order of the keys' UTF-8 bytes. File names
tell nearly everything (see `names`): a file is opened when its item is due, so a short listing of a big bucket opens
few.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice

from infrar._local import names, objects
from infrar._local.cancellation import checkpoint
from infrar._local.failures import portable
from infrar.storage import ObjectInfo


def items(bucket: str, prefix: str, delimiter: str | None, limit: int | None) -> Iterator[ObjectInfo]:
    """The objects whose keys begin with `prefix`, folded at the delimiter; nothing is read before the first is due."""
    folder = objects.folder_of(bucket)
    return islice(_objects(folder, prefix) if delimiter is None else _folded(folder, prefix, delimiter), limit)


def _objects(folder: str, prefix: str) -> Iterator[ObjectInfo]:
    for _, name in sorted(_keys(folder, prefix)):
        yield from _info(folder, name)


def _folded(folder: str, prefix: str, delimiter: str) -> Iterator[ObjectInfo]:
    """Keys with one common prefix are neighbours, and it sorts right before them, so one look back is enough."""
    last = None
    for encoded, name in sorted(_keys(folder, prefix)):
        key = encoded.decode()
        end = key.find(delimiter, len(prefix))
        if end < 0:
            yield from _info(folder, name)
        elif key[: end + 1] != last:
            last = key[: end + 1]
            yield ObjectInfo(last, 0, None, "", None, None, is_prefix=True)


def _info(folder: str, name: str) -> Iterable[ObjectInfo]:
    """One item, or none when the object is gone by now; listings carry neither content type nor metadata."""
    checkpoint()
    stored = objects.open_listed(os.path.join(folder, name))
    if stored is None:
        return ()
    with stored:
        return (stored.info()._replace(content_type=None, metadata=None),)


def _keys(folder: str, prefix: str) -> Iterator[tuple[bytes, str]]:
    """Each key with this prefix and its file's name, in no order."""
    escaped = names.escape(prefix)
    for name in _file_names(folder):
        if names.may_begin_with(name, escaped):
            key = names.key_of(name) or _key_inside(os.path.join(folder, name))
            if key is not None and key.startswith(prefix.encode()):
                yield key, name


@portable()
def _file_names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []


def _key_inside(path: str) -> bytes | None:
    stored = objects.open_listed(path)
    if stored is None:
        return None
    with stored:
        return stored.record.key.encode()
