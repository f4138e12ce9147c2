"""What was sent before with the same dedup_id isn't delivered, in whatever group.

Prints:
    [('a', b'first'), ('a', b'third')]
    []
"""

from infrar import queue

QUEUE = "conformance-one"
run = queue.send("conformance-two", "a", group="unique")  # identifiers of its own for each run
for message in queue.receive("conformance-two", wait=5):
    queue.ack(message)

queue.send(QUEUE, "first", group="a", dedup_id=run)
queue.send(QUEUE, "second", group="a", dedup_id=run)
queue.send(QUEUE, b"third", group="a", dedup_id=f"{run}-3")
queue.send(QUEUE, b"fourth", group="b", dedup_id=run)
received: list[tuple[str | None, bytes]] = []
while len(received) < 2:
    for message in queue.receive(QUEUE, max_messages=10, wait=5):
        received.append((message.group, message.body))
        queue.ack(message)
print(received)
print(queue.receive(QUEUE, max_messages=10))
