"""Messages of one group come in order, one receiver at a time; groups don't wait for each other.

Prints:
    a b'1'
    b b'other'
    []
    a b'2'
    a b'3'
    a b'3' again
    None b'single' {'k': 'v'}
    []
"""

from infrar import queue

QUEUE = "conformance-one"
for body in ("1", "2", "3"):
    queue.send(QUEUE, body, group="a")


def one() -> queue.Message:
    [message] = queue.receive(QUEUE, wait=5)
    return message


first = one()
print(first.group, first.body)
queue.send(QUEUE, b"other", group="b")
other = one()
print(other.group, other.body)
print(queue.receive(QUEUE))
queue.ack(other)
queue.ack(first)
second = one()
print(second.group, second.body)
queue.ack(second)
third = one()
print(third.group, third.body)
queue.nack(third)
again = one()
print(again.group, again.body, "again" if again.id == third.id else "another")
queue.ack(again)
queue.send(QUEUE, b"single", attributes={"k": "v"})
single = one()
print(single.group, single.body, single.attributes)
queue.ack(single)
print(queue.receive(QUEUE))
