"""A shop that uses a little of everything: orders, the work on them, and a report."""

import json

from infrar import cache, email, errors, kv, params, queue, secrets, sql, storage, topic


def place(order: str) -> str:
    try:
        kv.create("orders", order, {"state": "new", "lines": 3})
    except kv.AlreadyExists:
        return "known"
    queue.send("work", json.dumps({"order": order}), attributes={"kind": "order"})
    topic.publish("events", f"placed {order}")
    storage.write("invoices", f"{order}.txt", b"...", content_type="text/plain")
    cache.set("recent", order, "1", ttl=60)
    return "placed"


def work() -> int:
    done = 0
    for message in queue.receive("work", max_messages=5, lease=60):
        order = json.loads(message.body)["order"]
        document = kv.get("orders", order)
        if document is None:
            queue.nack(message)
            continue
        try:
            kv.put("orders", order, {**document.value, "state": "done"}, if_revision=document.revision)
        except kv.FailedPrecondition:
            queue.nack(message, delay=5)
            continue
        except errors.NotFound as error:
            print(error)
        queue.ack(message)
        done += 1
    kv.increment("counters", "done", "count", done)
    cache.incr("recent", "done", done)
    return done


def report() -> None:
    token = secrets.get("mail-token")
    level = params.get("log-level", "info")
    print(token, level, params.list("log"))
    with sql.connect("shop") as connection:
        connection.execute("select 1")
    try:
        email.send("alerts", "ops@example.com", "report", text=f"{len(storage.list_objects('invoices'))} invoices")
    except (email.EmailError, storage.StorageError, secrets.NotFound) as error:
        print(error)
    except errors.InfrarError:
        raise
