"""Papers of an election, in Vietnamese, as block trees: minutes of a count, ballot, list of the elected (§5.5, §8)."""

from __future__ import annotations

from collections.abc import Sequence

from daihoi.congress.models import Congress, CongressForm
from daihoi.elections.models import Source
from daihoi.elections.queries.figures import born
from daihoi.elections.queries.result import ElectedPerson, Result, RoundData
from daihoi.formats.blocks import (
    Block,
    Column,
    Document,
    Header,
    Meta,
    Signatures,
    Signer,
    heading,
    note,
    para,
    profile_on,
    table,
)
from daihoi.org.models import Sex
from daihoi.rules.ballots import Format, ballot_format
from daihoi.rules.election import RoundKind
from daihoi.rules.figures import Percent
from daihoi.rules.posts import Electorate, Post
from daihoi.rules.vietnamese import number, roman, spell_number

EDUCATION = {
    "none": "Không", "vocational": "Sơ cấp nghề", "intermediate": "Trung cấp", "college": "Cao đẳng",
    "university": "Đại học", "master": "Thạc sĩ", "doctor": "Tiến sĩ",
}  # fmt: skip
THEORY = {
    "none": "Chưa qua đào tạo", "elementary": "Sơ cấp", "intermediate": "Trung cấp", "advanced": "Cử nhân, cao cấp",
}  # fmt: skip


SOURCES = {Source.FLOOR: "được giới thiệu tại đại hội", Source.SELF: "tự ứng cử"}


def committee_name(congress: Congress) -> str:
    """What the committee of this unit is called on paper."""
    unit = congress.unit
    if congress.season.regulation.level(unit.level).is_cell:
        return f"Chi uỷ {unit.name}"
    return f"Ban Chấp hành {unit.name}"


def post_name(post: str, congress: Congress) -> str:
    """What is elected, as the title of the minutes says it."""
    in_cell = congress.season.regulation.level(congress.unit.level).is_cell
    match Post(post):
        case Post.COMMITTEE:
            return committee_name(congress)
        case Post.STANDING_COMMITTEE:
            return f"Ban Thường vụ, {committee_name(congress)}"
        case Post.SECRETARY:
            return f"Bí thư {congress.unit.name}" if in_cell else f"Bí thư, {committee_name(congress)}"
        case Post.DEPUTY_SECRETARY:
            return f"Phó Bí thư {congress.unit.name}" if in_cell else f"Phó Bí thư, {committee_name(congress)}"
        case Post.INSPECTION_COMMITTEE:
            return f"Uỷ ban Kiểm tra {congress.unit.name}"
        case Post.INSPECTION_CHAIR:
            return f"Chủ nhiệm Uỷ ban Kiểm tra {congress.unit.name}"
        case Post.INSPECTION_VICE_CHAIR:
            return f"Phó Chủ nhiệm Uỷ ban Kiểm tra {congress.unit.name}"
        case Post.DELEGATES:
            return "Đoàn đại biểu dự đại hội đảng bộ cấp trên"
        case Post.ALTERNATES:
            return "đại biểu dự khuyết dự đại hội đảng bộ cấp trên"
        case Post.PRESIDIUM:
            return "Đoàn Chủ tịch đại hội"
        case Post.SECRETARIAT:
            return "Đoàn Thư ký đại hội"
        case Post.CREDENTIALS_BOARD:
            return "Ban Thẩm tra tư cách đại biểu"
        case Post.TALLY_BOARD:
            return "Ban Kiểm phiếu"


def congress_name(congress: Congress) -> str:
    """The congress as the issuing body: with its ordinal, or the term where that is not known (F-04)."""
    kind = "Đại hội đại biểu" if congress.form == CongressForm.DELEGATES else "Đại hội toàn thể đảng viên"
    which = f"lần thứ {roman(congress.ordinal)}" if congress.ordinal else f"nhiệm kỳ {term(congress)}"
    return f"{kind} {congress.unit.name} {which}"


def issuer(congress: Congress, electorate: str) -> str:
    """Who votes, as the head of a paper breaks it into lines."""
    if electorate != Electorate.CONGRESS:
        return body_name(congress, electorate).replace(" nhiệm kỳ", "\nnhiệm kỳ").replace("nhất ", "nhất\n", 1)
    kind = "Đại hội đại biểu" if congress.form == CongressForm.DELEGATES else "Đại hội toàn thể đảng viên"
    which = f"lần thứ {roman(congress.ordinal)}" if congress.ordinal else f"nhiệm kỳ {term(congress)}"
    return f"{kind}\n{congress.unit.name}\n{which}"


def term(congress: Congress) -> str:
    return f"{congress.season.term_from} - {congress.season.term_to}"


def body_name(congress: Congress, electorate: str) -> str:
    """Who votes, inside a sentence."""
    if electorate == Electorate.CONGRESS:
        return congress_name(congress)
    if electorate == Electorate.COMMITTEE:
        return f"Hội nghị lần thứ nhất {committee_name(congress)} nhiệm kỳ {term(congress)}"
    return f"Hội nghị Uỷ ban Kiểm tra {congress.unit.name} nhiệm kỳ {term(congress)}"


