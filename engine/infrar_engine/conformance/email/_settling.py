"""Between two programs there is nothing to do: what was sent is on its way."""

RESOURCES = ("conformance-one", "conformance-two")


def settle() -> list[str]:
    return []
