"""Between two programs: nothing to tell, since programs only read parameters."""

from infrar import params

RESOURCES = {
    "conformance/colour": "blue",
    "conformance/colours": "red, green",
    "conformance/deep/er/level": "down",
    "conformance/text": 'two\nlines, é, 漢字 😀, "quotes", <&> and $ {x} %',
}


def settle() -> list[str]:
    return [] if params.get("conformance/colour") == "blue" else ["the parameters have changed"]
