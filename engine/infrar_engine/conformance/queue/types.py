"""Types and errors are values: compared, matched, subclassed, raised and caught by the program itself.

Prints:
    a None {} True
    NotFound InfrarError
    Retry True
    1 full
    QueueError over
"""

from functools import partial

from infrar import errors, queue
from infrar.queue import Message, QueueError, SendFailure

BY_NAME = {"first": "conformance-one", "second": "conformance-two"}
enqueue = partial(queue.send, BY_NAME["first"])


class Retry(queue.Unavailable):
    """The program's own."""


def one(name: str = "conformance-one") -> Message:
    [message] = queue.receive(name, wait=5)
    return message


identifier = enqueue("a")
message = one()
match message:
    case Message(id=found, body=b"a", group=None):
        print(message.body.decode(), message.group, message.attributes, found == identifier)
queue.ack(message=message)

for error in (queue.NotFound("none"), Retry("again")):
    try:
        raise error
    except queue.NotFound as caught:
        print(type(caught).__name__, "InfrarError" if isinstance(caught, errors.InfrarError) else "")
    except QueueError as caught:
        print(type(caught).__name__, isinstance(caught, errors.Unavailable))

position, reason = SendFailure(1, reason="full")
print(position, reason)
try:
    raise QueueError("over")
except errors.InfrarError as caught:
    print(type(caught).__name__, caught)
