"""`# infrar: ignore[CODE]` and `# infrar: skip-file`: what they silence, and what is said of those that do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from infrar_engine.pipeline import Request, Result, run
from tests.toy import FOLDER

HEAD = "from infrar import storage\n"
UNSEEN = 'storage.read(input(), "a")'


def build(folder: Path, text: str, **more: str) -> Result:
    for name, content in {"app.py": text, **more}.items():
        (folder / name).write_text(content, "utf-8")
    return run(Request(folder, "toy", plugins=(FOLDER,)))


def codes(result: Result) -> list[str]:
    return [each.code for each in result.diagnostics]


# a program after its import, the codes that are told of it
SILENCED = [
    (UNSEEN, ["INF401"]),
    (f"{UNSEEN}  # infrar: ignore[INF401]", []),
    (f"{UNSEEN}  #infrar:ignore[ INF401 ]", []),
    (f"{UNSEEN}  # because it is a test; infrar: ignore[INF401]", ["INF401"]),
    (f"{UNSEEN}  # because it is a test # infrar: ignore[INF401]", []),
    ('storage.read(input(), "/a")  # infrar: ignore[INF401,INF303]', []),
    ('storage.read(input(), "/a")  # infrar: ignore[INF401] # infrar: ignore[INF303]', []),
    ('storage.read(input(), "/a")  # infrar: ignore[INF401]', ["INF303"]),
    ('storage.read(\n    input(),\n    "a",  # infrar: ignore[INF401]\n)', []),
    ('storage.read(\n    input(),\n    "a",\n)  # infrar: ignore[INF401]', []),
    ('storage.read(\n    input(), \\\n    "a")  # infrar: ignore[INF401]', []),
    (f"# infrar: ignore[INF401]\n{UNSEEN}", ["INF107", "INF401"]),
    (f'{UNSEEN}; "# infrar: ignore[INF401]"', ["INF401"]),
    ('storage.read(input("# infrar: ignore[INF401]"), "a")', ["INF401"]),
    (f'"""\n# infrar: ignore[INF401]\n"""; {UNSEEN}', ["INF401"]),
    ('storage.read("# infrar: skip-file", "a")', ["INF303"]),
    (f"{UNSEEN}  # infrar: ignore[INF401]\n{UNSEEN}", ["INF401"]),
    ('import importlib\nimportlib.import_module("infrar.storage")  # infrar: ignore[INF205]', []),
    ("x = 1  # infrar: this is about something else", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), SILENCED)
def test_a_comment_silences_its_codes_on_its_lines(text: str, told: list[str], tmp_path: Path) -> None:
    assert codes(build(tmp_path, f"{HEAD}{text}\n")) == told


def test_what_is_built_is_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    call = 'print(storage.read("reports", "a"))'

    plain, said = build(one, f"{HEAD}{call}\n"), build(two, f"{HEAD}{call}  # infrar: ignore[INF401]\n")

    before, after = ({each.path: each.content for each in made.artifacts} for made in (plain, said))
    assert {path: content.replace(b"  # infrar: ignore[INF401]", b"") for path, content in after.items()} == before


# a comment, what is said of it
NOTHING = [
    ("ignore[INF401]", "there is no INF401 here to silence"),
    ("ignore[INF202]", "INF202 can't be silenced"),
    ("ignore[INF999]", "there is no diagnostic INF999"),
    ("ignore[E501]", "there is no diagnostic E501"),
    ("ignore[inf401]", "there is no diagnostic inf401"),
    ("ignore[]", "`ignore` says nothing without the codes that it is about"),
    ("ignore", "`ignore` says nothing without the codes that it is about"),
    ("ignroe[INF401]", "`ignroe` is nothing that is read here"),
    ("skip_file", "`skip_file` is nothing that is read here"),
    ("skipfile", "`skipfile` is nothing that is read here"),
]


@pytest.mark.parametrize(("comment", "message"), NOTHING)
def test_a_comment_that_does_nothing_is_a_warning_at_its_word(comment: str, message: str, tmp_path: Path) -> None:
    result = build(tmp_path, f'{HEAD}storage.read("reports", "é")  # infrar: {comment}\n')

    assert [(each.code, each.message) for each in result.diagnostics] == [("INF107", message)]
    assert not result.failed
    (where,) = [each.location for each in result.diagnostics]
    assert where is not None
    assert where.text[where.column - 1 : where.end_column - 1] in comment


def test_what_would_leave_the_sdk_in_the_code_stays_an_error(tmp_path: Path) -> None:
    (found,) = build(tmp_path, f'{HEAD}storage.read("reports")  # infrar: ignore[INF202]\n').diagnostics

    assert found.code == "INF202"
    assert found.hint.endswith("(`# infrar: ignore` can't silence this: the SDK would be left in the code)")


def test_without_infrastructure_nothing_is_said_of_comments_about_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(f"{HEAD}{UNSEEN}  # infrar: ignore[INF401]\n")

    assert run(Request(tmp_path, "toy", plugins=(FOLDER,), infrastructure=False)).diagnostics == ()


# a file that is to be left as it is; whether what is built needs the SDK for it
SKIPPED = [
    ("# infrar: skip-file\nfrom infrar import storage\nstorage.uplod()\n", True),
    ("from infrar import storage\n\nstorage.read(input(), 'a')  #infrar:skip-file\n", True),
    ("# infrar: skip-file\nfrom infrar import storage\nstorage.read(\n", True),
    ("# infrar: skip-file\nx = 1\n", False),
]


@pytest.mark.parametrize(("text", "needs_sdk"), SKIPPED)
def test_a_skipped_file_is_left_as_it_is(text: str, needs_sdk: bool, tmp_path: Path) -> None:
    result = build(tmp_path, text, **{"requirements.txt": "infrar>=0.1\nrequests\n"})

    assert [(each.code, each.severity.value) for each in result.diagnostics] == [("INF108", "note")]
    built = {each.path: each.content.decode() for each in result.artifacts}
    assert built["app/app.py"] == text
    assert ("infrar>=0.1\n" in built["requirements.txt"]) is needs_sdk


def test_a_skipped_stub_too(tmp_path: Path) -> None:
    (tmp_path / "app.pyi").write_text("# infrar: skip-file\nfrom infrar.storage import ObjectInfo\n")

    assert codes(run(Request(tmp_path, "toy", plugins=(FOLDER,)))) == ["INF108"]
