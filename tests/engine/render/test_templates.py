"""Templates of plugins: what they may do, and how their mistakes are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infrar_engine.artifacts import write_new
from infrar_engine.catalog import load_catalog
from infrar_engine.config import ConfigError
from infrar_engine.model import Artifact, ResourcePlan
from infrar_engine.plugins.errors import PluginError
from infrar_engine.plugins.reading import read_provider
from infrar_engine.plugins.starting import starter
from infrar_engine.render import render

IDENTITY = "terraform-config/identity.tf.tmpl"
Render = Callable[..., dict[str, str]]


@pytest.fixture
def rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Render:
    """Render an empty plan with one template of the provider `cloud` replaced."""
    monkeypatch.chdir(tmp_path)
    write_new(tmp_path / "cloud", starter("cloud"))

    def run(text: str, path: str = IDENTITY, filters: dict[str, Callable[..., str]] | None = None, **options: object):
        (tmp_path / "cloud" / path).write_text(text, "utf-8")
        provider = read_provider(tmp_path / "cloud", load_catalog())
        plan = ResourcePlan("shop", "prod", "cloud", "main", (), (), (("team", "web"),), options)
        return {each.path: each.content.decode() for each in render(plan, provider, filters)}

    return run


def test_templates_get_what_the_guide_lists(rendered: Render) -> None:
    text = """{#- all of it -#}
x = "{{ plan.project }} {{ provider.id }} {{ provider.terraform.source }} {{ region }} {{ tags.team }}"
y = "{{ grants | length }} {{ resources | length }} {{ services | length }} {{ options.backend.bucket }}"
z = {{ "a${b}" | hcl }}
{{ "A-B" | hcl_name }} = 1
"""
    assert rendered(text, backend={"bucket": "state"})["infra/identity.tf"] == (
        'x   = "shop cloud hashicorp/null main web"\ny   = "0 0 0 state"\nz   = "a$${b}"\na_b = 1\n'
    )


def test_filters_of_plugins_are_there(rendered: Render) -> None:
    files = rendered('x = "{{ region | shout }}"', filters={"shout": str.upper})
    assert files["infra/identity.tf"] == 'x = "MAIN"\n'


# template, the line and message that a person is told
MISTAKES = [
    ("\n{{ bucket }}", 2, "'bucket' is undefined"),
    ("\n\n{% if nothing %}{% endif %}", 3, "'nothing' is undefined"),
    ("{{ plan.colour }}", 1, "has no attribute 'colour'"),
    ("a\n{% for %}", 2, "Expected"),
    ("{{ region | frob }}", 1, "No filter named 'frob'"),
    ("{{ 1 / 0 }}", 1, "division by zero"),
    ("{{ resource('nope') }}", 1, "nope"),
    ("{{ ''.__class__.__mro__ }}", 1, "access to attribute '__class__' of 'str' object is unsafe"),
    ("{{ resource.__globals__ }}", 1, "unsafe"),
    ("{{ render.__globals__ }}", 1, "'render' is undefined"),
    ("{{ lipsum.__globals__ }}", 1, "unsafe"),
    ("{{ range(10 ** 9) }}", 1, "Range too big"),
]


@pytest.mark.parametrize(("text", "line", "message"), MISTAKES, ids=[case[0] for case in MISTAKES])
def test_mistakes_name_file_and_line(rendered: Render, text: str, line: int, message: str) -> None:
    with pytest.raises(PluginError) as raised:
        rendered(text)
    [finding] = raised.value.findings
    assert (finding.path, finding.line) == (f"cloud/{IDENTITY}", line)
    assert message in finding.message


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "terraform-config/../../secret.txt", "link.tmpl"])
def test_templates_read_nothing_outside_their_folder(rendered: Render, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "cloud/link.tmpl").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(PluginError, match=r"(outside|inside) the provider folder"):
        rendered(f"{{% include '{path}' %}}")


def test_templates_include_files_of_their_folder(rendered: Render, tmp_path: Path) -> None:
    (tmp_path / "cloud/terraform-config/part.tmpl").write_text("x = 1\n")
    assert rendered("{% include 'terraform-config/part.tmpl' %}")["infra/identity.tf"] == "x = 1\n"


def test_a_mistake_in_an_included_file_is_told_there(rendered: Render, tmp_path: Path) -> None:
    (tmp_path / "cloud/terraform-config/part.tmpl").write_text("\n\n{{ nothing }}")
    with pytest.raises(PluginError) as raised:
        rendered("{% include 'terraform-config/part.tmpl' %}")
    assert str(raised.value) == "cloud/terraform-config/part.tmpl:3: 'nothing' is undefined"


@pytest.mark.parametrize(
    ("text", "options", "place"),
    [
        ("{{ options.backend.bucket }}", {"backend": {}}, "environments.prod.backend.bucket"),
        (
            "{% for each in options.identity.assumed_by %}{{ each.issuer }}{% endfor %}",
            {"identity": {"assumed_by": [{"name": "x"}]}},
            "environments.prod.identity.assumed_by[0].issuer",
        ),
        (
            "{% for each in options.identity.assumed_by %}{{ each.issuer }}{% endfor %}",
            {"identity": {"assumed_by": ["me"]}},
            "environments.prod.identity.assumed_by[0].issuer",
        ),
    ],
)
def test_what_infrar_yaml_lacks_is_its_mistake(
    rendered: Render, text: str, options: dict[str, object], place: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        rendered(text, **options)
    [found] = raised.value.diagnostics
    assert (found.code, found.cause) == ("INF510", place)
    assert found.message == f'"{place}" is missing: the provider needs it ({IDENTITY})'


def test_the_bootstrap_script_can_be_run(rendered: Render, tmp_path: Path) -> None:
    provider = read_provider(tmp_path / "cloud", load_catalog())
    artifacts: tuple[Artifact, ...] = render(ResourcePlan("a", "", "cloud", "main", (), ()), provider)
    [script] = [each for each in artifacts if each.path == "infra/bootstrap.sh"]
    assert script.mode == 0o755
    assert script.content.startswith(b"#!/usr/bin/env bash\n")
