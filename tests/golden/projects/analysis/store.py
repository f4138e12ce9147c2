"""Where the measurements are."""

from infrar.storage import ObjectInfo, list_objects, read

MEASUREMENTS = "measurements"


def days(month: str) -> list[ObjectInfo]:
    return list_objects(MEASUREMENTS, prefix=f"{month}/")


def table(info: ObjectInfo) -> list[list[str]]:
    return [line.split(",") for line in read(MEASUREMENTS, info.key).decode().splitlines()]
