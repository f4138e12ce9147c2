import os
from contextlib import suppress

from google.api_core.exceptions import NotFound

from cloud_support import BUCKETS, gcs, list_objects, write
from worker import grind

INBOX = os.environ["INBOX_BUCKET"]
OUTBOX = "flour"


def main() -> int:
    done = 0
    for entry in list_objects(INBOX, limit=100):
        write(BUCKETS[OUTBOX], f"ground/{entry.key}", grind(gcs.bucket(INBOX).blob(entry.key).download_as_bytes()))
        blob = gcs.bucket(INBOX).blob(entry.key)
        with suppress(NotFound):
            blob.delete()
        done += 1
    return done


if __name__ == "__main__":
    print(main())
