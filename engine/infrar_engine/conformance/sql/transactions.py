"""A connection is psycopg's: a block commits, or rolls back after an exception, and closes; databases are apart.

Prints:
    Connection True
    [(1, 'pen'), (2, 'é日本😀')]
    rolled back
    [(2,)] True
    [None] UTF8
    3

Leaves:
    one  orders  (1, 'pen')
    one  orders  (2, 'é日本😀')
    two  totals  (3, Decimal('1.50'))
"""

import infrar.sql
import psycopg

ONE, TWO = "conformance-one", "conformance-two"
with infrar.sql.connect(ONE) as connection:
    connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, item text)")
    connection.execute("INSERT INTO orders (item) VALUES (%s), (%s)", ("pen", "é日本😀"))
print(type(connection).__name__, connection.closed)

with infrar.sql.connect(database=ONE) as connection, connection.cursor() as cursor:
    print(cursor.execute("SELECT * FROM orders ORDER BY id").fetchall())

try:
    with infrar.sql.connect(ONE) as connection:
        connection.execute("DELETE FROM orders")
        raise LookupError
except LookupError:
    print("rolled back")

connection = infrar.sql.connect(ONE)
try:
    counted = connection.execute("SELECT count(*) FROM orders").fetchall()
finally:
    connection.close()
print(counted, connection.closed)

with infrar.sql.connect(TWO) as connection:
    (encoding,) = connection.execute("SHOW server_encoding").fetchone() or ()
    print([connection.execute("SELECT to_regclass('orders')").fetchone()[0]], encoding)
    connection.execute("CREATE TABLE totals (id int, total numeric)")


def insert(name: str, number: int) -> int:
    with psycopg.connect(infrar.sql.url(name)) as other:
        return other.execute("INSERT INTO totals VALUES (%s, 1.50)", (number,)).rowcount + 2


print(insert(TWO, number=3))
