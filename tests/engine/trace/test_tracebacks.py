"""Tracebacks before and after, and that no wrapping of a log hides them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from infrar_engine.trace import Annotator, read_record
from infrar_engine.trace.annotator import Explained

# What was built:
#
#   main.py, from line 1     3-20 in place of the imports: a client (5), the helper for storage.move (8-20)
#                            31   storage.move(…), of which line 14 in the source became line 31
#                            33   one line from storage.write(…) over lines 16 to 20
#   cloud_support.py         all generated: 12-30 is the helper for storage.read
#   jobs/nightly.py          as it was
SPANS = [
    {"generated": "3:1-21:1", "kind": "imports", "source": "3:1-4:1", "copied": {"3:1-4:1": "3:1"}},
    {"generated": "5:1-5:23", "kind": "client", "of": "storage"},
    {"generated": "8:1-20:30", "kind": "helper", "of": "storage.move"},
    {"generated": "31:5-31:9", "kind": "reference", "of": "storage.move", "source": "14:5-14:17"},
    {
        "generated": "33:5-33:45",
        "kind": "call",
        "of": "storage.write",
        "source": "16:5-20:6",
        "copied": {"33:16-33:20": "17:9", "33:26-33:34": "18:9", "33:41-33:44": "19:9"},
    },
]
SHARED = [
    {"generated": "1:1-31:1", "kind": "imports"},
    {"generated": "12:1-30:20", "kind": "helper", "of": "storage.read"},
]
FILES = ("main.py", "cloud_support.py", "jobs/nightly.py", "src/shop/web.py", "a/tool.py", "b/tool.py", "handler.py")
RECORD = read_record(
    json.dumps(
        {
            "version": 1,
            "inputs": {path: "0" * 64 for path in FILES if path != "cloud_support.py"},
            "files": {f"app/{path}": "1" * 64 for path in FILES},
            "source_maps": {"main.py": SPANS, "cloud_support.py": SHARED},
        }
    ).encode()
)
LINE_33 = "    put(bucket=name, key=key(day), data=raw)"


class AtHand:
    """Some lines of the source and of the build."""

    def __init__(
        self, source: Mapping[tuple[str, int], str] = {}, built: Mapping[tuple[str, int], str] = {}
    ) -> None:  # never written to
        self._source, self._built = source, built

    def shown(self, path: str) -> str:
        return path

    def source_line(self, path: str, line: int) -> str | None:
        return self._source.get((path, line))

    def generated_line(self, path: str, line: int) -> str | None:
        return self._built.get((path, line))


NOTHING = AtHand()


def annotated(text: str, files: AtHand = NOTHING) -> str:
    annotator = Annotator(RECORD, files)
    lines = text.splitlines(keepends=True) if "\r" not in text else [f"{line}\n" for line in text.split("\n")]
    if "\r" in text:
        lines[-1] = lines[-1].removesuffix("\n")
    return "".join([*(annotator.feed(line) for line in lines), annotator.finish()])


def explained(text: str, files: AtHand = NOTHING) -> list[Explained]:
    annotator = Annotator(RECORD, files)
    for line in text.splitlines(keepends=True):
        annotator.feed(line)
    annotator.finish()
    return annotator.taken()


TRACEBACK = """\
Traceback (most recent call last):
  File "/var/task/main.py", line 40, in <module>
    nightly(1)
  File "/var/task/main.py", line 31, in nightly
    move(BUCKET, "a", "b")
  File "/var/task/main.py", line 12, in move
    s3.copy(bucket, source)
  File "/var/task/cloud_support.py", line 14, in read
    return s3.get(bucket, path)
  File "/var/lang/lib/python3.12/site-packages/cloud/main.py", line 31, in get
    raise Missing("NoSuchKey")
