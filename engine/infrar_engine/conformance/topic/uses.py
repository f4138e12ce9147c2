"""Operations as imported names, in expressions, as values, with the topic's name from anywhere, and from several threads.

Prints:
    True
    3
    20
    [True, True]
    more
    body
    kind
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from infrar import topic
from infrar.topic import publish as tell

ONE, TWO = "conformance-news", "conformance-more"
tell(ONE, "a statement")
tell(ONE, b"a statement")
print(tell(ONE, "first") != tell(TWO, "second"))
say = partial(topic.publish, ONE)
print(len({say(text) for text in ("a", "b", "c")}))
with ThreadPoolExecutor(4) as pool:
    print(len(set(pool.map(say, map(str, range(20))))))
print([bool(operation(ONE, "x")) for operation in (tell, topic.publish)])


def evaluated(value: str) -> str:
    print(value[-4:])
    return value


tell(evaluated(TWO), evaluated("body"), attributes={"kind": evaluated("kind")})
