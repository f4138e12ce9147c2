"""Between two programs: what can be received from the queues, and then nothing."""

from infrar import queue

RESOURCES = ("conformance-one", "conformance-two")


def settle() -> list[str]:
    return [*drained("one", "conformance-one"), *drained("two", "conformance-two")]


def drained(label: str, name: str) -> list[str]:
    lines = []
    while messages := queue.receive(name, max_messages=10):
        for message in messages:
            lines.append(f"{label}  {message.body!r}  {dict(sorted(message.attributes.items()))}  {message.group}")
            queue.ack(message)
    return sorted(lines)
