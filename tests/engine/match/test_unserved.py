"""Types, errors and native clients of a capability that a provider doesn't offer are reported, as its operations are."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from infrar_engine.match.matcher import RuleBooks, is_served, unserved
from infrar_engine.model import SourceLocation
from infrar_engine.pipeline import Request, run
from tests.toy import FOLDER, providers

PLACE = SourceLocation("app.py", 3, 1, 3, 9)


def test_what_a_provider_has_no_service_for() -> None:
    toy = providers()["toy"]
    assert is_served("storage", RuleBooks(toy), client=True)
    assert not is_served("graph", RuleBooks(toy), client=False)
    problem = unserved("graph", PLACE, toy)
    assert (problem.code, problem.message, problem.location) == ("INF301", "toy has no service for graph", PLACE)
    assert problem.hint == "Toy offers storage"


def test_a_service_without_a_client_has_no_native_one(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "toy"))
    next(folder.rglob("transform/aio.yaml")).unlink()
    rules = next(folder.rglob("transform/rules.yaml"))
    text = re.sub(r"(?m)^clients:\n(?:[ ].*\n)*", "", rules.read_text("utf-8"))
    text = text.replace("supports:\n", "supports:\n  _toy: |\n    _toy = toycloud.connect()\n", 1)
    rules.write_text(re.sub(r"\btoy\.(?=[a-z])", "_toy.", text).replace("[_toy.", "[toy."), "utf-8")
    program = b'import infrar\n\nprint(infrar.native("storage"))\n'
    request = Request(None, provider="toy", plugins=(folder,), infrastructure=False, text=program)
    (problem,) = run(request).diagnostics
    assert (problem.code, problem.message) == ("INF301", "toy has no native client for storage")
    assert problem.location is not None
    assert problem.location.line == 3
