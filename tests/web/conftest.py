"""The toolkit is tested by itself, without the rooms above it."""

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def toolkit_alone() -> Iterator[None]:
    """Its own few addresses, and a frame without menu."""
    with override_settings(ROOT_URLCONF="tests.web.urls", DAIHOI_SHELL=""):
        yield
