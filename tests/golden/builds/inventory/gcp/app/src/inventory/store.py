'''Items as JSON, one object each.'''

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from .cloud_support import AlreadyExists, NotFound, delete, read, write
from .settings import ITEMS


class UnknownItem(NotFound):
    '''There is no such item.'''


@dataclass
class Item:
    number: str
    name: str
    count: int = 0


def _key(number: str) -> str:
    return f'items/{number}.json'


def save(item: Item, *, new: bool = False) -> bool:
    try:
        write(ITEMS, _key(item.number), json.dumps(asdict(item)), content_type='application/json', if_not_exists=new)
    except AlreadyExists:
        return False
    return True


def find(number: str) -> Item:
    try:
        content = read(ITEMS, _key(number))
    except NotFound as error:
        raise UnknownItem(number) from error
    return Item(**json.loads(content))


def remove(number: str) -> None:
    delete(ITEMS, _key(number), missing_ok=False)
