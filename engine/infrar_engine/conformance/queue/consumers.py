"""Each message goes to one of several consumers; they can acknowledge them in threads of their own.

Prints:
    16 True
    []
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from infrar import queue

QUEUE = "conformance-one"
queue.send_batch(QUEUE, [str(number) for number in range(16)])

leased: dict[str, list[queue.Message]] = {"ann": [], "ben": [], "cid": []}
for consumer in cycle(leased):
    leased[consumer] += queue.receive(QUEUE, max_messages=3, wait=2, lease=60)
    if sum(map(len, leased.values())) >= 16:
        break
received = [message for messages in leased.values() for message in messages]
print(len(received), {int(message.body) for message in received} == set(range(16)))
with ThreadPoolExecutor(4) as pool:
    list(pool.map(queue.ack, received))
print(queue.receive(QUEUE))
