"""Biên bản kiểm phiếu: the minutes of one count, in the form of §5.5 (N-40…N-48) and §8."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from daihoi.congress.models import Congress
from daihoi.elections.queries.papers import (
    body_name,
    elected_list,
    issuer,
    post_name,
    round_name,
    term,
    voters,
)
from daihoi.elections.queries.result import Result, RoundData
from daihoi.formats.blocks import (
    Block,
    Column,
    Document,
    Header,
    Meta,
    Signatures,
    Signer,
    bold,
    bullets,
    heading,
    key_values,
    note,
    para,
    profile_on,
    table,
)
from daihoi.rules.ballots import Format, ballot_format
from daihoi.rules.base import Base, Ground
from daihoi.rules.election import Outcome, RoundKind, Step
from daihoi.rules.figures import Percent
from daihoi.rules.posts import Electorate
from daihoi.rules.vietnamese import date_long, number, spell_number
from daihoi.web.parts import grouped

INVALID = {
    "not_issued": "không do Ban kiểm phiếu phát ra",
    "too_many": "để lại số người nhiều hơn số lượng cần bầu",
    "nobody": "không bầu cho ai",
    "outside_name": "ghi tên người ngoài danh sách bầu cử",
    "signed_or_written_on": "có ký tên hoặc viết thêm",
    "several_inks": "viết nhiều màu mực",
    "both_or_none": "đánh dấu cả hai ô hoặc không đánh dấu ô nào",
    "other": "lý do khác do Ban kiểm phiếu kết luận",
}

GROUNDS = {
    Ground.TEMPORARY_TRANSFER: "chuyển sinh hoạt tạm thời đến nơi khác",
    Ground.EXEMPTED_NOT_PRESENT: "được miễn công tác và sinh hoạt, không dự đại hội",
    Ground.SUSPENDED: "bị đình chỉ sinh hoạt đảng",
    Ground.CHARGED: "bị khởi tố, truy tố, tạm giam",
    Ground.EXCUSED_ENTIRE_CONGRESS: "vắng mặt suốt đại hội, có lý do được cấp uỷ triệu tập đồng ý",
    Ground.CONVENING_MEMBER_ABSENT: "cấp uỷ viên cấp triệu tập vắng mặt suốt đại hội",
    Ground.DELEGATE_NOT_REPLACED: "đại biểu vắng mặt suốt đại hội, không có đại biểu dự khuyết thay thế",
    Ground.TRANSFERRED_OUT: "đã chuyển công tác khỏi cơ quan lãnh đạo",
    Ground.RETIRED: "đã nghỉ hưu",
}

IDENTITIES = {
    "present": "Số có mặt không được lớn hơn số được triệu tập",
    "printed": "Số phiếu in phải bằng số phát ra, số thừa và số hỏng cộng lại",
    "issued": "Số phiếu phát ra không được lớn hơn số có mặt",
    "returned": "Số phiếu thu về không được lớn hơn số phát ra",
    "not_issued": "Số phiếu không do Ban kiểm phiếu phát ra không được lớn hơn số phiếu không hợp lệ",
    "judged": "Số phiếu hợp lệ và không hợp lệ cộng lại phải bằng số phiếu trong hòm",
    "sheets": "Số phiếu của các tổ cộng lại phải bằng số phiếu trong hòm",
    "reasons": "Số phiếu theo từng lý do cộng lại phải bằng số phiếu không hợp lệ",
    "votes": "Tổng số phiếu bầu không được lớn hơn số lượng cần bầu nhân số phiếu hợp lệ",
}


def _identity(key: str) -> str:
    """An identity of the balance by its key; a candidate's line is `votes.<number>`."""
    if key in IDENTITIES:
        return IDENTITIES[key]
    return f"Số phiếu của người số {key.removeprefix('votes.')} không được lớn hơn số phiếu hợp lệ"


def _count(value: int | None) -> str:
    return "……" if value is None else number(value)


