"""What several rule books ask for, as one list."""

from __future__ import annotations

import pytest

from infrar_engine.model import Requirement
from infrar_engine.source.requirements import together


@pytest.mark.parametrize(
    ("needed", "lines"),
    [
        ([("boto3", ">=1.28"), ("boto3", ">=1.9"), ("boto3", ">=1.42")], ["boto3>=1.42"]),
        ([("boto3", ">=1.42"), ("boto3", ">=1.42.1")], ["boto3>=1.42.1"]),
        ([("redis", ">=5.1"), ("boto3", ">=1.42")], ["boto3>=1.42", "redis>=5.1"]),
        ([("redis", ">=5.1,<7"), ("redis", ">=5.2")], ["redis<7,>=5.2"]),
        ([("redis", "~=5.1"), ("redis", ">=5")], ["redis>=5,~=5.1"]),
        ([("psycopg[binary]", ">=3.2"), ("psycopg[binary]", ">=3.2")], ["psycopg[binary]>=3.2"]),
        ([], []),
    ],
)
def test_one_line_for_each_distribution(needed: list[tuple[str, str]], lines: list[str]) -> None:
    assert together(Requirement(name, specifier) for name, specifier in needed) == lines
