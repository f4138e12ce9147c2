"""Servers as child processes: a free port, a start that waits for an answer, an end that is certain.

`running(command, port)` is the only way that the kit starts a server. It hands over when the port accepts
connections, and when it returns nothing of the server is left: `leash.py` ends the whole process group when the test
session ends, be it by itself, by Ctrl-C or by SIGKILL.
"""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")
POLL = 0.02


class ServerDidNotStart(Exception):
    """A server ended early or didn't answer in time; the message carries the last of what it printed."""


def free_port() -> int:
    """A loopback port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something accepts connections on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(
    command: Callable[[int], Sequence[str]],
    *,
    environment: Mapping[str, str] | None = None,
    patience: float = 60,
    attempts: int = 3,
) -> Iterator[int]:
    """Start `command(port)` on a free port, yield the port once it answers, and stop it at the end.

    Another process may take the port between our looking and the server's binding it: then the server ends early and
    the next attempt takes another port.
    """
    with tempfile.TemporaryFile() as log:
        for attempt in range(1, attempts + 1):
            port = free_port()
            process = subprocess.Popen(
                [sys.executable, "-S", "-E", str(LEASH), *command(port)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )
            try:
                if _wait_until_answering(process, port, patience):
                    yield port
                    return
            finally:
                _stop(process)
            if attempt == attempts:
                log.seek(0)
                tail = log.read()[-2000:].decode(errors="replace")
                raise ServerDidNotStart(f"{' '.join(command(port))}\n{tail}")


def _wait_until_answering(process: "subprocess.Popen[bytes]", port: int, patience: float) -> bool:
    """True when the port answers; False when the server ended or stayed silent for `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            process.wait(POLL)
        except subprocess.TimeoutExpired:
            if answers(port):
                return True
        else:
            return False
    return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.wait()
