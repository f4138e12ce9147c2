"""Features that are switched on or off by settings of the environment, without a new version of the program.

python flags.py          list the features and their settings
python flags.py NAME     tell by the exit code whether a feature is on: 0 for on, 1 for off

A feature is the parameter features/NAME: "on", "off", or for a part of all users a percentage such as "25%". Those that
infrar.yaml has are made with the infrastructure; of which one of them a program speaks, it need not say.
"""

import sys
from zlib import crc32

from infrar import params

LEVEL = "features/"


def features() -> dict[str, str]:
    """All features with their settings."""
    return {name.removeprefix(LEVEL): setting for name, setting in params.list(LEVEL).items()}


def is_on(setting: str, user: str) -> bool:
    """Whether a feature is on for a user; a part of all users is always the same part."""
    if setting.endswith("%"):
        return crc32(user.encode()) % 100 < int(setting[:-1])
    return setting == "on"


if __name__ == "__main__":
    known = features()
    match sys.argv[1:]:
        case []:
            print(f"for users like {params.get('flags/user', 'nobody')}")
            for name, setting in known.items():
                print(f"{name:20} {setting}")
        case [name] if name in known:
            sys.exit(0 if is_on(known[name], params.get("flags/user", "nobody")) else 1)
        case _:
            sys.exit(__doc__)
