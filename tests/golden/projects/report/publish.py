from infrar import storage
from infrar.storage import list_objects, upload

BUCKET = "reports"


def publish(day: str) -> list[str]:
    upload(BUCKET, f"out/{day}.csv", f"daily/{day}.csv", content_type="text/csv")
    return [o.key for o in list_objects(BUCKET, prefix="daily/") if o.size]


def latest(day: str) -> bytes:
    try:
        return storage.read(BUCKET, f"daily/{day}.csv")
    except storage.NotFound:
        return b""
