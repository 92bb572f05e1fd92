"""Backup and restore, of the office or of the portal: one file with database, files and a manifest of digests (T11)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from daihoi import __version__
from daihoi.cli.output import RefusedError
from daihoi.ledger.guards import drop_guards

MANIFEST = "manifest.json"
DATABASE = "database.sqlite3"


@dataclass(frozen=True)
class Kind:
    """What a backup of this program holds: what cannot be made again; static files and progress notes are left out."""

    format: str
    folders: tuple[str, ...]
    single: tuple[str, ...]
    table: str  # stands in every such database, and has rows once the program was used

    @property
    def names(self) -> re.Pattern[str]:
        """Every name that such a backup may hold: nothing is ever written beside these places."""
        folders, single = "|".join(self.folders), "|".join(map(re.escape, (DATABASE, *self.single)))
        return re.compile(rf"(?:{folders})/[^\\:\0]+|tables/\w+\.copy|{single}")


OFFICE = Kind("daihoi-backup-1", ("files", "imports", "keys"), ("secret.key", "season.json"), "org_unit")
PORTAL = Kind("daihoi-portal-backup-1", ("library", "public", "counts"), ("secret.key",), "portal_office")


def kind() -> Kind:
    """The program that this process is."""
    return PORTAL if apps.is_installed("daihoi.portal") else OFFICE


_LARGEST_MANIFEST = 256 * 1024 * 1024
_CHUNK = 1 << 20
_LOCKED = "55P03"  # PostgreSQL: a lock that was not had in time
_IN_USE = "Cơ sở dữ liệu đang được dùng. Hãy dừng máy chủ trước, rồi khôi phục."


# --- out -------------------------------------------------------------------------------------------------------------


def _copy_sqlite(target: Path) -> None:
    """A consistent copy in one step, while others write."""
    with (
        closing(sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), timeout=60)) as source,
        closing(sqlite3.connect(str(target))) as copy,
    ):
        source.backup(copy)


def _tables() -> list[str]:
    return sorted(name for name in connection.introspection.table_names() if name != "django_migrations")


def _columns(cursor: Any, table: str) -> list[str]:
    return [found.name for found in connection.introspection.get_table_description(cursor, table)]


def _copy_postgres(folder: Path) -> dict[str, list[str]]:
    """Every table by COPY inside one snapshot; table -> its columns, in the order of the copy."""
    held = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables():
            held[table] = _columns(cursor, table)
            with (
                (folder / f"{table}.copy").open("wb") as file,
                cursor.copy(_copying(table, held[table], "TO STDOUT")) as data,
            ):
                for chunk in data:
                    file.write(chunk)
    return held


def _copying(table: str, columns: list[str], whither: str) -> str:
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    return f"COPY {connection.ops.quote_name(table)} ({names}) {whither} (FORMAT binary)"


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _files() -> Iterator[Path]:
    """The files beside the database, by their place in the data folder."""
    for folder in kind().folders:
        for path in sorted((settings.DATA / folder).rglob("*")):
            if path.is_file() and not path.name.endswith(".tmp"):
                yield path.relative_to(settings.DATA)
    for name in kind().single:
        if (settings.DATA / name).is_file():
            yield Path(name)


def _pack(packed: zipfile.ZipFile, path: Path, name: str) -> str:
    """Put a file into the backup; its digest, over the very bytes that went in."""
    digest = hashlib.sha256()
    with path.open("rb") as file, packed.open(name, "w", force_zip64=True) as inside:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            inside.write(chunk)
    return digest.hexdigest()


def _head() -> dict[str, Any] | None:
    """The newest event of the office's ledger; the portal has none."""
    if kind() is PORTAL:
        return None
    from daihoi.ledger.queries import newest_head

    head = newest_head()
    return {"event": head.pk, "digest": head.digest} if head else None