cloud.Missing: NoSuchKey
"""
EXPLAINED = """\
Traceback (most recent call last):
  File "/var/task/main.py", line 40, in <module>  <- main.py:27
    nightly(1)
  File "/var/task/main.py", line 31, in nightly  <- main.py:14: storage.move
    move(BUCKET, "a", "b")
  File "/var/task/main.py", line 12, in move  <- generated: helper for storage.move, called from main.py:14
    s3.copy(bucket, source)
  File "/var/task/cloud_support.py", line 14, in read  <- generated: helper for storage.read, called from main.py:14
    return s3.get(bucket, path)
  File "/var/lang/lib/python3.12/site-packages/cloud/main.py", line 31, in get
    raise Missing("NoSuchKey")
cloud.Missing: NoSuchKey
"""


def test_each_frame_of_the_build_has_its_place_beside_it() -> None:
    assert annotated(TRACEBACK) == EXPLAINED


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "without a last line end": lambda text: text.rstrip("\n"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "a time before each line": lambda text: "".join(
        f"2026-05-01T12:00:00.{n:03}Z  {line}" for n, line in enumerate(text.splitlines(keepends=True))
    ),
    "a container's name and stream": lambda text: "".join(
        f"web-1  | stderr F {line}" for line in text.splitlines(keepends=True)
    ),
    "indented": lambda text: "".join(f"        {line}" for line in text.splitlines(keepends=True)),
    "stripped": lambda text: "".join(f"{line.strip()}\n" for line in text.splitlines()),
    "in an exception group": lambda text: "".join(f"    | {line}" for line in text.splitlines(keepends=True)),
    "JSON": lambda text: json.dumps({"severity": "ERROR", "textPayload": text}) + "\n",
    "JSON in JSON": lambda text: json.dumps({"log": json.dumps({"message": f"failed\n{text}"})}) + "\n",
    "JSON with Windows line ends": lambda text: json.dumps({"message": text.replace("\n", "\r\n")}) + "\n",
    "a JSON list of frames": lambda text: json.dumps({"stackTrace": text.splitlines()}) + "\n",
    "a function service: one line with returns and no-break spaces": lambda text: (
        "[ERROR] Missing: NoSuchKey\r" + text.replace("\n  ", "\n\xa0\xa0").replace("\n", "\r") + "\n"
    ),
    "twice": lambda text: f"INFO start\n{text}INFO again\n{text}INFO end\n",
    "with what repeats": lambda text: text.replace(
        'a", "b")\n', 'a", "b")\n  [Previous line repeated 12 more times]\n'
    ),
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_it_makes_no_difference_how_a_log_wraps_it(wrap: Callable[[str], str]) -> None:
    assert annotated(wrap(TRACEBACK)) == wrap(EXPLAINED)


PAIRS = {
    "chained errors: callers are those of their own traceback": (
        """\
Traceback (most recent call last):
  File "/app/main.py", line 31, in nightly
    move(BUCKET, "a", "b")
cloud.Missing: NoSuchKey

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 12, in move
    s3.copy(bucket, source)
""",
        """\
Traceback (most recent call last):
  File "/app/main.py", line 31, in nightly  <- main.py:14: storage.move
    move(BUCKET, "a", "b")
cloud.Missing: NoSuchKey

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 12, in move  <- generated: helper for storage.move
    s3.copy(bucket, source)
""",
    ),
    "an exception group": (
        """\
  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 40, in <module>
  |     run()
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/main.py", line 31, in nightly
    |     move(BUCKET, "a", "b")
    |     ^^^^^^^^^^^^^^^^^^^^^^
    | cloud.Missing: NoSuchKey
    +------------------------------------
""",
        """\
  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 40, in <module>  <- main.py:27
  |     run()
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/main.py", line 31, in nightly  <- main.py:14: storage.move
    |     move(BUCKET, "a", "b")
    |     ^^^^^^^^^^^^^^^^^^^^^^
    | cloud.Missing: NoSuchKey
    +------------------------------------
