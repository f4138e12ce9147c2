"""Between two programs: the rows of the programs' tables, and then nothing."""

from infrar import sql

RESOURCES = ("conformance-one", "conformance-two")


def settle() -> list[str]:
    lines = []
    for name in RESOURCES:
        with sql.connect(name) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
            for (table,) in found.fetchall():
                rows = connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
                lines += [f"{name[-3:]}  {table}  {row}" for row in rows]
                connection.execute(f"DROP TABLE {table}")
    return lines
