"""Values as HCL, and HCL laid out as `terraform fmt` would.

In: plain values; text that templates made. Out: HCL text. What is the user's goes through `hcl`, where `${` and `%{`,
which would begin an expression, are written out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

_NEEDS_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BARE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_KEYWORDS = frozenset({"true", "false", "null", "for", "in", "if", "else", "endif", "endfor"})
_ASSIGNMENT = re.compile(
    r'(?P<indent> *)(?P<name>[A-Za-z_][\w-]*|"(?:[^"\\]|\\.)*"|\([^()]*\)) *=(?![=>]) *(?P<value>\S.*)'
)
_HEREDOC = re.compile(r"<<-?([A-Za-z_]\w*)$")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_STRING_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|#.*|//.*')


def hcl(value: object) -> str:
    """A plain value as an HCL expression, on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return hcl_string(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is no number in HCL")
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Mapping):
        items = ", ".join(f"{hcl_key(str(key))} = {hcl(item)}" for key, item in value.items())
        return f"{{ {items} }}" if items else "{}"
    if isinstance(value, (Sequence, set, frozenset)) and not isinstance(value, (bytes, bytearray)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value  # type: ignore[assignment] # text above, values here
        return "[" + ", ".join(hcl(item) for item in items) + "]"
    raise TypeError(f"{type(value).__name__} can't be written as HCL")


def hcl_string(text: str) -> str:
    """A quoted string that means exactly this text."""
    escaped = _NEEDS_ESCAPE.sub(_escape, text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def hcl_key(name: str) -> str:
    """A key of an object: bare where that is unmistakable, else quoted."""
    return name if _BARE_KEY.match(name) and name not in _KEYWORDS else hcl_string(name)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if "\ud800" <= character <= "\udfff":
        return "\N{REPLACEMENT CHARACTER}"  # half of a pair has no place in UTF-8
    return _ESCAPES.get(character, f"\\u{ord(character):04x}")


def visible(text: str) -> str:
    """The text with what would end or reorder a line unseen as escapes: in a comment, a path can't become code."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text.replace("\r\n", "\n"))


def tidy(text: str) -> str:
    """The text with `=` aligned, no blank lines where they mean nothing, and one newline at the end."""
    lines = [line.rstrip() for line in text.splitlines()]
    fixed = _heredoc_lines(lines)
    return "\n".join(_aligned(*_without_blanks(lines, fixed))) + "\n"


def _heredoc_lines(lines: Sequence[str]) -> list[bool]:
    """Which lines belong to a heredoc's text and stay as they are."""
    fixed, end = [], ""
    for line in lines:
        fixed.append(bool(end))
        if end:
            end = "" if line.strip() == end else end
        elif found := _HEREDOC.search(line):
            end = found.group(1)
    return fixed


def _without_blanks(lines: Sequence[str], fixed: Sequence[bool]) -> tuple[list[str], list[bool]]:
    kept: list[tuple[str, bool]] = []
    for line, stays in zip(lines, fixed, strict=True):
        if stays or line:
            if not stays and kept and not kept[-1][0] and line.lstrip()[0] in "}])":
                kept.pop()
            kept.append((line, stays))
        elif kept and kept[-1][0] and kept[-1][0][-1] not in "{[(":
            kept.append((line, stays))
    while kept and not kept[-1][0]:
        kept.pop()
    return [line for line, _ in kept], [stays for _, stays in kept]


def _aligned(lines: Sequence[str], fixed: Sequence[bool]) -> list[str]:
    """`=` in one column in each run of assignments that fit on their lines."""
    result: list[str] = []
    run: list[re.Match[str]] = []
    for line, stays in zip([*lines, ""], [*fixed, False], strict=True):
        found = None if stays else _ASSIGNMENT.fullmatch(line)
        whole = found is not None and _balanced(line) and not _HEREDOC.search(line)
        if whole and found is not None and (not run or run[0]["indent"] == found["indent"]):
            run.append(found)
            continue
        result += _run(run)
        run = [found] if whole and found is not None else []
        if not run:
            result.append(f"{found['indent']}{found['name']} = {found['value']}" if found is not None else line)
    return result[:-1]


def _run(run: Sequence[re.Match[str]]) -> list[str]:
    width = max((len(each["name"]) for each in run), default=0)
    return [f"{each['indent']}{each['name']:<{width}} = {each['value']}" for each in run]


def _balanced(line: str) -> bool:
    bare = _STRING_OR_COMMENT.sub("", line)
    return sum(bare.count(opening) for opening in "{[(") == sum(bare.count(closing) for closing in "}])")
