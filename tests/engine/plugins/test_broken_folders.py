"""What loading says about a broken provider folder: a table of one mistake and its message.

Each row changes one text of a good folder. The message has the file, the line, the key, and what was expected; `@` is
the line where the changed text begins, `@+1` the one below.
"""

# A row is one line, so that the table can be read.

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from infrar_engine.plugins import PluginError, load_providers

Change = Callable[[str, str, str], None]

RULES = "services/storage/objects/transform/rules.yaml"
SERVICE = "services/storage/objects/service.yaml"
FORM = "store.open(_url({{ arguments(bucket, path) }})).read()"
READ_GRANT = "{actions: [objects.read], on: bucket, keys: path}"

BROKEN = [
    # Files
    ("provider.yaml", "id: cloud", "id: [cloud", 'provider.yaml:@+1: is no valid YAML: did not find expected \',\' or \']\''),
    ("provider.yaml", "name: Cloud", "id: cloud", 'provider.yaml:@: the key "id" stands here twice, first on line 2'),
    ("provider.yaml", "name: Cloud", "name: &n Cloud\nname2: *n\n#", "provider.yaml:@+1: aliases (*name) are not read here"),
    ("provider.yaml", "name: Cloud", "name: !!python/name:os.system", "provider.yaml:@: tags are not read here: tag:yaml.org"),
    # Schemas
    ("provider.yaml", "id: cloud", "id: Cloud", 'provider.yaml:@: id: "Cloud" does not match ^[a-z][a-z0-9-]*$ (Lower-case letters'),
    ("provider.yaml", "name: Cloud", "nmae: Cloud", 'provider.yaml:2: "name" is missing'),
    ("provider.yaml", "name: Cloud", "nmae: Cloud", 'provider.yaml:@: nmae: unknown key "nmae"; did you mean "name"?'),
    ("provider.yaml", "name: Cloud", "name: 3", "provider.yaml:@: name: expected a text, not 3"),
    ("provider.yaml", "name: Cloud", "name: [Cloud]", "provider.yaml:@: name: expected a text, not a list"),
    ("regions.yaml", "name: Main site", "name: true", "regions.yaml:@: regions[0].name: expected a text, not true"),
    ("pricing-metadata.yaml", "price: 0.0", "price: -1", "pricing-metadata.yaml:@: prices[0].price: -1 is less than 0"),
    (SERVICE, "max_length: 63", "max_length: long", 'physical_name.max_length: expected a whole number, not "long"'),
    (RULES, "    grants:\n      - {actions: [objects.delete]", "    grnats:\n      - {actions: [objects.delete]",
     'rules.yaml:@-9: storage.delete: "grants" is missing'),
    (RULES, "    grants:\n      - {actions: [objects.delete]", "    grnats:\n      - {actions: [objects.delete]",
     'rules.yaml:@: storage.delete.grnats: unknown key "grnats"; did you mean "grants"?'),
    (RULES, "{actions: [objects.delete], on: bucket, keys: path}", "{actions: [], on: bucket}",
     "rules.yaml:@: storage.delete.grants[0].actions: must not be empty"),
    (RULES, "[objects.delete]", '["objects.*"]',
     'storage.delete.grants[0].actions[0]: "objects.*" does not match ^[^*?]+$ (A permission without wildcards)'),
    (RULES, "      - expression: store", "      - expresion: store",
     'rules.yaml:@: storage.read.inline[0].expresion: unknown key "expresion"; did you mean "expression"?'),
    (RULES, FORM, FORM + "\n        statement: pass",
     'rules.yaml:@: storage.read.inline[0]: needs exactly one of "expression" or "statement" or "items"'),
    (RULES, FORM, FORM + "\n        when: {start: ommited}",
     'storage.read.inline[0].when.start: "ommited" is none of omitted, given, literal; did you mean "omitted"?'),
    (RULES, FORM, FORM + "\n        when: {path: [string]}",
     'storage.read.inline[0].when.path[0]: "string" is none of str, bytes'),
    # What files say of each other
    ("provider.yaml", "default_region: main", "default_region: mian",
     'provider.yaml:@: default_region: "mian" is none of regions.yaml; did you mean "main"?'),
    ("provider.yaml", "{storage: storage/objects}", "{storage: storage/blobs}",
     "provider.yaml:@: services.storage: there is no services/storage/blobs/service.yaml"),
    ("provider.yaml", "{storage: storage/objects}", "{quux: storage/objects}",
     'provider.yaml:@: services.quux: there is no capability "quux" ('),
    (SERVICE, "id: storage/objects", "id: storage/things", 'id: expected "storage/objects", as its folder says, not "storage/things"'),
    (SERVICE, "capability: storage", "shared: {module: account, folder: ../nowhere}\ncapability: storage",
     "service.yaml:@: shared.folder: there is no OpenTofu module in services/storage/nowhere"),
    (SERVICE, "capability: storage", "capability: store", 'service.yaml:@: capability: there is no capability "store" ('),
    (SERVICE, "parameter: bucket", "parameter: bukcet", 'service.yaml:@: resource.parameter: "bukcet" is no parameter of storage'),
    (SERVICE, "[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", "[a-z", "service.yaml:@: physical_name.pattern: is no regular expression"),
    (RULES, "service: storage/objects", "service: storage/s4",
     'rules.yaml:@: service: expected "storage/objects", as service.yaml says, not "storage/s4"'),
    # Imports, clients, supports, requirements
    (RULES, "requirements: []", "requirements: [requests]", 'rules.yaml:@: requirements[0]: "requests" is no requirement with a version'),
    (RULES, "  - import os", "  - import os as", "rules.yaml:@: imports[0]: does not parse: "),
    (RULES, "  - import os", "  - import os.path",
     "rules.yaml:@: imports[0]: binds the name of the outermost package: write `from os import path`"),
    (RULES, "  - import os", "  - from os import *", "rules.yaml:@: imports[0]: is no absolute import of named things"),
    (RULES, "  - import sys", "  - import urllib.request as os", 'rules.yaml:@-2: imports: two things have the name "os" (imports)'),
    (RULES, "  store: {create: _store()}", "  read: {create: _store()}",
     'rules.yaml:@: clients.read: two things have the name "read" (clients and operations)'),
    (RULES, "{create: _store()}", "{create: _stor()}", 'rules.yaml:@: clients.store.create: nothing defines "_stor"; did you mean "_store"?'),
    (RULES, "return opener\n  _url", "return openr\n  _url",
     'rules.yaml:@: supports._store: nothing defines "openr"'),
    (RULES, "        return opener\n  _url", "        import json\n        return opener\n  _url",
     "rules.yaml:@: supports._store: imports belong in `imports`, not into the code"),
    (RULES, "_store: |\n    def _store()", "_store: |\n    def _strore()",
     'supports._store: must define exactly "_store", but defines _strore'),
    (RULES, "_store: |\n    def _store()", "_store: |\n    def _store(", "rules.yaml:@+1: supports._store: does not parse: "),
    # Errors
    (RULES, "  NotFound: _status(404)\n", "", 'rules.yaml:@-1: errors: "NotFound" is missing'),
    (RULES, "NotFound: _status(404)", "Notfound: _status(404)",
     'rules.yaml:@: errors.Notfound: "Notfound" is no error of storage; did you mean "NotFound"?'),
    (RULES, "NotFound: _status(404)", "NotFound: _sttaus(404)",
     'rules.yaml:@: errors.NotFound: nothing defines "_sttaus"; did you mean "_status"?'),
    (RULES, "any_error: (HTTPError, URLError)", "any_error: (HTTPError, Error)", 'rules.yaml:@: any_error: nothing defines "Error"'),
    (RULES, "    raises: [AlreadyExists]", "    raises: []",
     'storage.write.raises: "AlreadyExists" is missing: storage.write can raise it'),
    (RULES, "    raises: [AlreadyExists]\n", "", 'storage.write: "AlreadyExists" is missing: storage.write can raise it'),
    (RULES, "raises: [AlreadyExists]", "raises: [AlreadyExists, Exists]",
     'storage.write.raises[1]: "Exists" is not in errors; did you mean "AlreadyExists"?'),
    # Functions
    (RULES, "  delete:\n    function", "  delet:\n    function", 'storage.delet: storage has no operation "delet"; did you mean "delete"?'),
    (RULES, "def read(bucket: str, path: str, *, start: int = 0,", "def read(bucket: str, key: str, *, start: int = 0,",
     "rules.yaml:@: storage.read.function: has other parameters; storage.read is def read(bucket: BucketName, path: ObjectKey"),
    (RULES, "path: str, *, start: int = 0, length", "path: str, start: int = 0, *, length", "storage.read.function: has other parameters"),
    (RULES, "start: int = 0,", "start: int = 1,", 'storage.read.function: has another default for "start"'),
    (RULES, "start: int = 0,", "start=0,", "storage.read.function: has no annotation for start"),
    (RULES, "| None = None) -> bytes:", "| None = None):", "storage.read.function: has no annotation for the return value"),
    (RULES, "      def read(bucket: str", "      def raed(bucket: str", 'storage.read.function: must be one function named "read" and nothing else'),
    (RULES, "content: bytes = answer.read()", "content: bytes = anwser.read()",
     'rules.yaml:@: storage.read.function: nothing defines "anwser"'),
    # Inline forms
    (RULES, FORM, "store.open(_url({{ arguments(bukcet, path) }})).read()",
     'rules.yaml:@: storage.read.inline[0].expression: "bukcet" is no parameter of storage.read (bucket, path, start, length)'),
    (RULES, FORM, "store.open(_url({{ arguments(path) }})).read()",
     'storage.read.inline[0].expression: the required parameter "bucket" is not in the template'),
    (RULES, FORM, "store.open(_url({{ arguments(bucket, start, path) }})).read()",
     'storage.read.inline[0].expression: the positional argument "start" may be omitted, so it can only be the last one'),
    (RULES, FORM, "store.open(_ulr({{ arguments(bucket, path) }})).read()", 'storage.read.inline[0].expression: nothing defines "_ulr"'),
    (RULES, FORM, "x = store.open(_url({{ arguments(bucket, path) }}))", "storage.read.inline[0].expression: is no Python expression"),
    (RULES, FORM, "store.open({{ arguments(bucket, path }})", "storage.read.inline[0].expression: does not parse: unexpected '}'"),
    (RULES, FORM, "store.open(_url({{ argumnets(bucket, path) }})).read()",
     "storage.read.inline[0].expression: only arguments, call, fresh, mapping can be called in a template"),
    (RULES, FORM, '_url({{ bucket }}, {{ path }}){% if start is defined %}[0]{% endif %}',
     'storage.read.inline[0].expression: there is no test "defined" (given, omitted)'),
    (RULES, FORM, "_url({{ bucket }}, {{ path }}){% if start is given %}[{% endif %}",
     "storage.read.inline[0].expression: is no Python expression with bucket, path, start given"),
    (RULES, "- expression: " + FORM, "- items: _url({{ bucket }}, {{ path }})\n        attributes: {key: name}",
     "storage.read.inline[0].items: storage.read returns bytes: there are no items"),
    (RULES, FORM, FORM + "\n        when: {pth: given}", 'storage.read.inline[0].when.pth: "pth" is no parameter of storage.read'),
    (RULES, FORM, FORM + "\n        when: {path: omitted}",
     'storage.read.inline[0].when.path: "path" is required, so it is never omitted'),
    # Grants, unsupported parameters, examples
    (RULES, READ_GRANT, "{actions: [objects.read], on: bukcet}",
     'rules.yaml:@: storage.read.grants[0].on: "bukcet" is no parameter of storage.read (bucket, path, start, length)'),
    (RULES, READ_GRANT, "{actions: [objects.read], on: bucket, keys: key}", 'storage.read.grants[0].keys: "key" is no parameter of storage.read'),
    (RULES, "unsupported: {metadata:", "unsupported: {meta:", 'storage.write.unsupported.meta: "meta" is no parameter of storage.write'),
    (RULES, "unsupported: {metadata:", "unsupported: {data:", 'storage.write.unsupported.data: "data" is required, so that the whole'),
    (RULES, 'print(read("reports", "a.txt"))', 'print(read("reports", "a.txt")',
     "rules.yaml:@: storage.read.examples[0].before: does not parse: '(' was never closed"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "message"), BROKEN, ids=[row[3] for row in BROKEN])
