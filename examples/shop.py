"""A shop that never sells what it hasn't got, however many buy at once.

python shop.py stock ITEM COUNT     put so many more on the shelf
python shop.py buy ITEM BUYER       take one from the shelf and note the order, both or neither
python shop.py open                 list the orders that wait to be shipped
python shop.py ship ORDER           ship one, once
"""

import sys

from infrar import kv

TABLE = "shop"


def stock(item: str, count: int) -> int:
    return kv.increment(TABLE, f"items/{item}", "left", count)


def buy(item: str, buyer: str) -> str | None:
    """The new order's name, or None when nothing is left."""
    while (shelf := kv.get(TABLE, f"items/{item}")) is not None and shelf.value["left"] > 0:
        order = f"orders/{kv.increment(TABLE, 'counters/orders', 'last'):06}"
        try:
            kv.transact(
                TABLE,
                [
                    kv.Put(shelf.key, {**shelf.value, "left": shelf.value["left"] - 1}, if_revision=shelf.revision),
                    kv.Put(order, {"item": item, "buyer": buyer, "shipped": False}),
                ],
            )
        except kv.FailedPrecondition:
            continue  # somebody else took one meanwhile: look again
        return order
    return None


def waiting() -> list[kv.Document]:
    return kv.query(TABLE, "orders/", where={"shipped": False})


def ship(order: str) -> bool:
    """Whether it was this call that shipped it."""
    found = kv.get(TABLE, order)
    if found is None or found.value["shipped"]:
        return False
    try:
        kv.put(TABLE, order, {**found.value, "shipped": True}, if_revision=found.revision)
    except kv.FailedPrecondition:
        return False
    return True


def main(arguments: list[str]) -> int:
    match arguments:
        case ["stock", item, count]:
            print(f"{stock(item, int(count))} left")
        case ["buy", item, buyer]:
            order = buy(item, buyer)
            print(order or "sold out")
            return 0 if order else 1
        case ["open"]:
            for order in waiting():
                print(f"{order.key}  {order.value['item']} for {order.value['buyer']}")
        case ["ship", order]:
            print("shipped" if ship(order) else "not shipped")
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
