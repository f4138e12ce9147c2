r"""Metadata comes back as it was given, and as an empty dict when there was none.

Prints:
    empty []
    large 2044
    many [('a', '1'), ('b_2', 'two words'), ('class', 'x'), ('z9', 'A-Z')]
    no-text [('text', '')]
    none []
    one [('author', 'me')]
    printable [('text', '!"#$%&\'()*+,-./0189:;<=>?@AZ[\\]^_`az{|}~')]
    uploaded [('kind', 'text'), ('source', 'file')]
    {} {} {'k': 'v'}
    {'day': 'monday'} {'day': 'tuesday'}

Leaves:
    one  any  0 bytes  application/octet-stream  {'k': 'v'}  b''
    one  empty  0 bytes  application/octet-stream  {}  b''
    one  kept  0 bytes  application/octet-stream  {'day': 'monday'}  b''
    one  large  0 bytes  application/octet-stream  sha256 8ebe9da78c459452  b''
    one  many  0 bytes  application/octet-stream  {'a': '1', 'b_2': 'two words', 'class': 'x', 'z9': 'A-Z'}  b''
    one  no-text  0 bytes  application/octet-stream  {'text': ''}  b''
    one  none  0 bytes  application/octet-stream  {}  b''
    one  one  0 bytes  application/octet-stream  {'author': 'me'}  b''
    one  printable  0 bytes  application/octet-stream  {'text': '!"#$%&\'()*+,-./0189:;<=>?@AZ[\\]^_`az{|}~'}  b''
    one  uploaded  4 bytes  application/octet-stream  {'kind': 'text', 'source': 'file'}  b'file'
"""

from pathlib import Path

from infrar import storage

BUCKET = "conformance-one"
PRINTABLE = "!\"#$%&'()*+,-./0189:;<=>?@AZ[\\]^_`az{|}~"

storage.write(BUCKET, "none", b"")
storage.write(BUCKET, "empty", b"", metadata={})
storage.write(BUCKET, "one", b"", metadata={"author": "me"})
storage.write(BUCKET, "many", b"", metadata={"a": "1", "b_2": "two words", "class": "x", "z9": "A-Z"})
storage.write(BUCKET, "printable", b"", metadata={"text": PRINTABLE})
storage.write(BUCKET, "large", b"", metadata={"text": "x" * 2044})
storage.write(BUCKET, "no-text", b"", metadata={"text": ""})
Path("file").write_text("file")
storage.upload(BUCKET, "file", "uploaded", metadata={"source": "file", "kind": "text"})

for item in storage.list_objects(BUCKET):
    found = storage.stat(BUCKET, item.key).metadata
    assert found is not None
    print(item.key, sorted(found.items()) if item.key != "large" else len(found["text"]))


def store(labels: dict[str, str] | None) -> dict[str, str] | None:
    storage.write(BUCKET, "any", b"", metadata=labels)
    return storage.stat(BUCKET, "any").metadata


print(store(None), store({}), store({"k": "v"}))
labels = {"day": "monday"}
storage.write(BUCKET, "kept", b"", metadata=labels)
labels["day"] = "tuesday"
print(storage.stat(BUCKET, "kept").metadata, labels)
