"""Source maps: what is no edit's is the source's own, to the character; what is an edit's says what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from infrar_engine.model import Edit, Origin, Part, Span
from infrar_engine.rewrite.nesting import Text
from infrar_engine.rewrite.provenance import found_in
from infrar_engine.rewrite.source_map import source_map
from infrar_engine.schemas import load_schema
from infrar_engine.trace.places import source_place
from infrar_engine.trace.record import GeneratedSpan, read_record
from tests.toy import rewrite_files
from tests.toy.tables import Case, cases, files_of

TABLES = [
    pytest.param(case, id=f"{table.stem}: {case.name}")
    for table in sorted((Path(__file__).parent / "cases").glob("*.txt"))
    for case in cases(table)
]
DEFINITIONS = load_schema("infrar-build")["$defs"]
SPAN = Draft202012Validator({"$ref": "#/$defs/span", "$defs": DEFINITIONS})
TEXTS = st.text(st.sampled_from("ab é𝒳\n\t("), max_size=12)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit], list[tuple[int, int]]]:
    """A source, random edits of it, and for each character of the result that is the source's own both offsets."""
    source, position, edits = "", 0, []
    kept: list[tuple[int, int]] = []
    offset = 0
    for same, gone, new in draw(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6)):
        kept += [(offset + index, len(source) + index) for index in range(len(same))]
        source += same
        start = len(source.encode())
        source += gone
        edits.append(Edit(Span(start, len(source.encode())), new, Origin("call", "storage.write")))
        offset += len(same) + len(new)
        position = len(source)
    rest = draw(TEXTS)
    kept += [(offset + index, position + index) for index in range(len(rest))]
    return source + rest, draw(st.permutations(edits)), kept


def place_of(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def made(source: str, edits: list[Edit]) -> str:
    data, position, out = source.encode(), 0, []
    for edit in sorted(edits, key=lambda e: e.span):
        out += [data[position : edit.span.start].decode(), edit.text]
        position = edit.span.end
    return "".join(out) + data[position:].decode()


def spans_of(source: str | None, edits: list[Edit]) -> tuple[GeneratedSpan, ...]:
    """The map, by way of the record that it is written to."""
    maps = {"a.py": source_map(source.encode() if source is not None else None, edits)}
    return read_record(json.dumps({"version": 1, "inputs": {}, "files": {}, "source_maps": maps}).encode()).maps["a.py"]


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(edited())
def test_outside_of_edits_every_place_leads_back_to_the_same_character(
    case: tuple[str, list[Edit], list[tuple[int, int]]],
) -> None:
    source, edits, kept = case
    result = made(source, edits)
    spans = spans_of(source, edits)
    for there, origin in kept:
        assert result[there] == source[origin]
        line, column = place_of(result, there)
        if result[there] == "\n":
            continue
        place = source_place(spans, line, (column, column + 1))
        assert (place.span, (place.line, place.column)) == (None, place_of(source, origin))


@pytest.mark.parametrize("case", TABLES)
def test_the_map_of_a_real_rewrite_claims_only_what_is_so(case: Case) -> None:
    """Over all tables of the rewriter: what a map calls the source's own reads the same on both sides."""
    files = files_of(case.before) if case.before.startswith("--> ") else {"app.py": case.before.encode()}
    rewritten, problems = rewrite_files(files)
    assert rewritten is not None, problems
    for path, edits in rewritten.edits.items():
        source = files[path].decode() if path in files else None
        result = rewritten.files[path].decode()
        assert all(SPAN.is_valid(entry) for entry in source_map(source.encode() if source is not None else None, edits))
        spans = spans_of(source, list(edits))
        for number, line in enumerate(result.split("\n"), 1):
            for index, character in enumerate(line):
                place = source_place(spans, number, (index + 1, index + 2))
                if place.span is None:
                    assert source is not None
                    assert source.split("\n")[place.line - 1][place.column - 1] == character


def test_a_span_says_what_it_is_and_what_in_it_is_copied() -> None:
    source = "x = write(\n    name,\n    key(1),\n)\ny = 2\n"
    start = source.index("write")
    span = Span(start, source.index(")\ny") + 1)
    name, key = source.index("name"), source.index("key(1)")
    text = "put(name, Key=key(1))"
    parts = (Part(4, 8, Span(name, name + 4)), Part(14, 20, Span(key, key + 6)))

    assert source_map(source.encode(), [Edit(span, text, Origin("call", "storage.write"), parts)]) == [
        {
            "generated": "1:5-1:26",
            "kind": "call",
            "of": "storage.write",
            "source": "1:5-4:2",
            "copied": {"1:9-1:13": "2:5", "1:19-1:25": "3:5"},
        }
    ]


def test_a_use_within_a_use_is_a_span_within_a_span() -> None:
    source = "write(1 + read(name))\n"
    inner = Part(8, 17, Span(10, 20), Origin("call", "storage.read"), (Part(4, 8, Span(15, 19)),))
    edit = Edit(Span(0, 21), "put(1 + get(name))", Origin("call", "storage.write"), (Part(4, 8, Span(6, 10)), inner))

    spans = spans_of(source, [edit])

    assert [(each.kind, each.of) for each in spans] == [("call", "storage.write"), ("call", "storage.read")]
    assert source_place(spans, 1, (13, 17)).column == 16
    assert source_place(spans, 1, (9, 12)).span == spans[1]
    assert source_place(spans, 1, (1, 4)).span == spans[0]


def test_a_file_that_is_all_generated_has_no_source() -> None:
    text = "import cloud\n\nclient = cloud.connect()\n"
    edit = Edit(Span(0, 0), text, Origin("imports"), (Part(14, 38, None, Origin("client", "storage")),))

    spans = spans_of(None, [edit])

    assert [each.source for each in spans] == [None, None]
    assert source_place(spans, 3).span == spans[1]
    assert source_place(spans, 3).line == 0


def test_arguments_are_found_after_layout() -> None:
    a, b = Text("a", (Part(0, 1, Span(10, 11)),)), Text("[\n1]", (Part(0, 4, Span(20, 24)),))

    parts = found_in("put(\n    a=a,\n    b=[\n1],\n)", ["put(a=", a, ", b=", b, ")"])

    assert [(part.start, part.end, part.source) for part in parts] == [(11, 12, Span(10, 11)), (20, 24, Span(20, 24))]


def test_nothing_is_claimed_of_what_is_laid_out_otherwise() -> None:
    assert found_in("put(b)", ["put(a=", Text("b", (Part(0, 1, Span(0, 1)),)), ")"]) == ()
