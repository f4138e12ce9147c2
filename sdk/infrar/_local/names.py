"""Object keys as file names, on any file system.

In: a key, or the beginning of one. Out: a file name, and back. Lower-case letters, digits and `-_.` stand for
themselves, every other byte of the key's UTF-8 is `%` and two hexadecimal digits: so names differ in more than case or
Unicode normalisation wherever keys differ, and none leaves its folder. The `@` at both ends keeps clear of names that
mean something (`.gitignore`, `con.txt`) or lose something (a final dot). A key too long for this keeps its head,
followed by a digest of the whole; the file has the whole key inside.
"""

from __future__ import annotations

from hashlib import sha256

_ESCAPED = [chr(byte) if byte in b"abcdefghijklmnopqrstuvwxyz0123456789-_." else f"%{byte:02x}" for byte in range(256)]
_LONGEST = 120  # of an escaped key that is kept whole; leaves room for folders where a path has 260 characters
_HEAD = 50


def file_name(key: str) -> str:
    """The name of the file that has this key's object."""
    escaped = escape(key)
    if len(escaped) > _LONGEST:
        escaped = f"{escaped[:_HEAD]}~{sha256(key.encode()).hexdigest()}"
    return f"@{escaped}@"


def escape(key: str) -> str:
    """Escaping is byte by byte: what a key begins with, its escaped form begins with, too."""
    return "".join([_ESCAPED[byte] for byte in key.encode()])


def may_begin_with(name: str, escaped_prefix: str) -> bool:
    """Whether the file of this name can have a key with this prefix; for a shortened name only its head can tell."""
    if not (name.startswith("@") and name.endswith("@") and len(name) > 2):
        return False  # no object's file
    head, shortened, _ = name[1:-1].partition("~")
    return head.startswith(escaped_prefix[: len(head)] if shortened else escaped_prefix)


def key_of(name: str) -> bytes | None:
    """The key's UTF-8, or None for a shortened name, where only the file knows it."""
    escaped = name[1:-1]
    if "~" in escaped:
        return None
    first, *others = escaped.split("%")
    return b"".join([first.encode(), *[bytes.fromhex(part[:2]) + part[2:].encode() for part in others]])
