"""The local runtime for asyncio: the synchronous operations, beside the event loop.

    threads  running a function in a worker thread, and stopping it when its task is cancelled
    storage  the operations

Nothing of it is kept between calls, so that any number of event loops may come and go.
"""
