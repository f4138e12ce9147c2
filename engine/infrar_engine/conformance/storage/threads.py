"""Many threads at once, each on an object of its own.

Prints:
    [b'content 0', b'content 1', b'content 2', b'content 3', b'content 4', b'content 5', b'content 6', b'content 7']
    ['00-copy', '01-copy', '02-copy', '03-copy', '04-copy', '05-copy', '06-copy', '07-copy']

Leaves:
    one  00-copy  9 bytes  application/octet-stream  {'n': '0'}  b'content 0'
    one  01-copy  9 bytes  application/octet-stream  {'n': '1'}  b'content 1'
    one  02-copy  9 bytes  application/octet-stream  {'n': '2'}  b'content 2'
    one  03-copy  9 bytes  application/octet-stream  {'n': '3'}  b'content 3'
    one  04-copy  9 bytes  application/octet-stream  {'n': '4'}  b'content 4'
    one  05-copy  9 bytes  application/octet-stream  {'n': '5'}  b'content 5'
    one  06-copy  9 bytes  application/octet-stream  {'n': '6'}  b'content 6'
    one  07-copy  9 bytes  application/octet-stream  {'n': '7'}  b'content 7'
"""

from concurrent.futures import ThreadPoolExecutor

from infrar import storage

BUCKET = "conformance-one"


def work(number: int) -> bytes:
    key = f"{number:02}"
    storage.write(BUCKET, key, f"content {number}", metadata={"n": str(number)})
    storage.copy(BUCKET, key, f"{key}-copy")
    storage.delete(BUCKET, key)
    return storage.read(BUCKET, f"{key}-copy")


with ThreadPoolExecutor(4) as pool:
    print(list(pool.map(work, range(8))))
print([item.key for item in storage.list_objects(BUCKET)])
