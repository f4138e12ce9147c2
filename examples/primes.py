"""Count the primes below numbers, and remember for an hour what came out.

python primes.py NUMBER [NUMBER ...]
python primes.py --statistics
"""

from __future__ import annotations

import sys

from infrar import cache

ANSWERS = "answers"
AN_HOUR = 3600


def count_primes(limit: int) -> int:
    """How many primes there are below `limit`, by the sieve of Eratosthenes."""
    candidates = bytearray([1]) * limit
    candidates[:2] = bytes(min(limit, 2))
    for number in range(2, int(limit**0.5) + 1):
        if candidates[number]:
            candidates[number * number :: number] = bytes(len(range(number * number, limit, number)))
    return sum(candidates)


def remembered(limit: int) -> tuple[int, bool]:
    """The number of primes, and whether it was known already."""
    key = f"primes/{limit}"
    found = cache.get(ANSWERS, key)
    cache.incr(ANSWERS, "misses" if found is None else "hits")
    if found is not None:
        return int(found), True
    counted = count_primes(limit)
    cache.set(ANSWERS, key, str(counted), ttl=AN_HOUR)
    return counted, False


def main(arguments: list[str]) -> int:
    if arguments == ["--statistics"]:
        hits, misses = (int(cache.get(ANSWERS, name) or 0) for name in ("hits", "misses"))
        print(f"{hits} of {hits + misses} answers were known")
        return 0
    if not arguments or not all(argument.isdecimal() for argument in arguments):
        print(__doc__, file=sys.stderr)
        return 2
    for limit in map(int, arguments):
        counted, known = remembered(limit)
        print(f"{counted} primes below {limit}{' (remembered)' if known else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
