"""Between two programs: what the tables hold, and then nothing."""

from hashlib import sha256

from infrar import kv

RESOURCES = ("conformance-one", "conformance-two")


def settle() -> list[str]:
    lines = []
    for document in kv.query("conformance-one"):
        lines.append(f"one  {ascii(document.key)}  {short(document.value)}")
        kv.delete("conformance-one", document.key)
    for document in kv.query("conformance-two"):
        lines.append(f"two  {ascii(document.key)}  {short(document.value)}")
        kv.delete("conformance-two", document.key)
    return lines


def short(value: dict[str, object]) -> str:
    text = ascii(dict(sorted(value.items())))
    return text if len(text) <= 90 else f"sha256 {sha256(text.encode()).hexdigest()[:16]}"
