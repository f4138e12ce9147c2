"""A server that the kit starts answers when it is handed over, and is gone when the test session is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.kit.processes import POLL, ServerDidNotStart, answers, free_port, running

ROOT = Path(__file__).parents[2]
SERVE = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]

OWNER = """
import sys
from tests.kit.processes import running

with running(lambda port: [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]) as port:
    print(port, flush=True)
    sys.stdin.read()
"""


def test_a_server_answers_when_it_is_handed_over_and_not_after() -> None:
    with running(lambda port: [*SERVE, str(port)]) as port:
        assert answers(port)
    assert not answers(port)


def test_a_server_that_ends_at_once_is_reported_with_what_it_said() -> None:
    command = [sys.executable, "-c", "raise SystemExit('no licence found')"]
    with pytest.raises(ServerDidNotStart, match="no licence found"), running(lambda port: command):
        pass


def test_a_server_that_stays_silent_is_stopped() -> None:
    command = [sys.executable, "-c", "import sys, threading; sys.stderr.write('thinking'); threading.Event().wait()"]
    with (
        pytest.raises(ServerDidNotStart, match="thinking"),
        running(lambda port: command, patience=0.5, attempts=1),
    ):
        pass


def test_a_port_that_was_taken_meanwhile_is_replaced() -> None:
    asked: list[int] = []

    def command(port: int) -> list[str]:
        asked.append(port)
        return [*SERVE, str(port)] if len(set(asked)) > 1 else [sys.executable, "-c", "raise SystemExit(1)"]

    with running(command) as port:
        assert port == asked[-1] != asked[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_a_server_ends_with_its_owner_however_that_ends(number: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert owner.stdin is not None
    assert owner.stdout is not None
    port = int(owner.stdout.readline())
    assert answers(port)
    owner.send_signal(number)
    owner.wait()
    deadline = time.monotonic() + 60
    while answers(port) and time.monotonic() < deadline:
        time.sleep(POLL)
    assert not answers(port)
    owner.stdin.close()
    owner.stdout.close()


def test_free_ports_are_free() -> None:
    assert not answers(free_port())
