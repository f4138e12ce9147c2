"""What a command made → the disk. The only package that writes.

In: artifacts (a path, bytes, mode bits) and the record of the build. Out: an output folder that holds the new build,
whole; or an `OutputError`, and everything as it was.

`infrar-build.json` marks a folder as ours and lists what was written, with hashes. That list makes refusing exact: a
file that isn't on it, or that is no longer what it says, is somebody's work, and is named instead of written over.

A folder that isn't there yet is written beside its place and renamed into it. In a folder that is there, only files
that differ are replaced, so that folders keep their identity: a shell in `infra/`, a mount, a watcher and Terraform's
own files never notice a build. Such a replacement is many renames, which no portable call makes one. A journal makes
them one for whoever comes next: it is written before the first and removed after the last, and the next command that
finds one puts the old build back first.
"""

from infrar_engine.artifacts.build import Written, check_output, check_source, write_build, write_new
from infrar_engine.artifacts.errors import OutputError
from infrar_engine.artifacts.folder import RECORD_NAME, Standing
from infrar_engine.artifacts.single import write_file

__all__ = [
    "RECORD_NAME",
    "OutputError",
    "Standing",
    "Written",
    "check_output",
    "check_source",
    "write_build",
    "write_file",
    "write_new",
]
