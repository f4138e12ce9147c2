"""Many events at once, in one event loop after another.

Prints:
    20 20
"""

import asyncio

from infrar.aio import topic


async def main() -> int:
    texts = [f"event {number}" for number in range(10)]
    published = [topic.publish("conformance-news", text, attributes={"kind": "new"}) for text in texts]
    published += [topic.publish("conformance-more", text.encode()) for text in texts]
    return len(set(await asyncio.gather(*published)))


print(asyncio.run(main()), asyncio.run(main()))
