"""The summary report (báo cáo tổng kết): its standard blocks, its document, its files. Paper speaks Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from daihoi.congress.models import Season
from daihoi.formats import docx, pdf, xlsx
from daihoi.formats.blocks import (
    Block as PaperBlock,
)
from daihoi.formats.blocks import (
    Column,
    Document,
    FigureRun,
    Header,
    Meta,
    PageBreak,
    Signatures,
    Signer,
    Table,
    bold,
    heading,
    note,
    para,
    profile_on,
    table,
)
from daihoi.formats.blocks import Part as PaperPart
from daihoi.org.models import Unit
from daihoi.reports.models import Block, BlockKind, Report
from daihoi.reports.queries.facts import Facts
from daihoi.reports.queries.tables import TABLES, Tables, title
from daihoi.reports.queries.texts import Piece, keys_in, paragraphs, plain
from daihoi.rules.figures import Origin, Percent
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_
from daihoi.rules.vietnamese import date_short, fold, number, roman
from daihoi.web.tables import Column as WebColumn
from daihoi.web.text import say as said

REPORT_TABLES = ("T1", "T2")  # in the report itself; the others go into its workbook


@dataclass(frozen=True)
class Draft:
    """A block of the report before it is kept: words with slots, or a table."""

    key: str
    kind: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)
    overwritten: dict[str, str] = field(default_factory=dict)
    edited: bool = False


# --- the standard report ---------------------------------------------------------------------------------------------


def standard(facts: Facts) -> list[Draft]:
    """The blocks of a new report of this unit, in order; those that the records leave empty are not there."""
    words = facts.words
    below = words.sums_up
    told: list[tuple[str, str]] = [("intro", words.intro())]

    def part(key: str, title_text: str, *blocks: tuple[str, str]) -> None:
        kept = [(name, text) for name, text in blocks if text.strip()]
        if kept:
            told.extend([(f"h_{key}", title_text), *kept])

    part("organisation", "Tổ chức đảng và đảng viên", ("organisation", words.organisation()))
    if below:
        part("progress", "Tiến độ tổ chức đại hội", ("progress", words.progress()), ("returns", words.returns()))
        part(
            "below",
            "Kết quả đại hội cấp cơ sở",
            ("committees", words.committees()),
            ("rounds", words.rounds()),
            ("structure", words.structure() if words.grassroots["elected"] else ""),
        )
    part(
        "own",
        f"Kết quả {words.own_name()}",
        ("own_congress", words.own_congress()),
        ("own_result", words.own_result()),
        ("own_structure", words.own_structure()),
        ("own_leaders", words.own_leaders()),
    )
    part("reconciliation", "Đối chiếu số liệu", ("reconciliation", "{reconciliation}"))
    part("incidents", "Đơn thư và các vụ việc về bầu cử", ("incidents", words.incidents()))
    part("shortcomings", "Hạn chế", ("shortcomings", words.shortcomings()))
    part("lessons", "Bài học kinh nghiệm", ("lessons", words.lessons()))
    part("directions", "Phương hướng, nhiệm vụ sau đại hội", ("directions", words.directions()))
    drafts = [Draft(key, BlockKind.HEADING if key.startswith("h_") else BlockKind.TEXT, text) for key, text in told]
    if below:
        drafts += [Draft(f"table_{name}", BlockKind.TABLE, "") for name in REPORT_TABLES]
    return [fresh(draft, facts) for draft in drafts]


def values_for(text: str, facts: Facts) -> dict[str, str]:
    """The values of the slots that `text` uses."""
    known = {key: slot.text for key, slot in facts.slots.items()}
    return {key: known[key] for key in keys_in(text, known) if key in known}


def fresh(draft: Draft, facts: Facts) -> Draft:
    """`draft` with the figures of now."""
    if draft.kind == BlockKind.TABLE:
        values = paper_table(draft.key.removeprefix("table_"), facts)
    else:
        values = values_for(draft.text, facts)
    return Draft(draft.key, draft.kind, draft.text, values, draft.overwritten, draft.edited)


def drafts_of(report: Report) -> list[Draft]:
    """The kept blocks of a report."""
    return [as_draft(block) for block in report.blocks.order_by("position")]


def as_draft(block: Block) -> Draft:
    """A kept block as its words and values."""
    return Draft(block.key, block.kind, block.text, block.values, block.overwritten, block.edited)


# The standard blocks by name, for the list of those that were taken out.
BLOCK_LABELS: Mapping[str, str] = {
    "intro": N_("Opening sentence"),
    "h_organisation": N_("Heading: organisation"),
    "organisation": N_("Organisation and members"),
    "h_progress": N_("Heading: progress"),
    "progress": N_("Progress of the congresses"),
    "returns": N_("Returns that came in"),
    "h_below": N_("Heading: grassroots congresses"),
    "committees": N_("Full and short committees"),
    "rounds": N_("Further rounds and nominations"),
    "structure": N_("Structure of the committees below"),
    "h_own": N_("Heading: own congress"),
    "own_congress": N_("Own congress: days and persons"),
    "own_result": N_("Own congress: result"),
    "own_structure": N_("Own congress: structure"),
    "own_leaders": N_("Own congress: bodies and leaders"),
    "h_reconciliation": N_("Heading: what does not add up"),
    "reconciliation": N_("What does not add up, and why"),
    "h_incidents": N_("Heading: incidents"),
    "incidents": N_("Incidents"),
    "h_shortcomings": N_("Heading: shortcomings"),
    "shortcomings": N_("Shortcomings"),
    "h_lessons": N_("Heading: lessons"),
    "lessons": N_("Lessons"),
    "h_directions": N_("Heading: directions"),
    "directions": N_("Directions"),
    "table_T1": N_("Table 1: progress"),
    "table_T2": N_("Table 2: committees"),
}


def chapters(blocks: Sequence[Block]) -> list[str]:
    """The number of the chapter before each heading, I. II. …; empty elsewhere."""
    found, count = [], 0
    for block in blocks:
        is_heading = block.kind == BlockKind.HEADING
        count += is_heading
        found.append(roman(count) if is_heading else "")
    return found


# --- tables on paper -------------------------------------------------------------------------------------------------

_PAPER_TABLES: Mapping[str, tuple[str, tuple[tuple[str, str, str, int], ...]]] = {
    # name -> caption, (column of the page's table, title on paper, align, width in mm)
    "T1": (
        "Biểu 1. Tiến độ tổ chức đại hội",
        (
            ("unit", "Tổ chức đảng", "left", 58),
            ("members", "Đảng viên", "right", 18),
            ("held", "Ngày đại hội", "center", 26),
            ("stage", "Tình trạng", "left", 34),
            ("ratified", "Chuẩn y", "center", 24),
        ),
    ),
    "T2": (
        "Biểu 2. Kết quả bầu cấp uỷ",
        (
            ("unit", "Tổ chức đảng", "left", 42),
            ("seats", "Cần bầu", "right", 13),
            ("candidates", "Ứng cử viên", "right", 14),
            ("elected", "Trúng cử", "right", 16),
            ("seats_short", "Thiếu", "right", 15),
            ("rounds", "Số lần bầu", "right", 13),
            ("women", "Nữ", "right", 11),
            ("women_share", "Nữ (%)", "right", 15),
            ("young", "Trẻ", "right", 11),
        ),
    ),
}


def _paper_text(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, Percent):
        return value.digits()
    if isinstance(value, int):
        return number(value)
    if hasattr(value, "isoformat"):
        return date_short(value)  # type: ignore[arg-type]
    return said(value) if not isinstance(value, str) else value  # type: ignore[arg-type]


def paper_table(name: str, facts: Facts) -> dict[str, Any]:
    """A table of the report as texts: its caption, its columns, its rows, its totals per level."""
    tables = Tables(facts)
    caption, wanted = _PAPER_TABLES[name]
    with translation.override("vi"):
        columns = {column.key: column for column in tables.columns(name)}
        picked: list[WebColumn[Any]] = [columns[key] for key, _title, _align, _width in wanted]
        found = tables.table_rows(name)
        rows = [[_paper_text(column.of(row)) for column in picked] for row in found]
        totals = []
        for tier, cells in tables.totals(name):
            by_key = dict(zip(columns, cells, strict=True))
            texts = [_TIERS[tier], *(_paper_text(by_key[column.key]) for column in picked[1:])]
            totals.append([text if text != "–" else "" for text in texts])
    return {
        "caption": caption,
        "columns": [[shown, align, width] for _key, shown, align, width in wanted],
        "rows": [
            ["" if shown.is_own else str(place), *texts]
            for place, (shown, texts) in enumerate(zip(found, rows, strict=True), start=int(not found[0].is_own))
        ]
        if found
        else [],
        "totals": [["", *row] for row in totals],
    }


_TIERS = {
    "cell": "Cộng các chi bộ",
    "sub_organization": "Cộng các đảng bộ bộ phận",
    "grassroots": "Cộng cấp cơ sở",
    "direct_superior": "Cộng cấp trên trực tiếp cơ sở",
    "central_direct": "Cộng cấp trực thuộc Trung ương",
    "national": "Trung ương",
}


def _as_table(values: Mapping[str, Any]) -> PaperBlock:
    columns = [Column("TT", "center", 9), *(Column(shown, align, width) for shown, align, width in values["columns"])]
    totals = [[bold(text) for text in row] for row in values["totals"]]
    return table(columns, [*values["rows"], *totals], caption=values["caption"], size=11)


# --- the document ----------------------------------------------------------------------------------------------------


def defaults(facts: Facts) -> dict[str, Any]:
    """The head and the foot of a new report as the unit's kind suggests; people change them."""
    unit = facts.unit
    superior = unit.parent.name if unit.parent is not None else unit.name
    own = unit.name if unit.parent is not None else "Ban Thường vụ"
    bodies = {
        UnitKind.GRASSROOTS_CELL: ("CB", "T/M Chi bộ", "BÍ THƯ"),
        UnitKind.CELL_UNDER_COMMITTEE: ("CB", "T/M Chi bộ", "BÍ THƯ"),
        UnitKind.CELL_UNDER_SUB_ORGANIZATION: ("CB", "T/M Chi bộ", "BÍ THƯ"),
        UnitKind.SUB_ORGANIZATION: ("ĐUBP", "T/M Đảng uỷ bộ phận", "BÍ THƯ"),
        UnitKind.GRASSROOTS_ORGANIZATION: ("ĐU", "T/M Đảng uỷ", "BÍ THƯ"),
        UnitKind.DIRECT_SUPERIOR_ORGANIZATION: (_organ(unit), "T/M Ban Thường vụ", "BÍ THƯ"),
        UnitKind.CENTRAL_DIRECT_ORGANIZATION: ("TU", "T/M Ban Thường vụ", "BÍ THƯ"),
        UnitKind.NATIONAL_ORGANIZATION: ("TW", "T/M Ban Bí thư", ""),
    }
    organ, authority, post = bodies[unit.level]
    recipients = [f"{unit.parent.name} (để báo cáo)" if unit.parent is not None else "Cấp uỷ cấp trên (để báo cáo)"]
    if not facts.is_cell:
        recipients.append("Các tổ chức đảng trực thuộc")
    return {
        "superior_line": superior,
        "own_line": own,
        "number": f"-BC/{organ}",
        "place": _place(unit.name),
        "signer_authority": authority,
        "signer_post": post,
        "recipients": "\n".join([*recipients, "Lưu hồ sơ đại hội"]),
    }


