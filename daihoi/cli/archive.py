"""Backup and restore: one file with the database, the uploaded files and a manifest of digests (T11)."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from daihoi import __version__
from daihoi.cli.output import RefusedError
from daihoi.ledger.queries import newest_head
from daihoi.org.models import Unit

FORMAT = "daihoi-backup-1"
# What an office cannot make again; static files and progress notes are left out.
FOLDERS = ("files", "imports")
KEYS = ("secret.key",)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_sqlite(target: Path) -> None:
    """A consistent copy while others write."""
    with sqlite3.connect(str(settings.DATABASES["default"]["NAME"])) as source, sqlite3.connect(str(target)) as copy:
        source.backup(copy, pages=4096)


def _tables() -> list[str]:
    return sorted(name for name in connection.introspection.table_names() if name != "django_migrations")


def _copy_postgres(folder: Path) -> None:
    """Every table by COPY inside one snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables():
            with (
                (folder / f"{table}.copy").open("wb") as file,
                cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as data,
            ):
                for chunk in data:
                    file.write(chunk)


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def backup(target: Path) -> dict[str, Any]:
    """Write the backup to `target`; it appears there whole or not at all."""
    if target.exists():
        raise RefusedError(f"{target} đã có. Hãy chọn tên khác, bản sao lưu không ghi đè.", 1)
    if not target.parent.exists():
        raise RefusedError(f"Không có thư mục {target.parent}. Hãy tạo trước.", 1)
    head = newest_head()
    with tempfile.TemporaryDirectory(dir=settings.DATA) as place:
        work = Path(place)
        inside: dict[str, Path] = {}
        if connection.vendor == "sqlite":
            _copy_sqlite(work / "database.sqlite3")
            inside["database.sqlite3"] = work / "database.sqlite3"
        else:
            (work / "tables").mkdir()
            _copy_postgres(work / "tables")
            inside |= {f"tables/{path.name}": path for path in (work / "tables").iterdir()}
        for folder in FOLDERS:
            root = settings.DATA / folder
            inside |= {
                path.relative_to(settings.DATA).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()
            }
        inside |= {key: settings.DATA / key for key in KEYS if (settings.DATA / key).exists()}
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "engine": connection.vendor,
            "migrations": _migrations(),
            "ledger": {"event": head.pk, "digest": head.digest} if head else None,
            "sha256": {name: _sha256(path) for name, path in inside.items()},
        }
        fresh = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                packed.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
                for name, path in inside.items():
                    packed.write(path, name)
            os.chmod(fresh, 0o600)  # it holds members' data and the installation's key
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    return {"file": str(target), "files": len(inside), "bytes": target.stat().st_size, "made": manifest["made"]}


def _read(source: Path, work: Path) -> dict[str, Any]:
    """Unpack `source` into `work` with every digest checked; RefusedError where it is not a whole backup of ours."""
    try:
        with zipfile.ZipFile(source) as packed:
            manifest: dict[str, Any] = json.loads(packed.read("manifest.json"))
            if manifest.get("format") != FORMAT:
                raise RefusedError(f"{source} không phải bản sao lưu của Daihoi.", 1)
            listed = manifest["sha256"]
            if set(packed.namelist()) != {"manifest.json", *listed}:
                raise RefusedError(f"{source} thiếu hoặc thừa tệp so với bảng kê. Hãy dùng bản sao lưu khác.", 1)
            for name in listed:
                if name.startswith("/") or ".." in Path(name).parts:
                    raise RefusedError(f"{source} chứa đường dẫn lạ: {name}.", 1)
                packed.extract(name, work)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError, EOFError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise RefusedError(f"Không có tệp {source}.", 1) from error
        raise RefusedError(f"{source} hỏng hoặc không phải bản sao lưu của Daihoi. Hãy dùng bản khác.", 1) from error
    for name, digest in listed.items():
        if _sha256(work / name) != digest:
            raise RefusedError(f"{source}: {name} bị thay đổi hoặc bị cắt. Hãy dùng bản sao lưu khác.", 1)
    return manifest


def _holds_data() -> bool:
    return "org_unit" in connection.introspection.table_names() and Unit.objects.exists()


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put the data of `source` in place; what was there stays beside it, named before-restore."""
    if not source.exists():
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
            _put_sqlite(work / "database.sqlite3")
        else:
            _put_postgres(work / "tables", manifest["migrations"])
        _put_files(work, manifest["sha256"])
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    return {"made": manifest["made"], "version": manifest["version"], "files": len(manifest["sha256"])}


def _known_migrations() -> list[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return list(MigrationLoader(connection, ignore_no_migrations=True).disk_migrations)


def _put_sqlite(fresh: Path) -> None:
    with sqlite3.connect(str(fresh)) as check:
        if check.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise RefusedError("Cơ sở dữ liệu trong bản sao lưu bị hỏng. Hãy dùng bản khác.", 1)
    check.close()
    connections.close_all()
    place = Path(str(settings.DATABASES["default"]["NAME"]))
    for suffix in ("-wal", "-shm"):
        Path(f"{place}{suffix}").unlink(missing_ok=True)
    if place.exists():
        shutil.copy2(place, place.with_name(f"{place.name}.before-restore"))
    os.replace(fresh, place)


def _put_postgres(folder: Path, migrations: list[str]) -> None:
    from django.core.management import call_command

    wanted = {tuple(name.split(".", 1)) for name in migrations}
    for app in sorted({app for app, _name in wanted}):
        last = max(name for one, name in wanted if one == app)
        call_command("migrate", app, last, interactive=False, verbosity=0)
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables) + " CASCADE")
        for table in tables:
            path = folder / f"{table}.copy"
            if path.exists():
                with path.open("rb") as file, cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as data:
                    while chunk := file.read(1 << 20):
                        data.write(chunk)
        cursor.execute("SET session_replication_role = DEFAULT")
        for sequence in connection.introspection.sequence_list():
            table, column = sequence["table"], sequence["column"]
            # names come from the database's own catalogue
            newest = f'SELECT COALESCE(MAX("{column}"), 0) + 1 FROM "{table}"'  # noqa: S608
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), ({newest}), false)")


def _put_files(work: Path, names: dict[str, str]) -> None:
    for name in names:
        if name == "database.sqlite3" or name.startswith("tables/"):
            continue
        target = settings.DATA / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(work / name, target)
