import os
from contextlib import suppress

from azure.core.exceptions import ResourceNotFoundError

from cloud_support import blobs, list_objects, write
from worker import grind

INBOX = os.environ["INBOX_BUCKET"]
OUTBOX = "flour"


def main() -> int:
    done = 0
    for entry in list_objects(INBOX, limit=100):
        write(OUTBOX, f"ground/{entry.key}", grind(blobs.get_blob_client(INBOX, entry.key).download_blob().readall()))
        blob = blobs.get_blob_client(INBOX, entry.key)
        with suppress(ResourceNotFoundError):
            blob.delete_blob()
        done += 1
    return done


if __name__ == "__main__":
    print(main())