def backup(target: Path) -> dict[str, Any]:
    """Write the backup to `target`; it appears there whole or not at all."""
    if target.exists():
        raise RefusedError(f"{target} đã có. Hãy chọn tên khác, bản sao lưu không ghi đè.", 1)
    if not target.parent.is_dir():
        raise RefusedError(f"Không có thư mục {target.parent}. Hãy tạo trước.", 1)
    head = _head()  # before the copy: the copy holds it
    columns: dict[str, list[str]] = {}
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with (
            tempfile.TemporaryDirectory(dir=settings.DATA) as place,
            zipfile.ZipFile(fresh, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        ):
            os.chmod(fresh, 0o600)  # it holds members' data and the installation's key
            work, digests = Path(place), {}
            # the database first: every file that it names is there already
            if connection.vendor == "sqlite":
                _copy_sqlite(work / DATABASE)
                digests[DATABASE] = _pack(packed, work / DATABASE, DATABASE)
            else:
                columns = _copy_postgres(work)
                for path in sorted(work.iterdir()):
                    digests[f"tables/{path.name}"] = _pack(packed, path, f"tables/{path.name}")
            for name in _files():
                with suppress(FileNotFoundError):  # discarded meanwhile
                    digests[name.as_posix()] = _pack(packed, settings.DATA / name, name.as_posix())
            manifest = {
                "format": kind().format,
                "version": __version__,
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "engine": connection.vendor,
                "migrations": _migrations(),
                "columns": columns,
                "ledger": head,
                "sha256": digests,
            }
            packed.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return {"file": str(target), "files": len(digests), "bytes": target.stat().st_size, "made": manifest["made"]}


# --- in --------------------------------------------------------------------------------------------------------------


def _foreign(source: Path) -> RefusedError:
    return RefusedError(f"{source} hỏng hoặc không phải bản sao lưu của Daihoi. Hãy dùng bản khác.", 1)


def _manifest(source: Path, packed: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, every value of the kind that it must have."""
    if packed.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _foreign(source)
    found = json.loads(packed.read(MANIFEST))
    texts = ("format", "version", "made", "engine")
    if not isinstance(found, dict) or found.get("format") != kind().format:
        raise RefusedError(f"{source} không phải bản sao lưu của Daihoi.", 1)
    known = (
        all(isinstance(found.get(name), str) for name in texts)
        and isinstance(found.get("migrations"), list)
        and all(isinstance(name, str) and "." in name for name in found["migrations"])
        and isinstance(found.get("columns"), dict)
        and isinstance(found.get("sha256"), dict)
    )
    if not known:
        raise _foreign(source)
    return found


def _read(source: Path, work: Path) -> dict[str, Any]:
    """Unpack `source` into `work` with every digest checked; RefusedError where it is not a whole backup of ours."""
    try:
        with zipfile.ZipFile(source) as packed:
            manifest = _manifest(source, packed)
            listed: dict[str, Any] = manifest["sha256"]
            if sorted(packed.namelist()) != sorted([MANIFEST, *listed]):
                raise RefusedError(f"{source} thiếu hoặc thừa tệp so với bảng kê. Hãy dùng bản sao lưu khác.", 1)
            for name in listed:
                if not kind().names.fullmatch(name) or ".." in name.split("/"):
                    raise RefusedError(f"{source} chứa đường dẫn lạ: {name!r}. Hãy dùng bản sao lưu khác.", 1)
            needed = sum(info.file_size for info in packed.infolist())
            if needed > shutil.disk_usage(work).free:
                raise RefusedError(f"Đĩa không đủ chỗ để mở {source}: cần {needed:,} byte.", 1)
            for name, digest in listed.items():
                with packed.open(name) as inside:
                    if _unpack(inside, work / name) != digest:
                        raise RefusedError(f"{source}: {name} bị thay đổi hoặc bị cắt. Hãy dùng bản sao lưu khác.", 1)
    except FileNotFoundError as error:
        raise RefusedError(f"Không có tệp {source}.", 1) from error
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, RuntimeError) as error:
        # RuntimeError: encrypted, nested without end, or packed in a way that is not known here
        raise _foreign(source) from error
    return manifest


def _unpack(inside: IO[bytes], target: Path) -> str:
    """Write one member of the backup; the digest of what was written."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        while chunk := inside.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _holds_data() -> bool:
    table = kind().table
    if table not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")  # noqa: S608  (our own name)
        return bool(cursor.fetchone()[0])


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put the data of `source` in place; the database that was there stays beside it, named before-restore (SQLite).

    Everything is checked before anything is changed; a kill in between leaves the database old or new.
    """
    if not source.is_file():
        raise RefusedError(f"Không có tệp {source}.", 1)
    settings.DATA.mkdir(parents=True, exist_ok=True)
    if _holds_data() and not replace:
        raise RefusedError("Thư mục dữ liệu đang có dữ liệu. Nếu chắc chắn muốn thay, thêm --replace.", 1)
    with tempfile.TemporaryDirectory(dir=settings.DATA) as place:
        work = Path(place)
        manifest = _read(source, work)
        if manifest["engine"] != connection.vendor:
            raise RefusedError(
                f"Bản sao lưu này của {manifest['engine']}, còn ở đây dùng {connection.vendor}. "
                "Hãy khôi phục trên cùng loại cơ sở dữ liệu.",
                1,
            )
        known = {f"{app}.{name}" for app, name in _known_migrations()}
        if foreign := sorted(set(manifest["migrations"]) - known):
            raise RefusedError(f"Bản sao lưu từ phiên bản mới hơn ({foreign[0]}). Hãy cài phiên bản đó trước.", 1)
        if connection.vendor == "sqlite":
            _check_sqlite(source, work / DATABASE)
        # files first: a database that stands always finds the files that it names
        _put_files(
            work, [name for name in manifest["sha256"] if name.startswith(tuple(f"{f}/" for f in kind().folders))]
        )
        if connection.vendor == "sqlite":
            _put_sqlite(work / DATABASE)
        else:
            _put_postgres(source, work / "tables", manifest)
        _put_files(work, [name for name in manifest["sha256"] if name in kind().single])
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    return {"made": manifest["made"], "version": manifest["version"], "files": len(manifest["sha256"])}


def _known_migrations() -> list[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return list(MigrationLoader(connection, ignore_no_migrations=True).disk_migrations)


def _check_sqlite(source: Path, fresh: Path) -> None:
    try:
        with closing(sqlite3.connect(str(fresh))) as check:
            sound = check.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            sound = sound and bool(
                check.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [kind().table]).fetchone()
            )
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise RefusedError(f"Cơ sở dữ liệu trong {source} bị hỏng. Hãy dùng bản sao lưu khác.", 1)


def _put_sqlite(fresh: Path) -> None:
    """Put the file in place of the one that was there, in one step."""
    connections.close_all()
    place = Path(str(settings.DATABASES["default"]["NAME"]))
    if place.exists():
        # out of WAL mode: the log is folded in and gone, and it fails while anybody else has the database open
        with closing(sqlite3.connect(str(place), timeout=2)) as old:
            try:
                mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            except sqlite3.OperationalError:
                mode = "busy"
        if mode != "delete":
            raise RefusedError(_IN_USE, 1)
        shutil.copy2(place, place.with_name(f"{place.name}.before-restore"))
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(fresh, place)


def _put_postgres(source: Path, folder: Path, manifest: dict[str, Any]) -> None:
    """Make the tables as the backup knew them and fill them, in one transaction."""
    try:
        with connection.wrap_database_errors:  # COPY goes past Django, its errors too
            _fill_postgres(source, folder, manifest)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == _LOCKED:
            raise RefusedError(_IN_USE, 1) from error
        raise  # the server itself: the command line says what it said
    except (DatabaseError, OSError) as error:
        raise RefusedError(f"Các bảng trong {source} bị hỏng. Hãy dùng bản sao lưu khác.", 1) from error


def _fill_postgres(source: Path, folder: Path, manifest: dict[str, Any]) -> None:
    from django.core.management import call_command

    held: dict[str, list[str]] = manifest["columns"]
    wanted = {tuple(name.split(".", 1)) for name in manifest["migrations"]}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        drop_guards()
        if old := connection.introspection.table_names(cursor):
            cursor.execute("DROP TABLE " + ", ".join(map(connection.ops.quote_name, old)) + " CASCADE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a reference waits to be checked
        for app in sorted({app for app, _name in wanted}):
            last = max(name for one, name in wanted if one == app)
            call_command("migrate", app, last, interactive=False, verbosity=0)
        made = set(_tables())
        if made != held.keys():
            raise RefusedError(f"Các bảng trong {source} không khớp phiên bản của nó. Hãy dùng bản sao lưu khác.", 1)
        names = {table: connection.ops.quote_name(table) for table in sorted(made)}
        cursor.execute("TRUNCATE " + ", ".join(names.values()) + " CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in names.values():
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        for table in names:
            with (
                (folder / f"{table}.copy").open("rb") as file,
                cursor.copy(_copying(table, held[table], "FROM STDIN")) as data,
            ):
                while chunk := file.read(_CHUNK):
                    data.write(chunk)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names.values():
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        _restart_numbering(cursor)


def _restart_numbering(cursor: Any) -> None:
    """Let every table's own numbers go on after the highest that is there."""
    for sequence in connection.introspection.sequence_list():
        table, column = sequence["table"], sequence["column"]
        # names come from the database's own catalogue
        newest = f'SELECT COALESCE(MAX("{column}"), 0) + 1 FROM "{table}"'  # noqa: S608
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), ({newest}), false)")


def _put_files(work: Path, names: list[str]) -> None:
    for name in names:
        target = settings.DATA / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.chmod(work / name, 0o600)
        os.replace(work / name, target)
