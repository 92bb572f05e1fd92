"""The portal's process in tests: no thread beside the test, nothing kept from the test before."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from daihoi.portal.serving import cache, counters, pulse


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing in memory, and no pulse but where a test beats it."""
    monkeypatch.setattr(pulse, "start", lambda: None)
    _forget()
    yield
    _forget()


def _forget() -> None:
    cache.forget()
    counters.forget()
    caches["default"].clear()  # Wagtail keeps there which cuts of a photograph it has made


def pytest_configure(config: pytest.Config) -> None:
    """Wagtail leaves the temporary files of a rendition to the collector."""
    for line in (
        "ignore:unclosed file <_io.BufferedRandom:ResourceWarning",
        "ignore:Implicitly cleaning up <SpooledTemporaryFile:ResourceWarning",
        "ignore:Exception ignored in. <function SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning",
        "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning",
    ):
        config.addinivalue_line("filterwarnings", line)
