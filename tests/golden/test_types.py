"""Type checkers find nothing wrong in kept builds, with the types of the real libraries."""

from __future__ import annotations

import pytest

from tests.golden.cases import BUILDS, CASES
from tests.kit.oracles import type_errors


def test_native_code_fits_the_libraries() -> None:
    pytest.importorskip("flask", reason="`pip install flask` installs what an example needs")
    assert type_errors(BUILDS, roots=[case.kept / "app" for case in CASES]) == []
