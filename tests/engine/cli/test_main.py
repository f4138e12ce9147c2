"""The way in and out of the process: imports, signals, streams, exit codes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from infrar_engine.cli.group import COMMANDS
from tests.engine.cli.conftest import Cli, process

RUN = "from infrar_engine.cli.main import main; main({!r})"


def python(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def test_the_version() -> None:
    done = process("--version")

    assert (done.returncode, done.stdout.split()[0]) == (0, b"infrar")


def test_without_arguments_it_teaches(cli: Cli) -> None:
    shown = cli()

    assert shown.code == 2
    assert all(command in shown.err for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches(cli: Cli, command: str) -> None:
    shown = cli(command, "--help")

    assert shown.code == 0
    assert "Examples:" in shown.out
    assert f"infrar {command} " in shown.out


def test_the_first_line_of_a_command_is_what_the_overview_says(cli: Cli) -> None:
    overview = cli("--help").out

    for command, summary in COMMANDS.items():
        assert summary in overview
        first = cli(command, "--help").out.splitlines()[2].strip()
        assert first.split()[0] == summary.split()[0], command


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["buidl"], "there is no command 'buidl'; did you mean 'build'?"),
        (["build", "nowhere", "-p", "aws", "-o", "out"], "Path 'nowhere' does not exist"),
        (["build", "shop", "-p", "aws"], "Missing option '-o'"),
        (["build", "shop", "-o", "out"], "say what to build for: -p PROVIDER, or -e ENV"),
        (["build", "shop", "-p", "aws", "-e", "staging", "-o", "out"], "-p and -e both say what to build for"),
        (["generate", "shop", "-o", "out"], "say what to build for: -p PROVIDER, or -e ENV"),
        (["build", "shop", "-e", "staging", "-o", "out"], "-e staging needs an infrar.yaml, and there is none in shop"),
        (["check", "shop", "-e", "staging"], "-e staging needs an infrar.yaml"),
        (["check", "shop", "-p", "aws", "-e", "staging"], "-p and -e both say what to check for"),
        (["check", "shop", "--format", "xml"], "'xml' is not one of"),
        (["transform", "shop"], "Missing option '-p'"),
        (["transform", "shop", "-p", "aws"], "name the folder to write with -o OUT"),
        (["transform", "shop", "-p", "aws", "-o", "out", "--diff"], "--diff and --check write nothing"),
        (["transform", "-", "shop", "-p", "aws", "-o", "out"], "can't be mixed with paths"),
        (["build", "shop", "-p", "aws", "-o", "out", "--plugins", "nowhere"], "Directory 'nowhere' does not exist"),
        (["scan"], "Missing argument 'PATH'"),
        (["scan", "/dev/zero"], "/dev/zero is a device: name a file or a folder"),
        (["transform", "/dev/zero", "-p", "aws"], "/dev/zero is a device: name a file or a folder"),
        (["explain", "INF2022"], "there is no diagnostic INF2022; did you mean INF202"),
        (["scan", "shop", "--colour"], "No such option"),
    ],
)
def test_wrong_usage(cli: Cli, project: Path, arguments: list[str], message: str) -> None:
    done = cli(*arguments)

    assert (done.code, done.out) == (2, "")
    assert message in " ".join(done.err.split())
    assert sorted(place.name for place in project.parent.iterdir()) == ["shop"]


# Imports


def test_the_entry_needs_the_standard_library_only() -> None:
    script = """
import sys
import threading
before = set(sys.modules)
import infrar_engine.cli.main
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(new - set(sys.stdlib_module_names)))
"""
    assert python(script).stdout == "['infrar_engine']\n"


def test_help_imports_no_command_and_no_engine() -> None:
    script = f"""
import atexit, sys
heavy = ("rich", "yaml", "libcst", "tree_sitter", "jinja2", "pluggy", "jsonschema", "infrar_engine.pipeline", "infrar")
atexit.register(lambda: print("loaded:", [name for name in heavy if name in sys.modules]))
{RUN.format(["--help"])}
"""
    assert python(script).stdout.endswith("loaded: []\n")


def test_a_command_in_a_pipe_does_not_import_rich(project: Path) -> None:
    script = f"""
