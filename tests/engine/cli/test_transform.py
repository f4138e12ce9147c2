"""`infrar transform`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.cli.conftest import APP, BROKEN, NATIVE, Cli, process


def files(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_file_is_printed(cli: Cli, project: Path) -> None:
    done = cli("transform", project / "app.py", "-p", "aws")

    assert (done.code, done.out, done.err) == (0, NATIVE, "")
    assert (project / "app.py").read_text() == APP


@pytest.mark.parametrize("arguments", [["-"], []], ids=["dash", "no path"])
def test_standard_input(project: Path, arguments: list[str]) -> None:
    done = process("transform", *arguments, "-p", "aws", given=APP.encode())

    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, NATIVE, b"")


@pytest.mark.parametrize(
    "source",
    [b"x = 1", b"x = 1\r\n", b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", b"\xef\xbb\xbfx = 1\n", b""],
    ids=["no final newline", "crlf", "latin-1", "byte order mark", "empty"],
)
def test_bytes_without_uses_come_back_as_they_are(project: Path, source: bytes) -> None:
    (project / "app.py").write_bytes(source)

    assert process("transform", project / "app.py", "-p", "aws").stdout == source
    assert process("transform", "-", "-p", "aws", given=source).stdout == source


def test_what_the_provider_rules_out_goes(cli: Cli, project: Path) -> None:
    (project / "app.py").write_text(
        'import infrar\n\nif infrar.provider == "aws":\n    print("here")\nelse:\n    print("there")\n'
    )

    assert cli("transform", project / "app.py", "-p", "aws").out == 'print("here")\n'
    assert cli("transform", project / "app.py", "-p", "gcp").out == 'print("there")\n'


def test_a_file_is_written_to_a_file(cli: Cli, project: Path) -> None:
    first = cli("transform", project / "app.py", "-p", "aws", "-o", "native.py")
    again = cli("transform", project / "app.py", "-p", "aws", "-o", "native.py")

    assert (first.code, first.out, again.code) == (0, "", 0)
    assert Path("native.py").read_text() == NATIVE


def test_another_file_is_replaced_by_force_only(cli: Cli, project: Path) -> None:
    Path("mine.py").write_text("mine")

    refused = cli("transform", project / "app.py", "-p", "aws", "-o", "mine.py")
    assert (refused.code, Path("mine.py").read_text()) == (2, "mine")
    assert refused.err == "error: mine.py is there already and differs\n  = help: --force replaces it\n"

    assert cli("transform", project / "app.py", "-p", "aws", "-o", "mine.py", "--force").code == 0
    assert Path("mine.py").read_text() == NATIVE


def test_the_source_is_never_the_output(cli: Cli, project: Path) -> None:
    for source, output in ((project / "app.py", project / "app.py"), (project, project)):
        done = cli("transform", source, "-p", "aws", "-o", output, "--force")
        assert (done.code, "is the source itself" in done.err) == (2, True)
    assert (project / "app.py").read_text() == APP


def test_a_folder_is_mirrored_whole(cli: Cli, project: Path) -> None:
    done = cli("transform", project, "-p", "aws", "-o", "out")

    found = files(Path("out"))
    record = json.loads(found.pop("infrar-build.json"))
    assert (done.code, done.out) == (0, "out: 3 files, 1 rewritten\n")
    assert found == {"app.py": NATIVE, "plain.py": "x = 1\n", "data/run.sh": "#!/bin/sh\n"}
    assert Path("out/data/run.sh").stat().st_mode & 0o777 == 0o755
    assert sorted(record["files"]) == sorted(found)


def test_several_paths_keep_their_names(cli: Cli, project: Path) -> None:
    other = project.parent / "other"
    other.mkdir()
    (other / "b.py").write_text(APP)

    done = cli("transform", project / "app.py", other, "-p", "aws", "-o", "out")

    found = files(Path("out"))
    record = json.loads(found.pop("infrar-build.json"))
    assert done.code == 0
    assert found == {"app.py": NATIVE, "other/b.py": NATIVE}
    assert sorted(record["inputs"]) == ["app.py", "other/b.py"]


def test_two_files_of_one_name_are_a_clash(cli: Cli, project: Path) -> None:
    (project / "data" / "app.py").write_text(APP)

    done = cli("transform", project / "app.py", project / "data" / "app.py", "-p", "aws", "-o", "out")

    assert (done.code, Path("out").exists()) == (2, False)
    assert "app.py would be written twice" in done.err


def test_an_output_inside_the_source_is_no_input_of_the_next_run(cli: Cli, project: Path) -> None:
    for _ in range(2):
        assert cli("transform", project, "-p", "aws", "-o", project / "out").out.endswith("3 files, 1 rewritten\n")


def test_check_says_what_would_change(cli: Cli, project: Path) -> None:
    done = cli("transform", project, "-p", "aws", "--check")

    assert (done.code, done.out) == (1, "would change: shop/app.py\n")


def test_check_of_what_is_native_is_fine(cli: Cli, project: Path) -> None:
    (project / "app.py").write_text(NATIVE)

    assert cli("transform", project, "-p", "aws", "--check").code == 0


@pytest.mark.parametrize(("more", "code"), [([], 0), (["--check"], 1)])
def test_diff_shows_what_would_change(cli: Cli, project: Path, more: list[str], code: int) -> None:
    done = cli("transform", project, "-p", "aws", "--diff", *more)

    assert (done.code, sorted(place.name for place in project.parent.iterdir())) == (code, ["shop"])
    assert done.out == (
        "--- a/shop/app.py\n+++ b/shop/app.py\n@@ -1,3 +1,5 @@\n"
        '-from infrar.storage import write\n+import boto3\n \n-write("reports", "daily/a.txt", b"hello")\n'
        '+s3 = boto3.client("s3")\n+\n+s3.put_object(Bucket="reports", Key="daily/a.txt", Body=b"hello")\n'
    )


def test_a_generated_module_is_a_new_file_of_the_diff(cli: Cli, project: Path) -> None:
    (project / "other.py").write_text(APP)

    done = cli("transform", project, "-p", "aws", "--diff")

    assert "--- /dev/null\n+++ b/shop/" in done.out


def test_errors_are_told_and_nothing_is_written(cli: Cli, project: Path) -> None:
    (project / "broken.py").write_text(BROKEN)

    for output in ([], ["--diff"], ["-o", "out"]):
        done = cli("transform", project if output else project / "broken.py", "-p", "aws", *output)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("error[INF202]: ")
        assert " --> shop/broken.py:3:8\n" in done.err
    assert not Path("out").exists()


def test_a_syntax_error_has_its_place(cli: Cli, project: Path) -> None:
    (project / "app.py").write_text("from infrar.storage import write\nwrite(\n")

    done = cli("transform", project / "app.py", "-p", "aws")

    assert (done.code, done.out) == (1, "")
    assert " --> shop/app.py:" in done.err
    assert "Traceback" not in done.err


def test_paths_outside_the_current_folder_are_shown_as_given(cli: Cli, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    (project / "broken.py").write_text(BROKEN)
    monkeypatch.chdir(project / "data")

    assert " --> ../broken.py:3:8\n" in cli("transform", "../broken.py", "-p", "aws").err
    assert f" --> {project}/broken.py:3:8\n" in cli("transform", project / "broken.py", "-p", "aws").err
