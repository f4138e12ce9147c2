"""A leased message is nobody else's; it can be given back, kept longer, or acknowledged, and then it is gone.

Prints:
    [] []
    a again True
    []
    late [b'a']
    gone []
    no error
"""

from infrar import queue
from infrar.queue import ack, extend, nack, receive

QUEUE = "conformance-one"
identifier = queue.send(QUEUE, "a")

[first] = receive(QUEUE, wait=5, lease=600)
print(receive(QUEUE), receive(QUEUE, max_messages=10, wait=0, lease=10))
nack(first)
[again] = receive(QUEUE, wait=5, lease=10)
print(again.body.decode(), "again", again.id == identifier == first.id)
extend(again, 600)
print(receive(QUEUE))
nack(again, delay=1)
late = receive(QUEUE, wait=10)
print("late", [message.body for message in late])
for message in late:
    ack(message)
print("gone", receive(QUEUE))
ack(late[0])
nack(late[0])
extend(late[0], lease=60)
print("no error")
