"""Between two programs: what the first two buckets hold, and then nothing."""

from hashlib import sha256

from infrar import storage
from infrar.storage import ObjectInfo

RESOURCES = ("conformance-one", "conformance-two", "conformance-many")


def settle() -> list[str]:
    lines = []
    for item in storage.list_objects("conformance-one"):
        try:
            content, info = storage.read("conformance-one", item.key), storage.stat("conformance-one", item.key)
            lines.append(f"one  {shown(item.key, content, info)}")
        except Exception as error:
            lines.append(f"one  {item.key} can't be read: {error}")
        storage.delete("conformance-one", item.key)
    for item in storage.list_objects("conformance-two"):
        try:
            content, info = storage.read("conformance-two", item.key), storage.stat("conformance-two", item.key)
            lines.append(f"two  {shown(item.key, content, info)}")
        except Exception as error:
            lines.append(f"two  {item.key} can't be read: {error}")
        storage.delete("conformance-two", item.key)
    return lines


def shown(key: str, content: bytes, info: ObjectInfo) -> str:
    name = ascii(key) if " " in key or not key.isascii() else key
    metadata = dict(sorted((info.metadata or {}).items()))
    return f"{name}  {info.size} bytes  {info.content_type}  {short(metadata)}  {short(content)}"


def short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 90 else f"sha256 {sha256(text.encode()).hexdigest()[:16]}"
