"""Templates of inline forms: what they render to, and what they can't reach."""

# A row of a table is one line, so that the table can be read.

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infrar_engine.plugins import PluginError, load_providers
from infrar_engine.plugins.forms import FormError, render
from infrar_engine.plugins.rules import InlineForm

PARAMETERS = (("bucket", None), ("path", None), ("data", None), ("content_type", "None"), ("prefix", '""'))
GIVEN = {"bucket": "B", "path": "P", "data": "D"}


def form(template: str) -> InlineForm:
    return InlineForm("expression", template, (), frozenset({"bucket", "path", "data"}), PARAMETERS)


def fresh(name: str) -> str:
    return f"{name}_1"


RENDERED = [
    ("put({{ bucket }}, {{ path }})", {}, "put(B, P)"),
    ("put({{ arguments(bucket, path) }})", {}, "put(B, P)"),
    ("put({{ arguments(bucket, Key=path, Body=data) }})", {}, "put(B, Key=P, Body=D)"),
    ("put({{ arguments(Key=path, ContentType=content_type) }})", {}, "put(Key=P)"),
    ("put({{ arguments(Key=path, ContentType=content_type) }})", {"content_type": "C"}, "put(Key=P, ContentType=C)"),
    ("put({{ arguments(bucket, prefix) }})", {}, "put(B)"),
    ("put({{ arguments(bucket, prefix) }})", {"prefix": "X"}, "put(B, X)"),
    ("put({{ arguments(prefix=prefix) }})", {}, "put()"),
    ("list({{ prefix }})", {}, 'list("")'),
    ('{{ arguments(bucket, timeout=30, flag=true, mode="rb", none=none) }}', {}, 'B, timeout=30, flag=True, mode="rb", none=None'),
    ('{{ arguments(text="a\\"b\\\\c") }}', {}, 'text="a\\"b\\\\c"'),
    ("{{ arguments(path, ExtraArgs=mapping(ContentType=content_type)) }}", {}, "P"),
    ("{{ arguments(path, ExtraArgs=mapping(ContentType=content_type)) }}", {"content_type": "C"}, 'P, ExtraArgs={"ContentType": C}'),
    ('{{ mapping(("content-type", content_type), Key=path) }}', {"content_type": "C"}, '{"content-type": C, "Key": P}'),
    ("{{ mapping() }}", {}, "{}"),
    ('{{ arguments(data, s=call("Settings", content_type=content_type)) }}', {}, "D"),
    ('{{ arguments(data, s=call("Settings", content_type=content_type)) }}', {"content_type": "C"}, "D, s=Settings(content_type=C)"),
    ('{{ call("make") }}', {}, "make()"),
    ('{{ call("a.b", path, x=mapping(k=path)) }}', {}, 'a.b(P, x={"k": P})'),
    ('{{ fresh("data") }} = {{ fresh("data") }}, {{ fresh("blob") }}', {}, "data_1 = data_1, blob_1"),
    ("{% if content_type is omitted %}a{% else %}b{% endif %}", {}, "a"),
    ("{% if content_type is given and prefix is omitted %}a{% else %}b{% endif %}", {"content_type": "C"}, "a"),
    ("with x:\n    {% if prefix is given %}\n    y\n    {% endif %}\n    z\n", {}, "with x:\n    z"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "given", "code"), RENDERED)
def test_a_template_renders(template: str, given: dict[str, str], code: str) -> None:
    assert render(form(template), {**GIVEN, "content_type": None, **given}, fresh) == code


def test_text_of_arguments_is_never_read_as_a_template() -> None:
    given = {**GIVEN, "path": "'{{ bucket }}{% if %}'"}
    assert render(form("put({{ path }})"), given, fresh) == "put('{{ bucket }}{% if %}')"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ arguments(prefix, path) }}", "the positional argument P would stand where an omitted one was"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ bucket", "unexpected end of template"),
    ],
)
def test_a_template_that_cannot_be_rendered_says_why(template: str, message: str) -> None:
    with pytest.raises(FormError, match=message):
        render(form(template), GIVEN, fresh)


def test_a_required_argument_is_required() -> None:
    with pytest.raises(FormError, match="path is required and has no argument"):
        render(form("{{ path }}"), {"bucket": "B", "data": "D"}, fresh)


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ bucket.__class__.__mro__ }}",
    "{{ bucket._text }}",
    "{{ bucket.strip() }}",
    "{{ arguments.__globals__ }}",
    "{{ arguments.__globals__['__builtins__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ '%s'|format(bucket) }}",
    "{{ ''.join(['a']) }}",
    "{{ '{0.__class__}'.format(bucket) }}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ range(1000000000) }}",
    "{{ lipsum() }}",
    "{{ cycler('a') }}",
    "{{ namespace() }}",
    "{% include '/etc/passwd' %}",
    "{% include 'provider.yaml' %}",
    "{% import 'provider.yaml' as x %}",
    "{% extends 'provider.yaml' %}",
    "{% for x in bucket %}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m() }}",
    "{% set arguments = bucket %}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ bucket ~ path }}",
    "{{ bucket[0] }}",
]


@pytest.mark.parametrize("template", ESCAPES)
def test_a_form_reaches_nothing_but_its_parameters(
    folder: Path, change: Callable[[str, str, str], None], template: str
) -> None:
    rules = "services/storage/objects/transform/rules.yaml"
    change(
        rules,
        "store.open(_url({{ arguments(bucket, path) }})).read()",
        f'"{template}{{{{ arguments(bucket, path) }}}}"',
    )
    with pytest.raises(PluginError, match=r"storage\.read\.inline\[0\]\.expression"):
        load_providers(["cloud"], [folder])


HARMLESS = ("*", "~", "set", "{{ self }}")  # endless or odd, but nothing is reached


@pytest.mark.parametrize("template", [each for each in ESCAPES if not any(sign in each for sign in HARMLESS)])
def test_the_sandbox_holds_without_the_checks(template: str) -> None:
    try:
        rendered = render(form(template), GIVEN, fresh)
    except FormError:
        return
    assert not any(word in rendered for word in ("class", "object", "function", "root:", "id:", "<"))
