"""A delayed message can be received when its delay is over, and not before.

Prints:
    []
    [b'later']
    [b'now']
"""

from infrar import queue

QUEUE = "conformance-one"


def bodies(wait: int) -> list[bytes]:
    messages = queue.receive(QUEUE, max_messages=10, wait=wait)
    for message in messages:
        queue.ack(message)
    return [message.body for message in messages]


queue.send(QUEUE, "later", delay=2, attributes={"k": "v"})
print(bodies(0))
print(bodies(10))
queue.send(QUEUE, b"now", delay=0)
print(bodies(10))
