"""Without a value, and without the version asked for, a secret isn't found; after a deletion it is as before the first value.

Prints:
    no value
    None None
    no version
    again: nothing
    other
    back
    NotFound NotFound

Leaves:
    one  'back'
"""

from infrar import errors, secrets
from infrar.secrets import NotFound, SecretsError, delete, get, put

try:
    print(get("conformance-one"))
except NotFound:
    print("no value")

print(delete("conformance-one"), delete("conformance-one"))

put("conformance-one", "first")
try:
    print(get("conformance-one", version="0" * 32))
except SecretsError as error:
    print("no version" if error else "")

delete("conformance-one")
try:
    print("again:", get("conformance-one"))
except errors.NotFound:
    print("again: nothing")

put("conformance-two", "other")
delete("conformance-one")
print(get("conformance-two"))
delete("conformance-two")

put("conformance-one", "back")
print(get("conformance-one"))


def caught(name: str) -> str:
    try:
        return secrets.get(name, version=None)
    except (secrets.PermissionDenied, secrets.Unauthenticated):
        return "refused"
    except secrets.InvalidArgument:
        return "invalid"
    except secrets.NotFound:
        return "NotFound"
    finally:
        secrets.delete("conformance-two")


print(caught("conformance-two"), caught("conformance-two"))
