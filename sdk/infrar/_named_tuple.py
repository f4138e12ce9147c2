"""`NamedTuple` as in `typing`, without importing `typing`, which costs more than the whole rest of the SDK.

In: a class statement with annotated fields. Out: the class that `typing.NamedTuple` would have made. It covers what this
package needs: fields, defaults, a docstring. Type checkers never see it; they are shown the original.
"""

from collections import namedtuple


class _FromClassBody(type):
    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:  # type: ignore[misc]  # a metaclass that makes plain classes
        if not bases:
            return super().__new__(mcs, name, bases, body)
        annotations = body["__annotations__"]
        assert isinstance(annotations, dict)
        defaults = [body[field] for field in annotations if field in body]
        made = namedtuple(name, annotations, defaults=defaults, module=str(body["__module__"]))  # noqa: PYI024
        made.__annotations__ = annotations
        made.__doc__ = str(body.get("__doc__") or made.__doc__)
        return made


class NamedTuple(metaclass=_FromClassBody):
    """Base that is replaced: `class Point(NamedTuple)` is a tuple subclass."""
