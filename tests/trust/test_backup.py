"""Backup under load, restored into an empty folder, is equal; what is no whole backup of ours changes nothing (T11)."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from daihoi.cli import archive
from daihoi.cli.output import RefusedError
from daihoi.elections import actions as elections
from daihoi.elections.models import CountSheet, Round
from daihoi.org.models import Unit
from daihoi.reports.queries import verify_all
from tests.builders import a_congress, an_election, typed
from tests.harness.database import contents, counts
from tests.harness.finished import Finished, a_finished_season, a_place
from tests.harness.killing import Scene, database_at

pytestmark = pytest.mark.django_db(transaction=True)
SQLITE = connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of the test's own."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    (settings.DATA / "secret.key").write_text("chia khoa")
    return settings.DATA


@contextmanager
def installation(folder: Path, name: str = "daihoi.sqlite3") -> Iterator[None]:
    """The database of the data folder: a file on SQLite, the test's own on PostgreSQL."""
    if not SQLITE:
        yield
        return
    with database_at(folder / name):
        yield


@contextmanager
def empty_place(folder: Path) -> Iterator[None]:
    """An installation that holds nothing, to restore into."""
    if SQLITE:
        with database_at(folder / "empty.sqlite3"):
            yield
        return
    scene = Scene(folder)
    scene._server(f'DROP DATABASE IF EXISTS "{scene.copy}" WITH (FORCE)')
    scene._server(f'CREATE DATABASE "{scene.copy}"')
    try:
        with database_at(scene.copy):
            yield
    finally:
        scene.close()


def begin(folder: Path, build: Callable[[], Finished]) -> Finished:
    """Build a scene and keep it as the data folder's database."""
    made = build()
    if SQLITE:
        connection.ensure_connection()
        import sqlite3

        with closing(sqlite3.connect(str(folder / "daihoi.sqlite3"))) as target:
            connection.connection.backup(target)
    return made


def a_file(folder: Path, name: str, content: bytes = b"scan") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_backup_restored_into_an_empty_folder_is_the_same(folder: Path, tmp_path: Path, settings: Any) -> None:
    begin(folder, a_finished_season)
    for name in ("files/bien-ban/kiểm phiếu.pdf", "imports/1/source", "keys/ab.key"):
        a_file(folder, name, name.encode())
    a_file(folder, "static/x.css")
    a_file(folder, "progress/1.json")
    with installation(folder):
        before = contents()
        facts = archive.backup(tmp_path / "sao-luu.zip")
    assert facts["bytes"] == (tmp_path / "sao-luu.zip").stat().st_size
    settings.DATA = tmp_path / "moi"
    with empty_place(tmp_path):
        archive.restore(tmp_path / "sao-luu.zip")
        after = contents()
        if not SQLITE:  # the tables were made anew there: when each migration ran is not part of the data
            del before["django_migrations"], after["django_migrations"]
        assert after == before
        assert verify_all().faults == ()
        assert refuses_to_change_what_is_certified()
    assert (settings.DATA / "files/bien-ban/kiểm phiếu.pdf").read_bytes() == "files/bien-ban/kiểm phiếu.pdf".encode()
    assert (settings.DATA / "secret.key").read_text() == "chia khoa"
    assert (settings.DATA / "keys/ab.key").exists()
    assert not (settings.DATA / "static").exists()
    assert not (settings.DATA / "progress").exists()


def refuses_to_change_what_is_certified() -> bool:
    """The triggers came back with the tables."""
    from django.db import DatabaseError

    try:
        Round.objects.filter(state="certified").update(minutes_number="99")
    except DatabaseError:
        return True
    return False


def test_after_a_restore_new_rows_follow_the_old_ones(folder: Path, tmp_path: Path, settings: Any) -> None:
    """Numbering goes on after what was restored."""
    begin(folder, a_finished_season)
    with installation(folder):
        archive.backup(tmp_path / "b.zip")
    settings.DATA = tmp_path / "moi"
    with empty_place(tmp_path):
        archive.restore(tmp_path / "b.zip")
        congress = a_congress(Unit.objects.get(code="Q.1.1"), season=None)
        an_election(congress)
        assert verify_all().faults == ()


