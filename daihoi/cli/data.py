"""import: units, members, results, an election; the outcome of a file."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from daihoi.cli.output import Output, RefusedError

KINDS = ("units", "members", "results", "election")


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    into = commands.add_parser("import", parents=[common], help="nhập tổ chức, đảng viên, kết quả bầu cử từ tệp")
    into.add_argument("kind", choices=KINDS, metavar="|".join(KINDS))
    into.add_argument("file", type=Path, metavar="TỆP")
    into.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi")
    into.add_argument("--unit", metavar="MÃ", help="tổ chức của cuộc bầu (với election)")
    into.add_argument("--as-of", metavar="NĂM-THÁNG-NGÀY", help="danh sách tính đến ngày nào")
    into.set_defaults(run=run_import)
    outcome = commands.add_parser("outcome", parents=[common], help="tính kết quả một cuộc bầu từ tệp JSON")
    outcome.add_argument("file", type=Path, metavar="TỆP")
    outcome.set_defaults(run=run_outcome)


def read_json(path: Path) -> Any:
    """The JSON of `path`; RefusedError in one sentence where it is none."""
    if not path.is_file():
        raise RefusedError(f"Không có tệp {path}.", 1)
    if path.stat().st_size > 64 * 1024 * 1024:
        raise RefusedError(f"{path} lớn hơn 64 MB, không phải tệp của một cuộc bầu.", 1)
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise RefusedError(f"{path} không phải JSON: dòng {error.lineno}, cột {error.colno}.", 1) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise RefusedError(f"{path} không phải JSON dạng UTF-8.", 1) from error
    except ValueError as error:  # a number of thousands of digits
        raise RefusedError(f"{path} có một số quá dài, không phải tệp của một cuộc bầu.", 1) from error


def _no_constant(name: str) -> None:
    raise RefusedError(f"Tệp chứa {name}, không phải một số.", 1)


def run_import(asked: argparse.Namespace, out: Output) -> int:
    if not asked.file.is_file():
        raise RefusedError(f"Không có tệp {asked.file}.", 1)
    result = _carry_out(asked, out)
    facts = result.as_dict()

    def people() -> None:
        mode = " (xem trước, chưa ghi)" if asked.dry_run else ""
        out.line(
            f"Đã đọc {facts['read']} dòng{mode}: thêm {facts['added']}, đổi {facts['changed']}, "
            f"không đổi {facts['unchanged']}, từ chối {len(facts['refused'])}."
        )
        for row in facts["refused"]:
            out.line(f"  dòng {row['row']}: {row['reason']}")
        for row in facts.get("flagged", []):
            out.line(f"  lưu ý: {row.get('reason') or row.get('message') or row}")

    out.answer(facts, people)
    return 0


def _carry_out(asked: argparse.Namespace, out: Output) -> Any:
    from datetime import date

    from daihoi.cli.install import open_pending_season

    try:
        as_of = date.fromisoformat(asked.as_of) if asked.as_of else None
    except ValueError as error:
        raise RefusedError(f"“{asked.as_of}” không phải ngày dạng 2020-03-01.") from error
    progress = out.progress(asked.file.name)
    if asked.kind in ("units", "members"):
        from daihoi.org import actions

        verb = actions.units_import if asked.kind == "units" else actions.members_import
        result = verb(
            asked.file, filename=asked.file.name, by=None, as_of=as_of, dry_run=asked.dry_run, progress=progress
        )
        if asked.kind == "units" and not asked.dry_run:
            open_pending_season()
        return result
    from daihoi.elections import actions as elections

    if asked.kind == "results":
        return elections.results_import(
            asked.file,
            filename=asked.file.name,
            by=None,
            season=only_season(),
            dry_run=asked.dry_run,
            progress=progress,
        )
    if not asked.unit:
        raise RefusedError("Hãy cho biết tổ chức của cuộc bầu: --unit MÃ.")
    unit = unit_of(asked.unit)
    return elections.election_import(
        read_json(asked.file),
        unit=unit,
        by=None,
        season=season_of(unit),
        dry_run=asked.dry_run,
        digest=hashlib.sha256(asked.file.read_bytes()).hexdigest(),
    )


def unit_of(code: str) -> Any:
    """The unit with `code`."""
    from daihoi.org.models import Unit

    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise RefusedError(f"Không có tổ chức mang mã “{code}”. Xem mã trong tệp tổ chức.", 1)
    return unit


def season_of(unit: Any) -> Any:
    """The newest season that covers `unit`."""
    from daihoi.congress.models import Season
    from daihoi.org import tree

    paths = [*tree.ancestors(unit.path), unit.path]
    season = Season.objects.filter(root__path__in=paths).order_by("-term_from", "-id").first()
    if season is None:
        raise RefusedError("Chưa có mùa đại hội nào. Hãy chạy: daihoi init --season 2020-2025", 1)
    return season


def only_season() -> Any:
    """The newest season of the installation."""
    from daihoi.congress.models import Season

    season = Season.objects.order_by("-term_from", "-id").first()
    if season is None:
        raise RefusedError("Chưa có mùa đại hội nào. Hãy chạy: daihoi init, rồi daihoi import units TỆP.", 1)
    return season


def run_outcome(asked: argparse.Namespace, out: Output) -> int:
    from daihoi.elections.queries import outcome_of

    facts = outcome_of(read_json(asked.file))

    def people() -> None:
        out.line(f"Hợp lệ {facts['valid']}, không hợp lệ {facts['invalid']}; cơ số {facts['base']}.")
        for place, row in enumerate(facts["elected"], 1):
            out.line(f"  {place:>2}. {row.get('name', row['number'])}: {row['votes']} phiếu, {row['percent']} %")
        for line in [*facts.get("reasons", []), *facts.get("warnings", [])]:
            out.line(f"  {line['text']}" + (f" ({line['article']})" if line.get("article") else ""))
        step = facts["next_step"]
        out.line(step["text"] if isinstance(step, dict) else str(step))

    out.answer(facts, people)
    return 0
