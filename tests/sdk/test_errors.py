"""The portable errors: one tree, with each capability's classes in it by capability and by kind."""

from __future__ import annotations

import pickle

import pytest

from infrar import errors, storage

KINDS = [name for name in errors.__all__ if name != "InfrarError"]


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_a_storage_class(name: str) -> None:
    kind, specific = getattr(errors, name), getattr(storage, name)
    assert kind.__bases__ == (errors.InfrarError,)
    assert specific.__bases__ == (storage.StorageError, kind)
    assert specific.__module__ == "infrar.storage"
    assert specific.__doc__


def test_the_roots() -> None:
    assert errors.InfrarError.__bases__ == (Exception,)
    assert storage.StorageError.__bases__ == (errors.InfrarError,)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("module", [errors, storage], ids=["errors", "storage"])
def test_they_behave_like_any_exception(module: object, name: str) -> None:
    kind = getattr(module, name)
    assert (str(kind()), kind().args) == ("", ())
    assert (str(kind("why")), kind("why").args) == ("why", ("why",))
    copy = pickle.loads(pickle.dumps(kind("why")))
    assert (type(copy), copy.args) == (kind, ("why",))


HANDLERS = [
    (storage.NotFound, storage.NotFound, True),
    (storage.NotFound, storage.StorageError, True),
    (storage.NotFound, errors.NotFound, True),
    (storage.NotFound, errors.InfrarError, True),
    (storage.NotFound, storage.AlreadyExists, False),
    (storage.NotFound, errors.AlreadyExists, False),
    (storage.NotFound, LookupError, False),
    (errors.NotFound, storage.NotFound, False),
]


@pytest.mark.parametrize(("raised", "handler", "caught"), HANDLERS)
def test_handlers(raised: type[Exception], handler: type[Exception], caught: bool) -> None:
    assert issubclass(raised, handler) is caught
