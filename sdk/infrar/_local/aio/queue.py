"""The operations of queues for asyncio: those of `infrar._local.queue`, in worker threads.

In: the SDK's arguments, as they came. Out: awaitables of the SDK's results and errors. A `receive` that waits does so
in the event loop, and keeps no thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from infrar._limits.queue import check
from infrar._local import messages
from infrar._local import queue as operations
from infrar._local.aio.threads import in_thread
from infrar.queue import Body, Message, SendFailure


async def send(
    queue: str,
    body: Body,
    *,
    attributes: dict[str, str] | None = None,
    delay: int = 0,
    group: str | None = None,
    dedup_id: str | None = None,
) -> str:
    return await in_thread(
        operations.send, queue, body, attributes=attributes, delay=delay, group=group, dedup_id=dedup_id
    )


async def send_batch(queue: str, bodies: Sequence[Body]) -> list[SendFailure]:
    return await in_thread(operations.send_batch, queue, bodies)


async def receive(queue: str, *, max_messages: int = 1, wait: int = 0, lease: int = 30) -> list[Message]:
    check("receive", locals())
    received = await in_thread(messages.take, queue, max_messages, lease)
    for pause in operations.pauses(0 if received else wait):
        await asyncio.sleep(pause)
        if await in_thread(messages.due, queue):
            received = await in_thread(messages.take, queue, max_messages, lease)
            if received:
                break
    return received


async def ack(message: Message) -> None:
    await in_thread(operations.ack, message)


async def nack(message: Message, *, delay: int = 0) -> None:
    await in_thread(operations.nack, message, delay=delay)


async def extend(message: Message, lease: int) -> None:
    await in_thread(operations.extend, message, lease)