def minutes(data: RoundData, head: tuple[int, str] = (0, "")) -> Document:
    """Biên bản kiểm phiếu of one round (N-40…N-48); `head` is the ledger's (seq, digest) of the congress.

    A round that is not certified is marked as a draft.
    """
    election, round_ = data.election, data.round
    congress = election.congress
    what, which = post_name(election.post, congress), round_name(data)
    day = round_.held_on or congress.opened_on
    certificate = data.certificate
    outcome = data.outcome if isinstance(data.outcome, Outcome) else None
    parts: list[Block] = []
    if certificate is None:
        parts.append(para(bold("BẢN NHÁP: kết quả chưa được ký chứng thực."), align="center", indent=False))
    parts += _grounds(data, what)
    parts += _list(data)
    parts += _board(data)
    parts += _base(data)
    parts += _papers(data)
    parts += _votes(data)
    parts += _elected(data, outcome)
    if certificate is not None and certificate.override_reason:
        parts += [
            heading("VII. ĐIỂM KHÔNG CÂN ĐỐI ĐƯỢC CHẤP NHẬN"),
            *[para(f"{_identity(line.key)}: {_sides(line.left, line.right)}.") for line in data.off],
            para("Lý do: ", certificate.override_reason),
            para(f"Hai người chấp nhận: {certificate.signed_by}, {certificate.second}."),
        ]
    parts += [
        para(
            "Biên bản kết thúc lúc …… giờ …… cùng ngày, được Ban kiểm phiếu thông qua, công bố trước ",
            "đại hội" if election.electorate == Electorate.CONGRESS else "hội nghị",
            " và lập thành …… bản có giá trị như nhau.",
        ),
        para(
            "Phiếu bầu được niêm phong và chuyển ",
            "Đoàn Chủ tịch" if election.electorate == Electorate.CONGRESS else "người chủ trì hội nghị",
            " để bàn giao cho cấp uỷ lưu trữ.",
        ),
        Signatures(
            left=(Signer(_chair(election.electorate), "", round_.presidium),),
            right=(Signer("T/M Ban kiểm phiếu", "TRƯỞNG BAN", round_.board_head),),
        ),
    ]
    if certificate is not None:
        parts.append(
            note(
                f"Kết quả được hai người ký chứng thực, bản thứ {certificate.version}. "
                f"Mã SHA-256 của nội dung: {grouped(certificate.digest)}. "
                f"Mục {certificate.event_seq} của sổ sự kiện {congress.stream}"
                + (f"; đầu sổ khi in, mục {head[0]}: {grouped(head[1][:32])}." if head[1] else ".")
            )
        )
    abstract = [f"kiểm phiếu bầu {what}", f"nhiệm kỳ {term(congress)}"]
    return Document(
        meta=Meta(
            title=f"Biên bản kiểm phiếu bầu {what}",
            profile=profile_on(day) if day else Meta("").profile,
            footer=f"Bản ký thứ {certificate.version}, {grouped(certificate.digest[:16])}"
            if certificate
            else "Bản nháp",
        ),
        header=Header(
            superior=issuer(congress, election.electorate),
            own="Ban kiểm phiếu",
            symbol="BB/BKP",
            number=round_.minutes_number,
            place=congress.place,
            day=day,
        ),
        type_name="Biên bản",
        abstract=(*abstract, f"({which})") if which else tuple(abstract),
        body=tuple(parts),
    )


def _sides(left: int | None, right: int | None) -> str:
    return f"{_count(left)} và {_count(right)}"


def _chair(electorate: str) -> str:
    return "T/M Đoàn Chủ tịch" if electorate == Electorate.CONGRESS else "Chủ trì hội nghị"


def _grounds(data: RoundData, what: str) -> list[Block]:
    election, round_ = data.election, data.round
    congress = election.congress
    day = round_.held_on or congress.opened_on
    which = round_name(data)
    return [
        para(f"Căn cứ {data.regulation.title};"),
        para(f"Căn cứ biểu quyết của {_short_body(election.electorate)} về số lượng và danh sách bầu cử,"),
        para(
            f"{date_long(day).capitalize() if day else 'Ngày …… tháng …… năm ………'}, "
            f"{body_name(congress, election.electorate)} bầu {what} nhiệm kỳ {term(congress)}"
            + (f", {which}." if which else ".")
        ),
    ]


def _short_body(electorate: str) -> str:
    return "đại hội" if electorate == Electorate.CONGRESS else "hội nghị"


