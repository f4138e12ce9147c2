"""Operations that only do something return None, wherever they stand.

Prints:
    None
    [None, None, None]
    both None
    None

Leaves:
    one  a  1 bytes  application/octet-stream  {}  b'a'
"""

from infrar import storage

BUCKET = "conformance-one"

print(storage.write(BUCKET, "a", b"a"))
results = [storage.copy(BUCKET, "a", "b"), storage.move(BUCKET, "b", "c"), storage.delete(BUCKET, "c")]
print(results)
with open("local", "w") as file:
    file.write("local")
done = storage.upload(BUCKET, "local", "d") or storage.download(BUCKET, "d", "copy") or "both None"
print(done)
print((lambda: storage.delete(BUCKET, "d", missing_ok=False))())
