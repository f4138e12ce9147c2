import os

import infrar
from infrar import storage
from worker import grind

INBOX = os.environ["INBOX_BUCKET"]
OUTBOX = "flour"

if infrar.provider == "local":
    print("grinding on the laptop")


def main() -> int:
    done = 0
    for entry in storage.list_objects(INBOX, limit=100):
        storage.write(OUTBOX, f"ground/{entry.key}", grind(storage.read(INBOX, entry.key)))
        storage.delete(INBOX, entry.key)
        done += 1
    return done


if __name__ == "__main__":
    print(main())