def _organ(unit: Unit) -> str:
    words = fold(unit.name).split()
    known = (("quan", "QU"), ("huyen", "HU"), ("xa", "ĐU"), ("phuong", "ĐU"))
    return next((organ for word, organ in known if word in words), "TU")


def _place(name: str) -> str:
    """The place of issue: the proper name at the end of the unit's name (Đảng bộ quận Bình Thạnh → Bình Thạnh)."""
    words = name.split()
    proper: list[str] = []
    for word in reversed(words):
        if not word[:1].isupper():
            break
        proper.insert(0, word)
    return " ".join(proper) if 0 < len(proper) < len(words) else ""


def _type_and_abstract(facts: Facts) -> tuple[str, tuple[str, ...]]:
    scope = f"đại hội đảng cấp cơ sở và {facts.words.own_name()}" if facts.words.sums_up else facts.words.own_name()
    return "BÁO CÁO", (f"tổng kết công tác tổ chức {scope}", f"nhiệm kỳ {facts.season.name}")


def _parts(line: Sequence[Piece]) -> list[PaperPart]:
    """Words and figures of a line; a number is never parted from its per cent sign."""
    found: list[PaperPart] = []
    for piece in line:
        text = piece.text.replace(" %", "\u00a0%")
        found.append(FigureRun(piece.key, text) if piece.key else text)
    return found


