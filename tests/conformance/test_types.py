"""Transformed programs are as well typed as they were: checked with the real libraries' types, nothing is found anew."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from infrar_engine.conformance.playing import transform
from infrar_engine.conformance.programs import programs
from tests.kit.oracles import type_errors

PROVIDERS = ("aws", "gcp", "azure")


def test_native_code_has_no_type_errors_that_its_source_has_not(tmp_path: Path) -> None:
    for place in ("source", *PROVIDERS):
        (tmp_path / place).mkdir()
        for program in (*programs(), *programs("aio.storage")):
            text = program.text if place == "source" else transform(program, place)[0]
            (tmp_path / place / f"{program.name}_program.py").write_text(text, "utf-8")
    found = type_errors(tmp_path, roots=[tmp_path / place for place in ("source", *PROVIDERS)])
    counted: dict[str, Counter[str]] = {place: Counter() for place in ("source", *PROVIDERS)}
    for error in found:
        place, _, file = error.partition(":")[0].partition("/")
        counted[place][file] += 1
    assert counted == dict.fromkeys(PROVIDERS, counted["source"]) | {"source": counted["source"]}, "\n".join(found)
