"""A content type is kept as it is given; without one it is application/octet-stream, and nothing is guessed.

Prints:
    none.html application/octet-stream
    given-none.html application/octet-stream
    given.html text/html
    parameters.html text/html; charset=utf-8; x="a, b"
    unheard-of application/x-Unheard.Of+json
    uploaded-none.html application/octet-stream
    uploaded.html text/html
    maybe application/octet-stream application/octet-stream
    surely image/png image/png

Leaves:
    one  given-none.html  3 bytes  application/octet-stream  {}  b'<p>'
    one  given.html  3 bytes  text/html  {}  b'<p>'
    one  maybe  1 bytes  application/octet-stream  {}  b'1'
    one  maybe-uploaded  3 bytes  application/octet-stream  {}  b'<p>'
    one  none.html  3 bytes  application/octet-stream  {}  b'<p>'
    one  parameters.html  3 bytes  text/html; charset=utf-8; x="a, b"  {}  b'<p>'
    one  surely  1 bytes  image/png  {}  b'1'
    one  surely-uploaded  3 bytes  image/png  {}  b'<p>'
    one  unheard-of  0 bytes  application/x-Unheard.Of+json  {}  b''
    one  uploaded-none.html  3 bytes  application/octet-stream  {}  b'<p>'
    one  uploaded.html  3 bytes  text/html  {}  b'<p>'
"""

from pathlib import Path

from infrar import storage

BUCKET = "conformance-one"


def kind(key: str) -> str | None:
    return storage.stat(BUCKET, key).content_type


Path("page.html").write_text("<p>")

storage.write(BUCKET, "none.html", "<p>")
storage.write(BUCKET, "given-none.html", "<p>", content_type=None)
storage.write(BUCKET, "given.html", "<p>", content_type="text/html")
storage.write(BUCKET, "parameters.html", "<p>", content_type='text/html; charset=utf-8; x="a, b"')
storage.write(BUCKET, "unheard-of", b"", content_type="application/x-Unheard.Of+json")
storage.upload(BUCKET, "page.html", "uploaded-none.html")
storage.upload(BUCKET, "page.html", "uploaded.html", content_type="text/html")
for key in ("none.html", "given-none.html", "given.html", "parameters.html", "unheard-of"):
    print(key, kind(key))
for key in ("uploaded-none.html", "uploaded.html"):
    print(key, kind(key))


def store(key: str, content_type: str | None) -> None:
    storage.write(BUCKET, key, b"1", content_type=content_type)
    storage.upload(BUCKET, "page.html", f"{key}-uploaded", content_type=content_type)
    print(key, kind(key), kind(f"{key}-uploaded"))


store("maybe", None)
store("surely", "image/png")
