"""moto's server, where its DynamoDB differs from Amazon's in what programs rely on. Run as `python moto_server.py -p PORT`.

* Requests are handled one after another: moto answers in threads, and two conditional writes at once both succeed.
* Values of two types aren't equal (to moto `1` is `True`), and none lies between values of another type (moto fails).

And where it repeats itself at each request: it lists its own folder twice, and works out each time that it shows.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from __future__ import annotations

import sys
from functools import lru_cache
from threading import Lock
from typing import Any


def main() -> None:
    sys.path.pop(0)  # this folder's modules are no one else's
    from moto import backends
    from moto.core import serialize
    from moto.dynamodb.comparisons import FuncBetween, OpEqual
    from moto.dynamodb.responses import DynamoHandler
    from moto.server import main as serve

    lock, call, between = Lock(), DynamoHandler.call_action, FuncBetween.expr

    def one_after_another(handler: Any) -> Any:
        with lock:
            return call(handler)

    def is_equal(operation: Any, item: Any) -> bool:
        left, right = operation.lhs.expr(item), operation.rhs.expr(item)
        return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)

    def is_between(operation: Any, item: Any) -> bool:
        types = {each.get_type(item) for each in (operation.attr, operation.start, operation.end)}
        return len(types) == 1 and bool(between(operation, item))

    DynamoHandler.call_action = one_after_another
    OpEqual.expr = is_equal
    FuncBetween.expr = is_between
    services = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: services
    serialize.parse_to_aware_datetime = lru_cache(serialize.parse_to_aware_datetime)
    serve()


if __name__ == "__main__":
    main()