def report_document(facts: Facts, report: Report | None = None) -> Document:
    """The report as a document in the form of HD36: the kept one as it was last refreshed, else a new one of now."""
    drafts = drafts_of(report) if report is not None else standard(facts)
    head = defaults(facts)
    if report is not None:
        head |= {name: getattr(report, name) for name in head}
    origin = report.origin if report is not None and report.source else facts.origin
    body: list[PaperBlock] = []
    chapter = 0
    for draft in drafts:
        if draft.kind == BlockKind.HEADING:
            chapter += 1
            body.append(heading(f"{roman(chapter)}. {draft.text}", 1))
        elif draft.kind == BlockKind.TABLE:
            if draft.values.get("rows"):
                body.append(_as_table(draft.values))
        else:
            lines = paragraphs(draft.text, draft.values, draft.overwritten)
            body += [para(*_parts(line)) for line in lines]
    body = _signed(body, head, report.signer_name if report is not None and facts.names else "")
    body.append(note(_origin_note(origin)))
    number_text, _dash, symbol = str(head["number"]).partition("-")
    type_name, abstract = _type_and_abstract(facts)
    dated = report.dated if report is not None else None
    return Document(
        meta=Meta(
            title=f"Báo cáo tổng kết đại hội {facts.unit.name} {facts.season.name}",
            profile=profile_on(dated or facts.today),
            footer="Số liệu tạm" if origin.is_live else "",
        ),
        body=tuple(body),
        header=Header(
            superior=head["superior_line"],
            own=head["own_line"],
            symbol=symbol,
            number=number_text,
            place=head["place"],
            day=dated,
        ),
        type_name=type_name,
        abstract=abstract,
    )


