"""Where an environment names resources differently, one table maps the names in the code, and nothing is renamed elsewhere."""

from __future__ import annotations

from textwrap import dedent

import pytest

from infrar_engine.detect.detector import detect
from infrar_engine.match.matcher import RuleBooks
from infrar_engine.rewrite import Place, Target, rewrite_project
from infrar_engine.source.project import Project, SourceFile
from tests.toy import providers

PHYSICAL = {("storage", "photos"): Place("acme-prod-photos"), ("storage", "notes"): Place("acme-prod-notes")}
ADDRESSES = {("storage", "photos"): Place("PHOTOS_BUCKET_URL", in_environment=True)}
TABLE = 'BUCKETS = {\n    "notes": "acme-prod-notes",\n    "photos": "acme-prod-photos",\n}\n'


def build(files: dict[str, str], places: dict[tuple[str, str], Place] = PHYSICAL) -> dict[str, str]:
    loaded = providers()
    project = Project({path: SourceFile(path, dedent(text).lstrip("\n").encode()) for path, text in files.items()})
    findings = detect(project, loaded.catalog, list(project.files.values()))
    assert [d for f in findings for d in f.diagnostics] == []
    target = Target("toy", loaded.catalog, RuleBooks(loaded["toy"]), physical=places)
    return {path: data.decode() for path, data in rewrite_project(project, findings, target).files.items()}


@pytest.mark.parametrize(
    ("call", "native"),
    [
        ('storage.exists("photos", "a")', 'toy.has(BUCKETS["photos"], "a")'),
        ('storage.exists(PHOTOS, "a")', 'toy.has(BUCKETS[PHOTOS], "a")'),
        ('storage.exists(bucket="photos", path="a")', 'toy.has(BUCKETS["photos"], "a")'),
        ('storage.exists("elsewhere", "a")', 'toy.has("elsewhere", "a")'),
        ('storage.exists(os.environ["BUCKET"], "a")', 'toy.has(os.environ["BUCKET"], "a")'),
        ('storage.stat("photos", "a")', '_stat(BUCKETS["photos"], "a")'),
        (
            'storage.copy("photos", "a", "b", destination_bucket="notes")',
            '_copy(BUCKETS["photos"], "a", "b", destination_bucket=BUCKETS["notes"])',
        ),
    ],
)
def test_the_argument_that_names_a_bucket(call: str, native: str) -> None:
    source = f'import os\n\nfrom infrar import storage\n\nPHOTOS = "photos"\nprint(PHOTOS, {call})\n'
    after = build({"app.py": source})["app.py"]
    assert f"print(PHOTOS, {native})\n" in after
    assert (TABLE in after) == ("BUCKETS" in native)


def test_a_name_that_only_the_running_program_knows_is_looked_up() -> None:
    after = build(
        {
            "app.py": """
            from infrar.storage import exists

            def check(bucket):
                return exists(bucket, "a")

            check("photos"), check("notes")
            """
        }
    )["app.py"]
    assert 'return toy.has(_bucket_name(bucket), "a")' in after
    assert "return BUCKETS.get(name, name)" in after


def test_an_operation_that_is_passed_on_looks_up_what_it_is_given() -> None:
    after = build({"app.py": 'from infrar.storage import exists\n\nprint(list(map(exists, ["photos"], ["a"])))\n'})[
        "app.py"
    ]
    assert "    bucket = _bucket_name(bucket)\n    return toy.has(bucket, path)\n" in after
    assert 'print(list(map(_exists, ["photos"], ["a"])))' in after


def test_modules_share_one_table() -> None:
    after = build(
        {
            "one.py": 'from infrar.storage import exists\n\nexists("photos", "a")\n',
            "two.py": 'from infrar.storage import exists\n\nexists("notes", "a")\n',
        }
    )
    assert TABLE in after["cloud_support.py"]
    assert "from cloud_support import BUCKETS, toy\n" in after["one.py"]
    assert 'toy.has(BUCKETS["notes"], "a")' in after["two.py"]


def test_a_module_imports_only_what_it_names_itself() -> None:
    after = build(
        {
            "one.py": 'from infrar.storage import exists, stat\n\nprint(list(map(stat, ["photos"], ["a"])), exists("photos", "a"))\n',
            "two.py": 'from infrar.storage import exists\n\nexists(input(), "a")\n',
        }
    )
    assert "from cloud_support import BUCKETS, stat, toy\n" in after["one.py"]
    assert "from cloud_support import bucket_name, toy\n" in after["two.py"]


def test_a_name_that_is_taken_is_left_to_its_owner() -> None:
    source = 'from infrar.storage import exists\n\nBUCKETS = ["photos"]\nexists(BUCKETS[0], "a")\n'
    after = build({"app.py": source})["app.py"]
    assert "BUCKET_NAMES = {\n" in after
    assert 'toy.has(BUCKET_NAMES[BUCKETS[0]], "a")' in after


def test_asynchronous_operations_have_the_same_table() -> None:
    source = """
        from infrar import storage
        from infrar.aio import storage as aio


        async def both(name: str) -> None:
            storage.exists("photos", "a")
            await aio.exists("photos", "a")
            await aio.stat(name, "a")
        """
    app = build({"app.py": source})["app.py"]
    assert app.count("BUCKETS = {") == 1
    assert 'toy.has(BUCKETS["photos"], "a")' in app
    assert 'await atoy.has(BUCKETS["photos"], "a")' in app
    assert 'await _stat(_bucket_name(name), "a")' in app


def test_addresses_come_from_the_environment() -> None:
    source = """
        from infrar.storage import exists

        def check(bucket):
            return exists(bucket, "a")

        check(input()), exists("photos", "b"), exists("elsewhere", "b")
        """
    assert build({"app.py": source}, ADDRESSES)["app.py"].partition("def check")[2] == dedent("""\
        (bucket):
            return toy.has(_bucket_name(bucket), "a")

        check(input()), toy.has(BUCKETS["photos"], "b"), toy.has("elsewhere", "b")
        """)
    before = build({"app.py": source}, ADDRESSES)["app.py"].partition("def check")[0]
    assert "import os\n" in before
    assert 'BUCKETS = {\n    "photos": os.environ["PHOTOS_BUCKET_URL"],\n}\n' in before
    assert "The bucket's address in this environment" in before


def test_the_module_os_is_called_what_the_file_calls_it() -> None:
    source = """
        import os as system

        from infrar.storage import exists

        os = "mine"
        exists("photos", system.getcwd())
        """
    after = build({"app.py": source}, ADDRESSES)["app.py"]
    assert 'system.environ["PHOTOS_BUCKET_URL"]' in after
