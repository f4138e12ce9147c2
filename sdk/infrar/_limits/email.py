"""The portable limits of email.

In: an operation's name and the arguments that are known. Out: nothing, or `email.InvalidArgument` with a message that
names operation, parameter, value and rule. Sizes are what remains of the smallest limit, 10 MB with attachments in
base64; addresses are those that every provider takes without quoting or encoding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from infrar._limits.common import Rule, apply, not_a, optional, resource, shown, unencodable
from infrar.email import Attachment, InvalidArgument

MOST_RECIPIENTS = 50
TOTAL_BYTES = 7 * 1024**2
SUBJECT_CHARACTERS = 255

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@)(?=.{{1,254}}\Z){_ATOM}(\.{_ATOM})*@({_LABEL}\.)+{_LABEL}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FORBIDDEN_IN_FILENAMES = re.compile(rf"{_CONTROL.pattern[:-1]}\"/\\]")
_TOKEN = r"[a-z0-9][a-z0-9!#$&^_.+-]*"  # noqa: S105  # of a content type
_CONTENT_TYPE = re.compile(rf"(?!multipart/|message/)(?=.{{1,78}}\Z){_TOKEN}/{_TOKEN}")


def check(operation: str, arguments: Mapping[str, object]) -> None:
    """Raise InvalidArgument for the first argument that is outside the limits; absent parameters are fine."""
    apply(f"email.{operation}", RULES[operation], arguments, InvalidArgument)
    if "text" in arguments and "html" in arguments and not (arguments["text"] or arguments["html"]):
        raise InvalidArgument(f"email.{operation}: text and html are both missing; a mail has one of them, or both")
    size = _size(arguments)
    if size > TOTAL_BYTES:
        raise InvalidArgument(
            f"email.{operation}: text, html and attachments have {size} bytes; together they have at most {TOTAL_BYTES}"
        )


def _size(arguments: Mapping[str, object]) -> int:
    contents = [arguments.get("text"), arguments.get("html")]
    size = sum(len(content.encode()) for content in contents if isinstance(content, str))
    attachments = arguments.get("attachments")
    if isinstance(attachments, (list, tuple)):
        size += sum(len(each.content) for each in attachments)
    return size


def address(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    if not _ADDRESS.fullmatch(value):
        return "is no plain address, such as ada@example.com, of at most 254 ASCII characters"
    return None


def recipients(value: object) -> str | None:
    if isinstance(value, str):
        return address(value)
    if not isinstance(value, (list, tuple)):
        return not_a("str, list or tuple", value)
    if not 1 <= len(value) <= MOST_RECIPIENTS:
        return f"has {len(value)} addresses; a mail goes to 1 to {MOST_RECIPIENTS}"
    for each in value:
        problem = address(each)
        if problem is not None:
            return f"has {shown(each)}, which {problem}"
    return None


def subject(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str", value)
    if not 1 <= len(value) <= SUBJECT_CHARACTERS:
        return f"has {len(value)} characters; a subject has 1 to {SUBJECT_CHARACTERS}"
    forbidden = _CONTROL.search(value)
    if forbidden:
        return f"holds {forbidden.group()!r}; a subject is one line without control characters"
    if value != value.strip() or "=?" in value:
        return "has spaces at its ends, or =?, which mail programs read as something else"
    return None


def content(value: object) -> str | None:
    if not isinstance(value, str):
        return not_a("str or None", value)
    return unencodable(value) if value else "is empty; leave it out"


def attachments(value: object) -> str | None:
    if not isinstance(value, (list, tuple)):
        return not_a("list or tuple", value)
    for each in value:
        if not isinstance(each, Attachment):
            return f"has a {type(each).__name__}, not only Attachment"
        problem = _attachment(each)
        if problem is not None:
            return f"has {shown(each)}, whose {problem}"
    return None


def _attachment(value: Attachment) -> str | None:
    if not isinstance(value.filename, str) or not 1 <= len(value.filename) <= 255:
        return "filename isn't 1 to 255 characters"
    forbidden = _FORBIDDEN_IN_FILENAMES.search(value.filename)
    if forbidden:
        return f"filename holds {forbidden.group()!r}"
    if not isinstance(value.content_type, str) or not _CONTENT_TYPE.fullmatch(value.content_type):
        return "content_type isn't one such as application/pdf, lower-case, without parameters"
    return None if isinstance(value.content, bytes) else f"content is {type(value.content).__name__}, not bytes"


RULES: Mapping[str, Mapping[str, Rule]] = {
    "send": {
        "sender": resource("sender"),
        "to": recipients,
        "subject": subject,
        "text": optional(content),
        "html": optional(content),
        "reply_to": optional(address),
        "attachments": attachments,
    }
}
