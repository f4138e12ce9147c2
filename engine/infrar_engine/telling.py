"""Every problem of a run → what is told: less what comments silence, one for each cause.

In: diagnostics as the stages found them, and the comments of each file. Out: diagnostics to show. A comment that does
nothing is a warning, so that none outlives its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from infrar_engine.codes import codes
from infrar_engine.detect.comments import Word
from infrar_engine.detect.sites import FileFindings
from infrar_engine.model import Diagnostic, Fix, Severity

SILENCEABLE = frozenset({"INF205", "INF303", "INF401", "INF402"})
"""What may be silenced: with any other code the SDK would be left in what is built, or it couldn't be built at all."""

_COMMENTS = "write `# infrar: ignore[CODE]`, or `# infrar: skip-file`"
_NOT_SILENCED = "(`# infrar: ignore` can't silence this: the SDK would be left in the code)"


def told(
    problems: Iterable[Diagnostic], findings: Sequence[FileFindings], looked_for: Collection[str] = SILENCEABLE
) -> list[Diagnostic]:
    """`looked_for` are the codes that the run would have found: only an `ignore` of these can be one of nothing."""
    files = {each.file.path: each for each in findings}
    problems = _without_consequences(list(problems))
    used: set[tuple[str, Word]] = set()
    kept = [p for p in dict.fromkeys(problems) if not _is_silenced(p, files, used)]
    kept = [_placed(_answered(problem, files), files) for problem in kept]
    for path, each in files.items():
        kept += _about_comments(each, {word for where, word in used if where == path}, looked_for)
    return one_a_cause(kept)


def one_a_cause(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics of one cause as one, at the first place."""
    found: list[Diagnostic] = []
    index: dict[tuple[str, str], int] = {}
    for problem in problems:
        key = (problem.code, problem.cause)
        if not problem.cause or key not in index:
            index[key] = len(found)
            found.append(problem)
            continue
        first, second = sorted((found[index[key]], problem), key=_place)
        places = [place for place in (second.location, *second.also) if place is not None and place != first.location]
        also = sorted({*first.also, *places})
        found[index[key]] = replace(first, also=tuple(also), fixes=tuple(dict.fromkeys((*first.fixes, *second.fixes))))
    return found


def _place(problem: Diagnostic) -> tuple[str, int, int]:
    place = problem.location
    return (place.path, place.line, place.column) if place is not None else ("", 0, 0)


def _without_consequences(problems: list[Diagnostic]) -> list[Diagnostic]:
    """A name that no cloud takes is told once: that this cloud doesn't take it either follows."""
    refused = {problem.location for problem in problems if problem.code == "INF303"}
    return [problem for problem in problems if problem.code != "INF402" or problem.location not in refused]


def _placed(problem: Diagnostic, files: dict[str, FileFindings]) -> Diagnostic:
    """With the place of its span, where that is a part of the use that the stage knows the place of."""
    place = problem.location
    if place is None or problem.span is None or place.path not in files:
        return problem
    exact = files[place.path].file.syntax.location(problem.span.start, problem.span.end)
    return replace(problem, location=exact)


def _words(problem: Diagnostic, files: dict[str, FileFindings]) -> Iterator[Word]:
    """The comments that name the problem's code on a line of its place."""
    place = problem.location
    found = files.get(place.path) if place is not None else None
    if place is None or found is None:
        return
    for comment in found.comments:
        if place.cell == comment.cell and place.line <= comment.line <= place.end_line:
            yield from (word for word in comment.codes if word.text == problem.code)


def _is_silenced(problem: Diagnostic, files: dict[str, FileFindings], used: set[tuple[str, Word]]) -> bool:
    words = list(_words(problem, files))
    if words and problem.location is not None:
        used |= {(problem.location.path, word) for word in words}
    return bool(words) and problem.code in SILENCEABLE


def _answered(problem: Diagnostic, files: dict[str, FileFindings]) -> Diagnostic:
    """With a word to whoever tried to silence it."""
    if any(True for _ in _words(problem, files)):
        return replace(problem, hint=f"{problem.hint}\n{_NOT_SILENCED}".strip())
    return problem


def _about_comments(found: FileFindings, used: set[Word], looked_for: Collection[str]) -> Iterator[Diagnostic]:
    """What the file's comments say that does nothing; that a file is skipped."""
    known = codes()
    for comment in found.comments:
        if comment.problem:
            yield _warning(found, comment.word, comment.problem, _COMMENTS)
        elif found.skipped:
            continue
        for word in comment.codes:
            if word.text not in known:
                near = get_close_matches(word.text.upper(), known, 1)
                hint = f"did you mean {near[0]}?" if near else "`infrar explain` lists all codes"
                meant = word.text.upper() if word.text.upper() in known else ""
                yield _warning(found, word, f"there is no diagnostic {word.text}", hint, meant)
            elif word not in used and word.text in looked_for:
                yield _warning(found, word, f"there is no {word.text} here to silence", "remove it")
            elif word not in used and word.text not in SILENCEABLE:
                yield _warning(found, word, f"{word.text} can't be silenced", "remove it")
    if found.skipped:
        skip = next(comment for comment in found.comments if comment.skip)
        place = found.file.syntax.location(skip.word.start, skip.word.end)
        message = "this file is left as it is" + (", so what is built still needs the SDK" if found.needs_sdk else "")
        yield Diagnostic("INF108", Severity.NOTE, message, place, "remove the comment to have the file rewritten")


def _warning(found: FileFindings, word: Word, message: str, hint: str, meant: str = "") -> Diagnostic:
    place = found.file.syntax.location(word.start, word.end)
    fixes = (Fix(place, meant),) if meant else ()
    return Diagnostic("INF107", Severity.WARNING, message, place, hint, fixes=fixes)


def in_order(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By their places, those without one first."""

    def key(d: Diagnostic) -> tuple[str, int, int, str, str]:
        place = d.location.in_file if d.location is not None else None
        return (
            place.path if place else "",
            place.line if place else 0,
            place.column if place else 0,
            d.code,
            d.message,
        )

    return sorted(problems, key=key)
