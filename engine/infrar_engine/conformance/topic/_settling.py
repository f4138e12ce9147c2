"""Between two programs there is nothing to do: what was published is with its subscribers."""

RESOURCES = ("conformance-news", "conformance-more")


def settle() -> list[str]:
    return []
