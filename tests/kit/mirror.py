"""Where the real provider binaries are on this machine.

    python -m tests.kit.mirror [REGISTRY]     prints the mirror's folder, or exits with 1

A mirror is a folder that holds `registry.terraform.io/hashicorp/aws/VERSION/PLATFORM/…`. The first that is found
counts: `INFRAR_TERRAFORM_MIRROR`, `.tools/terraform-mirror` (where `make tools` puts one), what the CLI's own
configuration names, the places that the CLI itself looks in, anything right below /opt, and at last a search that is
bounded in depth and time.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

TOOLS = Path(__file__).parents[2] / ".tools"
DEPTH = 7
SECONDS = 10.0
NOT_SEARCHED = frozenset({"proc", "sys", "dev", "run", "node_modules", ".git", ".terraform", "site-packages"})


def find_mirror(registry: str = "registry.terraform.io") -> Path | None:
    """The first folder that mirrors hashicorp/aws from this registry."""
    wanted = Path(registry, "hashicorp", "aws")
    for folder in _usual_places():
        if (folder / wanted).is_dir():
            return folder
    return next((found for found in _search(Path("/"), registry) if (found / wanted).is_dir()), None)


def _usual_places() -> Iterator[Path]:
    if chosen := os.environ.get("INFRAR_TERRAFORM_MIRROR"):
        yield Path(chosen)
    yield TOOLS / "terraform-mirror"
    for config in (os.environ.get("TF_CLI_CONFIG_FILE"), Path.home() / ".terraformrc", Path.home() / ".tofurc"):
        if config and Path(config).is_file():
            text = Path(config).read_text(encoding="utf-8", errors="replace")
            yield from map(Path, re.findall(r'^\s*path\s*=\s*"([^"]+)"', text, re.MULTILINE))
    yield Path.home() / ".terraform.d/plugins"
    yield Path("/usr/share/terraform/plugins")
    yield Path("/usr/local/share/terraform/plugins")
    if Path("/opt").is_dir():
        yield from sorted(Path("/opt").iterdir())


def _search(top: Path, registry: str) -> Iterator[Path]:
    """Folders that hold one named like the registry, breadth first, on the same device."""
    deadline = time.monotonic() + SECONDS
    device = top.stat().st_dev
    level = [top]
    for _ in range(DEPTH):
        below: list[Path] = []
        for folder in level:
            if time.monotonic() > deadline:
                return
            for child in _folders(folder, device):
                if child.name == registry:
                    yield folder
                below.append(child)
        level = below


def _folders(folder: Path, device: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                inside = entry.is_dir(follow_symlinks=False) and entry.name not in NOT_SEARCHED
                if inside and entry.stat(follow_symlinks=False).st_dev == device:
                    yield Path(entry.path)
    except OSError:
        return  # a folder that may not be read holds nothing for us


if __name__ == "__main__":
    mirror = find_mirror(*sys.argv[1:2])
    sys.exit(1 if mirror is None else print(mirror))
