"""Tests of one group run in one worker, so that what they share is made once."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("kept together")
def test_workers_are_told_of_groups(request: pytest.FixtureRequest) -> None:
    """A scheduler knows groups by what stands behind the names of tests."""
    if "PYTEST_XDIST_WORKER" in os.environ and request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@kept together")
