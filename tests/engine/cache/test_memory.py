"""A build that remembers is the build that doesn't: whatever was edited in between, and whatever became of the cache."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from infrar_engine.cache import fingerprints
from infrar_engine.cache.entries import FOLDER
from infrar_engine.cache.memory import Memory
from infrar_engine.pipeline import Request, Result, run

FILES = {
    "app.py": "from config import BUCKET\nfrom infrar import storage\n\n\ndef put(name):\n    storage.write(BUCKET, name, 'x')\n",
    "config.py": "BUCKET = 'reports'\n",
    "jobs/__init__.py": "",
    "jobs/daily.py": "from app import put\n\nput('daily/a.csv')\n",
    "jobs/plain.py": "def double(x):\n    return 2 * x\n",
    "tools.py": "import json\n\nprint(json.dumps(1))\n",
    "README.md": "An application.\n",
    "requirements.txt": "infrar\nrequests\n",
}
USES = "\nfrom infrar.storage import read\n\nread('reports', 'more.csv')\n"
EDITS: dict[str, tuple[str, Callable[[str], str | None]]] = {
    "a comment in a plain file": ("tools.py", lambda text: f"# a comment\n{text}"),
    "a plain file becomes a user": ("jobs/plain.py", lambda text: text + USES),
    "a plain file sets a constant of another": ("tools.py", lambda text: f"import config\nconfig.BUCKET = 'x'\n{text}"),
    "a plain file patches one by its name": ("tools.py", lambda text: f"{text}\nsetattr(x, 'BUCKET', 1)\n"),
    "a plain file calls what has a use": ("tools.py", lambda text: f"from app import put\nput('new')\n{text}"),
    "a plain file is a script": ("jobs/plain.py", lambda text: f"{text}\nif __name__ == '__main__':\n    pass\n"),
    "a constant changes": ("config.py", lambda text: text.replace("reports", "others")),
    "a constant is bound again": ("config.py", lambda text: f"{text}BUCKET = f()\n"),
    "a user gets an error": ("app.py", lambda text: f"{text}\nstorage.write()\n"),
    "a user no longer is one": ("app.py", lambda text: "BUCKET = 1\n"),
    "a file that is only copied": ("README.md", lambda text: f"{text}More.\n"),
    "requirements": ("requirements.txt", lambda text: f"{text}click\n"),
    "a file goes": ("config.py", lambda text: None),
    "a file goes that nothing needs": ("tools.py", lambda text: None),
    "an import of what isn't there": ("tools.py", lambda text: f"from jobs.missing import y\n{text}"),
    "a syntax error in a plain file": ("tools.py", lambda text: f"def (:\n{text}"),
    "another encoding": ("tools.py", lambda text: f"# coding: latin-1\n{text}"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    for path, text in FILES.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder


@pytest.mark.parametrize(("path", "edit"), EDITS.values(), ids=EDITS.keys())
def test_one_edit(project: Path, path: str, edit: Callable[[str], str | None]) -> None:
    _build(project)
    _apply(project, path, edit)
    _assert_same(project)
    _assert_same(project)


@pytest.mark.parametrize("seed", range(12))
def test_sequences_of_edits(project: Path, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(6):
        if rng.random() < 0.4:
            path = rng.choice(list(FILES))
            _apply(project, path, lambda _, path=path: FILES[path])  # type: ignore[misc]  # mypy can't type defaults of lambdas
        else:
            _apply(project, *rng.choice(list(EDITS.values())))
        _assert_same(project)


@pytest.mark.parametrize("what", ["a comment in a plain file", "a file that is only copied", "requirements"])
def test_what_matters_to_nothing_is_recalled(project: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _build(project)
    _apply(project, *EDITS[what])
    monkeypatch.setattr("infrar_engine.pipeline._outcome", _never)
    assert not _build(project).failed


def test_other_requests_have_other_memories(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _build(project)
    monkeypatch.setattr("infrar_engine.pipeline._outcome", _never)
    for request in (
        Request(project, "gcp"),
        Request(project, "aws", infrastructure=False),
        Request(project, "aws", layout="mirror"),
    ):
        with pytest.raises(AssertionError, match="not recalled"):
            run(request)


def test_another_engine_remembers_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _build(project)
    monkeypatch.setattr(fingerprints, "engine", lambda: "of another version")
    monkeypatch.setattr("infrar_engine.pipeline._outcome", _never)
    with pytest.raises(AssertionError, match="not recalled"):
        _build(project)


def test_a_plugin_that_changed_is_asked_again(project: Path, tmp_path: Path) -> None:
    import infrar_aws

    plugin = tmp_path / "mine"
    shutil.copytree(Path(infrar_aws.__file__).parent, plugin)
    identity = plugin / "provider.yaml"
    identity.write_text(identity.read_text().replace("id: aws", "id: mine"))
    _build(project, "mine", plugin)
    rules = plugin / "services/storage/s3/transform/rules.yaml"
    rules.write_text(rules.read_text().replace("s3.put_object", "s3.put_object_"))
    with_memory = _build(project, "mine", plugin)
    _forget(project)
    assert with_memory == _build(project, "mine", plugin)


def test_reading_commands_make_no_folder(project: Path) -> None:
    run(Request(project, "aws"))
    assert not (project / FOLDER).exists()


def test_the_folder_says_what_it_is(project: Path) -> None:
    _build(project)
    assert (project / FOLDER / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert (project / FOLDER / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    "content", ["null", "[]", '["of","Outcome"]', '["of","Path","/etc/passwd"]', "{", '["same",7]', "[" * 9000]
)
def test_an_entry_of_somebody_else_is_no_entry(project: Path, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _build(project)
    memory = _memories(monkeypatch)
    _build(project)
    memory[0]._entries.put(memory[0]._key, content)
    assert _build(project) == expected


def _memories(monkeypatch: pytest.MonkeyPatch) -> list[Memory]:
    """The memories that are made from now on."""
    made: list[Memory] = []
    start = Memory.__init__

    def started(self: Memory, *arguments: object) -> None:
        start(self, *arguments)  # type: ignore[arg-type]  # what the pipeline gives
        made.append(self)

    monkeypatch.setattr(Memory, "__init__", started)
    return made


def _build(project: Path, provider: str = "aws", *plugins: Path) -> Result:
    return run(Request(project, provider, plugins=plugins, remember=True))


def _assert_same(project: Path) -> None:
    with_memory = _build(project)
    elsewhere = project.parent / "elsewhere" / project.name
    shutil.copytree(project, elsewhere)
    _forget(elsewhere)
    assert with_memory == run(Request(elsewhere, "aws"))
    shutil.rmtree(elsewhere.parent)


def _forget(project: Path) -> None:
    shutil.rmtree(project / FOLDER)


def _apply(project: Path, path: str, edit: Callable[[str], str | None]) -> None:
    place = project / path
    text = edit(place.read_text() if place.exists() else FILES[path])
    if text is None:
        place.unlink(missing_ok=True)
    else:
        place.write_text(text)


def _never(*_: object) -> None:
    raise AssertionError("not recalled")
