"""Where the measurements are."""

from cloud_support import ObjectInfo, gcs, list_objects

MEASUREMENTS = "measurements"


def days(month: str) -> list[ObjectInfo]:
    return list_objects(MEASUREMENTS, prefix=f"{month}/")


def table(info: ObjectInfo) -> list[list[str]]:
    return [line.split(",") for line in gcs.bucket(MEASUREMENTS).blob(info.key).download_as_bytes().decode().splitlines()]
