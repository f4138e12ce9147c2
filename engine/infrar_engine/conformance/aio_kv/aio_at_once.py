"""Many operations at once, in one event loop after another, and cancelled ones.

Prints:
    True
    1
    20 ['n/7'] {'n': 0}
    cancelled 2
    ['count']

Leaves:
    one  'count'  {'n': 24}
"""

import asyncio

from infrar.aio import kv

TABLE = "conformance-one"


async def create(number: int) -> int:
    try:
        await kv.create(TABLE, "one", {"by": number})
    except kv.AlreadyExists:
        return 0
    return 1


async def counts() -> None:
    print(sorted(await asyncio.gather(*(kv.increment(TABLE, "count", "n") for _ in range(24)))) == list(range(1, 25)))
    print(sum(await asyncio.gather(*map(create, range(8)))))
    await asyncio.gather(*(kv.put(TABLE, f"n/{number}", {"n": number}) for number in range(20)))
    keys, documents, first = await asyncio.gather(
        kv.list_keys(TABLE, "n/"), kv.query(TABLE, "n/", where={"n": 7}), kv.get(TABLE, "n/0")
    )
    print(len(keys), [document.key for document in documents], first and first.value)


async def cancelled() -> None:
    task = asyncio.create_task(kv.query(TABLE))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", len(await kv.get_many(TABLE, ["n/1", "n/2", "missing"])))


async def cleared() -> None:
    await kv.transact(TABLE, [kv.Check("none", None), *(kv.Delete(f"n/{number}") for number in range(20))])
    await kv.delete(TABLE, "one")
    print(await kv.list_keys(TABLE))


for main in (counts, cancelled, cleared):
    asyncio.run(main())
