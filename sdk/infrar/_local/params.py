"""The operations of parameters on a file that people edit; what they mean is written down in `infrar.params`.

In: the SDK's arguments, as they came, and `params.json`: one JSON object of names and texts. Out: the SDK's results and
errors; a file that can't be understood is a `FailedPrecondition` that says which and why. The file is read in every
call, so that a change holds from the next one on.
"""

from __future__ import annotations

import json
import os

from infrar._limits import params as limits
from infrar._local import home
from infrar._local.local_files import replacing
from infrar.params import FailedPrecondition, InvalidArgument, NotFound, PermissionDenied, Unavailable


def get(name: str, default: str | None = None) -> str:
    limits.check("get", locals())
    value = _read().get(name, default)
    if value is None:
        raise NotFound(f"there is no parameter {name!r} in {_path()}, and the call has no default")
    return value


def list(prefix: str = "") -> dict[str, str]:
    limits.check("list", locals())
    return {name: value for name, value in sorted(_read().items()) if name.startswith(prefix)}


def set_parameter(name: str, value: str | None) -> None:
    """Write a value into the file, or with None take it out."""
    problem = limits.name(name) or (None if value is None else limits.value(value))
    if problem is not None:
        raise InvalidArgument(f"the parameter {name!r} {problem}")
    values = {**_read(), name: value}
    home.make(home.path())
    with replacing(_path()) as file:
        kept = {name: value for name, value in values.items() if value is not None}
        file.write(json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n")


def _path() -> str:
    return home.path("params.json")


def _read() -> dict[str, str]:
    """What the file says, checked: a mistake in it is found by the first call, whatever that asks for."""
    path = os.path.abspath(_path())
    try:
        with open(path, encoding="utf-8") as file:
            values = json.load(file)
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise PermissionDenied(f"local runtime: {error}") from error
    except OSError as error:
        raise Unavailable(f"local runtime: {error}") from error
    except ValueError as error:  # no UTF-8, or no JSON
        raise FailedPrecondition(f"{path}: {error}") from error
    if not isinstance(values, dict):
        raise FailedPrecondition(f"{path} is not one JSON object of names and texts")
    for name, value in values.items():
        problem = limits.name(name) or limits.value(value)
        if problem is not None:
            raise FailedPrecondition(f"{path}: {name!r} {problem}")
    return values
