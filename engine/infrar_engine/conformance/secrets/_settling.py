"""Between two programs: the values of the secrets, and then none."""

from infrar import secrets

RESOURCES = ("conformance-one", "conformance-two")


def settle() -> list[str]:
    lines = []
    try:
        lines.append(f"one  {secrets.get('conformance-one')!r}")
    except secrets.NotFound:
        pass
    try:
        lines.append(f"two  {secrets.get('conformance-two')!r}")
    except secrets.NotFound:
        pass
    secrets.delete("conformance-one")
    secrets.delete("conformance-two")
    return lines
