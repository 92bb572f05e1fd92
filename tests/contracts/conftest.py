"""A world once for a whole file."""

from __future__ import annotations

import pytest

from tests.contracts.world import World, a_world


@pytest.fixture(scope="module")
def world(database: None) -> World:
    return a_world()
