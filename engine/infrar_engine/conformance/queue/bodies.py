"""Text and bytes of every kind arrive as bytes, with their attributes and the id that sending gave.

Prints:
    b' \\ttext\\r\\n\\xc3\\xa9 \\xf0\\x9f\\x98\\x80' {}
    b'48 KiB with attributes' {'a_1': '~', 'k': 'v'}
    b'49152 bytes' {}
    b'\\x00\\xff' {'kind': 'bytes'}
    b'bytearray' {}
    b'eight' {'a': ' ', 'b': '"', 'c': '<&>', 'd': '%', 'e': '/', 'f': ':', 'g': '1', 'h': 'h'}
    b'memoryview' {}
    True

Leaves:
    one  b'left'  {'k': 'v'}  None
    two  b'here'  {}  None
"""

from infrar import queue

QUEUE = "conformance-one"
EIGHT = {"a": " ", "b": '"', "c": "<&>", "d": "%", "e": "/", "f": ":", "g": "1", "h": "h"}

sent = [
    queue.send(QUEUE, " \ttext\r\né 😀"),
    queue.send(QUEUE, b"\x00\xff", attributes={"kind": "bytes"}),
    queue.send(QUEUE, bytearray(b"bytearray"), attributes={}),
    queue.send(QUEUE, memoryview(b"memoryview"), attributes=None),
    queue.send(QUEUE, "eight", attributes=EIGHT),
    queue.send(QUEUE, b"\x80" * 49152),
    queue.send(QUEUE, b"\x81" * (49152 - 2 * 16 - 6), attributes={"a_1": "~", "k": "v"}),
]
queue.send("conformance-two", "here")

received: dict[str, queue.Message] = {}
while len(received) < len(sent):
    for message in queue.receive(QUEUE, max_messages=10, wait=5):
        received[message.id] = message
        queue.ack(message)


def shown(message: queue.Message) -> str:
    size = len(message.body)
    body = b"49152 bytes" if size == 49152 else b"48 KiB with attributes" if size > 49000 else message.body
    return f"{body!r} {dict(sorted(message.attributes.items()))}"


print(*sorted(map(shown, received.values())), sep="\n")
print(sorted(received) == sorted(sent))
queue.send(QUEUE, "left", attributes={"k": "v"})
