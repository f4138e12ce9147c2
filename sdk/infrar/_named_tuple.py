"""`NamedTuple` as in `typing`, without importing `typing` or `collections`, which cost more than the rest of the SDK.

In: a class statement with annotated fields. Out: a tuple subclass that does what `typing.NamedTuple` would have made of
it. It covers what this package needs: fields, defaults, a docstring. Type checkers are shown the original instead.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class _Named(tuple):  # type: ignore[type-arg]  # the fields' types are the subclasses' annotations
    """What named tuples have in common; subclasses add `__new__` and a property a field."""

    __slots__ = ()
    if TYPE_CHECKING:  # made for each subclass; annotations here would be inherited as fields
        _fields: tuple[str, ...]

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Any:
        return cls(*values)

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self, **changes: Any) -> Any:
        return type(self)(**{**self._asdict(), **changes})

    __replace__ = _replace  # copy.replace, since 3.13

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"


def _field(index: int) -> property:
    return property(lambda self: self[index])


class _FromClassBody(type):
    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
        if not bases:
            return super().__new__(mcs, name, bases, body)
        fields = tuple(body["__annotations__"])
        defaults = {field: body[field] for field in fields if field in body}
        values = ", ".join(fields)
        new = eval(f"lambda cls, {values}: make(cls, ({values},))", {"make": tuple.__new__})  # noqa: S307  # names only
        new.__name__ = "__new__"
        new.__defaults__ = tuple(defaults.values())
        return type(
            name,
            (_Named,),
            {
                **body,
                **{field: _field(index) for index, field in enumerate(fields)},
                "__slots__": (),
                "__new__": new,
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
            },
        )


class NamedTuple(metaclass=_FromClassBody):
    """Base that is replaced: `class Point(NamedTuple)` is a tuple subclass, not one of this class."""
