"""Between two programs there is nothing to do: what was published is with its subscribers."""

RESOURCES = ("conformance-one", "conformance-two")


def settle() -> list[str]:
    return []
