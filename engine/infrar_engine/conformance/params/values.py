"""A parameter is read as it was set; a default stands in for one that isn't there, and for no other.

Prints:
    blue red, green down
    'two\\nlines, é, 漢字 😀, "quotes", <&> and $ {x} %'
    blue fallback ''
    not found
    not found
    blue none
"""

from infrar import errors, params
from infrar.params import NotFound, get

print(get("conformance/colour"), get("conformance/colours"), get("conformance/deep/er/level"))
print(repr(get("conformance/text")))
print(get("conformance/colour", "fallback"), get("conformance/missing", "fallback"), repr(get("conformance/missing", "")))
try:
    print(get("conformance/missing"))
except NotFound:
    print("not found")
try:
    print(get("conformance/deep", default=None))
except errors.NotFound:
    print("not found")


def shown(name: str, default: str | None) -> str:
    try:
        return params.get(name, default)
    except (params.InvalidArgument, params.PermissionDenied):
        return "refused"
    except params.ParamsError:
        return "none"


print(shown("conformance/colour", None), shown("conformance/missing", None))