def test_a_backup_under_load_is_one_moment(folder: Path, tmp_path: Path, settings: Any) -> None:
    """While somebody saves counts without pause, the backup holds one consistent moment of it."""
    place = begin(folder, a_place_with_a_count)
    found = Round.objects.get() if not SQLITE else None
    stop = threading.Event()
    saved: list[int] = []

    def write() -> None:
        try:
            mine = found or Round.objects.get()
            while not stop.is_set():
                votes = {1: 90, 2: 80, 3: 70, 4: len(saved) % 50}
                elections.count_save(mine, by=place.first, key=uuid4(), votes=votes)
                saved.append(1)
        finally:
            connections["default"].close()

    with installation(folder):
        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(3):
                while len(saved) < 5 * (number + 1) and writer.is_alive():
                    stop.wait(0.01)
                archive.backup(tmp_path / f"{number}.zip")
        finally:
            stop.set()
            writer.join(timeout=60)
        assert verify_all().faults == ()
    assert len(saved) >= 15
    settings.DATA = tmp_path / "moi"
    for number in range(3):
        (tmp_path / "empty.sqlite3").unlink(missing_ok=True)
        with empty_place(tmp_path):
            archive.restore(tmp_path / f"{number}.zip")
            assert verify_all().faults == ()
            assert CountSheet.objects.count() == 1


def a_place_with_a_count() -> Finished:
    place = a_place()
    congress = a_congress(place.ward, season=place.season)
    typed(an_election(congress, by=place.first.user).rounds.get(), (90, 80, 70, 20), by=place.first.user)
    return place


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.fixture
def good(folder: Path, tmp_path: Path, settings: Any) -> Path:
    """A good backup, and an installation with other data that nothing may change."""
    begin(folder, a_place)
    a_file(folder, "files/a.pdf")
    with installation(folder):
        archive.backup(tmp_path / "good.zip")
    return tmp_path / "good.zip"


def remade(good: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None], *, honest: bool = False) -> Path:
    """A copy of the backup after `change` of its members and manifest; `honest` puts the digests right again."""
    with zipfile.ZipFile(good) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    if honest:
        manifest["sha256"] = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    made = good.with_name("remade.zip")
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.json", json.dumps(manifest))
        for name, content in members.items():
            packed.writestr(name, content)
    return made


def refused(source: Path, folder: Path, *, replace: bool = True) -> str:
    """The one sentence with which `source` is refused; nothing has changed."""
    with installation(folder):
        before = contents()
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "sqlite3" not in path.name}
    outside = {path for path in folder.parent.rglob("*") if "sqlite3" not in path.name}
    with installation(folder), pytest.raises(RefusedError) as said:
        archive.restore(source, replace=replace)
    with installation(folder):
        assert contents() == before
    assert {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "sqlite3" not in path.name
    } == files
    assert {path for path in folder.parent.rglob("*") if "sqlite3" not in path.name} == outside
    sentence = str(said.value)
    assert sentence.endswith("."), sentence
    assert "\n" not in sentence
    return sentence


def _cut(good: Path) -> Path:
    made = good.with_name("cut.zip")
    made.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    return made


def _flipped(good: Path) -> Path:
    content = bytearray(good.read_bytes())
    for place in range(400, 460):
        content[place] ^= 0xFF
    made = good.with_name("flipped.zip")
    made.write_bytes(content)
    return made


def _written(good: Path, content: bytes) -> Path:
    made = good.with_name("other.zip")
    made.write_bytes(content)
    return made


def _a_zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


def _some(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith(("database", "tables")))


