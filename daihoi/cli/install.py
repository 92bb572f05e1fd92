"""build, init, migrate, backup, restore."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from daihoi.cli.output import Output, RefusedError


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    build = commands.add_parser("build", parents=[common], help="dựng phông chữ, bản dịch và tệp tĩnh")
    build.set_defaults(run=run_build)
    init = commands.add_parser("init", parents=[common], help="khởi tạo thư mục dữ liệu và mùa đại hội")
    init.add_argument("--season", default="2020-2025", metavar="2020-2025", help="tên mùa (hai năm)")
    init.add_argument("--regulation", default="244-QĐ/TW", metavar="244-QĐ/TW", help="quy chế bầu cử")
    init.set_defaults(run=run_init)
    backup = commands.add_parser("backup", parents=[common], help="sao lưu toàn bộ dữ liệu vào một tệp")
    backup.add_argument("file", type=Path, metavar="TỆP")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", parents=[common], help="khôi phục dữ liệu từ một tệp sao lưu")
    restore.add_argument("file", type=Path, metavar="TỆP")
    restore.add_argument("--replace", action="store_true", help="thay dữ liệu đang có (bản cũ được giữ bên cạnh)")
    restore.set_defaults(run=run_restore)


def build(out: Output) -> None:
    """Fonts, catalogues, static files: quick where nothing changed."""
    from django.conf import settings
    from django.core.management import call_command

    from daihoi.web import assets

    settings.DATA.mkdir(parents=True, exist_ok=True)
    assets.build(out.line)
    out.step("phông chữ và bản dịch đã dựng")
    made, now = settings.STATIC_ROOT / ".made-from", _static_files()
    if not made.exists() or made.read_text() != now:
        call_command("collectstatic", interactive=False, verbosity=0)
        made.write_text(now)
    out.step("tệp tĩnh đã chép")


def _static_files() -> str:
    """A digest of every static file's name, size and time: while it stays, what was collected is good."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def migrate(out: Output) -> None:
    """Bring the tables to this version of the program."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    out.step("bảng dữ liệu đã sẵn sàng")


def run_build(_asked: argparse.Namespace, out: Output) -> int:
    build(out)
    out.answer({"built": True})
    return 0


def pending_path() -> Path:
    """Where the season waits for its root: the units file brings it."""
    from django.conf import settings

    return Path(settings.DATA) / "season.json"


def run_init(asked: argparse.Namespace, out: Output) -> int:
    """An empty installation: tables and key now, the season as soon as the units file has brought the root."""
    from daihoi.congress import actions
    from daihoi.congress.models import Season
    from daihoi.org.models import Unit
    from daihoi.rules.regulations import BY_KEY

    if asked.regulation not in BY_KEY:
        raise RefusedError(f"Không có quy chế “{asked.regulation}”. Chọn một trong: {', '.join(BY_KEY)}.")
    first, _, last = asked.season.replace("–", "-").partition("-")
    if not (first.isdigit() and last.isdigit() and len(first) == len(last) == 4 and int(first) < int(last)):
        raise RefusedError(f"“{asked.season}” không phải tên mùa. Ghi hai năm, ví dụ 2020-2025.")
    build(out)
    migrate(out)
    root = Unit.objects.filter(parent=None).first()
    if root is None:
        pending_path().write_text(json.dumps({"season": asked.season, "regulation": asked.regulation}))
    elif not Season.objects.filter(root=root, name=f"{first}–{last}").exists():
        actions.season_open(root, by=None, name=asked.season, regulation_key=asked.regulation)

    def people() -> None:
        out.line(f"Đã khởi tạo. Mùa {asked.season} theo quy chế {asked.regulation}.")
        if root is None:
            out.line("Tiếp theo: daihoi import units TỆP.xlsx (tổ chức gốc lấy từ tệp này).")

    out.answer(
        {"season": f"{first}–{last}", "regulation": asked.regulation, "root": root.code if root else None}, people
    )
    return 0


def open_pending_season() -> str | None:
    """Open the season that waited for its root; plan congresses of units that came since. The season's name."""
    from daihoi.congress import actions
    from daihoi.congress.models import Season
    from daihoi.org.models import Unit

    path = pending_path()
    root = Unit.objects.filter(parent=None).first()
    if root is not None and path.exists():
        asked = json.loads(path.read_text())
        opened = actions.season_open(root, by=None, name=asked["season"], regulation_key=asked["regulation"])
        path.unlink()
        return opened.name
    for season in Season.objects.all():
        actions.congresses_plan(season, by=None)
    return None


def run_backup(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.cli import archive

    facts = archive.backup(asked.file)
    out.answer(facts, lambda: out.line(f"Đã sao lưu {facts['files']} tệp, {facts['bytes']:,} byte vào {asked.file}."))
    return 0


def run_restore(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.cli import archive

    facts = archive.restore(asked.file, replace=asked.replace)
    out.answer(facts, lambda: out.line(f"Đã khôi phục bản sao lưu ngày {facts['made']}. Hãy chạy: daihoi verify"))
    return 0
