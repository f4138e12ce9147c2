r"""Keys of all kinds name different objects, and mean what they say in every operation.

Prints:
    'a b' b'0' True True {'n': '0'} 0 b'0' True
    ' leading and trailing ' b'1' True True {'n': '1'} 1 b'1' True
    'a+b' b'2' True True {'n': '2'} 2 b'2' True
    'a%20b' b'3' True True {'n': '3'} 3 b'3' True
    '100%' b'4' True True {'n': '4'} 4 b'4' True
    'a%2Fb' b'5' True True {'n': '5'} 5 b'5' True
    'a?b=c&d' b'6' True True {'n': '6'} 6 b'6' True
    'a#b' b'7' True True {'n': '7'} 7 b'7' True
    'a;b,c=d@e:f' b'8' True True {'n': '8'} 8 b'8' True
    'a\'b"c`d' b'9' True True {'n': '9'} 9 b'9' True
    'a*b|c<d>e^f' b'10' True True {'n': '10'} 10 b'10' True
    'a[b]{c}(d)~$!' b'11' True True {'n': '11'} 11 b'11' True
    'a//b' b'12' True True {'n': '12'} 12 b'12' True
    'a/b/' b'13' True True {'n': '13'} 13 b'13' True
    'a..b' b'14' True True {'n': '14'} 14 b'14' True
    '.hidden' b'15' True True {'n': '15'} 15 b'15' True
    '...' b'16' True True {'n': '16'} 16 b'16' True
    'a/.b/..c' b'17' True True {'n': '17'} 17 b'17' True
    'A' b'18' True True {'n': '18'} 18 b'18' True
    '\xe9' b'19' True True {'n': '19'} 19 b'19' True
    'e\u0301' b'20' True True {'n': '20'} 20 b'20' True
    '\u6771\u4eac/\U0001f642' b'21' True True {'n': '21'} 21 b'21' True
    200 bytes b'22' True True {'n': '22'} 22 b'22' True
    209 bytes b'23' True True {'n': '23'} 23 b'23' True
    1024 bytes b'24' True True {'n': '24'} 24 b'24' True
    True True
    []
"""

from pathlib import Path

from infrar import storage

BUCKET, OTHER = "conformance-one", "conformance-two"
KEYS = [
    "a b",
    " leading and trailing ",
    "a+b",
    "a%20b",
    "100%",
    "a%2Fb",
    "a?b=c&d",
    "a#b",
    "a;b,c=d@e:f",
    "a'b\"c`d",
    "a*b|c<d>e^f",
    "a[b]{c}(d)~$!",
    "a//b",
    "a/b/",
    "a..b",
    ".hidden",
    "...",
    "a/.b/..c",
    "A",
    "é",
    "e\u0301",
    "東京/🙂",
    "x" * 200,
    "/".join(["folder"] * 30),
    "ß" * 100 + "/" + "y" * 823,
]


def name(key: str) -> str:
    return ascii(key) if len(key) <= 40 else f"{len(key.encode())} bytes"


for number, key in enumerate(KEYS):
    storage.write(BUCKET, key, f"{number}", metadata={"n": str(number)})
for number, key in enumerate(KEYS):
    info = storage.stat(BUCKET, key)
    storage.copy(BUCKET, key, key, destination_bucket=OTHER)
    storage.download(OTHER, key, "local")
    storage.upload(OTHER, "local", key)
    found = [item.key for item in storage.list_objects(OTHER, key)]
    print(name(key), storage.read(BUCKET, key), storage.exists(BUCKET, key), info.key == key, info.metadata, end=" ")
    print(Path("local").read_text(), storage.read(OTHER, key), found == [key])
    storage.move(OTHER, key, "moved")
    storage.delete(OTHER, "moved", missing_ok=False)

print(len(storage.list_objects(BUCKET)) == len(KEYS), {item.key for item in storage.list_objects(BUCKET)} == set(KEYS))
for key in KEYS:
    storage.delete(BUCKET, key, missing_ok=False)
print(storage.list_objects(BUCKET))
