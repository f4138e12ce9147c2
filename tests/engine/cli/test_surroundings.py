"""Commands where things are not as one would wish: no current folder, no input, a full or read-only place, odd files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from infrar_engine.artifacts import journal, staging
from tests.engine.cli.conftest import APP, NATIVE, Cli, process

NOTEBOOK = b'{"cells": [{"cell_type": "code", "source": ["%s"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
USES = r"from infrar.storage import write\n\nwrite(\"reports\", \"daily/a.txt\", b\"hello\")"


# The current folder and standard input


@pytest.mark.parametrize("arguments", [["check", "."], ["providers", "new", "acme"], ["explain"]])
def test_a_current_folder_that_is_gone(tmp_path: Path, arguments: list[str]) -> None:
    shell = f'mkdir gone && cd gone && rmdir ../gone && exec "$0" -m infrar_engine.cli.main {" ".join(arguments)}'
    done = subprocess.run(["sh", "-c", shell, sys.executable], cwd=tmp_path, capture_output=True, check=False)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"error: the current folder is gone: change into one that is there\n"


@pytest.mark.parametrize("arguments", ["transform - -p aws", "trace - --build out"])
def test_a_closed_standard_input_is_wrong_usage(cli: Cli, project: Path, arguments: str) -> None:
    assert cli("build", project, "-p", "aws", "-o", "out").code == 0
    shell = f'exec "$0" -m infrar_engine.cli.main {arguments} <&-'
    done = subprocess.run(["sh", "-c", shell, sys.executable], capture_output=True, check=False)

    assert done.returncode == 2
    assert done.stderr.endswith(b"Error: standard input is closed: name a file\n")


def test_a_notebook_on_standard_input_is_one() -> None:
    done = process("transform", "-", "-p", "aws", given=NOTEBOOK % USES.encode())

    assert (done.returncode, b"s3.put_object(" in done.stdout, done.stdout[:10]) == (0, True, NOTEBOOK[:10])


def test_half_a_notebook_on_standard_input_is_refused() -> None:
    done = process("transform", "-", "-p", "aws", given=(NOTEBOOK % USES.encode())[:-30])

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"error[INF103]: this notebook can't be read")


def test_what_only_begins_like_json_is_a_program() -> None:
    assert process("transform", "-", "-p", "aws", given=b'{"cell": 1}\n').stdout == b'{"cell": 1}\n'


def test_standard_input_goes_to_a_file(project: Path) -> None:
    done = process("transform", "-", "-p", "aws", "-o", project, given=APP.encode())

    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"error: {project} is a folder".encode())


# Outputs


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["transform", "app.py", "plain.py", "-o", "."], "app.py is the source itself"),
        (["transform", "app.py", "../shop/plain.py", "-o", "../shop"], "../shop/app.py is the source itself"),
        (["transform", ".", "-o", "../shop"], "../shop is the source itself"),
        (["build", "infra", "-o", "."], "infra/backend.tf would be written into the source"),
        (["generate", "infra", "-o", "."], "infra/backend.tf would be written into the source"),
    ],
)
def test_no_source_is_written_over_whatever_is_asked(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], named: str
) -> None:
    monkeypatch.chdir(project)
    (project / "infra").mkdir()
    shutil.copy("app.py", "infra/app.py")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}

    done = cli(*arguments, "-p", "aws", "--force")

    assert (done.code, done.err.splitlines()[0]) == (2, f"error: {named}")
    after = {
        path: path.read_bytes() for path in project.rglob("*") if path.is_file() and ".infrar_cache" not in str(path)
    }
    assert after == before


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_no_half_of_a_new_provider(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "write_new", _full)
    (project / "empty").mkdir()
    for place in ("acme", "shop/empty"):
        done = cli("providers", "new", "acme", "-o", place)

        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"error: {place} can't be written: No space left on device\n")
    assert (Path("acme").exists(), list((project / "empty").iterdir())) == (False, [])


def test_a_full_disk_leaves_the_last_build(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli("build", project, "-p", "aws", "-o", "out").code == 0
    before = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    (project / "app.py").write_text(APP + "print()\n")
    monkeypatch.setattr(journal, "_write_journal", _full)

    done = cli("build", project, "-p", "aws", "-o", "out")

    assert (done.code, done.err.splitlines()[0]) == (2, "error: out can't be written: No space left on device")
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == before


def test_a_new_provider_does_not_go_over_files(cli: Cli, project: Path) -> None:
    assert cli("providers", "new", "acme").code == 0

    assert cli("providers", "new", "acme").err.startswith("error: acme is there already, and not empty\n")
    assert cli("providers", "new", "acme", "-o", project / "app.py").code == 2
    assert (project / "app.py").read_text() == APP


# What is in a project


def test_names_that_end_or_reorder_lines_stay_in_their_comments(cli: Cli, project: Path) -> None:
    for name in ('a\x0bresource "x" "y" {}\x0b.py', 'b\x85resource "x" "y" {}.py', "\u202etxt.py", "n\nx = {}\n.py"):
        (project / name).write_text(APP)

    for provider in ("aws", "gcp", "azure"):
        assert cli("build", project, "-p", provider, "-o", provider).code == 0
        text = "".join(path.read_text("utf-8") for path in Path(provider, "infra").glob("*.tf"))
        assert 'resource "x"' not in "\n".join(line for line in text.splitlines() if not line.strip().startswith("#"))
        assert not any(sign in text for sign in "\x0b\x85\u202e")
        assert "\\u202etxt.py" in text


def test_one_file_beside_another_whose_name_is_no_utf8(cli: Cli, project: Path) -> None:
    (project / "plain.py").rename(project / "caf\udce9.py")

    assert cli("transform", project / "app.py", "-p", "aws").out == NATIVE


def test_links_that_lead_around_are_reported_where_they_are(cli: Cli, project: Path) -> None:
    for name, target in (("self", "."), ("up", ".."), ("root", "/"), ("nowhere", "nothing"), ("loop", "loop")):
        (project / name).symlink_to(target)

    done = cli("check", project, "-p", "aws")

    assert done.code == 1
    assert [line for line in done.out.splitlines() if line.startswith("error")] == [
        "error[INF101]: loop is a symbolic link that leads nowhere or to itself",
        "error[INF101]: nowhere is a symbolic link that leads nowhere or to itself",
        "error[INF101]: root is a symbolic link to a folder that holds it",
        "error[INF101]: self is a symbolic link to a folder that holds it",
        "error[INF101]: up is a symbolic link to a folder that holds it",
    ]


@pytest.mark.parametrize(("depth", "code"), [(190, 0), (400, 1)])
def test_folders_in_folders(cli: Cli, project: Path, depth: int, code: int) -> None:
    folder = project
    for _ in range(depth):
        folder /= "d"
        folder.mkdir()
    (folder / "app.py").write_text(APP)

    done = cli("build", project, "-p", "aws", "-o", "out")

    assert (done.code, "lies more than 200 folders deep" in done.err) == (code, bool(code))
    assert Path("out", "app", *["d"] * depth, "app.py").is_file() is not bool(code)


def test_pipes_and_sockets_are_no_part_of_a_project(cli: Cli, tmp_path: Path, project: Path) -> None:
    os.mkfifo(project / "pipe.py")
    os.mkfifo(project / ".gitignore")
    here = socket.socket(socket.AF_UNIX)
    try:
        here.bind("shop/s.py")
        assert cli("check", project, "-p", "aws").code == 0
        named = cli("check", project / "s.py", "-p", "aws")
    finally:
        here.close()
    assert (named.code, "is a socket: name a file or a folder" in named.err) == (2, True)


@pytest.mark.parametrize("target", [None, "/dev/zero"])
def test_an_infrar_yaml_that_never_ends(cli: Cli, project: Path, target: str | None) -> None:
    if target is None:
        os.mkfifo(project / "infrar.yaml")
    else:
        (project / "infrar.yaml").symlink_to(target)

    done = cli("check", project, "-p", "aws")

    assert (done.code, done.out.splitlines()[0]) == (1, "error[INF501]: infrar.yaml can't be read: it is no file")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("".join(" " * depth + "a:\n" for depth in range(2000)), "infrar.yaml is nested too deeply"),
        ("project: " + "[" * 5000 + "]" * 5000, "infrar.yaml is nested too deeply"),
        ("project: " + "9" * 5000, "infrar.yaml: a number is too large: quote it if it is meant as text"),
        (
            "environments: {prod: {provider: aws, tags: {a: 1e999}}}",
            "infrar.yaml: a number is too large: quote it if it is meant as text",
        ),
        ("include: ['!']", 'include[0]: "!" is no pattern of .gitignore'),
        ("exclude: [a, '[z-a]']", 'exclude[1]: "[z-a]" is no pattern of .gitignore'),
        ("project: !!python/object/apply:os.system ['true']", "infrar.yaml: tags are not read here"),
        ("project: a\n---\nproject: b\n", "infrar.yaml is no valid YAML"),
        ("project: a\nproject: b\n", 'infrar.yaml: the key "project" stands here twice'),
    ],
)
def test_an_infrar_yaml_that_nobody_wants(cli: Cli, project: Path, content: str, message: str) -> None:
    (project / "infrar.yaml").write_text(content)

    done = cli("check", project)

    assert (done.code, done.err) == (1, "")
    assert message in done.out.splitlines()[0]


@pytest.mark.parametrize("content", ["!\n", "\\\n", "[z-a]\n", "[[:space:]]\n", "plain.py\n!\n"])
def test_lines_of_gitignore_that_mean_nothing_are_passed_over(cli: Cli, project: Path, content: str) -> None:
    (project / ".gitignore").write_text(content)

    assert cli("transform", project, "-p", "aws", "-o", "out").code == 0
    assert Path("out/plain.py").exists() is ("plain.py" not in content)


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("rot13", "this file declares the encoding rot-13, in which no program can be written"),
        ("undefined", "this file declares the encoding undefined, in which no program can be written"),
        ("utf-16", "this file's utf-16 text can't be written back byte for byte"),
        ("raw_unicode_escape", "this file's raw-unicode-escape text can't be written back byte for byte"),
        ("klingon", "this file declares the unknown encoding klingon"),
    ],
)
def test_encodings_that_are_none(cli: Cli, project: Path, encoding: str, message: str) -> None:
    (project / "app.py").write_text(f"# coding: {encoding}\n{APP}# \\ud800\n")

    assert cli("check", project, "-p", "aws").out.startswith(f"error[INF101]: {message}\n")


def test_a_frame_of_no_line_has_no_place(cli: Cli, project: Path) -> None:
    assert cli("build", project, "-p", "aws", "-o", "out").code == 0
    frame = b'  File "app/app.py", line 0, in x\n'

    assert process("trace", "--build", "out", given=frame).stdout == frame
