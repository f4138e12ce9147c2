from google.api_core.exceptions import NotFound
from google.cloud import storage

gcs = storage.Client()

BUCKET = "reports"


def publish(day: str) -> list[str]:
    gcs.bucket(BUCKET).blob(f"daily/{day}.csv").upload_from_filename(f"out/{day}.csv", content_type="text/csv")
    return [o.name for o in gcs.list_blobs(BUCKET, prefix="daily/") if o.size]


def latest(day: str) -> bytes:
    try:
        return gcs.bucket(BUCKET).blob(f"daily/{day}.csv").download_as_bytes()
    except NotFound:
        return b""
