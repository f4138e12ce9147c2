"""Of many writers at once that want a key to be new, exactly one succeeds.

Prints:
    1 True
"""

from concurrent.futures import ThreadPoolExecutor

from infrar import storage


def claim(number: int) -> bool:
    try:
        storage.write("conformance-one", "claim", f"writer {number:02}", if_not_exists=True)
    except storage.AlreadyExists:
        return False
    return True


with ThreadPoolExecutor(8) as pool:
    won = list(pool.map(claim, range(16)))
print(won.count(True), storage.read("conformance-one", "claim") == f"writer {won.index(True):02}".encode())
storage.delete("conformance-one", "claim", missing_ok=False)