def _altered(members: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    members[_some(members)] = members[_some(members)][:-1] + b"\0\1"


def _missing(members: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    del members["files/a.pdf"]


def _added(members: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    members["files/them.pdf"] = b"x"


def _newer(_members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["migrations"].append("org.9999_the_future")


def _other_engine(_members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["engine"] = "postgresql" if SQLITE else "sqlite"


def _garbage(members: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    for name in members:
        if name.startswith(("database", "tables")):
            members[name] = b"khong phai co so du lieu" * 50


WRONG: dict[str, Callable[[Path], Path]] = {
    "cut in half": _cut,
    "bytes flipped": _flipped,
    "empty": lambda good: _written(good, b""),
    "no zip": lambda good: _written(good, b"%PDF-1.7 " * 100),
    "another zip": lambda good: _written(good, _a_zip({"a.txt": b"x"})),
    "manifest is a list": lambda good: _written(good, _a_zip({"manifest.json": b"[1, 2]"})),
    "manifest of strange kinds": lambda good: _written(
        good, _a_zip({"manifest.json": b'{"format": "daihoi-backup-1", "sha256": 7, "engine": null}'})
    ),
    "manifest nested without end": lambda good: _written(good, _a_zip({"manifest.json": b"[" * 100_000})),
    "manifest no text": lambda good: _written(good, _a_zip({"manifest.json": b"\xff\xfe\x00"})),
    "another format": lambda good: remade(good, lambda _m, manifest: manifest.update(format="daihoi-backup-9")),
    "a file altered": lambda good: remade(good, _altered),
    "a file missing": lambda good: remade(good, _missing),
    "a file more": lambda good: remade(good, _added),
    "a newer version": lambda good: remade(good, _newer),
    "another database": lambda good: remade(good, _other_engine),
    "no database in it": lambda good: remade(good, _garbage, honest=True),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_backup_is_refused_and_changes_nothing(kind: str, good: Path, folder: Path) -> None:
    refused(WRONG[kind](good), folder)


@pytest.mark.parametrize(
    "name",
    [
        "../ngoai.txt", "files/../../ngoai.txt", "/tmp/ngoai.txt", "files/..", "C:\\ngoai.txt", "files\\..\\..\\a",
        "daihoi.sqlite3", "static/app.js", "files", " ", "files/a:b", "keys/../secret.key", "tables/../a.copy",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(name: str, good: Path, folder: Path) -> None:
    def trick(members: dict[str, bytes], _manifest: dict[str, Any]) -> None:
        members[name] = b"x"

    refused(remade(good, trick, honest=True), folder)
    assert not (folder.parent / "ngoai.txt").exists()


def test_a_missing_file_is_refused(folder: Path, good: Path, tmp_path: Path) -> None:
    assert "Không có tệp" in refused(tmp_path / "khong-co.zip", folder)


def test_data_are_not_replaced_unasked(good: Path, folder: Path) -> None:
    assert "--replace" in refused(good, folder, replace=False)


def test_replaced_data_stay_beside_the_new(good: Path, folder: Path) -> None:
    with installation(folder):
        Unit.objects.filter(code="Q").update(name="Tên khác")
        archive.restore(good, replace=True)
        assert Unit.objects.get(code="Q").name == "Đảng bộ quận Thử"
    if SQLITE:
        with installation(folder, "daihoi.sqlite3.before-restore"):
            assert Unit.objects.get(code="Q").name == "Tên khác"


def test_a_database_in_use_is_not_replaced(good: Path, folder: Path) -> None:
    """A server that still runs would write into what is no longer there."""
    gate, done = threading.Event(), threading.Event()

    def read() -> None:
        with transaction.atomic():
            Unit.objects.count()
            gate.set()
            done.wait(timeout=60)
        connections["default"].close()

    with installation(folder):
        reader = threading.Thread(target=read)
        reader.start()
        gate.wait(timeout=30)
        try:
            with pytest.raises(RefusedError, match="Hãy dừng máy chủ trước"):
                archive.restore(good, replace=True)
        finally:
            done.set()
            reader.join()
        assert counts()["org_unit"] == 4


def test_a_backup_never_overwrites(folder: Path, tmp_path: Path) -> None:
    begin(folder, a_place)
    there = a_file(tmp_path, "co-roi.zip", b"quan trong")
    with installation(folder):
        with pytest.raises(RefusedError, match="đã có"):
            archive.backup(there)
        with pytest.raises(RefusedError, match="Không có thư mục"):
            archive.backup(tmp_path / "chua-co" / "b.zip")
    assert there.read_bytes() == b"quan trong"


def test_a_backup_that_fails_leaves_no_file(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(folder, a_place)
    monkeypatch.setattr(archive, "_migrations", lambda: 1 / 0)
    with installation(folder), pytest.raises(ZeroDivisionError):
        archive.backup(tmp_path / "b.zip")
    assert list(tmp_path.glob("*.zip*")) == []
    assert list(tmp_path.glob(".b.zip*")) == []


def test_a_backup_is_for_its_owner_only(folder: Path, tmp_path: Path) -> None:
    begin(folder, a_place)
    with installation(folder):
        archive.backup(tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
