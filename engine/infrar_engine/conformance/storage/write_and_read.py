r"""What is written is read, whatever kind of bytes it was.

Prints:
    bytes b'\x00\xff\r\n'
    Grüße, 東京 🙂
    b'array' b'view'
    b'abc'
    [b'text', b'bytes', b'array', b'view']

Leaves:
    one  bytearray  5 bytes  application/octet-stream  {}  b'array'
    one  bytes  4 bytes  application/octet-stream  {}  b'\x00\xff\r\n'
    one  every-other  3 bytes  application/octet-stream  {}  b'abc'
    one  memoryview  4 bytes  application/octet-stream  {}  b'view'
    one  text  20 bytes  application/octet-stream  {}  b'Gr\xc3\xbc\xc3\x9fe, \xe6\x9d\xb1\xe4\xba\xac \xf0\x9f\x99\x82'
    two  any  4 bytes  application/octet-stream  {}  b'view'
"""

from infrar.storage import read, write

write("conformance-one", "bytes", b"\x00\xff\r\n")
write("conformance-one", "text", "Grüße, 東京 🙂")
write("conformance-one", "bytearray", bytearray(b"array"))
write("conformance-one", "memoryview", memoryview(b"a view of it")[2:6])
write("conformance-one", "every-other", memoryview(b"a-b-c-")[::2])

content = read("conformance-one", "bytes")
print(type(content).__name__, content)
print(read("conformance-one", "text").decode())
print(read("conformance-one", "bytearray"), read("conformance-one", "memoryview"))
print(read("conformance-one", "every-other"))


def kept(data: str | bytes | bytearray | memoryview) -> bytes:
    write("conformance-two", "any", data)
    return read("conformance-two", "any")


print([kept(data) for data in ("text", b"bytes", bytearray(b"array"), memoryview(b"view"))])
