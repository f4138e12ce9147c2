"""Where the measurements are."""

from cloud_support import ObjectInfo, list_objects, s3

MEASUREMENTS = "measurements"


def days(month: str) -> list[ObjectInfo]:
    return list_objects(MEASUREMENTS, prefix=f"{month}/")


def table(info: ObjectInfo) -> list[list[str]]:
    return [line.split(",") for line in s3.get_object(Bucket=MEASUREMENTS, Key=info.key)["Body"].read().decode().splitlines()]
