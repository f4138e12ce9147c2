"""What importing the SDK loads. Speed depends on the machine, what is loaded doesn't: so that is what is locked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import infrar

SDK = str(Path(infrar.__file__).parent.parent)

# The standard library's parts that the SDK may load. Each is there in nearly every Python process, or costs little.
LIBRARY = {
    "__future__",
    "os",  # the environment, os.PathLike; a normal start of Python has loaded it already
    *("_collections_abc", "_stat", "genericpath", "ntpath", "os.path", "posixpath", "stat"),  # by os
    "datetime",  # so that annotations of ObjectInfo can be evaluated
    *("_datetime", "_operator", "math", "operator", "time"),  # by datetime, which of them depends on the version
}
OWN = {"infrar", "infrar._named_tuple", "infrar._provider", "infrar.errors", "infrar.storage"}


def run(code: str, *flags: str, **environment: str) -> str:
    """Run code with only sdk/ on the path, and return what it prints."""
    program = f"import sys; sys.path.insert(0, {SDK!r})\n{code}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("INFRAR_")}
    done = subprocess.run(
        [sys.executable, *(flags or ("-I", "-S")), "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**inherited, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_storage_loads_next_to_nothing() -> None:
    code = "before = set(sys.modules)\nimport infrar.storage\nprint(*sorted(set(sys.modules) - before))"
    assert set(run(code).split()) - LIBRARY == OWN


def test_importing_the_asynchronous_twin_loads_no_more() -> None:
    code = "before = set(sys.modules)\nimport infrar.aio.storage\nprint(*sorted(set(sys.modules) - before))"
    assert set(run(code).split()) - LIBRARY == OWN | {"infrar.aio", "infrar.aio.storage"}


def test_importing_a_capability_with_records_loads_no_database() -> None:
    code = "before = set(sys.modules)\nimport infrar.aio.queue\nprint(*sorted(set(sys.modules) - before))"
    own = OWN - {"infrar.storage"} | {"infrar.queue", "infrar.aio", "infrar.aio.queue"}
    assert set(run(code).split()) - LIBRARY == own


def test_importing_the_package_alone_loads_nothing() -> None:
    code = "before = set(sys.modules)\nimport infrar\nprint(*sorted(set(sys.modules) - before))"
    assert set(run(code).split()) == {"__future__", "infrar"}


def test_the_whole_runtime_works_without_site_packages(tmp_path: Path) -> None:
    code = """
import os
os.environ["INFRAR_HOME"] = FOLDER
from infrar import storage
storage.write("reports", "a", b"hello", metadata={"k": "v"})
print(storage.read("reports", "a"), storage.stat("reports", "a").metadata, len(storage.list_objects("reports")))
"""
    assert run(code.replace("FOLDER", repr(str(tmp_path)))) == "b'hello' {'k': 'v'} 1"


IMPORTS = [
    ("import infrar", "infrar.storage.NotFound.__name__"),
    ("import infrar", "infrar.errors.NotFound.__name__"),
    ("import infrar.storage", "infrar.storage.NotFound.__name__"),
    ("import infrar.aio", "infrar.aio.storage.NotFound.__name__"),
    ("import infrar.aio.storage", "infrar.aio.storage.NotFound.__name__"),
    ("from infrar.aio import *", "storage.NotFound.__name__"),
    ("import infrar.storage as st", "st.NotFound.__name__"),
    ("from infrar import storage", "storage.NotFound.__name__"),
    ("from infrar.storage import NotFound as N", "N.__name__"),
    ("from infrar.storage import *", "NotFound.__name__"),
    ("from infrar import *", "storage.NotFound.__name__"),
    ("import infrar", "infrar.aio.storage.NotFound.__name__"),
    ("from infrar import aio", "aio.storage.NotFound.__name__"),
    ("from infrar.aio import storage", "storage.NotFound.__name__"),
    ("import infrar.aio.storage as st", "st.NotFound.__name__"),
    ("from infrar.aio.storage import *", "NotFound.__name__"),
]


def test_every_form_of_import_reaches_the_module() -> None:
    """One process a form would be slow: each form gets fresh modules instead."""
    code = f"""
for statement, expression in {IMPORTS!r}:
    for name in [name for name in sys.modules if name.startswith("infrar")]:
        del sys.modules[name]
    names = {{}}
    exec(statement, names)
    print(eval(expression, names))
"""
    assert run(code).split() == ["NotFound"] * len(IMPORTS)


def test_testing_can_be_imported_without_pytest() -> None:
    code = "from infrar.testing import local_runtime\nwith local_runtime(): import infrar; print(infrar.provider)"
    assert run(code) == "local"


def test_without_docstrings_and_asserts() -> None:
    code = "from infrar import storage, testing\nwith testing.local_runtime(): print(storage.exists('reports', 'a'))"
    assert run(code, "-I", "-S", "-OO") == "False"


def test_without_the_engine_another_provider_names_what_to_install() -> None:
    code = """
from infrar import storage
try:
    storage.read("reports", "a")
except infrar.errors.Unsupported as error:
    print(error)
"""
    assert run("import infrar\n" + code, INFRAR_PROVIDER="acme") == (
        "INFRAR_PROVIDER=acme needs the module 'infrar_engine', which isn't installed: pip install 'infrar[cli,acme]'"
    )
