"""Errors in groups, caught with except*.

Prints:
    NotFound 2
    ValueError 1
"""

from infrar import storage


def collect(*keys: str) -> None:
    problems = []
    for key in keys:
        try:
            storage.read("conformance-one", key)
        except storage.NotFound as error:
            problems.append(error)
    problems.append(ValueError("another one"))
    raise ExceptionGroup("problems", problems)


try:
    collect("a", "b")
except* storage.NotFound as group:
    print("NotFound", len(group.exceptions))
except* ValueError as group:
    print("ValueError", len(group.exceptions))
