"""Writes what programs of the suite do on the local runtime into their docstrings, for a person to check.

    python -m tests.conformance.transcribing [CAPABILITY.NAME …]

In: the programs named, or those without a transcript. Out: their files, changed. The transcript is the definition of
what every provider must do, so read the difference before you keep it.
"""

import sys
from pathlib import Path

import infrar_engine.conformance
from infrar_engine.catalog import load_catalog
from infrar_engine.conformance.playing import on_local_runtime
from infrar_engine.conformance.programs import Program, programs

FOLDER = Path(infrar_engine.conformance.__file__).parent


def main(names: list[str]) -> None:
    capabilities = [each.name for each in load_catalog().capabilities]
    every = [each for capability in capabilities for each in programs(capability)]
    chosen = [each for each in every if each.id in names or (not names and not each.expected)]
    for identifier, lines in on_local_runtime(chosen).items():
        program = next(each for each in chosen if each.id == identifier)
        path = FOLDER / program.capability / f"{program.name}.py"
        path.write_text(with_transcript(program, lines), "utf-8")
        print(path)


def with_transcript(program: Program, lines: tuple[str, ...]) -> str:
    """The program's text with these lines in its docstring."""
    printed = list(lines)
    while printed and printed[-1].startswith(("one  ", "two  ")):
        printed.pop()
    left = lines[len(printed) :]
    parts = [program.about, "", "Prints:", *(f"    {line}" for line in printed)]
    if left:
        parts += ["", "Leaves:", *(f"    {line}" for line in left)]
    docstring = "\n".join(parts)
    raw = "r" if "\\" in docstring else ""
    body = program.text.split('"""', 2)[2]
    return f'{raw}"""{docstring}\n"""{body}'


if __name__ == "__main__":
    main(sys.argv[1:])