def voters(electorate: str, congress: Congress) -> str:
    if electorate != Electorate.CONGRESS:
        return "uỷ viên"
    return "đại biểu chính thức" if congress.form == CongressForm.DELEGATES else "đảng viên chính thức"


def round_name(data: RoundData) -> str:
    if data.round.kind == RoundKind.TIE:
        return f"lần bầu thứ {spell_number(data.round.number)}, bầu lại giữa những người bằng phiếu"
    return f"lần bầu thứ {spell_number(data.round.number)}" if data.round.number > 1 else ""


# --- the ballot ------------------------------------------------------------------------------------------------------


def ballot(data: RoundData) -> Document:
    """The ballot of a round, to be printed: format A with a surplus, format B with its two boxes (B-03, B-04)."""
    congress = data.election.congress
    form = ballot_format(len(data.candidates), data.round.seats)
    what = post_name(data.election.post, congress)
    names = [(str(one.number), one.name) for one in data.candidates]
    if form is Format.A:
        grid = table((Column("Số thứ tự", "center", 24), Column("Họ và tên")), names, size=14)
        how = (
            f"Bầu {number(data.round.seats)} người. Không bầu cho ai thì gạch ngang giữa họ và tên người đó; "
            f"phiếu để lại nhiều hơn {number(data.round.seats)} người là không hợp lệ."
        )
    else:
        grid = table(
            (
                Column("Số thứ tự", "center", 24),
                Column("Họ và tên"),
                Column("Đồng ý", "center", 28),
                Column("Không đồng ý", "center", 34),
            ),
            [(*row, "☐", "☐") for row in names],
            size=14,
        )
        how = "Đánh dấu X vào một trong hai ô “Đồng ý” hoặc “Không đồng ý” của từng người."
    day = data.round.held_on or congress.opened_on
    return Document(
        meta=Meta(title=f"Phiếu bầu {what}", profile=profile_on(day) if day else Meta("").profile),
        header=Header(
            superior=issuer(congress, data.election.electorate), own="Đoàn Chủ tịch", place=congress.place, day=day
        ),
        type_name="Phiếu bầu",
        abstract=(what, f"nhiệm kỳ {term(congress)}", *([f"({round_name(data)})"] if round_name(data) else [])),
        body=(grid, note(how)),
    )


# --- the list of the elected -----------------------------------------------------------------------------------------


def elected_list(congress: Congress, results: Sequence[Result]) -> Document:
    """Danh sách trích ngang of everybody elected, body by body, for the dossier to the superior (N-60)."""
    parts: list[Block] = []
    for found in results:
        if not found.elected:
            continue
        parts.append(heading(post_name(found.election.post, congress)))
        parts.append(_people(found))
    if not parts:
        parts.append(para("Chưa có người trúng cử."))
    day = congress.closed_on or congress.opened_on
    parts.append(Signatures(right=(Signer(f"T/M {committee_name(congress)}", "BÍ THƯ", ""),)))
    return Document(
        meta=Meta(
            title=f"Danh sách trúng cử {congress.unit.name}", profile=profile_on(day) if day else Meta("").profile
        ),
        header=Header(
            superior=congress.unit.parent.name if congress.unit.parent else "",
            own=committee_name(congress) if not _in_cell(congress) else congress.unit.name,
            symbol="DS/ĐU" if not _in_cell(congress) else "DS/CB",
            place=congress.place,
            day=day,
        ),
        type_name="Danh sách",
        abstract=("trích ngang những người trúng cử", congress_name(congress)),
        body=tuple(parts),
    )


def _in_cell(congress: Congress) -> bool:
    return congress.season.regulation.level(congress.unit.level).is_cell


def _people(found: Result) -> Block:
    def row(place: int, one: ElectedPerson) -> tuple[str, ...]:
        person = one.candidate
        day = born(person)
        text = day.text() if day else "–"
        share = Percent(one.votes, one.base, found.election.congress.season.style)
        first = {None: "–", True: "tái cử", False: "lần đầu"}[person.incumbent]
        return (
            str(place),
            person.name,
            text if person.sex != Sex.FEMALE else "",
            text if person.sex == Sex.FEMALE else "",
            person.ethnicity or "–",
            EDUCATION.get(person.education, "–"),
            THEORY.get(person.theory, "–"),
            person.unit_name or "–",
            f"{first}; {SOURCES[Source(person.source)]}" if person.source in SOURCES else first,
            f"{number(one.votes)}/{number(one.base)}",
            share.digits(),
        )

    return table(
        (
            Column("STT", "center", 11),
            Column("Họ và tên", width=38),
            Column("Nam", "center", 21, group="Ngày sinh"),
            Column("Nữ", "center", 21, group="Ngày sinh"),
            Column("Dân tộc", width=15),
            Column("Chuyên môn", width=22, group="Trình độ"),
            Column("Lý luận chính trị", width=22, group="Trình độ"),
            Column("Đơn vị"),
            Column("Ghi chú", width=22),
            Column("Số phiếu", "right", 20, group="Kết quả"),
            Column("Tỷ lệ", "right", 16, unit="%", group="Kết quả"),
        ),
        [row(place, one) for place, one in enumerate(found.elected, start=1)],
        landscape=True,
        size=11,
    )
