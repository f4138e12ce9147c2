import os

from cloud_support import list_objects, s3, write
from worker import grind

INBOX = os.environ["INBOX_BUCKET"]
OUTBOX = "flour"


def main() -> int:
    done = 0
    for entry in list_objects(INBOX, limit=100):
        write(OUTBOX, f"ground/{entry.key}", grind(s3.get_object(Bucket=INBOX, Key=entry.key)["Body"].read()))
        s3.delete_object(Bucket=INBOX, Key=entry.key)
        done += 1
    return done


if __name__ == "__main__":
    print(main())
