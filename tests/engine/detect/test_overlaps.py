"""Which handlers may see errors of other capabilities than their own."""

from __future__ import annotations

from textwrap import dedent

import pytest

from infrar_engine.catalog import load_catalog
from infrar_engine.detect.detector import detect
from infrar_engine.detect.overlaps import overlapping
from infrar_engine.source.project import Project, source_file

HEAD = """
    from infrar import errors, kv, storage
"""
ELSEWHERE = """
    from infrar import kv


    class Users:
        def __init__(self) -> None:
            self.all = kv.list_keys("users")

        def first(self) -> str:
            return self.all[0]


    def known(name: str) -> bool:
        return kv.get("users", name) is not None


    def checked(name: str) -> bool:
        return known(name)


    def harmless() -> int:
        return 1


    look = kv.get
"""


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('storage.read("photos", "a")', set()),
        ('storage.read("photos", str(len("a")))', set()),
        ('kv.get("users", "a")', {"storage"}),
        ('storage.read("photos", kv.get("users", "a").key)', {"storage"}),
        ('print(known("a"))', {"storage"}),
        ('print(checked("a"))', {"storage"}),
        ("print(harmless())", set()),
        ("print(Users())", {"storage"}),
        ("print(users.first())", set()),
        ('print(look("users", "a"))', {"storage"}),
        ('print(found("a"))', {"storage"}),
        ("print(lambda: checked)", {"storage"}),
    ],
)
def test_what_stands_in_the_block_of_a_handler(body: str, found: set[str]) -> None:
    program = f"""
        from app import Users, checked, harmless, look, known, users
        from app import known as found
        from infrar import errors, kv, storage

        kv.get("users", "b")
        try:
            {body}
        except storage.StorageError:
            print("storage")
        """
    assert overlaps({"main.py": program, "app.py": ELSEWHERE + "\n    users = None\n"}) == found


def test_portable_errors_are_of_all_capabilities() -> None:
    program = """
        from infrar import errors, kv, storage

        try:
            kv.get("users", storage.read("photos", "a").decode())
        except errors.NotFound:
            print("nothing")
        """
    assert overlaps({"main.py": program}) == set()


def test_both_handlers_of_a_block_of_both() -> None:
    program = """
        from infrar import kv, storage

        try:
            kv.create("users", storage.read("photos", "a").decode(), {})
        except kv.AlreadyExists:
            print("known")
        except (KeyError, storage.NotFound):
            print("nothing")
        """
    assert overlaps({"main.py": program}) == {"kv", "storage"}


def test_items_that_are_fetched_while_they_are_looped_over() -> None:
    program = """
        from infrar import kv, storage

        items = storage.iter_objects("photos")


        def index() -> None:
            mine = storage.iter_objects("photos")
            try:
                for each in {}:
                    kv.put("photos", each.key, {{}})
            except kv.FailedPrecondition:
                print("not all")
        """
    assert overlaps({"main.py": program.format("items")}) == {"kv"}
    assert overlaps({"main.py": program.format("mine")}) == {"kv"}
    assert overlaps({"main.py": program.format("[]")}) == set()


def overlaps(files: dict[str, str]) -> set[str]:
    project = Project({path: source_file(path, dedent(text).lstrip("\n").encode()) for path, text in files.items()})
    findings = detect(project, load_catalog(), list(project.files.values()))
    assert [d.message for each in findings for d in each.diagnostics] == []
    return set(overlapping(findings))