import atexit, sys
atexit.register(lambda: print("loaded:", "rich" in sys.modules))
{RUN.format(["scan", str(project), "-p", "aws"])}
"""
    assert python(script).stdout.endswith("loaded: False\n")


@pytest.mark.parametrize(("missing", "arguments"), [("click", ["--help"]), ("tree_sitter", ["scan", "."])])
def test_a_missing_dependency_is_named_with_what_installs_it(missing: str, arguments: list[str]) -> None:
    done = python(f"import sys; sys.modules[{missing!r}] = None\n{RUN.format(arguments)}")

    assert done.returncode == 2
    assert done.stderr == (
        f"error: the command line needs the package {missing}, which is not installed: pip install 'infrar[cli]'\n"
    )


def test_a_missing_module_of_ours_is_our_bug_and_looks_like_one() -> None:
    done = python(f"import sys; sys.modules['infrar_engine.cli.scanning'] = None\n{RUN.format(['scan', '.'])}")

    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "pip install" not in done.stderr


# Signals and streams


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_it_quietly(project: Path, sent: signal.Signals, code: int) -> None:
    """The source is a pipe: opening its other end waits until the command reads, which then waits for us."""
    source = project / "slow.py"
    os.mkfifo(source)
    command = [sys.executable, "-m", "infrar_engine.cli.main", "transform", str(source), "-p", "aws"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        threading.Thread(target=_release, args=(child, source)).start()
        with source.open("wb"):
            child.send_signal(sent)
            out, err = child.communicate(timeout=60)

    assert (child.returncode, out, err) == (code, b"", b"")


def _release(child: subprocess.Popen[bytes], pipe: Path) -> None:
    """Let nobody wait for a child that ended."""
    child.wait()
    os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))


def test_a_reader_that_goes_away_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "infrar_engine.cli.main", "explain"]
    try:
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writer)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device that is always full")
@pytest.mark.parametrize("arguments", [["explain"], ["transform", "shop/app.py", "-p", "aws"]])
def test_a_full_disk_behind_standard_output(project: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "infrar_engine.cli.main", *arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)

    assert (done.returncode, done.stderr) == (2, b"error: No space left on device\n")


@pytest.mark.parametrize("stream", [1, 2])
def test_a_closed_stream_is_no_error(project: Path, stream: int) -> None:
    shell = f'exec "$0" -m infrar_engine.cli.main check shop -p aws {stream}>&-'
    done = subprocess.run(["sh", "-c", shell, sys.executable], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_unicode_gets_escapes(project: Path) -> None:
    (project / "app.py").write_text('from infrar.storage import read\n\nmenü = "日"; read("reports")\n', "utf-8")

    done = process("check", "shop", "-p", "aws", environment={"PYTHONIOENCODING": "ascii"})

    *_, line, carets, _, _ = [text for text in done.stdout.decode("ascii").splitlines() if text]
    assert line == '3 | men\\xfc = "\\u65e5"; read("reports")'
    assert carets.index("^") == line.index("read")


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colours_in_a_pipe_are_a_wish(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (project / "app.py").write_text("from infrar.storage import read\nread('b')\n")

    assert ("\x1b[" in cli("check", project, "-p", "aws").out) is coloured


# Plugins


def test_an_unknown_provider_is_exit_code_3(cli: Cli, project: Path) -> None:
    done = cli("build", project, "-p", "ibm", "-o", "out")

    assert (done.code, done.out) == (3, "")
    assert done.err.startswith('error: there is no provider "ibm"')


def test_an_unknown_provider_has_nothing_to_show(cli: Cli, project: Path) -> None:
    done = cli("providers", "show", "ibm")

    assert (done.code, done.out) == (3, "")
    assert done.err.startswith('error: there is no provider "ibm"')


def test_names_that_are_no_utf8_are_names(cli: Cli, project: Path) -> None:
    (project / "app.py").rename(project / "caf\udce9.py")

    assert cli("check", project, "-p", "aws").code == 0
    assert cli("build", project, "-p", "aws", "-o", "out").code == 0


def test_a_folder_in_the_place_of_infrar_yaml(cli: Cli, project: Path) -> None:
    (project / "infrar.yaml").mkdir()

    done = cli("check", project, "-p", "aws")

    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("error[INF501]: infrar.yaml can't be read: Is a directory")


def test_a_broken_provider_folder_is_exit_code_3_with_its_place(cli: Cli, project: Path) -> None:
    (project.parent / "acme").mkdir()
    (project.parent / "acme" / "provider.yaml").write_text("id: acme\nnmae: Acme\n")

    done = cli("check", project, "-p", "acme", "--plugins", "acme")

    assert done.code == 3
    assert 'provider.yaml:2: nmae: unknown key "nmae"' in done.err
    assert "Traceback" not in done.err
