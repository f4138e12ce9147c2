"""The work of `infrar watch`: which changes matter, what is built after them, and what is worth saying.

In: a request and the folder to write. Out: lines on standard output, diagnostics on standard error, until somebody stops it.
Nothing here decides how a build is done; it is the same as that of `infrar build`.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infrar_engine.artifacts import OutputError, Written, check_output, write_build
from infrar_engine.cli.failures import Failure, OutputFailure, explained
from infrar_engine.cli.running import attempt, say, tell
from infrar_engine.config import find_config
from infrar_engine.model import Diagnostic, Severity
from infrar_engine.pipeline import Request, Result, run
from infrar_engine.report.cells import printable
from infrar_engine.report.terminal import terminal_of
from infrar_engine.source.discovery import is_never_source

_TICK = 200  # milliseconds between two looks at what can't be watched
_BURST = 100  # milliseconds in which several changes are one save


def keep_built(request: Request, output: Path, *, force: bool) -> None:
    """Build now and after each change that matters. An output that is refused now ends the command, later it is said."""
    assert request.path is not None  # the command asks for it
    gc.enable()  # other commands end before it pays
    root = request.path if request.path.is_dir() else request.path.parent
    with explained():
        check_output(output, force=force, source=root)
    watched = _Watched(request, root, output)
    builder = _Builder(request, root, output, force)
    for _ in watched.changes():
        inputs = builder.build()
        if inputs is not None:
            watched.learn(inputs)


@dataclass
class _Watched:
    """What is watched: the project's folder, the plugins' folders, infrar.yaml wherever it is.

    A file that changed and is no input of the build that followed (it is ignored) isn't looked at again, until what is ignored
    may have changed.
    """

    request: Request
    root: Path
    output: Path
    _inputs: frozenset[Path] = frozenset()
    _pending: set[Path] = field(default_factory=set)
    _others: set[Path] = field(default_factory=set)

    def changes(self) -> Iterator[None]:
        """Once at the beginning, then after each burst of changes that matter."""
        from watchfiles import watch

        folders = [self.root.resolve(), *(folder.resolve() for folder in self.request.plugins)]
        stamp = self._configuration()
        started = False
        for changes in watch(
            *folders,
            watch_filter=lambda _, path: self._may_matter(Path(path)),
            debounce=_BURST,
            step=_BURST // 2,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            self._pending = {Path(path) for _, path in changes}
            before, stamp = stamp, self._configuration()
            if before != stamp or any(path.name == ".gitignore" for path in self._pending):
                self._others.clear()
            if not started or before != stamp or self._pending:
                started = True
                yield

    def learn(self, inputs: Sequence[str]) -> None:
        """Remember what the last build read, and which of the changed files it didn't."""
        root = self.root.resolve()
        self._inputs = frozenset(root / path for path in inputs)
        plugins = [folder.resolve() for folder in self.request.plugins]
        gone = {path for path in self._pending if not path.exists()}
        inside = {path for path in self._pending if not any(path.is_relative_to(folder) for folder in plugins)}
        self._others |= inside - gone - self._inputs

    def _may_matter(self, path: Path) -> bool:
        if path in self._inputs:
            return True
        inside = (
            path.relative_to(self.root.resolve()).parts if path.is_relative_to(self.root.resolve()) else (path.name,)
        )
        written = path == self.output.resolve() or path.is_relative_to(self.output.resolve())
        return not written and path not in self._others and not any(map(is_never_source, inside))

    def _configuration(self) -> tuple[str, int, int]:
        """Where infrar.yaml is, and when it was changed: it may stand above what is watched."""
        path = find_config(self.request.path) if self.request.path is not None else None
        try:
            found = path.stat() if path is not None else None
        except OSError:
            found = None
        return (str(path), found.st_mtime_ns, found.st_size) if found is not None else ("", 0, 0)


@dataclass
class _Builder:
    """Builds again and again; tells what is new since the time before."""

    request: Request
    root: Path
    output: Path
    force: bool
    _told: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    _failed: str = ""
    _built: bool = False

    def build(self) -> Sequence[str] | None:
        """Build, write when there is no error, and tell; the paths of what was read, when that is known."""
        try:
            with explained():
                result = attempt(run, self.request)
                written = self._write(result) if not result.failed else None
        except Failure as failure:
            if isinstance(failure, OutputFailure) and not self._built:
                raise
            if failure.message != self._failed:
                failure.show()
                self._say("not built")
            self._failed = failure.message
            return None
        recovered, self._failed = bool(self._failed), ""
        self._tell(result.diagnostics)
        errors = sum(each.severity is Severity.ERROR for each in result.diagnostics)
        if written is None:
            stays = f"; {self.output} holds the last good build" if self._built else ""
            self._say(f"{errors} error{'s' if errors != 1 else ''}{stays}")
        elif written.written or written.removed or not self._built or recovered:
            self._built = True
            self._say(_summary(written))
        inputs = result.record.get("inputs")
        return list(inputs) if isinstance(inputs, Mapping) else None

    def _write(self, result: Result) -> Written:
        try:
            return write_build(self.output, result.artifacts, result.record, force=self.force, source=self.root)
        except OSError as error:
            raise OutputError(f"{error.filename or self.output}: {error.strerror or error}", "") from error

    def _tell(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Diagnostics that weren't there before, and those that are gone. One that only moved is none of these."""
        now = Counter(_identity(each) for each in diagnostics)
        new, gone = now - self._told, self._told - now
        shown = []
        for each in diagnostics:
            if new[_identity(each)] > 0:
                new[_identity(each)] -= 1
                shown.append(each)
        tell(shown)
        for code, place, message, _ in sorted(gone.elements()):
            self._say(f"solved: {code} in {place}: {message}" if place else f"solved: {code}: {message}")
        self._told = now

    def _say(self, text: str) -> None:
        terminal = terminal_of(sys.stdout)
        say(f"{time.strftime('%H:%M:%S')} {printable(text, terminal.encoding)}\n")
        sys.stdout.flush()


def _identity(diagnostic: Diagnostic) -> tuple[str, str, str, str]:
    """A diagnostic without its line number, which changes with every line above it."""
    place = diagnostic.location
    where = place.path if place is not None else ""
    return diagnostic.code, where, diagnostic.message.partition("\n")[0], place.text if place is not None else ""


def _summary(written: Written) -> str:
    parts = [(written.written, "written"), (written.removed, "removed"), (written.unchanged, "unchanged")]
    return f"built {written.output}: {', '.join(f'{len(files)} {what}' for files, what in parts if files)}"
