"""The real server under load: stopped in order, killed, killed while the database is locked; a publication noticed."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from daihoi.portal.models import Article, Counter
from tests.harness.killing import Scene, database_at
from tests.harness.serving import free_port
from tests.portal.builders import a_site, an_article

START = """
from granian import Granian
from granian.constants import Interfaces
import sys
Granian("tests.portal.served:application", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
        workers=1, blocking_threads=4, log_enabled=False).serve()
"""
READER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
pytestmark = pytest.mark.django_db


class Place:
    """A database of its own with one published article, and servers over it."""

    def __init__(self, folder: Path, scene: Scene) -> None:
        self.folder, self.scene = folder, scene
        scene.copy = str(folder / "portal.sqlite3") if scene.sqlite else scene.copy
        self.name = scene.fresh()
        self.port = free_port()
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("DAIHOI_", "DJANGO_"))}
        self.environment = outside | {"TESTS_PORTAL_DATA": str(folder), "PYTHONPATH": str(Path.cwd())}
        if not scene.sqlite:
            at = connection.settings_dict
            self.environment["DAIHOI_PORTAL_DATABASE"] = (
                f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{self.name}"
            )
        with database_at(self.name):
            a_site()
            article = an_article(title="Bài thử tải")
            self.page, self.path = article.pk, f"/tin/{article.pk}-{article.slug}/"

    @contextmanager
    def server(self) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", START, str(self.port)],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
            try:
                self.wait(process)
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as client:
                    client.request("GET", "/robots.txt", headers={"User-Agent": "curl"})
                    if client.getresponse().status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def counted(self) -> int:
        """How often the article was read, as the database says."""
        with database_at(self.name):
            return Counter.objects.filter(pk=f"story:{self.page}").values_list("count", flat=True).first() or 0


@pytest.fixture(scope="module")
def scene(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Scene]:
    """The tables as they are before a test begins its transaction."""
    with django_db_blocker.unblock():
        made = Scene(tmp_path_factory.mktemp("scene"))
    yield made
    with django_db_blocker.unblock():
        made.close()


@pytest.fixture
def place(tmp_path: Path, scene: Scene) -> Place:
    return Place(tmp_path, scene)


class Readers:
    """Some readers who ask for the article again and again; when each answer came."""

    def __init__(self, place: Place, count: int = 4) -> None:
        self.place, self.answered = place, [[] for _ in range(count)]  # type: list[list[float]]
        self.others: list[Any] = []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._read, args=(times,)) for times in self.answered]
        for thread in self.threads:
            thread.start()

    def _read(self, times: list[float]) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=10)) as client:
            while not self.stop.is_set():
                try:
                    client.request("GET", self.place.path, headers=READER)
                    answer = client.getresponse()
                    answer.read()
                except (OSError, http.client.HTTPException):
                    return  # the server is gone
                if answer.status == 200:
                    times.append(time.monotonic())
                else:
                    self.others.append(answer.status)

    def end(self) -> int:
        """How many answers came."""
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=20)
        return sum(map(len, self.answered))

    def since(self, moment: float) -> int:
        """How many of them since `moment`."""
        return sum(time >= moment for times in self.answered for time in times)


def test_an_orderly_stop_under_load_loses_no_reading(place: Place) -> None:
    with place.server() as process:
        readers = Readers(place)
        time.sleep(1.2)
        process.terminate()
        process.wait(timeout=20)
        answered = readers.end()
    assert not readers.others
    assert answered > 100
    # at most the answers that were on their way to four readers when the server closed were counted beside
    assert 0 <= place.counted() - answered <= 4


def test_a_kill_loses_at_most_the_last_second(place: Place) -> None:
    with place.server() as process:
        readers = Readers(place)
        time.sleep(1.5)
        killed = time.monotonic()
        os.killpg(process.pid, signal.SIGKILL)
        answered = readers.end()
    lost = answered - place.counted()
    assert answered > 100
    assert lost <= readers.since(killed - 1.0) + 4
    assert lost < answered, "nothing was written down at all"


def test_a_kill_while_the_database_is_locked_loses_at_most_the_last_second_and_counts_nothing_twice(
    place: Place,
) -> None:
    if not place.scene.sqlite:
        pytest.skip("one writer at a time: SQLite")
    import sqlite3

    with place.server() as process:
        readers = Readers(place)
        time.sleep(0.6)
        with closing(sqlite3.connect(place.name, isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout=5000")
            other.execute("BEGIN IMMEDIATE")
            time.sleep(2.2)
            killed = time.monotonic()
            os.killpg(process.pid, signal.SIGKILL)
            answered = readers.end()
            other.execute("COMMIT")
    before = place.counted()
    assert readers.since(killed - 2) > readers.since(killed - 1), "the lock stopped the readers, too"
    assert answered - before > readers.since(killed - 1.0) + 4, "the lock did not bite: the test shows nothing"
    with place.server() as process:
        until = time.monotonic() + 5
        while place.counted() == before and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        process.terminate()
        process.wait(timeout=20)
    lost = answered - place.counted()
    assert -4 <= lost <= readers.since(killed - 1.0) + 4
    assert not list((place.folder / "counts").glob("*.json"))


def test_an_orderly_stop_while_the_database_is_locked_loses_no_reading_either(place: Place) -> None:
    if not place.scene.sqlite:
        pytest.skip("one writer at a time: SQLite")
    import sqlite3

    with place.server() as process, closing(sqlite3.connect(place.name, isolation_level=None)) as other:
        other.execute("PRAGMA busy_timeout=5000")
        other.execute("BEGIN IMMEDIATE")
        readers = Readers(place)
        time.sleep(0.5)
        answered = readers.end()
        process.terminate()
        process.wait(timeout=20)  # the lock outlasts the server
        other.execute("COMMIT")
    assert place.counted() == 0
    with place.server() as process:
        until = time.monotonic() + 5
        while not place.counted() and time.monotonic() < until:
            time.sleep(0.05)
        process.terminate()
        process.wait(timeout=20)
    assert place.counted() == answered > 50


def test_what_another_process_publishes_is_seen_without_a_restart(place: Place) -> None:
    """How soon (a second at most) is measured by `daihoi bench portal`."""
    with place.server() as process, closing(http.client.HTTPConnection("127.0.0.1", place.port, timeout=5)) as client:

        def read(method: str = "GET") -> tuple[str, http.client.HTTPResponse]:
            client.request(method, place.path, headers={"User-Agent": "curl"})
            answer = client.getresponse()
            return answer.read().decode(), answer

        assert "Bài thử tải" in read()[0]
        body, answer = read("HEAD")
        assert body == ""
        assert int(answer.headers["Content-Length"]) > 500
        for title in ("Tên thứ hai", "Tên thứ ba"):
            with database_at(place.name):
                article = Article.objects.get(pk=place.page)
                article.title = title
                article.save_revision().publish()
            published = time.monotonic()
            while title not in read()[0]:
                assert time.monotonic() < published + 10
                time.sleep(0.02)
        process.terminate()
        process.wait(timeout=20)
    assert place.counted() == 0  # curl is nobody
