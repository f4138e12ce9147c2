"""The local runtime: every capability on files below one folder, for several processes at once, with nothing to start.

One module a capability has its operations, with the SDK's signatures; what they are made of stands beside it:

    home          where the folder is, and making it
    names         key ↔ file name
    objects       an object is one immutable file; opening and removing it
    drafts        writing one, and putting it in place
    listing       a bucket's objects in order, folded at a delimiter
    local_files   the user's files that downloads write
    presigned     the HTTP server that answers presigned requests
    failures      the operating system's errors as portable ones
    cancellation  stopping an operation between two pieces of its work
    database      SQLite files for records: transactions, snapshots, taking turns
    clock         the time by which leases and lifetimes run
    messages      the records of queues
    documents     the records of kv
    postgres      a PostgreSQL server that runs while programs use it; postgres_keeper is the process that stops it
    storage, …    the operations, one module a capability
    aio           the operations for asyncio, in worker threads

The folder is `INFRAR_HOME`, else `.infrar` in the working directory. Its content may be deleted at any time, and is no
format to build on.
"""
