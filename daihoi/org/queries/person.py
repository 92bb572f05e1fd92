"""Everything kept about one person as a paper to be handed to him, in Vietnamese (T13)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone, translation

from daihoi.formats.blocks import Block, Column, Document, Header, Meta, heading, key_values, note, para, table
from daihoi.ledger.models import Event
from daihoi.org.models import BEGINNING, Member, Membership, Unit, User
from daihoi.org.queries import columns as words
from daihoi.org.queries.members import GROUPS, LABELS, candidacies, events_about, shown
from daihoi.rules.messages import Message
from daihoi.rules.posts import Post
from daihoi.rules.vietnamese import date_short
from daihoi.web.text import say

# Numbers of our own rules, which say nothing to the person.
_RULES = re.compile(r" \([^)]*\d[^)]*\)")

# What an event about a person is called on the paper; any other stands with its code.
EVENTS = {
    "member.corrected": "Đính chính thẻ",
    "member.moved": "Chuyển sinh hoạt",
    "member.state": "Thay đổi tư cách, miễn, tạm thời nơi khác",
    "members.left": "Ra khỏi danh sách đảng viên",
    "member.shown": "Cung cấp dữ liệu cho chính đảng viên",
    "member.erased": "Xoá dữ liệu cá nhân",
    "candidates.set": "Lập danh sách bầu cử",
    "candidate.erased": "Xoá tên khỏi danh sách bầu cử",
}


@dataclass(frozen=True)
class Section:
    """One part of the paper: pairs, or a table; `remark` says why it is kept."""

    title: str
    pairs: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    remark: str = ""
    empty: str = ""


def sections(member: Member, rows: Sequence[Membership]) -> list[Section]:
    """All parts, on the page and on paper the same."""
    with translation.override("vi"):
        lists = candidacies(member)
        found = [
            Section(
                say(Message(label)),
                pairs=tuple((say(Message(LABELS[field])), _plain(shown(member, field))) for field in fields),
                remark=_why(personal.purpose, personal.ground, personal.retention, personal.seen_by),
            )
            for label, personal, fields in GROUPS
        ]
        if member.extra:
            found.append(
                Section(
                    "Cột khác trong danh sách của cơ quan",
                    pairs=tuple((str(key), _plain(value)) for key, value in sorted(member.extra.items())),
                )
            )
        found.append(
            Section(
                "Quá trình sinh hoạt",
                heads=("Tổ chức", "Từ ngày", "Đến trước ngày", "Tư cách"),
                rows=tuple(_membership(row) for row in rows),
            )
        )
        found.append(
            Section(
                "Danh sách bầu cử có tên",
                heads=("Đại hội", "Nhiệm kỳ", "Bầu", "Lần bầu", "Số trên phiếu", "Kết quả"),
                rows=tuple(
                    (
                        one.round.election.congress.unit.name,
                        one.round.election.congress.season.name,
                        say(Post(one.round.election.post).name_message),
                        str(one.round.number),
                        str(one.number),
                        "trúng cử" if one.elected else "",
                    )
                    for one in lists
                ),
                empty="Không có.",
            )
        )
        events = events_about(member, [one.pk for one in lists])
        found.append(
            Section(
                "Sự kiện trong sổ có liên quan",
                heads=("Thời điểm", "Việc", "Người làm", "Số trong sổ"),
                rows=tuple(_events(events)),
                remark="Sổ chỉ ghi số hiệu và mã băm, không ghi dữ liệu cá nhân.",
                empty="Chưa có.",
            )
        )
    return found


def _why(purpose: str, ground: str, retention: str, seen_by: str) -> str:
    said = [_RULES.sub("", say(Message(text))) for text in (purpose, ground, retention, seen_by)]
    return f"Vì sao lưu: {said[0]}. Căn cứ: {said[1]}. Lưu đến: {said[2]}. Ai xem được: {said[3]}."


def _plain(value: object) -> str:
    return str(value) if value not in (None, "") else "–"


def _membership(row: Membership) -> tuple[str, ...]:
    state = [words.STANDING[row.standing] or "bình thường"]  # type: ignore[index]
    state += ["miễn công tác, sinh hoạt"] if row.exempted else []
    state += ["tạm thời nơi khác"] if row.temporary_away else []
    begun = "–" if row.valid_from == BEGINNING else date_short(row.valid_from)
    return row.unit.name, begun, date_short(row.valid_to) if row.valid_to else "–", ", ".join(state)


def _events(events: Iterable[Event]) -> Iterable[tuple[str, ...]]:
    listed = list(events)
    people = User.objects.in_bulk({event.actor for event in listed if event.actor})
    units = Unit.objects.in_bulk(
        {facts for event in listed if isinstance(facts := json.loads(event.payload).get("unit"), int)}
    )
    for event in listed:
        facts = json.loads(event.payload)
        unit = units.get(facts.get("unit") or 0)
        what = EVENTS.get(event.verb, event.verb)
        at = timezone.localtime(event.at)
        yield (
            f"{at:%H:%M}, {date_short(at.date())}",
            f"{what} ({unit.name})" if unit else what,
            str(people[event.actor]) if event.actor in people else "chương trình",
            f"{event.stream}#{event.seq}",
        )


def person_document(member: Member, rows: Sequence[Membership], *, issuer: Unit) -> Document:
    """The paper: head, what is kept and why, where it stands, what the person may ask for."""
    above = issuer.parent.name if issuer.parent else ""
    blocks: list[Block] = [
        para(
            "Căn cứ Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15 và Nghị định số 356/2025/NĐ-CP, cơ quan cung cấp cho "
            f"đảng viên {member.name or '(đã xoá)'} toàn bộ dữ liệu cá nhân đang được lưu."
        )
    ]
    for number, section in enumerate(sections(member, rows), start=1):
        blocks.append(heading(f"{number}. {section.title}", 2))
        if section.pairs:
            blocks.append(key_values(*section.pairs))
        if section.rows:
            blocks.append(table([Column(head) for head in section.heads], section.rows, size=11))
        elif section.empty and not section.pairs:
            blocks.append(para(section.empty))
        if section.remark:
            blocks.append(note(section.remark))
    blocks.append(
        para("Đảng viên có quyền đề nghị đính chính dữ liệu không đúng, và đề nghị xoá khi hết thời hạn lưu nêu trên.")
    )
    return Document(
        Meta(title=f"Dữ liệu cá nhân của {member.name or '(đã xoá)'}"),
        tuple(blocks),
        Header(superior=above, own=issuer.name, day=timezone.localdate()),
        type_name="Bản kê",
        abstract=("dữ liệu cá nhân đang được lưu",),
    )
