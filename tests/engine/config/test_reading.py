"""infrar.yaml: what is read, and what a person is told about every kind of mistake."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
from jsonschema import Draft202012Validator

from infrar_engine.config import Config, ConfigError, load_config
from infrar_engine.schemas import load_schema, read_document

GOOD = {
    "an empty file": "",
    "only a comment": "# nothing yet\n",
    "two environments": """
        project: photo-share
        environments:
          production: {provider: acme, region: north-1, naming: "{project}-{environment}-{name}"}
          staging: {provider: other}
    """,
    "everything": """
        project: photos
        predefined_roles: true
        services: {storage: objects}
        plugins: [plugins/acme]
        include: ["generated/*.py"]
        exclude: [legacy/]
        resources:
          uploads: {from_environment: UPLOADS_BUCKET}
          archive: {capability: storage, physical_name: acme-archive, settings: {versioning: false}}
          tenants: {uses: ["app/store.py:tenant.bucket", app/legacy.py]}
        environments:
          production:
            provider: acme
            services: {storage: storage/objects}
            tags: {team: web}
            variables: {account: "0123"}
            backend: {bucket: state}
            identity: {assumed_by: [{service: compute}]}
            authentication: {method: token}
            predefined_roles: false
            resources: {archive: {settings: {versioning: true}}}
    """,
}

# name, file, line, what the message says of it
BAD = [
    ("a misspelled key", "enviroments: {}\n", 1, 'unknown key "enviroments"; did you mean "environments"?'),
    ("a key of nothing", "frobnicate: 1\n", 1, 'unknown key "frobnicate" (known: project, environments'),
    ("an environment without provider", "environments:\n  prod:\n    region: x\n", 2, '"provider" is missing'),
    ("a number for a name", "project: 12\n", 1, "project: expected a text, not 12"),
    ("a name with capitals", "project: Photos\n", 1, 'project: "Photos" does not match'),
    ("a name that leaves its folder", "environments:\n  ../prod: {provider: acme}\n", 2, '"../prod" does not match'),
    ("a tag that is a number", "environments: {p: {provider: a, tags: {n: 1}}}\n", 1, "tags.n: expected a text, not 1"),
    ("an empty list of uses", "resources: {abc: {uses: []}}\n", 1, "resources.abc.uses: must not be empty"),
    ("a resource with a wrong name", "resources:\n  a_b: {}\n", 2, '"a_b" does not match'),
    ("a variable that is none", "resources: {abc: {from_environment: A-B}}\n", 1, '"A-B" does not match'),
    ("a list for a mapping", "resources: [abc]\n", 1, "resources: expected a mapping, not a list"),
    ("a misspelled setting", "environments:\n  p:\n    provider: a\n    regoin: x\n", 4, 'did you mean "region"?'),
    ("no pattern", "environments: {p: {provider: a, naming: '{nam}'}}\n", 1, '"{nam}"; did you mean "{name}"?'),
    ("a format of Python", "environments: {p: {provider: a, naming: '{name!r}'}}\n", 1, 'no placeholder "{name!r}"'),
    ("one name for all", "environments: {p: {provider: a, naming: fixed}}\n", 1, "gives all resources one name"),
    ("capitals in a pattern", "environments: {p: {provider: a, naming: 'A-{name}'}}\n", 1, "has 'A' in it"),
]  # fmt: skip

UNREADABLE = [
    ("a key twice", b"project: a\nproject: b\n", 2, 'the key "project" stands here twice, first on line 1'),
    ("an open bracket", b"project: [a\n", 2, "is no valid YAML"),
    ("latin-1", b"# caf\xe9\nproject: a\n", 1, "is not UTF-8 text"),
    ("a tag", b"project: !!python/name:os.system x\n", 1, "tags are not read here"),
    ("an alias", b"project: &a x\nservices: {storage: *a}\n", 2, "aliases (*name) are not read here"),
]


def write(folder: Path, text: str) -> Path:
    (folder / "infrar.yaml").write_text(dedent(text), "utf-8")
    (folder / "plugins/acme").mkdir(parents=True, exist_ok=True)
    return folder


def read(folder: Path, text: str) -> Config:
    config = load_config(write(folder, text))
    assert config is not None
    return config


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_good_files_are_read(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).path == tmp_path / "infrar.yaml"


@pytest.mark.parametrize(("text", "line", "message"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_mistakes_are_located_and_explained(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, text)
    [found] = raised.value.diagnostics
    assert message in found.message
    assert found.code in {"INF502", "INF503"}
    assert found.location is not None
    assert (found.location.path, found.location.line) == ("infrar.yaml", line)


@pytest.mark.parametrize(("content", "line", "message"), [c[1:] for c in UNREADABLE], ids=[c[0] for c in UNREADABLE])
def test_what_is_no_yaml_is_located(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    (tmp_path / "infrar.yaml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"infrar\.yaml") as raised:
        load_config(tmp_path)
    [found] = raised.value.diagnostics
    assert found.code == "INF501"
    assert message in found.message
    assert found.location is not None
    assert found.location.line == line


def test_the_published_schema_agrees(tmp_path: Path) -> None:
    """What an editor says with the JSON Schema is what a build says."""
    schema = load_schema("infrar")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for text in GOOD.values():
        assert list(validator.iter_errors(read(tmp_path, text).document.value)) == []
    for name, text, _, _ in BAD:
        document = read_document("infrar.yaml", text.encode())
        assert list(validator.iter_errors(document.value)), name


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, "project: A\nplugin: []\nenvironments: {p: {provider: a, naming: '{x}'}}\n")
    assert [found.code for found in raised.value.diagnostics] == ["INF502", "INF502", "INF503"]


def test_columns_point_at_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, "environments: {p: {provider: a, naming: 'Bucket-{name}'}}\n")
    where = raised.value.diagnostics[0].location
    assert where is not None
    assert where.text[where.column - 1 : where.end_column - 1] == "Bucket-{name}"


def test_a_plugin_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read(tmp_path, "plugins: [plugins/acme, nowhere]\n")
    [found] = raised.value.diagnostics
    assert (found.code, found.message) == ("INF505", 'plugins[1]: there is no folder "nowhere" beside infrar.yaml')


def test_one_variable_names_one_resource(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='PHOTOS already names the resource "abc"'):
        read(tmp_path, "resources: {abc: {from_environment: PHOTOS}, def: {from_environment: PHOTOS}}\n")


def test_it_is_looked_for_up_to_the_repository(tmp_path: Path) -> None:
    write(tmp_path, "project: outer")
    inner = tmp_path / "repository"
    (inner / "app/web").mkdir(parents=True)
    outer = load_config(inner / "app/web")
    assert outer is not None
    assert outer.document.path == "../../../infrar.yaml"
    (inner / ".git").mkdir()
    assert load_config(inner / "app/web") is None
    (inner / "infrar.yaml").write_text("project: inner")
    found = load_config(inner / "app/web")
    assert found is not None
    assert found.project == "inner"


def test_another_spelling_of_the_file_is_not_overlooked(tmp_path: Path) -> None:
    (tmp_path / "infrar.yml").write_text("project: a")
    with pytest.raises(ConfigError, match=r"infrar\.yml is not read: the file must be called infrar\.yaml"):
        load_config(tmp_path)


def test_an_unknown_environment_names_the_known_ones(tmp_path: Path) -> None:
    config = read(tmp_path, "environments:\n  production: {provider: a}\n  staging: {provider: a}\n")
    assert config.environment("staging").provider == "a"
    with pytest.raises(ConfigError) as raised:
        config.environment("prodction")
    [found] = raised.value.diagnostics
    assert found.code == "INF504"
    assert found.message == 'there is no environment "prodction" in infrar.yaml (known: production, staging)'
    assert found.hint == 'did you mean "production"?'


def test_an_environment_has_the_last_word_on_its_resources(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        """
        services: {storage: objects, queue: jobs}
        resources: {archive: {capability: storage, settings: {a: 1, b: 1}}}
        environments:
          production:
            provider: acme
            services: {storage: blobs}
            resources: {archive: {settings: {b: 2}, physical_name: x}}
        """,
    )
    [entry] = config.resource_entries("production")
    assert (entry.capability, entry.settings, entry.physical_name) == ("storage", {"a": 1, "b": 2}, "x")
    assert config.services_for("production") == {"storage": "blobs", "queue": "jobs"}
    assert config.services_for(None) == {"storage": "objects", "queue": "jobs"}


def test_options_have_what_was_said_and_nothing_else(tmp_path: Path) -> None:
    config = read(tmp_path, "environments: {p: {provider: a, identity: {assumed_by: [x]}, backend: {}}}\n")
    assert config.environment("p").options == {"identity": {"assumed_by": ["x"]}, "backend": {}}


def test_paths_of_plugins_are_those_beside_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, "plugins: [plugins/acme]").plugins == (tmp_path / "plugins/acme",)


def test_the_schema_describes_every_key() -> None:
    """Editors show descriptions while one types."""

    def undescribed(schema: dict[str, object], place: str) -> list[str]:
        found = []
        for key, value in schema.items():
            if key == "properties" and isinstance(value, dict):
                for name, inner in value.items():
                    if "description" not in inner and "$ref" not in inner:
                        found.append(f"{place}.{name}")
            if isinstance(value, dict):
                found += undescribed(value, f"{place}.{key}")
        return found

    schema = json.loads(json.dumps(load_schema("infrar")))
    assert undescribed(schema, "") == []
