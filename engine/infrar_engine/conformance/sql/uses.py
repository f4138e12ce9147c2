"""Operations as values, in expressions and from threads, each of which has connections of its own.

Prints:
    [('one',), ('two',)]
    True
    [0, 1, 2, 3]
    postgresql

Leaves:
    one  labels  ('one',)
    one  threads  (0,)
    one  threads  (1,)
    one  threads  (2,)
    one  threads  (3,)
    two  labels  ('two',)
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import infrar.sql as database
from infrar.sql import connect as open_database, url

NAMES = {"one": "conformance-one", "two": "conformance-two"}
for label, name in NAMES.items():
    with open_database(name) as connection:
        connection.execute("CREATE TABLE labels (label text)")
        connection.execute("INSERT INTO labels VALUES (%s)", (label,))
print([row for name in NAMES.values() for row in open_database(name).execute("SELECT * FROM labels")])

first = partial(database.connect, "conformance-one")
with first() as connection:
    connection.execute("CREATE TABLE threads (number int)")
print(database.connect is open_database)


def insert(number: int) -> int:
    with first() as connection:
        connection.execute("INSERT INTO threads VALUES (%s)", (number,))
    return number


with ThreadPoolExecutor(4) as threads:
    print(sorted(threads.map(insert, range(4))))
print(url("conformance-one").partition("://")[0])
