"""portal: the public site's own commands, run with its settings: prepare, enrol an office, take in, visits, verify."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from daihoi.cli.output import Output, RefusedError

DEMO = "demo-loaded"  # stands in the portal's folder once its demo is whole


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    portal = commands.add_parser("portal", parents=[common], help="cổng tin: cơ quan công bố, bộ đếm, kiểm tra")
    inside = portal.add_subparsers(dest="what", metavar="VIỆC", required=True)

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = inside.add_parser(name, parents=[common], help=text)
        made.set_defaults(run=run, portal=True)
        return made

    command("prepare", run_prepare, "dựng tệp tĩnh, bảng dữ liệu và trang chủ")
    enrol = command("enrol", run_enrol, "nhận công bố của một cơ quan")
    enrol.add_argument("code", metavar="MÃ", help="mã đơn vị mà cơ quan công bố thay, gồm cả đơn vị dưới")
    enrol.add_argument("name", metavar="TÊN")
    enrol.add_argument("key", metavar="KHOÁ", help="khoá công khai, 64 chữ số và chữ: daihoi publish key")
    revoke = command("revoke", run_revoke, "thôi nhận công bố ký bằng một khoá")
    revoke.add_argument("key", metavar="KHOÁ")
    take = command("take-in", run_take_in, "nhận các bản công bố từ tệp")
    take.add_argument("files", type=Path, nargs="+", metavar="TỆP")
    visits = command("visits", run_visits, "đặt hoặc xem số lượt truy cập")
    visits.add_argument("count", type=int, nargs="?", metavar="SỐ")
    title = command("title", run_title, "đặt tên trang, dòng dưới tên và địa chỉ toà soạn")
    title.add_argument("name", metavar="TÊN")
    title.add_argument("--tagline", metavar="DÒNG")
    title.add_argument("--contact", metavar="ĐỊA-CHỈ")
    backup = command("backup", run_backup, "sao lưu cổng tin vào một tệp")
    backup.add_argument("file", type=Path, metavar="TỆP")
    restore = command("restore", run_restore, "khôi phục cổng tin từ một tệp sao lưu")
    restore.add_argument("file", type=Path, metavar="TỆP")
    restore.add_argument("--replace", action="store_true", help="thay dữ liệu đang có (bản cũ được giữ bên cạnh)")
    demo = command("demo", run_demo, "nạp tin mẫu của hai quận (người trong tin là bịa)")
    demo.add_argument("folder", type=Path, metavar="THƯ-MỤC", help="office.json và các bản công bố của văn phòng mẫu")
    demo.add_argument("--pictures", action="store_true", help="chỉ vẽ tranh, khi mới có bản công bố các đơn vị")
    command("verify", run_verify, "kiểm lại chữ ký và thứ tự của mọi bản công bố")


def prepare(out: Output) -> None:
    """Static files, tables, the front page: quick where nothing changed."""
    from daihoi.cli.install import build, migrate
    from daihoi.portal.actions.corners import front, sections

    build(out)
    migrate(out)
    front()
    sections()


def run_prepare(_asked: argparse.Namespace, out: Output) -> int:
    prepare(out)
    out.answer({"prepared": True}, lambda: out.line("Cổng tin đã sẵn sàng: daihoi serve portal"))
    return 0


# The same words as the office's own commands: what a backup holds follows the program that the process is.


def run_backup(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.cli import install

    return install.run_backup(asked, out)


def run_restore(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.cli import archive

    facts = archive.restore(asked.file, replace=asked.replace)
    out.answer(
        facts, lambda: out.line(f"Đã khôi phục bản sao lưu ngày {facts['made']}. Hãy chạy: daihoi portal verify")
    )
    return 0


def run_enrol(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.portal.actions import SnapshotRefusedError, office_enrol

    try:
        office = office_enrol(asked.code, asked.name, asked.key)
    except SnapshotRefusedError as refused:
        raise RefusedError(refused.sentence, 1) from None
    out.answer(
        {"office": office.code, "name": office.name, "key": office.public_key},
        lambda: out.line(f"Cổng nhận công bố của {office.name} cho {office.code} và các đơn vị dưới."),
    )
    return 0


def run_revoke(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.portal.actions import SnapshotRefusedError, office_revoke

    try:
        office = office_revoke(asked.key)
    except SnapshotRefusedError as refused:
        raise RefusedError(refused.sentence, 1) from None
    out.answer({"revoked": asked.key}, lambda: out.line(f"Đã thôi nhận công bố ký bằng khoá này của {office.name}."))
    return 0


def run_take_in(asked: argparse.Namespace, out: Output) -> int:
    """Each file by itself: what is good is taken, each refusal is told; 1 where any was refused."""
    from daihoi.portal.actions import SnapshotRefusedError, take_in

    rows: list[dict[str, Any]] = []
    for path in asked.files:
        try:
            taken = take_in(path.read_bytes())
        except OSError:
            rows.append({"file": str(path), "taken": False, "reason": "không đọc được tệp"})
        except SnapshotRefusedError as refused:
            rows.append({"file": str(path), "taken": False, "known": refused.known, "reason": refused.sentence})
        else:
            rows.append({"file": str(path), "taken": True, "title": taken.title, "version": taken.version})

    def people() -> None:
        for row in rows:
            said = f"đã nhận: {row['title']}, bản {row['version']}" if row["taken"] else f"từ chối: {row['reason']}"
            out.line(f"{row['file']}: {said}")

    out.answer({"files": rows}, people)
    return 0 if all(row["taken"] or row.get("known") for row in rows) else 1


def run_visits(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.portal.actions import stamp_next
    from daihoi.portal.serving import counters
    from daihoi.rules.vietnamese import number

    if asked.count is not None:
        if not 0 <= asked.count < 10**12:
            raise RefusedError("Số lượt truy cập phải từ 0 đến 999.999.999.999.")
        counters.start_at(counters.SITE, asked.count)
        stamp_next()
    count = counters.value(counters.SITE)
    out.answer({"visits": count}, lambda: out.line(f"Số lượt truy cập: {number(count)}"))
    return 0


def run_title(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.portal.actions import stamp_next
    from daihoi.portal.actions.corners import front

    page = front()
    page.title = page.draft_title = asked.name.strip()[:200]
    page.tagline = (asked.tagline or page.tagline).strip()[:200]
    page.contact = (asked.contact or page.contact).strip()[:500]
    page.full_clean()
    page.save()
    stamp_next()
    out.answer({"title": page.title, "tagline": page.tagline, "contact": page.contact})
    return 0


def run_demo(asked: argparse.Namespace, out: Output) -> int:
    from django.conf import settings

    from daihoi.demo.newsroom.load import DemoError, draw_ahead, load

    if not (asked.folder / "office.json").is_file():
        raise RefusedError(f"Trong {asked.folder} không có office.json. Hãy chạy: daihoi demo", 1)
    files = sorted(asked.folder.glob("*.json"))
    try:
        if asked.pictures:
            draw_ahead(files)
            out.answer({"loaded": False})
            return 0
        loaded = load(out.step, files)
    except DemoError as error:
        raise RefusedError(str(error), 1) from None
    (Path(settings.DATA) / DEMO).touch()
    out.answer({"loaded": loaded})
    return 0


def run_verify(_asked: argparse.Namespace, out: Output) -> int:
    from daihoi.portal.queries.verification import faults

    found = list(faults())

    def people() -> None:
        for fault in found:
            out.line(f"  {fault}")
        out.line("Mọi bản công bố đều khớp." if not found else f"Có {len(found)} chỗ không khớp.")

    out.answer({"faults": found}, people)
    return 1 if found else 0
