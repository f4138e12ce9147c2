"""Exports for the accountants: everything in one file, with a link to send."""

import csv
import io
import json
from collections.abc import Callable, Iterator

from infrar.storage import ObjectInfo, copy, iter_objects, presign, read, stat, write

from inventory.settings import EXPORTS, ITEMS


def rows(keep: Callable[[ObjectInfo], bool]) -> Iterator[list[str]]:
    for entry in iter_objects(ITEMS, "items/"):
        if keep(entry):
            item = json.loads(read(ITEMS, entry.key))
            yield [item["number"], item["name"], str(item["count"])]


def export(day: str) -> str:
    table = io.StringIO()
    csv.writer(table).writerows(rows(lambda entry: entry.size > 0))
    write(EXPORTS, f"{day}.csv", table.getvalue(), metadata={"day": day})
    copy(EXPORTS, f"{day}.csv", "latest.csv")
    return presign(EXPORTS, f"{day}.csv", expires=24 * 3600).url


def age(day: str) -> float:
    changed = stat(EXPORTS, f"{day}.csv").last_modified
    assert changed is not None
    return changed.timestamp()
