"""Bytes in, bytes out: whatever a file is written in, only the edits differ."""

from __future__ import annotations

import codecs

import pytest

from infrar_engine.source.text import UnreadableSourceError, read_text
from tests.toy import problems_of, transform_files

USE = 'from infrar import storage\n\nstorage.write("reports", "a", "text")\n'
NATIVE = 'import toycloud\n\ntoy = toycloud.connect()\n\ntoy.put("reports", "a", "text")\n'


def transformed(data: bytes) -> bytes:
    files, problems = transform_files({"app.py": data})
    assert not problems
    return files["app.py"]


WRITTEN = {
    "UTF-8": lambda text: text.encode(),
    "a byte order mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "a byte order mark and CRLF": lambda text: codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode(),
    "no newline at the end": lambda text: text.rstrip("\n").encode(),
}


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN.keys())
def test_the_file_is_written_as_it_was(write: object) -> None:
    assert callable(write)
    assert transformed(write(USE)) == write(NATIVE)


CODED = {
    "latin-1": "# -*- coding: latin-1 -*-\n",
    "iso-8859-15": "#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\n",
    "cp1252": "# coding=cp1252\n",
    "utf-8": "# coding: utf-8\n",
    "shift_jis": "# coding: shift_jis\n",
}


@pytest.mark.parametrize(("encoding", "head"), CODED.items())
def test_a_coding_line_is_kept_to(encoding: str, head: str) -> None:
    word = "カタカナ" if encoding == "shift_jis" else "café"
    before = f'{head}{USE}print("{word}")\n'.encode(encoding)
    assert transformed(before) == f'{head}{NATIVE}print("{word}")\n'.encode(encoding)


def test_form_feeds_and_tabs_stay() -> None:
    before = 'from infrar import storage\n\f\ndef f(key):\n\tif key:\n\t\tstorage.read("reports", key)  \n\f\nf("a")\n'
    after = transformed(before.encode()).decode()
    assert after.endswith('\n\f\ndef f(key):\n\tif key:\n\t\ttoy.get("reports", key)  \n\f\nf("a")\n')


def test_lines_that_end_otherwise_stay_so_among_the_imports() -> None:
    before = (
        b'import sys\nimport os\r\nfrom infrar import storage\r\nimport re\r\n\r\nstorage.exists("reports", "a")\r\n'
    )
    after = transformed(before)
    assert after.startswith(b"import sys\nimport os\r\nimport re\r\n")
    assert after.endswith(b'\r\ntoy.has("reports", "a")\r\n')


def test_line_endings_inside_texts_stay() -> None:
    before = b'from infrar import storage\r\nx = """a\nb\r\nc"""\r\nstorage.exists("reports", "a")\r\n'
    assert b'x = """a\nb\r\nc"""\r\n' in transformed(before)


def test_long_lines() -> None:
    before = (
        f'from infrar import storage\nx = "{"y" * 5000}"; storage.exists("reports", "a"); z = {list(range(2000))}\n'
    )
    after = transformed(before.encode()).decode()
    assert f'x = "{"y" * 5000}"; toy.has("reports", "a"); z = {list(range(2000))}\n' in after


REFUSED = {
    "another encoding than it says": (b"from infrar import storage\nx = '\xe9'\n", "INF101", 2),
    "an unknown encoding": (b"# coding: klingon\nfrom infrar import storage\n", "INF101", 1),
    "a null byte": (b"from infrar import storage\n\0\n", "INF101", 2),
    "a mark and another encoding": (codecs.BOM_UTF8 + b"# coding: latin-1\nfrom infrar import storage\n", "INF101", 1),
    "no Python": (b"from infrar import storage\nx = = 1\n", "INF102", 2),
}


@pytest.mark.parametrize(("data", "code", "line"), REFUSED.values(), ids=REFUSED.keys())
def test_what_would_not_come_back_is_left_alone(data: bytes, code: str, line: int) -> None:
    assert problems_of(data) == [(code, line)]


def test_without_edits_the_bytes_are_the_same() -> None:
    data = "# coding: latin-1\nx = 'é'\r\ny = 2".encode("latin-1")
    assert read_text(data).apply([]) == data


def test_an_encoding_that_loses_something_is_refused() -> None:
    with pytest.raises(UnreadableSourceError, match="can't be written back byte for byte"):
        read_text(b"# coding: utf-7\nx = '+AGEAYg-'\n")
