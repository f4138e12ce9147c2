"""The console script: from arguments to an exit code, whatever happens on the way.

Only the standard library is imported until it is known that the engine's dependencies are installed.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

USAGE, INTERRUPTED, PIPE_CLOSED, TERMINATED = 2, 130, 141, 143


class Terminated(BaseException):
    """SIGTERM, as an exception: what was begun is cleared up as after Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit with its code.

    Cyclic garbage is left to the end of the process: looking for it takes 5 to 10 % of a command, and finds next to nothing.
    """
    gc.disable()
    code = run(sys.argv[1:] if arguments is None else arguments)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run a command; the exit code."""
    _prepare_streams()
    asked: list[int] = []

    def terminate(number: int, _frame: FrameType | None) -> NoReturn:
        asked.append(number)
        raise Terminated

    try:
        Path.cwd()
    except FileNotFoundError:
        return _say("the current folder is gone: change into one that is there")
    try:
        signal.signal(signal.SIGTERM, terminate)
        code = _run(arguments)
        _flush()
    except KeyboardInterrupt:  # which libraries in other languages make of whatever a signal's handler raises
        code = TERMINATED if asked else INTERRUPTED
    except Terminated:
        code = TERMINATED
    except BrokenPipeError:
        code = PIPE_CLOSED
    except OSError as error:
        code = _say(f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}")
    _close_quietly()
    return code


def _run(arguments: Sequence[str]) -> int:
    try:
        from infrar_engine.cli.group import invoke

        return invoke(arguments)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if not missing or missing.startswith("infrar"):
            raise
        return _say(f"the command line needs the package {missing}, which is not installed: pip install 'infrar[cli]'")


def _say(message: str) -> int:
    with contextlib.suppress(OSError):
        print(f"error: {message}", file=sys.stderr)
    return USAGE


def _prepare_streams() -> None:
    """Closed streams swallow what is printed; characters that a stream's encoding lacks are printed as escapes."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 # open until the process ends
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def _close_quietly() -> None:
    """Give what couldn't be written nowhere to fail again when the interpreter ends."""
    try:
        _flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


if __name__ == "__main__":
    main()
