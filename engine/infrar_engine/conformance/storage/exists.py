"""There is an object under exactly this key, or there isn't; a common beginning of keys is none.

Prints:
    True
    [False, False, False, False, False, False]
    found
    nothing is missing
    False True
    False
"""

from infrar.storage import delete, exists, write

BUCKET = "conformance-one"
write(BUCKET, "daily/report.csv", b"1")

print(exists(BUCKET, "daily/report.csv"))
print(
    [
        exists(BUCKET, key)
        for key in ("daily", "daily/", "daily/report", "daily/report.csv/", "Daily/report.csv", "report.csv")
    ]
)
print("found" if exists(BUCKET, "daily/report.csv") else "missing")
if not exists(BUCKET, "nothing"):
    print("nothing is missing")
print(exists("conformance-two", "daily/report.csv"), exists(BUCKET, "daily/report.csv") is True)
delete(BUCKET, "daily/report.csv")
print(exists(BUCKET, "daily/report.csv"))