""",
    ),
    "colours": (
        'Traceback (most recent call last):\n  File \x1b[35m"/app/main.py"\x1b[0m, line \x1b[35m31\x1b[0m, in \x1b[35mnightly\x1b[0m\n'
        "    \x1b[31mmove\x1b[0m\x1b[1;31m(BUCKET)\x1b[0m\n    \x1b[31m~~~~\x1b[0m\x1b[1;31m^^^^^^^^\x1b[0m\n",
        'Traceback (most recent call last):\n  File \x1b[35m"/app/main.py"\x1b[0m, line \x1b[35m31\x1b[0m, in \x1b[35mnightly\x1b[0m'
        "  <- main.py:14: storage.move\n"
        "    \x1b[31mmove\x1b[0m\x1b[1;31m(BUCKET)\x1b[0m\n    \x1b[31m~~~~\x1b[0m\x1b[1;31m^^^^^^^^\x1b[0m\n",
    ),
    "a syntax error": (
        '  File "C:\\new\\jobs\\nightly.py", line 7\n    if\n      ^\nSyntaxError: invalid syntax\n',
        '  File "C:\\new\\jobs\\nightly.py", line 7  <- jobs/nightly.py:7\n    if\n      ^\nSyntaxError: invalid syntax\n',
    ),
    "the newest call first": (
        'Current thread 0x1 (most recent call first):\n  File "/app/main.py", line 12 in move\n  File "/app/main.py", line 31 in nightly\n',
        'Current thread 0x1 (most recent call first):\n  File "/app/main.py", line 12 in move'
        "  <- generated: helper for storage.move, called by the frame below\n"
        '  File "/app/main.py", line 31 in nightly  <- main.py:14: storage.move\n',
    ),
    "a client": (
        'Traceback (most recent call last):\n  File "main.py", line 5, in <module>\n    s3 = connect()\n',
        'Traceback (most recent call last):\n  File "main.py", line 5, in <module>  <- generated: client for storage\n    s3 = connect()\n',
    ),
    "an import that stays": (
        '  File "main.py", line 3, in <module>\n    import missing\n',
        '  File "main.py", line 3, in <module>  <- main.py:3\n    import missing\n',
    ),
    "one line of several, and nothing to tell which": (
        '  File "main.py", line 33, in save\n    put(bucket=name)\n',
        '  File "main.py", line 33, in save  <- main.py:16-20: storage.write\n    put(bucket=name)\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS.keys())
def test_before_and_after(before: str, after: str) -> None:
    assert annotated(before) == after


UNTOUCHED = {
    "no traceback": 'INFO started\nsee File "main.py", line 31, for more\n{"a": "File main.py"}\n\n\x00\x1b[0m\ufffd\n',
    "a sentence about a frame": 'the error is in File "/app/main.py", line 31, in nightly\n',
    "a file that isn't the build's": '  File "/app/other.py", line 31, in nightly\n    x()\n',
    "an installed module of the same name": '  File "/usr/lib/python3.11/handler.py", line 3, in f\n    x()\n',
    "an installed module on Windows": '  File "C:\\Python312\\Lib\\handler.py", line 3, in f\n    x()\n',
    "a file in an archive of libraries": '  File "/opt/python311.zip/handler.py", line 3, in f\n',
    "one of two files": '  File "/srv/tool.py", line 3, in f\n    x()\n',
    "the name alone is the same": '  File "/srv/web.py", line 3, in f\n    x()\n',
    "code that has no file": '  File "<string>", line 31, in <module>\n  File "<frozen importlib._bootstrap>", line 1, in _gcd\n',
}


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_what_is_not_surely_a_frame_of_the_build_stays_as_it_is(text: str) -> None:
    assert annotated(text) == text


PATHS = {
    "/var/task/main.py": "main.py",
    "C:\\srv\\app\\jobs\\nightly.py": "jobs/nightly.py",
    "/srv/app/main.py": "main.py",
    "./main.py": "main.py",
    "/srv/python3/main.py": "main.py",
    "app/jobs/../jobs/nightly.py": "jobs/nightly.py",
    "/app/shop/web.py": "src/shop/web.py",
    "/srv/a/tool.py": "a/tool.py",
}


@pytest.mark.parametrize(("path", "found"), PATHS.items(), ids=PATHS.keys())
def test_the_longest_end_of_a_path_tells_the_file(path: str, found: str) -> None:
    (frame,) = explained(f'  File "{path}", line 1, in f\n')
    assert frame.path == found
    assert frame.place is not None


# With the build and the source at hand

BUILT = AtHand(
    source={("main.py", 14): '    storage.move(BUCKET, f"a{day}", "b")', ("main.py", 18): "        key(day),"},
    built={
        ("main.py", 31): '    move(BUCKET, f"a{day}", "b")',
        ("main.py", 33): LINE_33,
        ("src/shop/web.py", 3): "    serve()",
    },
)


def test_the_source_is_shown_where_the_code_differs() -> None:
    text = '  File "/app/main.py", line 31, in f\n    move(BUCKET, f"a{day}", "b")\n'

    assert annotated(text, BUILT).split("\n")[0] == (
        '  File "/app/main.py", line 31, in f  <- main.py:14: storage.move(BUCKET, f"a{day}", "b")'
    )


MARKED = {
    "the call": (4, 44, (16, 5)),
    "an argument": (25, 33, (18, 9)),
    "a part of an argument": (29, 32, (18, 13)),
    "two arguments and what is between": (15, 33, (16, 5)),
}


@pytest.mark.parametrize(("start", "end", "found"), MARKED.values(), ids=MARKED.keys())
def test_marks_tell_which_line_it_was(start: int, end: int, found: tuple[int, int]) -> None:
    text = f'  File "/app/main.py", line 33, in f\n{LINE_33}\n{" " * start}{"^" * (end - start)}\nValueError\n'

    (frame,) = explained(text, BUILT)

    assert frame.place is not None
    assert (frame.place.line, frame.place.end_line, frame.place.column) == (found[0], *found)
    assert annotated(text, BUILT).split("\n")[1:] == text.split("\n")[1:]


def test_without_marks_all_lines_are_named_that_it_may_be() -> None:
    text = f'  File "/app/main.py", line 33, in f\n{LINE_33}\nValueError\n'

    assert annotated(text, BUILT).split("\n")[0].endswith("  <- main.py:16-19: storage.write")


def test_marks_are_read_from_JSON_too() -> None:
    text = f'  File "/app/main.py", line 33, in f\n{LINE_33}\n{" " * 25}^^^^^^^^\nValueError\n'

    (frame,) = explained(json.dumps({"message": text}), BUILT)

    assert frame.place is not None
    assert (frame.place.line, frame.place.column) == (18, 9)


def test_another_build_is_noticed() -> None:
    text = '  File "/app/main.py", line 31, in f\n    something(else_)\n'

    assert annotated(text, BUILT) == text
    assert [each.other_build for each in explained(text, BUILT)] == [True]


def test_a_file_of_the_same_name_is_the_builds_when_it_reads_the_same() -> None:
    same, other = (f'  File "/srv/web.py", line 3, in f\n    {code}\n' for code in ("serve()", "start()"))

    assert annotated(same, BUILT) == same.replace("in f", "in f  <- src/shop/web.py:3")
    assert annotated(other, BUILT) == other
    assert [each.other_build for each in explained(other, BUILT)] == [False]


def test_a_stream_waits_for_no_more_than_a_frame_needs() -> None:
    annotator = Annotator(RECORD, BUILT)
    frame, code = '  File "/app/main.py", line 31, in f\n', '    move(BUCKET, f"a{day}", "b")\n'

    assert annotator.feed("INFO\n") == "INFO\n"
    assert annotator.feed(frame) == ""
    assert annotator.feed(code).startswith('  File "/app/main.py", line 31, in f  <- main.py:14')
    assert annotator.feed("ValueError\n") == "ValueError\n"
    assert Annotator(RECORD, NOTHING).feed(frame).endswith("<- main.py:14: storage.move\n")
