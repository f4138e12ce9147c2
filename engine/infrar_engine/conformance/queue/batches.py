"""A batch takes any number of bodies; receiving takes up to ten.

Prints:
    [] []
    True
    23 b'0' b'22'
    [] SendFailure(position=1, reason='full')
"""

from infrar import queue

QUEUE = "conformance-one"
print(queue.send_batch(QUEUE, []), queue.send_batch(QUEUE, ["0", b"1", bytearray(b"2"), *map(str, range(3, 23))]))

bodies: list[bytes] = []
sizes = set()
while len(bodies) < 23:
    messages = queue.receive(QUEUE, max_messages=10, wait=5)
    sizes.add(len(messages) <= 10)
    for message in messages:
        bodies.append(message.body)
        queue.ack(message)
print(all(sizes))
bodies.sort(key=int)
print(len(set(bodies)), bodies[0], bodies[-1])
print(queue.receive(QUEUE), queue.SendFailure(1, "full"))