def _list(data: RoundData) -> list[Block]:
    seats, names = data.round.seats, data.candidates
    form = ballot_format(len(names), seats)
    kind = "phiếu có số dư" if form is Format.A else "phiếu không có số dư"
    return [
        heading("I. SỐ LƯỢNG VÀ DANH SÁCH BẦU CỬ"),
        para(
            "Số lượng cần bầu: ", bold(number(seats)), f" ({spell_number(seats)}). ",
            "Danh sách bầu cử: ", bold(number(len(names))), f" người ({kind}), theo thứ tự trên phiếu bầu:",
        ),
        para("; ".join(f"{one.number}. {one.name}" for one in names), "."),
    ]  # fmt: skip


def _board(data: RoundData) -> list[Block]:
    members = [line for line in data.round.board_members.splitlines() if line]
    return [
        heading("II. BAN KIỂM PHIẾU"),
        para("Trưởng ban: ", data.round.board_head or "…………………………"),
        para("Thành viên: ", "; ".join(members) if members else "…………………………"),
    ]


def _base(data: RoundData) -> list[Block]:
    round_, congress = data.round, data.election.congress
    who = voters(data.election.electorate, congress)
    absent = round_.summoned - round_.present if round_.summoned is not None and round_.present is not None else None
    value = data.base_value
    law = data.regulation.base_grounds(data.meeting)
    parts: list[Block] = [
        heading("III. CƠ SỐ TÍNH KẾT QUẢ"),
        key_values(
            (f"Số {who} được triệu tập", _count(round_.summoned)),
            ("Có mặt khi bầu", _count(round_.present)),
            ("Vắng mặt khi bầu", _count(absent)),
        ),
    ]
    if data.deductions:
        parts.append(
            table(
                (Column("Lý do không tính vào cơ số"), Column("Số người", "right", 24), Column("Họ và tên")),
                [
                    (GROUNDS[Ground(row.ground)], number(row.count), "; ".join(row.note.split("\n")) or "–")
                    for row in data.deductions
                ],
            )
        )
    elif data.base_is_stated and round_.summoned is not None and value is not None:
        parts.append(
            para(
                f"Không tính vào cơ số: {number(round_.summoned - value)}; tệp số liệu không ghi lý do từng trường hợp."
            )
        )
    if value is not None:
        sum_ = ""
        if isinstance(data.base, Base) and data.base.deductions and not data.base_is_stated:
            terms = " − ".join(number(part) for part in (data.base.start, *(d.count for d in data.base.deductions)))
            sum_ = f" = {terms}"
        parts.append(
            para(
                "Cơ số tính kết quả bầu cử: ", bold(number(value)), f"{sum_}. Quá một nửa là từ ",
                bold(number(value // 2 + 1)), f" phiếu trở lên ({law.article}).",
            )
        )  # fmt: skip
    return parts


def _papers(data: RoundData) -> list[Block]:
    round_ = data.round
    pairs = []
    if round_.printed is not None:
        pairs.append(("Số phiếu in", number(round_.printed)))
        pairs.append(("Số phiếu thừa, không dùng", _count(round_.unused)))
        pairs.append(("Số phiếu hỏng, đổi lại", _count(round_.spoiled)))
    pairs += [("Số phiếu phát ra", _count(round_.issued)), ("Số phiếu thu về", _count(round_.returned))]
    if round_.foreign_papers:
        pairs.append(("Phiếu trong hòm không do Ban kiểm phiếu phát ra", number(round_.foreign_papers)))
    pairs += [("Số phiếu hợp lệ", _count(round_.valid)), ("Số phiếu không hợp lệ", _count(round_.invalid))]
    parts: list[Block] = [heading("IV. PHIẾU BẦU CỬ"), key_values(*pairs)]
    if data.invalid_papers:
        parts += [
            para("Lý do không hợp lệ:", keep_with_next=True),
            bullets(
                *(f"{INVALID.get(paper.reason, paper.reason)}: {number(paper.count)}" for paper in data.invalid_papers)
            ),
        ]
    return parts


def _votes(data: RoundData) -> list[Block]:
    value = data.base_value or 0
    style = data.election.congress.season.style
    rows = []
    for one in data.candidates:
        votes = data.votes.get(one.pk)
        share = Percent(votes, value, style) if votes is not None and value else None
        rows.append(
            (
                str(one.number),
                one.name,
                _count(votes),
                share.fraction_text() if share else "–",
                share.digits() if share else "–",
            )
        )
    total = sum(votes or 0 for votes in data.votes.values())
    return [
        heading("V. KẾT QUẢ KIỂM PHIẾU"),
        table(
            (
                Column("STT", "center", 14),
                Column("Họ và tên"),
                Column("Số phiếu đồng ý", "right", 24),
                Column("Trên cơ số", "right", 28),
                Column("Tỷ lệ", "right", 22, unit="% trên cơ số"),
            ),
            rows,
            total=("", "Cộng", number(total), "", ""),
        ),
    ]  # fmt: skip


_NEXT = {
    Step.TIE_VOTE: "Đại hội bầu lại trong số những người bằng phiếu ở vị trí cuối; người nhiều phiếu hơn trúng cử.",
    Step.ASK_TO_REPEAT_TIE_VOTE: "Những người bằng phiếu vẫn bằng phiếu; có bầu tiếp hay không do đại hội quyết định.",
    Step.FURTHER_ROUND: "Bầu tiếp số lượng còn thiếu.",
    Step.ASK_TO_CONTINUE: "Có bầu tiếp số lượng còn thiếu hay không do đại hội quyết định.",
    Step.SUPERIOR_APPOINTS: "Đã qua số lần bầu theo quy định; cấp uỷ cấp trên trực tiếp chỉ định.",
    Step.PAUSED_AWAITING_SUPERIOR: (
        "Người dự kiến giữ chức danh lãnh đạo không trúng cử: tạm dừng, báo cáo cấp uỷ cấp trên trực tiếp."
    ),
}


def _elected(data: RoundData, outcome: Outcome | None) -> list[Block]:
    parts: list[Block] = [heading("VI. NGƯỜI TRÚNG CỬ")]
    if outcome is None:
        return [*parts, para("Chưa đủ số liệu để xác định kết quả.")]
    by_number = data.by_number
    names = [by_number[n] for n in outcome.elected]
    value, style = data.base_value or 0, data.election.congress.season.style
    law = data.regulation.over_half
    runoff = data.regulation.tie_needs_over_half
    tie = data.round.kind == RoundKind.TIE and not runoff.value
    rule = (
        f"Bầu lại giữa những người bằng phiếu: người nhiều phiếu hơn trúng cử ({runoff.article})."
        if tie
        else f"Người trúng cử được quá một nửa cơ số {number(value)}: số phiếu × 2 > {number(value)} ({law.article})."
    )
    parts.append(para(rule))
    if not names:
        parts.append(para(bold("Không có người trúng cử.")))
    else:
        parts.append(
            para(
                "Có ",
                bold(number(len(names))),
                f" người trúng cử, cần bầu {number(data.round.seats)}; xếp theo số phiếu:",
                keep_with_next=True,
            )
        )
        parts.append(
            bullets(
                *(
                    f"{one.name}: {_count(data.votes.get(one.pk))} phiếu, "
                    f"{Percent(data.votes.get(one.pk) or 0, value, style).text()}"
                    for one in names
                ),
                ordered=True,
            )
        )
    if outcome.tied:
        tied = ", ".join(by_number[n].name for n in outcome.tied)
        parts.append(para(f"Bằng phiếu ở vị trí cuối: {tied}."))
    if outcome.seats_left:
        step = outcome.next_step.step
        parts.append(
            para(
                "Còn thiếu ",
                bold(number(outcome.seats_left)),
                f" so với số lượng cần bầu. {_NEXT.get(step, '')}".rstrip(),
            )
        )
    elif outcome.next_step.step is Step.PAUSED_AWAITING_SUPERIOR:
        parts.append(para(_NEXT[Step.PAUSED_AWAITING_SUPERIOR]))
    return parts


def dossier(congress: Congress, results: Sequence[Result], head: tuple[int, str]) -> Iterable[tuple[str, Document]]:
    """(name, document) of everything in the dossier to the superior: the minutes of each count, the list (N-60)."""
    yield "danh-sach-trich-ngang", elected_list(congress, results)
    for found in results:
        for data in found.counted:
            name = f"bien-ban-{found.election.post.replace('_', '-')}-lan-{data.round.number}"
            if found.election.sequence > 1:
                name += f"-{found.election.sequence}"
            yield name, minutes(data, head)
