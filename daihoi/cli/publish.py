"""publish: what the office gives to the portal, over the network or as signed files."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from daihoi.cli.data import season_of, unit_of
from daihoi.cli.output import Output, RefusedError


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    publish = commands.add_parser("publish", parents=[common], help="công bố lên cổng tin")
    inside = publish.add_subparsers(dest="what", metavar="VIỆC", required=True)

    def command(name: str, run: Any, text: str, *, unit: bool = True) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = inside.add_parser(name, parents=[common], help=text)
        if unit:
            made.add_argument("unit", metavar="MÃ")
        made.set_defaults(run=run)
        return made

    command("figures", run_figures, "số liệu mùa đại hội của một đơn vị")
    result = command("result", run_result, "kết quả bầu cử đã chuẩn y của một đơn vị")
    result.add_argument("--post", default="committee", metavar="CHỨC-DANH", help="bầu gì, ví dụ committee, secretary")
    result.add_argument("--names", action="store_true", help="công bố cả tên người trúng cử")
    command("calendar", run_calendar, "lịch đại hội của một đơn vị và các đơn vị trực thuộc")
    command("units", run_units, "danh sách đơn vị có góc tin trên cổng")
    command("report", run_report, "báo cáo tổng kết, dạng PDF")
    pending = command("pending", run_pending, "gửi các bản chưa tới cổng, hoặc lấy ra thành tệp", unit=False)
    pending.add_argument("--out", type=Path, metavar="THƯ-MỤC", help="ghi thành tệp đã ký, không gửi qua mạng")
    pending.add_argument("--all", action="store_true", help="ghi cả những bản đã lấy ra thành tệp trước đây")
    command("key", run_key, "khoá công khai để cổng tin đăng ký", unit=False)


def _facts(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "unit": row.subject.split(":")[1],
        "subject": row.subject,
        "version": row.version,
        "title": row.title,
        "digest": row.digest,
    }


def _published(publish: Callable[[], Any], out: Output) -> int:
    """Publish, then send what waits where a portal is connected."""
    from django.conf import settings

    from daihoi.reports.actions.delivery import deliver_all
    from daihoi.reports.models import Delivery

    row = publish()
    deliver_all()
    delivery = Delivery.objects.get(publication=row)
    facts = _facts(row) | {"delivered": delivery.delivered_at is not None, "note": delivery.note}

    def people() -> None:
        out.line(f"Đã công bố số {row.number}, bản {row.version}: {row.title}")
        if delivery.delivered_at is not None:
            out.line(f"Cổng tin {settings.PORTAL} đã nhận.")
        elif settings.PORTAL:
            out.line(f"Chưa tới cổng tin: {delivery.note or 'còn chờ bản trước'}")
        else:
            out.line("Chưa kết nối cổng tin (DAIHOI_PORTAL). Lấy tệp: daihoi publish pending --out THƯ-MỤC")

    out.answer(facts, people)
    return 0


def run_figures(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.reports.actions import figures_publish

    unit = unit_of(asked.unit)
    return _published(lambda: figures_publish(unit, season_of(unit), by=None), out)


def run_result(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.reports.actions import result_publish
    from daihoi.reports.queries.publishing import elections_of

    unit = unit_of(asked.unit)
    found = list(elections_of(unit).filter(congress__season=season_of(unit)))
    chosen = [election for election in found if election.post == asked.post]
    if not chosen:
        there = ", ".join(sorted({election.post for election in found})) or "chưa có cuộc nào"
        raise RefusedError(f"{unit.name} không có cuộc bầu “{asked.post}” trong mùa này. Có: {there}.", 1)
    return _published(lambda: result_publish(chosen[-1], by=None, names=asked.names), out)


def run_calendar(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.reports.actions import calendar_publish

    unit = unit_of(asked.unit)
    return _published(lambda: calendar_publish(unit, season_of(unit), by=None), out)


def run_units(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.reports.actions import units_publish

    return _published(lambda: units_publish(unit_of(asked.unit), by=None), out)


def run_report(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.reports.actions import report_publish

    unit = unit_of(asked.unit)
    return _published(lambda: report_publish(unit, season_of(unit), by=None), out)


def run_pending(asked: argparse.Namespace, out: Output) -> int:
    """Send what waits; or write it as files whose names are in the order in which a portal takes them."""
    from django.conf import settings

    if asked.out is not None:
        return _taken_out(asked, out)
    from daihoi.reports.actions.delivery import deliver
    from daihoi.reports.models import Delivery

    sent = list(deliver())
    waiting = [_facts(one.publication) | {"note": one.note} for one in Delivery.objects.waiting().without_payload()]
    facts = {
        "portal": settings.PORTAL,
        "sent": [row.number for row, answer in sent if answer.has_it],
        "waiting": waiting,
    }

    def people() -> None:
        for row, answer in sent:
            out.line(f"  số {row.number}: {'cổng tin đã nhận' if answer.has_it else answer.note}")
        if not settings.PORTAL:
            out.line("Chưa kết nối cổng tin (DAIHOI_PORTAL). Lấy tệp: daihoi publish pending --out THƯ-MỤC")
        for one in waiting if not settings.PORTAL else ():
            out.line(f"  số {one['number']}, bản {one['version']}: {one['title']}")
        out.line(f"Còn {len(waiting)} bản chưa tới cổng tin." if waiting else "Mọi bản công bố đã tới cổng tin.")

    out.answer(facts, people)
    return 0 if not settings.PORTAL or not waiting else 1


def _taken_out(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.reports.actions.delivery import taken_out
    from daihoi.reports.models import Delivery

    if not asked.out.is_dir():
        raise RefusedError(f"Không có thư mục {asked.out}. Hãy tạo trước.", 1)
    written, rows = [], []
    found = Delivery.objects.waiting()
    for pk in (found if asked.all else found.filter(filed_at=None)).values_list("pk", flat=True):
        row = Delivery.objects.select_related("publication").get(pk=pk).publication
        place = asked.out / row.file_name
        place.write_bytes(row.as_file())
        written.append(str(place))
        rows.append(row.pk)
    taken_out(rows)

    def people() -> None:
        for name in written:
            out.line(f"  {name}")
        out.line(f"Đã ghi {len(written)} tệp. Ở cổng tin: daihoi portal take-in {asked.out}/*.json" if written
                 else "Không còn bản nào chờ lấy ra. Lấy lại những bản trước: thêm --all")  # fmt: skip

    out.answer({"files": written}, people)
    return 0


def run_key(_asked: argparse.Namespace, out: Output) -> int:
    from daihoi.org.models import Unit
    from daihoi.reports.actions import own_key, public_half

    root = Unit.objects.filter(parent=None).order_by("pk").first()
    if root is None:
        raise RefusedError("Chưa có tổ chức gốc nào. Hãy chạy: daihoi import units TỆP.xlsx", 1)
    facts = {"unit": root.code, "name": root.name, "key": public_half(own_key(root))}

    def people() -> None:
        out.line(facts["key"])
        out.line(f'Ở cổng tin: daihoi portal enrol {root.code} "Văn phòng {root.name}" {facts["key"]}')

    out.answer(facts, people)
    return 0
