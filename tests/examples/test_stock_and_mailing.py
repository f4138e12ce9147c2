"""The programs that publish and that mail: as written, and as native code of each service."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from infrar.testing import local_runtime, published, sent
from tests.conformance.clouds import Cloud, Stage, stages
from tests.examples.building import EXAMPLES, build, python, python_without_sdk

STOCK = "item,left,minimum\nbolts,3,10\nnuts,50,10\nwashers,0,1\n"
REPORT = "item,sold\nbolts,7\nnüts,5\n"
EVENTS = [({"item": "bolts", "left": 3}, {"urgency": "normal"}), ({"item": "washers", "left": 0}, {"urgency": "high"})]
READERS = ["ada@example.com", "bob@example.com"]


def test_as_written_on_the_local_runtime(tmp_path: Path) -> None:
    stock, report = tmp_path / "stock.csv", tmp_path / "may.csv"
    stock.write_text(STOCK, "utf-8")
    report.write_text(REPORT, "utf-8")
    with local_runtime(tmp_path / "home"):
        announced = python([str(EXAMPLES / "stock.py"), str(stock)], tmp_path, os.environ)
        mailed = python([str(EXAMPLES / "mailing.py"), str(report), *READERS], tmp_path, os.environ)
        refused = python([str(EXAMPLES / "mailing.py"), str(report), "ada"], tmp_path, os.environ)
        events, (mail,) = published("stock"), sent("reports")
    assert (announced.stdout, announced.returncode) == ("announced 2 of 2\n", 0), announced.stderr
    assert [(json.loads(event.body), event.attributes) for event in events] == EVENTS
    assert (mailed.stdout, mailed.returncode) == ("sent to 2\n", 0), mailed.stderr
    assert (mail.to, mail.subject, mail.text) == (READERS, "Report may", "item, sold\nbolts, 7\nnüts, 5")
    assert mail.html is not None
    assert "<td>nüts</td>" in mail.html
    assert [(each.filename, each.content) for each in mail.attachments] == [("may.csv", REPORT.encode())]
    assert (refused.returncode, "email.send: to" in refused.stderr) == (1, True)


def stage(provider: str, capability: str) -> Stage:
    """The provider's default service for a capability, or else the only one."""
    every = [each for each in stages() if each.provider == provider]
    wanted = [each for each in every if each.service is not None and each.service.capability == capability]
    return wanted[0] if (provider, capability) == ("gcp", "email") else every[0]


@pytest.mark.parametrize("provider", ["aws", "azure", "gcp"])
@pytest.mark.parametrize(
    ("program", "content", "arguments", "printed"),
    [
        ("stock.py", STOCK, [], "announced 2 of 2\n"),
        ("mailing.py", REPORT, READERS, "sent to 2\n"),
    ],
    ids=["stock", "mailing"],
)
def test_as_native_code(
    program: str,
    content: str,
    arguments: list[str],
    printed: str,
    provider: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / program).write_text((EXAMPLES / program).read_text("utf-8"), "utf-8")
    chosen = stage(provider, "email" if program == "mailing.py" else "topic")
    address = {} if provider == "azure" else {"reports": {"settings": {"address": "reports@example.com"}}}
    said: dict[str, Any] = {"project": "shop"}
    said |= {"services": dict(chosen.choices)} if chosen.choices else {}
    said |= {"resources": address} if program == "mailing.py" else {}
    (source / "infrar.yaml").write_text(json.dumps(said), "utf-8")
    where = Cloud(chosen, request)
    build(source, tmp_path / "out", where)
    data = tmp_path / "may.csv"
    data.write_text(content, "utf-8")
    done = python_without_sdk([str(tmp_path / "out/app" / program), str(data), *arguments], tmp_path, where.environment)
    assert (done.stdout, done.returncode) == (printed, 0), done.stderr
