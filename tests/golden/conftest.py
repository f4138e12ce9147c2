"""The option that writes the kept builds anew; what is in the projects and builds are no tests of this project."""

import pytest

collect_ignore = ["projects", "builds"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the kept builds of tests/golden anew")
