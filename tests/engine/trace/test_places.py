"""What of a line can fail, and so which lines of the source it may have been."""

from __future__ import annotations

import pytest

from infrar_engine.trace.places import source_place
from infrar_engine.trace.record import Copied, GeneratedSpan, Range

#   source                       generated
#   1  x = write(                1  x = put(name="a", data=b"x", key=key(
#   2      "a",                  2      1
#   3      key(                  3  )) + y
#   4          1
#   5      ),
#   6      b"x",
#   7  ) + y
LINES = ['x = put(name="a", data=b"x", key=key(', "    1", ")) + y"]
SPAN = GeneratedSpan(
    Range((1, 5), (3, 3)),
    "call",
    "storage.write",
    Range((1, 5), (7, 2)),
    (
        Copied(Range((1, 14), (1, 17)), (2, 5)),
        Copied(Range((1, 24), (1, 28)), (6, 5)),
        Copied(Range((1, 34), (3, 2)), (3, 5)),
    ),
)
WITHOUT_TEXT = {1: (1, 6), 2: (4, 4), 3: (1, 7)}
WITH_TEXT = {1: (1, 3), 2: (4, 4), 3: (7, 7)}
AT_COLUMNS = {
    "the call": (1, (5, 38), (1, 5)),
    "a constant": (1, (14, 17), (2, 5)),
    "an argument over several lines": (1, (34, 38), (3, 5)),
    "what is around the call": (3, (1, 7), (1, 5)),
    "what follows the call": (3, (6, 7), (7, 5)),
}


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_line_of_several(line: int) -> None:
    place = source_place([SPAN], line)
    assert (place.line, place.end_line) == WITHOUT_TEXT[line]


@pytest.mark.parametrize("line", [1, 2, 3])
def test_what_cannot_fail_does_not_count_when_the_line_is_known(line: int) -> None:
    place = source_place([SPAN], line, None, LINES[line - 1])
    assert (place.line, place.end_line) == WITH_TEXT[line]


@pytest.mark.parametrize(("line", "columns", "found"), AT_COLUMNS.values(), ids=AT_COLUMNS.keys())
def test_columns_settle_it(line: int, columns: tuple[int, int], found: tuple[int, int]) -> None:
    place = source_place([SPAN], line, columns)
    assert (place.line, place.column) == found
