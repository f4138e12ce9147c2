"""JSON, SARIF and GitHub's workflow commands."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from infrar_engine.codes import pages
from infrar_engine.model import Severity, SourceLocation, renamed
from infrar_engine.report.as_json import document
from infrar_engine.report.github import workflow_commands
from infrar_engine.report.sarif import sarif
from infrar_engine.report.targets import Reported, merged, tally
from tests.engine.report.samples import at, problem

ROOT = Path(__file__).parents[3]
NASTY = [
    problem(at("🪣🪣 = read(x)", "read(x)"), "100% wrong: {0} [a](b)\nreally", hint="do, that", targets=("aws",)),
    problem(SourceLocation("a b/ü%:,.py", 3, 5, 6, 2, "x = upload("), "two\r\nlines", severity=Severity.WARNING),
    problem(None, "nowhere", severity=Severity.NOTE, code="INF999"),
    problem(SourceLocation("caf\udce9.py", 1, 1, 1, 1), "not UTF-8"),
]


def test_json_has_every_field() -> None:
    content = json.loads(document(NASTY[:1], {"output": "out"}))

    assert content == {
        "version": 1,
        "diagnostics": [
            {
                "code": "INF202",
                "severity": "error",
                "message": "100% wrong: {0} [a](b)\nreally",
                "hint": "do, that",
                "targets": ["aws"],
                "location": {
                    "path": "app/main.py",
                    "cell": None,
                    "line": 12,
                    "column": 6,
                    "end_line": 12,
                    "end_column": 13,
                    "in_file": None,
                },
                "also": [],
                "fixes": [],
            }
        ],
        "summary": {"errors": 1, "warnings": 0, "notes": 0},
        "output": "out",
    }


def test_json_can_be_written_and_read_whatever_names_hold() -> None:
    text = document(NASTY)

    assert json.loads(text.encode("utf-8"))["diagnostics"][3]["location"]["path"] == "caf\udce9.py"
    assert json.loads(text)["diagnostics"][2]["location"] is None


@pytest.mark.parametrize(
    ("reported", "command"),
    [
        (
            NASTY[0],
            (
                "::error file=app/main.py,line=12,endLine=12,col=6,endColumn=13,title=INF202"
                "::100%25 wrong: {0} [a](b)%0Areally%0Ado, that%0AFor aws.\n"
            ),
        ),
        (NASTY[1], "::warning file=a b/ü%25%3A%2C.py,line=3,endLine=6,title=INF202::two%0D%0Alines\n"),
        (NASTY[2], "::notice title=INF999::nowhere\n"),
        (
            Reported(replace(problem(at("x", "x", line=1)).diagnostic, also=(at("x", "x", line=2),))),
            (
                "::error file=app/main.py,line=1,endLine=1,col=1,endColumn=2,title=INF202::it is wrong\n"
                "::error file=app/main.py,line=2,endLine=2,col=1,endColumn=2,title=INF202::it is wrong\n"
            ),
        ),
    ],
)
def test_workflow_commands(reported: Reported, command: str) -> None:
    assert workflow_commands([reported]) == command


SCHEMA = json.loads(gzip.decompress((ROOT / "tests" / "kit" / "data" / "sarif-2.1.0.json.gz").read_bytes()))


@pytest.mark.parametrize("reported", [NASTY, []], ids=["diagnostics", "none"])
def test_sarif_validates_against_its_schema(reported: list[Reported]) -> None:
    content = json.loads(sarif(reported, pages(), "0.1.0").encode("utf-8"))

    Draft4Validator(SCHEMA).validate(content)
    run = content["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    places = [
        place["physicalLocation"]["artifactLocation"] for each in run["results"] for place in each.get("locations", ())
    ]
    assert all(re.fullmatch(r"[A-Za-z0-9._~%/-]+", place["uri"]) for place in places)


def test_the_schema_refuses_what_is_no_sarif() -> None:
    content = json.loads(sarif(NASTY, pages(), "0.1.0"))
    content["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startColumn"] = 0

    assert not Draft4Validator(SCHEMA).is_valid(content)


def results(*reported: Reported) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(sarif(reported, pages(), "0.1.0"))["runs"][0]["results"]
    return found


def test_sarif_has_fixes_as_replacements() -> None:
    place = at("🪣 = read(x, lenght=3)", "lenght")
    found = replace(
        problem(place, "no lenght", hint="it is [length](x)").diagnostic, fixes=renamed(place, "lenght", "length")
    )

    (result,) = results(Reported(found))

    assert result["fixes"] == [
        {
            "description": {"text": "it is \\[length\\](x)"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "app/main.py", "uriBaseId": "%SRCROOT%"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 12, "startColumn": 14, "endColumn": 20},
                            "insertedContent": {"text": "length"},
                        }
                    ],
                }
            ],
        }
    ]


def test_sarif_has_the_other_places_of_a_cause() -> None:
    places = [at("read(x)", "x", line=line) for line in (3, 7)]
    found = replace(problem(at("read(x)", "x", line=1)).diagnostic, also=tuple(places))

    (result,) = results(Reported(found))

    related = result["relatedLocations"]
    assert [(each["id"], each["physicalLocation"]["region"]["startLine"]) for each in related] == [(1, 3), (2, 7)]
    assert len(result["locations"]) == 1


def test_fingerprints_survive_moved_lines_and_tell_equal_lines_apart() -> None:
    def prints(*lines: int) -> list[str]:
        found = results(*(problem(at("read(x)", "x", line=line)) for line in lines))
        return [each["partialFingerprints"]["infrar/v1"] for each in found]

    assert prints(3, 9) == prints(5, 40)
    assert len(set(prints(3, 9))) == 2
    assert prints(3) != [each["partialFingerprints"]["infrar/v1"] for each in results(problem(at("read(y)", "y")))]


def test_sarif_counts_columns_in_utf16_units_and_escapes() -> None:
    first, second, *_ = json.loads(sarif(NASTY, (), "0.1.0"))["runs"][0]["results"]

    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 12,
        "startColumn": 8,
        "endColumn": 15,
        "snippet": {"text": "🪣🪣 = read(x)"},
    }
    assert first["message"]["text"] == "100% wrong: {0} \\[a\\](b)\nreally\n\ndo, that\n\nFor aws."
    assert second["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b/%C3%BC%25%3A%2C.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 6, "snippet": {"text": "x = upload("}},
    }


def test_sarif_explains_the_codes_that_are_used_and_no_others() -> None:
    rules = json.loads(sarif(NASTY, pages(), "0.1.0"))["runs"][0]["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["INF202", "INF999"]
    assert rules[0]["help"]["markdown"].startswith("# INF202: ")
    assert rules[1] == {"id": "INF999"}


# Several targets


def test_a_diagnostic_of_all_targets_is_one() -> None:
    everywhere, one = problem(None, "everywhere").diagnostic, problem(None, "on one").diagnostic

    reported = merged({"aws": [everywhere], "gcp": [one, everywhere, one]})

    assert reported == [Reported(everywhere), Reported(one, ("gcp",))]


def test_diagnostics_are_in_the_order_of_the_source() -> None:
    places = [SourceLocation(path, line, 1, line, 2) for path, line in (("b", 1), ("a", 2), ("a", 1))]

    reported = merged({"aws": [problem(place).diagnostic for place in [*places, None]]})

    shown = [
        (each.diagnostic.location.path, each.diagnostic.location.line)
        for each in reported[1:]
        if each.diagnostic.location
    ]
    assert (reported[0].diagnostic.location, shown) == (None, [("a", 1), ("a", 2), ("b", 1)])


@pytest.mark.parametrize(
    ("reported", "text"),
    [([], ""), ([NASTY[0]], "1 error"), ([NASTY[0], *NASTY], "3 errors, 1 warning, 1 note")],
)
def test_a_tally(reported: list[Reported], text: str) -> None:
    assert tally(reported) == text
