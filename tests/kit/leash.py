"""Runs a command that can't outlive the process that asked for it.

    python leash.py COMMAND [ARGUMENT …]

The command gets a process group of its own. When standard input closes, which the kernel does whatever way the
asking process ends, the whole group is stopped: first by SIGTERM, then, if it doesn't go, by SIGKILL. When the
command ends by itself, so does this program, with its exit code. Standard library only: it starts in milliseconds.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading

GRACE = 3.0


def main(command: list[str]) -> int:
    """Run the command until it ends or standard input closes; return its exit code."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=_stop_at_end_of_input, args=(child,), daemon=True).start()
    code = child.wait()
    _signal(child, signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _stop_at_end_of_input(child: subprocess.Popen[bytes]) -> None:
    os.read(0, 1)
    _signal(child, signal.SIGTERM)
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        _signal(child, signal.SIGKILL)


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
