"""The provider that a third party would ship: complete, and proven on an S3 server without being built in."""

from __future__ import annotations

import datetime
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from infrar import storage
from infrar_engine.cli.providers import providers as command
from infrar_engine.pipeline import Request, run
from infrar_engine.plugins import hookspecs, load_providers
from infrar_engine.runtime import operations
from tests.kit.oracles import hcl_errors

if TYPE_CHECKING:
    from tests.kit.servers import MotoServer
    from tests.kit.terraform import Terraform

PACKAGE = Path(__file__).parents[3] / "examples" / "acme_provider"
FOLDER = PACKAGE / "infrar_acme"

PROGRAM = """\
from infrar.storage import list_objects, read, write

write("reports", "daily/a.csv", b"1")
print(read("reports", "daily/a.csv"), [item.key for item in list_objects("reports", "daily/")])
write("archive", "a.csv", b"1")
"""


def test_it_lints_clean_and_its_examples_come_out_as_they_say() -> None:
    result = CliRunner().invoke(command, ["lint", str(FOLDER)])
    assert (result.exit_code, result.output) == (0, "no findings\n")


def test_the_package_names_the_folder_under_the_providers_id() -> None:
    project = (PACKAGE / "pyproject.toml").read_text("utf-8")
    provider = load_providers(["acme"], [FOLDER])["acme"]
    rules = provider.rules_for("storage")
    assert rules is not None
    assert f'[project.entry-points."{hookspecs.GROUP}"]\n{provider.id} = "{FOLDER.name}"\n' in project
    assert f'native = ["{rules.requirements[0]}"]' in project
    assert len(rules.requirements) == 1


def test_it_has_a_rule_for_every_operation() -> None:
    loaded = load_providers(["acme"], [FOLDER])
    rules = loaded["acme"].rules_for("storage")
    assert rules is not None
    assert {rule.name for rule in rules.rules} == {operation.name for operation in rules.capability.operations}


@pytest.fixture
def acme(aws: MotoServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Callable[..., Any]]]:
    """Acme's operations, on a server with two empty buckets."""
    for name, value in aws.environment.items():
        if name != "AWS_ENDPOINT_URL":
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("ACME_ENDPOINT_URL", aws.url)
    monkeypatch.setenv("INFRAR_PLUGINS", str(FOLDER))
    aws.reset()
    aws.create_bucket("reports")
    aws.create_bucket("archive")
    yield operations("acme", "storage")
    aws.reset()


def test_objects_are_stored_and_read(acme: Mapping[str, Callable[..., Any]], tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"0123456789")
    acme["upload"]("reports", tmp_path / "in", "a", content_type="text/plain", metadata={"day": "1"})
    acme["write"]("reports", "b", "text")
    assert acme["read"]("reports", "a", start=2, length=3) == b"234"
    assert acme["read"]("reports", "a", start=10) == b""
    assert acme["read"]("reports", "a", start=3, length=0) == b""
    acme["download"]("reports", "b", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"text"
    known = acme["stat"]("reports", "a")
    assert (known.key, known.size, known.content_type, known.metadata) == ("a", 10, "text/plain", {"day": "1"})
    assert known.last_modified.utcoffset() == datetime.timedelta(0)
    assert acme["stat"]("reports", "b").content_type == "application/octet-stream"
    assert [acme["exists"]("reports", key) for key in ("a", "c")] == [True, False]


def test_objects_are_listed(acme: Mapping[str, Callable[..., Any]]) -> None:
    for key in ("a/1", "a/2", "b", "\u00e9"):
        acme["write"]("reports", key, b"x")
    assert [item.key for item in acme["list_objects"]("reports")] == ["a/1", "a/2", "b", "\u00e9"]
    folded = acme["list_objects"]("reports", delimiter="/", limit=2)
    assert [(item.key, item.is_prefix) for item in folded] == [("a/", True), ("b", False)]
    assert acme["list_objects"]("reports", "a/", limit=0) == []
    assert next(acme["iter_objects"]("reports", "a/")).key == "a/1"


def test_objects_are_copied_moved_and_deleted(acme: Mapping[str, Callable[..., Any]]) -> None:
    acme["write"]("reports", "a", b"x", metadata={"day": "1"})
    acme["copy"]("reports", "a", "b", destination_bucket="archive")
    assert acme["stat"]("archive", "b").metadata == {"day": "1"}
    acme["copy"]("reports", "a", "a")
    acme["move"]("reports", "a", "c")
    acme["move"]("reports", "c", "c")
    assert [item.key for item in acme["list_objects"]("reports")] == ["c"]
    acme["delete"]("reports", "c")
    acme["delete"]("reports", "c")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda acme: acme["read"]("reports", "missing"), storage.NotFound),
        (lambda acme: acme["stat"]("reports", "missing"), storage.NotFound),
        (lambda acme: acme["copy"]("reports", "missing", "missing"), storage.NotFound),
        (lambda acme: acme["delete"]("reports", "missing", missing_ok=False), storage.NotFound),
        (lambda acme: list(acme["iter_objects"]("no-such-bucket")), storage.NotFound),
        (lambda acme: acme["write"]("reports", "there", b"", if_not_exists=True), storage.AlreadyExists),
        (lambda acme: acme["upload"]("reports", "/no/such/file", "a"), FileNotFoundError),
    ],
)
def test_errors_are_portable(
    acme: Mapping[str, Callable[..., Any]], call: Callable[..., object], error: type[Exception]
) -> None:
    acme["write"]("reports", "there", b"")
    with pytest.raises(error) as caught:
        call(acme)
    assert type(caught.value) is error


def test_signed_links_work(acme: Mapping[str, Callable[..., Any]]) -> None:
    signed = acme["presign"]("reports", "a", method="PUT")
    headers = {**signed.headers, "Content-Type": "application/octet-stream"}  # urllib would say that it is a form
    request = urllib.request.Request(signed.url, b"signed", headers, method=signed.method)
    urllib.request.urlopen(request).close()
    with urllib.request.urlopen(acme["presign"]("reports", "a").url) as answer:
        assert answer.read() == b"signed"


def test_its_configuration_applies_and_stays_as_it_is(
    aws_terraform: Terraform, aws: MotoServer, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "app.py").write_text(PROGRAM)
    result = run(Request(source, provider="acme", plugins=(FOLDER,)))
    assert result.diagnostics == ()
    for artifact in result.artifacts:
        place = tmp_path / artifact.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(artifact.content)
    assert b"infrar" not in (tmp_path / "app/app.py").read_bytes()
    assert hcl_errors(tmp_path / "infra") == []
    variables = {"TF_VAR_acme_endpoint_url": aws.url, "TF_VAR_application": "arn:aws:iam::123456789012:user/app"}
    cli = aws_terraform.using(variables)
    assert cli.fmt_check(tmp_path / "infra").ok
    assert [step.errors for step in cli.lifecycle(tmp_path / "infra", until="unchanged")] == [""] * 3
    aws.reset()
