"""Runs a program, or a folder's tests, where the SDK and the engine can't be imported.

    python without_sdk.py program.py ARGUMENT …
    python without_sdk.py -m pytest ARGUMENT …

Standard library only; the finder that hides them is the one of the conformance suite.
"""

import runpy
import sys
from pathlib import Path

PLAYER = Path(__file__).parents[2] / "engine" / "infrar_engine" / "conformance" / "player.py"


def main(arguments: list[str]) -> None:
    sys.path[0] = str(Path.cwd())
    sys.dont_write_bytecode = True
    sys.meta_path.insert(0, runpy.run_path(str(PLAYER))["WithoutSdk"]())
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
