"""Operations wherever an expression can stand.

Prints:
    [b'alpha', b'beta'] {'a': 5, 'b': 4} {False, True}
       'alpha' False len(read(BUCKET, 'b')) = 4
    b'alpha' False True
    b'lp' ['B', 'TA'] -5 b'beta'
    walrus b'alpha'
    b'alpha' [b'alpha', b'beta', b'made in a loop'] b'alpha' [5, 4] b'beta' b'made in a loop'
    matched True
    [5, 9] | b'alpha' | b'beta' | b'made in a loop'
    b'alpha'
    [9] 0 True

Leaves:
    one  b  4 bytes  application/octet-stream  {}  b'beta'
    one  c  14 bytes  application/octet-stream  {}  b'made in a loop'
"""

from infrar import storage
from infrar.storage import exists, read, stat, write

BUCKET = "conformance-one"
write(BUCKET, "a", b"alpha"); write(BUCKET, "b", b"beta")

print([read(BUCKET, key) for key in "ab"], {key: stat(BUCKET, key).size for key in "ab"}, {*(exists(BUCKET, k) for k in "ac")})
print(f"{read(BUCKET, 'a').decode()!r:>10} {exists(BUCKET, 'c')} {len(read(BUCKET, 'b')) = }")
print(read(BUCKET, "a") if exists(BUCKET, "a") else None, exists(BUCKET, "c") and read(BUCKET, "c"), not exists(BUCKET, "c"))
print(read(BUCKET, "a")[1:3], read(BUCKET, "b").upper().decode().split("E"), -stat(BUCKET, "a").size, (lambda k: read(BUCKET, k))("b"))
if (content := read(BUCKET, "a")) and len(content) > 3:
    print("walrus", content)
while not exists(BUCKET, "c"):
    write(BUCKET, "c", b"made in a loop")
assert read(BUCKET, "c") == b"made in a loop", read(BUCKET, "a")


def default(text: bytes = read(BUCKET, "a")) -> bytes:
    return text


def lines():
    yield read(BUCKET, "a")
    yield from (read(BUCKET, key) for key in ("b", "c"))
    return write(BUCKET, "d", b"when exhausted")


class Settings:
    text = read(BUCKET, "a")
    sizes = [stat(BUCKET, "a").size, stat(BUCKET, "b").size]
    if exists(BUCKET, "b"):
        more = read(BUCKET, "b")

    def load(self) -> bytes: return read(BUCKET, "c")


print(default(), list(lines()), Settings.text, Settings.sizes, Settings.more, Settings().load())
match read(BUCKET, "a"):
    case b"alpha":
        print("matched", exists(BUCKET, "d"))
found = sizes = [stat(BUCKET, key).size for key in ("a", "b")]
found[exists(BUCKET, "a")] += len(read(BUCKET, "a"))
first, second = read(BUCKET, "a"), read(BUCKET, "b")
print(sizes, first, second, *[read(BUCKET, "c")], sep=" | ", end="" if exists(BUCKET, "x") else "\n")
try:
    raise ValueError(read(BUCKET, "a"))
except ValueError as error:
    print(error)
if exists(BUCKET, "d"): write(BUCKET, "d", read(BUCKET, "d") + b"!")
for key in "ad": storage.delete(BUCKET, key)
del found[len(read(BUCKET, "b")) - 4]
print(found, 1 if exists(BUCKET, "a") else 0, read(BUCKET, "b") == b"beta" != read(BUCKET, "c"))
