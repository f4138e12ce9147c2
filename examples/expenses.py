"""Write down what was spent, and sum it up.

python expenses.py add AMOUNT CATEGORY
python expenses.py move AMOUNT FROM TO
python expenses.py report
"""

from __future__ import annotations

import sys
from decimal import Decimal

import psycopg

from infrar import sql

BOOK = "expenses"

SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    amount numeric(12, 2) NOT NULL,
    category text NOT NULL CHECK (category <> '')
)
"""


def add(amount: Decimal, category: str) -> None:
    with sql.connect(BOOK) as connection:
        connection.execute(SCHEMA)
        connection.execute("INSERT INTO entries (amount, category) VALUES (%s, %s)", (amount, category))


def move(amount: Decimal, source: str, target: str) -> None:
    """Both entries or none: what is spent under one category was spent under another."""
    with sql.connect(BOOK) as connection:
        connection.execute(SCHEMA)
        connection.execute("INSERT INTO entries (amount, category) VALUES (%s, %s)", (-amount, source))
        connection.execute("INSERT INTO entries (amount, category) VALUES (%s, %s)", (amount, target))


def report() -> list[tuple[str, Decimal]]:
    with sql.connect(BOOK) as connection:
        connection.execute(SCHEMA)
        totals = connection.execute(
            'SELECT category, sum(amount) FROM entries GROUP BY 1 ORDER BY category COLLATE "C"'
        )
        return totals.fetchall()


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["add", amount, category]:
                add(Decimal(amount), category)
            case ["move", amount, source, target]:
                move(Decimal(amount), source, target)
            case ["report"]:
                for category, total in report():
                    print(f"{total:>12}  {category}")
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except psycopg.errors.CheckViolation:
        print("a category has a name", file=sys.stderr)
        return 1
    except sql.Unavailable as error:
        print(f"the book can't be opened now: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