def test_a_mistake_is_told_with_its_place(
    folder: Path, change: Change, path: str, old: str, new: str, message: str
) -> None:
    line = (folder / path).read_text("utf-8").partition(old)[0].count("\n") + 1
    expected = re.sub(r":@([+-]\d+)?:", lambda found: f":{line + int(found[1] or 0)}:", message)
    change(path, old, new)
    with pytest.raises(PluginError) as caught:
        load_providers(["cloud"], [folder])
    said = [str(finding) for finding in caught.value.findings]
    assert any(expected in each for each in said), "\n".join(said)
    assert all(each.startswith("cloud/") for each in said)


def test_the_folder_is_good_before_it_is_broken(folder: Path) -> None:
    assert load_providers(["cloud"], [folder]).ids == ("cloud",)


def test_all_mistakes_are_told_at_once(folder: Path, change: Change) -> None:
    change("provider.yaml", "name: Cloud", "nmae: Cloud")
    change(RULES, "NotFound: _status(404)", "NotFound: _sttaus(404)")
    change(RULES, READ_GRANT, "{actions: [objects.read], on: bukcet}")
    lines = (folder / RULES).read_text("utf-8").splitlines()
    error, grant = (next(n for n, line in enumerate(lines, 1) if text in line) for text in ("_sttaus", "bukcet"))
    with pytest.raises(PluginError) as caught:
        load_providers(["cloud"], [folder])
    assert [(finding.path.rpartition("/")[2], finding.line, finding.key) for finding in caught.value.findings] == [
        ("provider.yaml", 2, ""),
        ("provider.yaml", 3, "nmae"),
        ("rules.yaml", error, "errors.NotFound"),
        ("rules.yaml", grant, "storage.read.grants[0].on"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "provider.yaml:1: is empty"),
        (b"id: a\nname: \xff\n", "provider.yaml:2: is not UTF-8 text"),
        (b"id: a\n---\nid: b\n", "provider.yaml:2: is no valid YAML"),
        (b"id: \x07\n", "provider.yaml:1: is no valid YAML"),
        (b"[" * 1_000_000, "provider.yaml:1: is nested too deeply"),
        (b"- " * 1_000_000, "provider.yaml:1: is nested too deeply"),
        (b"- id\n", "provider.yaml:1: expected a mapping, not a list"),
        (b"? [a]\n: b\n", "provider.yaml:1: a key must be a plain text"),
        (b"[" * 201 + b"]" * 201, "provider.yaml:1: is nested too deeply"),
    ],
)
def test_a_file_that_is_no_document_is_told(folder: Path, content: bytes, message: str) -> None:
    (folder / "provider.yaml").write_bytes(content)
    with pytest.raises(PluginError, match=message):
        load_providers(None, [folder])


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "regions.yaml").unlink()
    with pytest.raises(PluginError, match=r"^cloud/regions\.yaml: is missing$"):
        load_providers(["cloud"], [folder])


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_told(folder: Path) -> None:
    (folder / "regions.yaml").chmod(0)
    with pytest.raises(PluginError, match=r"^cloud/regions\.yaml: cannot be read: Permission denied$"):
        load_providers(["cloud"], [folder])
