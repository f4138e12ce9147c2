"""Events with ordering keys beside events without.

Prints:
    15
"""

from infrar.topic import publish

identifiers = []
for number in range(3):
    for key in ("a", "!~", "k" * 128):
        identifiers.append(publish("conformance-news", f"{key} {number}", ordering_key=key))
    identifiers.append(publish("conformance-news", b"in no order"))
    identifiers.append(publish("conformance-news", b"in no order", ordering_key=None))
print(len(set(identifiers)))
publish("conformance-more", "a statement", ordering_key="a")
publish("conformance-more", b"a statement", attributes={"kind": "new"}, ordering_key="a")
