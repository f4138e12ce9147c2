"""JSON, SARIF and GitHub's workflow commands."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from infrar_engine.codes import pages
from infrar_engine.model import Severity, SourceLocation
from infrar_engine.report.as_json import document
from infrar_engine.report.github import workflow_commands
from infrar_engine.report.sarif import sarif
from infrar_engine.report.targets import Reported, merged, tally
from tests.engine.report.samples import at, problem

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
    ],
)
def test_workflow_commands(reported: Reported, command: str) -> None:
    assert workflow_commands([reported]) == command


# What the published structure of SARIF 2.1.0 asks of the objects that are used here: required properties, their types,
# their enumerations, and nothing that it doesn't have.
_MESSAGE = {"type": "object", "required": ["text"], "additionalProperties": False, "properties": {"text": {"type": "string", "minLength": 1}}}  # fmt: skip
_COUNT = {"type": "integer", "minimum": 1}
_SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "type": "object",
            "required": ["tool"],
            "additionalProperties": False,
            "properties": {
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "additionalProperties": False,
                    "properties": {"driver": {"$ref": "#/$defs/component"}},
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "component": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "rules": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/rule"}},
            },
        },
        "rule": {
            "type": "object",
            "required": ["id"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string"},
                "shortDescription": _MESSAGE,
                "help": {
                    "type": "object",
                    "required": ["text"],
                    "additionalProperties": False,
                    "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}},
                },
            },
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": _MESSAGE,
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
            },
        },
        "location": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation"],
                    "additionalProperties": False,
                    "properties": {
                        "artifactLocation": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%/-]+$"}},
                        },
                        "region": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {
                                **dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), _COUNT),
                                "snippet": {
                                    "type": "object",
                                    "additionalProperties": False,
                                    "properties": {"text": {"type": "string"}},
                                },
                            },
                        },
                    },
                }
            },
        },
    },
}


@pytest.mark.parametrize("reported", [NASTY, []], ids=["diagnostics", "none"])
def test_sarif_keeps_to_its_structure(reported: list[Reported]) -> None:
    content = json.loads(sarif(reported, pages(), "0.1.0").encode("utf-8"))

    Draft202012Validator(_SARIF).validate(content)
    run = content["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


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
        "artifactLocation": {"uri": "a%20b/%C3%BC%25%3A%2C.py"},
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
