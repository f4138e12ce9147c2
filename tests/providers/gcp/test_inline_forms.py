"""Each inline form does what the function does, and is what the examples say."""

from collections.abc import Callable

import pytest

from infrar import storage as sdk
from tests.providers.gcp import native
from tests.providers.gcp.conftest import Cloud

TYPE = 'content_type="application/octet-stream"'
BLOB = 'gcs.bucket("photos").blob("a")'

FORMS: list[tuple[str, int, dict[str, str], str]] = [
    (
        "upload",
        0,
        {"bucket": '"photos"', "source": "__file__", "destination": '"a"'},
        f"{BLOB}.upload_from_filename(__file__, {TYPE})",
    ),
    (
        "upload",
        0,
        {"bucket": '"photos"', "source": "__file__", "destination": '"a"', "content_type": '"x/y"'},
        f'{BLOB}.upload_from_filename(__file__, content_type="x/y")',
    ),
    (
        "upload",
        0,
        {"bucket": '"photos"', "source": "__file__", "destination": '"a"', "if_not_exists": "True"},
        f"{BLOB}.upload_from_filename(__file__, {TYPE}, if_generation_match=0)",
    ),
    (
        "upload",
        1,
        {"bucket": '"photos"', "source": "__file__", "destination": '"a"', "metadata": '{"k": "v"}'},
        f'blob = {BLOB}\nblob.metadata = {{"k": "v"}}\nblob.upload_from_filename(__file__, {TYPE})',
    ),
    ("read", 0, {"bucket": '"photos"', "path": '"a"'}, f"{BLOB}.download_as_bytes()"),
    (
        "write",
        0,
        {"bucket": '"photos"', "path": '"a"', "data": '"ü"'},
        f'{BLOB}.upload_from_string("ü", {TYPE})',
    ),
    (
        "write",
        0,
        {"bucket": '"photos"', "path": '"a"', "data": 'b"1"', "content_type": '"x/y"', "if_not_exists": "True"},
        f'{BLOB}.upload_from_string(b"1", content_type="x/y", if_generation_match=0)',
    ),
    (
        "write",
        1,
        {"bucket": '"photos"', "path": '"a"', "data": 'bytearray(b"1")'},
        f'{BLOB}.upload_from_string(bytes(bytearray(b"1")), {TYPE})',
    ),
    (
        "write",
        2,
        {"bucket": '"photos"', "path": '"a"', "data": '"1"', "metadata": '{"k": "v"}', "content_type": '"x/y"'},
        f'blob = {BLOB}\nblob.metadata = {{"k": "v"}}\nblob.upload_from_string("1", content_type="x/y")',
    ),
    ("exists", 0, {"bucket": '"photos"', "path": '"a"'}, f"{BLOB}.exists()"),
    (
        "delete",
        0,
        {"bucket": '"photos"', "path": '"a"'},
        f"blob = {BLOB}\nwith suppress(NotFound):\n    blob.delete()",
    ),
    ("delete", 0, {"bucket": '"photos"', "path": '"a"', "missing_ok": "False"}, f"{BLOB}.delete()"),
    ("list_objects", 0, {"bucket": '"photos"'}, 'gcs.list_blobs("photos")'),
    ("list_objects", 0, {"bucket": '"photos"', "prefix": '"a"'}, 'gcs.list_blobs("photos", prefix="a")'),
    ("iter_objects", 0, {"bucket": '"photos"', "prefix": '"a"'}, 'gcs.list_blobs("photos", prefix="a")'),
]
IDS = [f"{operation}-{index}-{'-'.join(list(arguments)[2:])}" for operation, index, arguments, _ in FORMS]


@pytest.mark.parametrize(("operation", "index", "arguments", "text"), FORMS, ids=IDS)
def test_a_form_reads_as_written_by_hand(operation: str, index: int, arguments: dict[str, str], text: str) -> None:
    assert _one_spaced(native.form(operation, index, arguments)) == _one_spaced(text)


def _one_spaced(text: str) -> str:
    """Without the line breaks that the engine lays out anew."""
    return "".join(text.split()).replace(",)", ")")


def test_every_form_is_here() -> None:
    every = {(rule.name, index) for rule in native.rules().rules for index in range(len(rule.inline))}
    assert {(operation, index) for operation, index, _, _ in FORMS} == every


CALLS = [form for form in FORMS if not form[0].endswith("_objects")]
CALL_IDS = [name for name, form in zip(IDS, FORMS, strict=True) if form in CALLS]


@pytest.mark.parametrize("there", [False, True], ids=["nothing there", "an object there"])
@pytest.mark.parametrize(("operation", "index", "arguments", "_text"), CALLS, ids=CALL_IDS)
def test_a_form_does_what_the_function_does(
    fake: Cloud, operation: str, index: int, arguments: dict[str, str], _text: str, there: bool
) -> None:
    values = {name: eval(text) for name, text in arguments.items()}
    fake.native.__file__ = __file__
    calls = (
        lambda: getattr(fake.storage, operation)(**values),
        lambda: native.perform(fake.native, operation, index, arguments),
    )
    transcripts = []
    for call in calls:
        fake.storage.delete("photos", "a")
        if there:
            fake.storage.write("photos", "a", b"old", content_type="old/type", metadata={"old": "1"})
        transcripts.append((_outcome(fake, call), _content(fake)))
    assert transcripts[0] == transcripts[1]


def _outcome(fake: Cloud, call: Callable[[], object]) -> object:
    """The value, or the kind of error."""
    try:
        with fake.native._infrar_errors():
            return call()
    except sdk.StorageError as error:
        return type(error)


def _content(fake: Cloud) -> list[object]:
    """What is in the bucket, but for times and etags."""
    stats = [fake.storage.stat("photos", item.key) for item in fake.storage.list_objects("photos")]
    return [(each.key, each.content_type, each.metadata, fake.storage.read("photos", each.key)) for each in stats]


@pytest.mark.parametrize("operation", ["list_objects", "iter_objects"])
@pytest.mark.parametrize("prefix", ["", "a/", "none"])
def test_native_items_have_the_same_attributes(fake: Cloud, operation: str, prefix: str) -> None:
    for key in ("b", "a/2", "a/1"):
        fake.storage.write("photos", key, key.encode())
    rule = native.rules().rule(operation)
    assert rule is not None
    attributes = dict(rule.inline[0].attributes)
    arguments = {"bucket": '"photos"', **({"prefix": repr(prefix)} if prefix else {})}
    items = native.perform(fake.native, operation, 0, arguments)
    found = [{name: getattr(item, its) for name, its in attributes.items()} for item in items]
    expected = getattr(fake.storage, operation)("photos", prefix)
    assert found == [{name: getattr(item, name) for name in attributes} for item in expected]
