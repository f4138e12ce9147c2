"""Publish the day's report, and read the latest one."""

from infrar import storage

BUCKET = "reports"


def publish(day: str) -> None:
    storage.upload(BUCKET, f"out/{day}.csv", f"daily/{day}.csv", content_type="text/csv")


def latest(day: str) -> bytes:
    try:
        return storage.read(BUCKET, f"daily/{day}.csv")
    except storage.NotFound:
        return b""
