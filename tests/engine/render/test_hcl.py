"""Values as HCL, and text laid out as `terraform fmt` would: each judged by Terraform's own parser or formatter."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrar_engine.render.hcl import hcl, hcl_key, tidy
from tests.kit.oracles import fmt_errors
from tests.kit.terraform import Terraform

VALUES = [
    ("plain", '"plain"'),
    ('say "hi"', r'"say \"hi\""'),
    ("a\\b", r'"a\\b"'),
    ("two\nlines\ttab", r'"two\nlines\ttab"'),
    ("${aws:username}", '"$${aws:username}"'),
    ("%{if true}", '"%%{if true}"'),
    ("$${x}", '"$$${x}"'),
    ("100%", '"100%"'),
    ("\x07\u2028", r'"\u0007\u2028"'),
    ("ünï 🪣", '"ünï 🪣"'),
    (True, "true"),
    (None, "null"),
    (3, "3"),
    (2.0, "2"),
    (0.25, "0.25"),
    (["a", 1, False], '["a", 1, false]'),
    ((), "[]"),
    ({}, "{}"),
    ({"a": 1, "b-c": [2], "for": "x", "${x}": None}, '{ a = 1, "b-c" = [2], "for" = "x", "$${x}" = null }'),
]


@pytest.mark.parametrize(("value", "text"), VALUES, ids=[text for _, text in VALUES])
def test_values_become_expressions(value: object, text: str) -> None:
    assert hcl(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", object()])
def test_what_has_no_hcl_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        hcl(value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_means_itself(text: str) -> None:
    """Read back by the Go parser, which puts texts into normal form C as Terraform does."""
    pygohcl = pytest.importorskip("pygohcl")
    read = pygohcl.loads(f"value = {hcl(text)}\n")["value"]
    assert read == normalize("NFC", text)


@pytest.mark.parametrize(
    ("name", "key"), [("team", "team"), ("managed-by", '"managed-by"'), ("if", '"if"'), ("", '""')]
)
def test_keys_are_bare_where_that_is_unmistakable(name: str, key: str) -> None:
    assert hcl_key(name) == key


LAYOUTS = {
    "a run is aligned": (
        'name = "a"\nlonger_name = 1\nx = 2\n',
        'name        = "a"\nlonger_name = 1\nx           = 2\n',
    ),
    "a blank line ends a run": ("a = 1\n\nlonger = 2\n", "a = 1\n\nlonger = 2\n"),
    "a comment ends a run": ("a = 1\n# why\nlonger = 2\n", "a = 1\n# why\nlonger = 2\n"),
    "a value of several lines ends a run": (
        "a = 1\nlong = {\n  b   = 1\n  ccc = 2\n}\ndd = 3\n",
        "a = 1\nlong = {\n  b   = 1\n  ccc = 2\n}\ndd = 3\n",
    ),
    "too much space goes": ('a     =   1\nbc   = "x"\n', 'a  = 1\nbc = "x"\n'),
    "quoted keys count": ('x = {\n  "a-b" = 1\n  c = 2\n}\n', 'x = {\n  "a-b" = 1\n  c     = 2\n}\n'),
    "brackets in texts are texts": ('a = "{"\nlong = "]"\n', 'a    = "{"\nlong = "]"\n'),
    "comparisons are no assignments": ("x = a == b\nlong = c\n", "x    = a == b\nlong = c\n"),
    "blank lines that mean nothing go": (
        'a "b" {\n\n  c = 1\n\n\n  d = 2\n\n}\n\n\n\n',
        'a "b" {\n  c = 1\n\n  d = 2\n}\n',
    ),
    "a heredoc stays as it is": (
        "a = <<-EOT\n  x = 1\n\n\n  long =   2\nEOT\nb = 1\n",
        "a = <<-EOT\n  x = 1\n\n\n  long =   2\nEOT\nb = 1\n",
    ),
    "nothing becomes one newline": ("\n\n", "\n"),
}


@pytest.mark.parametrize(("before", "after"), LAYOUTS.values(), ids=LAYOUTS)
def test_layout(before: str, after: str) -> None:
    assert tidy(before) == after
    assert tidy(after) == after


def test_terraform_fmt_agrees(terraform: Terraform, tmp_path: Path) -> None:
    for index, (_, after) in enumerate(LAYOUTS.values()):
        if after.strip():
            (tmp_path / f"{index}.tf").write_text(after, "utf-8")
    assert fmt_errors(terraform, tmp_path) == []
