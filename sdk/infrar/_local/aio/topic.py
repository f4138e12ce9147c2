"""The operation of topics for asyncio: that of `infrar._local.topic`, in a worker thread."""

from __future__ import annotations

from infrar._local import topic as _topic
from infrar._local.aio.threads import in_thread
from infrar.topic import Body


async def publish(
    topic: str, body: Body, *, attributes: dict[str, str] | None = None, ordering_key: str | None = None
) -> str:
    return await in_thread(_topic.publish, topic, body, attributes=attributes, ordering_key=ordering_key)
