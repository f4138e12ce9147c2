"""Operations as imported names, in expressions, as values, with the queue's name from anywhere.

Prints:
    True True
    ['one 0', 'one 1', 'two 0', 'two 1']
    2
"""

from infrar.queue import *
from infrar.queue import send as put


def drain(name: str) -> list[str]:
    found = receive(name, max_messages=10, wait=2)
    return [text for text, _ in [(message.body.decode(), ack(message)) for message in found]]


ONE, TWO = "conformance-one", "conformance-two"
identifiers = [put(name, f"{name[-3:]} {number}") for name in (ONE, TWO) for number in range(2)]
print(len(set(identifiers)) == 4, all(isinstance(identifier, str) for identifier in identifiers))
texts: list[str] = []
while len(texts) < 4:
    texts += [text for name in (ONE, TWO) for text in drain(name)]
print(sorted(texts))
print(sum(bool(send("conformance-one", body)) for body in ("a", b"b")))
left = 2
while left:
    for message in receive(ONE, max_messages=2, wait=5):
        ack(message)
        left -= 1
