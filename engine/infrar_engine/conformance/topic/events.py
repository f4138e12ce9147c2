"""Events of all kinds are published, each with an identifier of its own.

Prints:
    14 14
    True
"""

from infrar import topic

TOPIC = "conformance-news"
LARGE = {"a" * 256: "~" * 1024, "b": "x"}

identifiers = [
    topic.publish(TOPIC, "text"),
    topic.publish(TOPIC, "tëxt\n\t😀"),
    topic.publish(TOPIC, b"\x00\xff bytes"),
    topic.publish(TOPIC, bytearray(b"bytes")),
    topic.publish(TOPIC, memoryview(b"0bytes0")[1:-1]),
    topic.publish(TOPIC, " "),
    topic.publish(TOPIC, b"\x00" * 49152),
    topic.publish(TOPIC, "x" * 49152),
    topic.publish(TOPIC, "attributes", attributes={"kind": "new", "region": "eu 1", "n_2": "="}),
    topic.publish(TOPIC, b"attributes", attributes={f"key{number}": "value" for number in range(8)}),
    topic.publish(TOPIC, "large attributes", attributes=LARGE),
    topic.publish(TOPIC, "none", attributes={}),
    topic.publish(TOPIC, "none", attributes=None, ordering_key=None),
    topic.publish(topic="conformance-more", body="by name"),
]
print(len(identifiers), len(set(identifiers)))
print(all(isinstance(identifier, str) and identifier for identifier in identifiers))
