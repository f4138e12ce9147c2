"""Where the measurements are."""

from cloud_support import ObjectInfo, blobs, list_objects

MEASUREMENTS = "measurements"


def days(month: str) -> list[ObjectInfo]:
    return list_objects(MEASUREMENTS, prefix=f"{month}/")


def table(info: ObjectInfo) -> list[list[str]]:
    return [line.split(",") for line in blobs.get_blob_client(MEASUREMENTS, info.key).download_blob().readall().decode().splitlines()]
