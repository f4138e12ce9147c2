"""Between two programs: what is under the keys that programs use, and then nothing. A cache doesn't list its keys."""

from infrar import cache

RESOURCES = ("conformance-one", "conformance-two")
KEYS = ("a", "b", "c", "m", "n", "page/1", "spaced key", "é日本😀", "k" * 512)


def settle() -> list[str]:
    lines = []
    for name in RESOURCES:
        for key in KEYS:
            value = cache.get(name, key)
            if value is not None:
                shown = key if key.isascii() and len(key) < 100 else f"{len(key)} characters"
                lines.append(f"{name[-3:]}  {shown}  {value[:40]!r}")
                cache.delete(name, key)
    return lines
