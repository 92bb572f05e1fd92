"""summary, report, verify."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from daihoi.cli.data import season_of, unit_of
from daihoi.cli.output import Output, RefusedError

FORMATS = ("docx", "pdf", "xlsx")


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    summary = commands.add_parser("summary", parents=[common], help="số liệu tổng hợp của một tổ chức")
    summary.add_argument("unit", metavar="MÃ")
    summary.set_defaults(run=run_summary)
    report = commands.add_parser("report", parents=[common], help="báo cáo tổng kết của một tổ chức")
    report.add_argument("unit", metavar="MÃ")
    report.add_argument("--format", choices=FORMATS, default="docx")
    report.add_argument("--out", type=Path, required=True, metavar="TỆP")
    report.set_defaults(run=run_report)
    verify = commands.add_parser("verify", parents=[common], help="kiểm tra sổ, kết quả đã ký, báo cáo và số liệu")
    verify.add_argument("--head", action="append", default=[], metavar="LUỒNG#SỐ:ĐẦU-SỔ", help="đầu sổ đã in trên giấy")
    verify.set_defaults(run=run_verify)


def run_summary(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.reports.queries import summary

    unit = unit_of(asked.unit)
    facts = summary(unit, season_of(unit))

    def people() -> None:
        out.line(f"{facts['name']}: {facts['grassroots_units']} tổ chức cơ sở = {facts['grassroots_organizations']} "
                 f"đảng bộ + {facts['grassroots_cells']} chi bộ; {facts['cells_under_committees']} chi bộ trực thuộc, "
                 f"{facts['sub_organizations']} đảng bộ bộ phận ({facts['cells_under_sub_organizations']} chi bộ); "
                 f"{facts['members']} đảng viên.")  # fmt: skip
        out.line(f"Phải bầu cấp uỷ {facts['committees_to_elect']}: đủ {facts['committees_full']}, "
                 f"thiếu {facts['committees_short']}.")  # fmt: skip
        own = facts["own"]
        if own and own.get("seats"):
            out.line(f"Đại hội cấp mình: bầu {own['elected']}/{own['seats']}, "
                     f"nữ {own['women']} ({own['women_percent']} %), "
                     f"trẻ {own['young']} ({own['young_percent']} %), {own['rounds']} vòng.")  # fmt: skip
        for finding in facts["findings"]:
            out.line(f"Đối chiếu: {finding['text']}")

    out.answer(facts, people)
    return 0


def run_report(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.reports.queries import report_bytes

    unit = unit_of(asked.unit)
    if not asked.out.parent.exists():
        raise RefusedError(f"Không có thư mục {asked.out.parent}. Hãy tạo trước.", 1)
    content = report_bytes(unit, season_of(unit), asked.format)
    asked.out.write_bytes(content)
    out.answer(
        {"file": str(asked.out), "bytes": len(content), "format": asked.format},
        lambda: out.line(f"Đã ghi {asked.out} ({len(content):,} byte)."),
    )
    return 0


def _printed(text: str) -> tuple[str, int, str]:
    stream, _, rest = text.rpartition("#")
    seq, _, digest = rest.partition(":")
    if not stream or not seq.isdigit() or len(digest) < 12:
        raise RefusedError(
            f"“{text}” phải có dạng luồng#số:đầu-sổ, ví dụ congress:1#7:b41e07d293ac (ít nhất 12 ký tự)."
        )
    return stream, int(seq), digest.lower()


def run_verify(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.ledger.queries import verify_printed
    from daihoi.reports.queries import verify_all
    from daihoi.web.text import say

    found = verify_all()
    faults = [*found.faults, *verify_printed([_printed(text) for text in asked.head])]
    facts = {
        "ok": not faults,
        "checked": found.checked,
        "faults": [{"place": fault.place, "text": say(fault.message)} for fault in faults],
    }

    def people() -> None:
        for what, count in found.checked.items():
            out.line(f"  {what}: {count}")
        for fault in facts["faults"]:  # type: ignore[attr-defined]
            out.line(f"  KHÔNG KHỚP {fault['place']}: {fault['text']}")
        out.line("Tất cả khớp." if not faults else f"{len(faults)} chỗ không khớp.")

    out.answer(facts, people)
    return 1 if faults else 0