def _signed(body: list[PaperBlock], head: Mapping[str, Any], signer_name: str) -> list[PaperBlock]:
    """The signatures before the tables, which follow as an annex."""
    signer = Signer(head["signer_authority"], head["signer_post"], signer_name)
    recipients = tuple(line.strip() for line in str(head["recipients"]).split("\n") if line.strip())
    words = [block for block in body if not isinstance(block, Table)]
    tables = [block for block in body if isinstance(block, Table)]
    annex: list[PaperBlock] = [PageBreak(), *tables] if tables else []
    return [*words, Signatures(right=(signer,), recipients=recipients), *annex]


def _origin_note(origin: Origin) -> str:
    if origin.is_live and origin.as_of is not None:
        return (
            f"Số liệu tạm tính đến ngày {date_short(origin.as_of)}; báo cáo kết quả của đơn vị chưa được nộp, số liệu "
            "còn có thể thay đổi."
        )
    accepted = f", được cấp trên nhận ngày {date_short(origin.accepted)}" if origin.accepted else ""
    return (
        f"Số liệu lấy từ báo cáo kết quả đại hội, bản thứ {origin.version}{accepted}; mã kiểm tra {origin.digest[:16]}."
    )


# --- files -----------------------------------------------------------------------------------------------------------


def report_of(unit: Unit, season: Season) -> Report | None:
    """The kept report of `unit`; None while nobody has made one."""
    return Report.objects.filter(unit=unit, season=season).first()


def workbook(facts: Facts) -> bytes:
    """Tables T1–T5 and T8, what does not add up, and every figure by its name as one workbook, in Vietnamese."""
    tables = Tables(facts)
    sheets = []
    with translation.override("vi"):
        for name in TABLES:
            columns, rows = tables.columns(name), tables.table_rows(name)
            heads = [said(one.label) + (f" ({said(one.unit)})" if one.unit else "") for one in columns]
            totals = [
                [_TIERS[tier], *(_excel_value(cell) for cell in cells[1:])] for tier, cells in tables.totals(name)
            ]
            sheets.append(
                xlsx.Sheet(
                    f"{name} {title(name)}",
                    tuple(xlsx.Column(head) for head in heads),
                    [*([_excel_value(column.of(row)) for column in columns] for row in rows), *totals],
                    titles=(f"{title(name)} – {facts.unit.name}, {facts.season.name}", _origin_note(facts.origin)),
                    landscape=len(columns) > 8,
                )
            )
        figures = [[key, said(slot.title), slot.value] for key, slot in facts.slots.items() if slot.figure is not None]
        known = {key: slot.text for key, slot in facts.slots.items()}
        found = [[one.equation, one.closed, plain(facts.words.finding(one), known, {})] for one in facts.findings]
    sheets.append(
        xlsx.Sheet(
            "Đối chiếu",
            (xlsx.Column("Chưa khớp"), xlsx.Column("Cộng đủ"), xlsx.Column("Giải thích", width=90)),
            found,
            titles=(f"Đối chiếu số liệu – {facts.unit.name}, {facts.season.name}",),
        )
    )
    sheets.append(
        xlsx.Sheet(
            "Số liệu",
            (xlsx.Column("Tên"), xlsx.Column("Số liệu", width=60), xlsx.Column("Giá trị")),
            figures,
            titles=(f"Mọi số liệu theo tên – {facts.unit.name}, {facts.season.name}",),
        )
    )
    return xlsx.write_workbook(sheets)


def _excel_value(value: object) -> xlsx.Value:
    if value is None or isinstance(value, int) or hasattr(value, "isoformat"):
        return value  # type: ignore[return-value]
    return _paper_text(value)


def report_bytes(unit: Unit, season: Season, format: str, *, names: bool = True) -> bytes:
    """The report of `unit` as a file: docx, pdf or xlsx; ValueError for another format."""
    facts = Facts(unit, season, names=names)
    if format == "xlsx":
        return workbook(facts)
    document = report_document(facts, report_of(unit, season))
    if format == "docx":
        return docx.render(document)
    if format == "pdf":
        return pdf.render(document)
    raise ValueError(f"no report as {format}")
