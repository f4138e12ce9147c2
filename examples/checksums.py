"""Checksums of files, worked off by any number of workers, on this machine or on others that see the same files.

python checksums.py add FILE...    queue files
python checksums.py work           print the checksum of each; ends when nothing has come for a while
"""

import sys
from hashlib import sha256
from pathlib import Path

from infrar import queue

QUEUE = "checksums"
PATIENCE = 2  # seconds without anything to do after which a worker ends


def add(paths: list[str]) -> int:
    """Queue files by their absolute paths, and return how many of them couldn't be."""
    failures = queue.send_batch(QUEUE, [str(Path(path).absolute()) for path in paths])
    for failure in failures:
        print(f"{paths[failure.position]}: {failure.reason}", file=sys.stderr)
    return len(failures)


def work() -> None:
    """Print checksums until there is nothing left to do.

    A file is acknowledged when its checksum is printed. One that can't be read is given back, to be tried again in a
    minute; the fifth time in vain it becomes a dead letter.
    """
    while messages := queue.receive(QUEUE, max_messages=10, wait=PATIENCE, lease=300):
        for message in messages:
            path = Path(message.body.decode())
            try:
                print(sha256(path.read_bytes()).hexdigest(), path, flush=True)
            except OSError as error:
                print(f"{path}: {error.strerror}", file=sys.stderr)
                queue.nack(message, delay=60)
            else:
                queue.ack(message)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["add", first, *others]:
            sys.exit(min(add([first, *others]), 1))
        case ["work"]:
            work()
        case _:
            sys.exit(__doc__)
