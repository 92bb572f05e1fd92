"""Articles begun from a snapshot: words of our own with the snapshot's figures as slots, for a person to go on with.

A sentence stands only where the snapshot has every figure that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from daihoi.portal.models.published import Snapshot
from daihoi.rules.snapshot import SnapshotKind
from daihoi.rules.vietnamese import date_short

_SLOT = re.compile(r"\{([a-z0-9_]+)\}")


@dataclass(frozen=True)
class Begun:
    """The beginning of an article; `paragraphs` are HTML, their slots {key} figures of the snapshot."""

    title: str
    lead: str
    paragraphs: tuple[str, ...]


Maker = Callable[[Snapshot, str], Begun]


def _day(text: str) -> str:
    return date_short(date.fromisoformat(text))


def _sentences(snapshot: Snapshot, *texts: str) -> str:
    """Those of `texts` whose figures the snapshot has, as one paragraph; empty where there is none."""
    return " ".join(one for one in texts if all(key in snapshot.figures for key in _SLOT.findall(one)))


def _paragraphs(*texts: str) -> tuple[str, ...]:
    return tuple(f"<p>{text}</p>" for text in texts if text)


def _list(heading: str, entries: Iterable[str]) -> tuple[str, ...]:
    rows = "".join(f"<li>{escape(one)}</li>" for one in entries)
    return (f"<h2>{heading}</h2><ul>{rows}</ul>",) if rows else ()


def summary_report(snapshot: Snapshot, unit: str) -> Begun:
    """Of the season's figures: the units, the congresses held, the own congress, what does not add up."""
    season, as_of, name = escape(snapshot.content["season"]), _day(snapshot.content["as_of"]), escape(unit)
    women_young = _sentences(
        snapshot, "Tỷ lệ nữ trong cấp uỷ đạt {own_women_percent}.", "Cán bộ trẻ chiếm {own_young_percent}."
    )
    return Begun(
        title=f"Tổng kết công tác tổ chức đại hội nhiệm kỳ {snapshot.content['season']}",
        lead=f"{unit} nhìn lại việc chuẩn bị và tổ chức đại hội nhiệm kỳ {snapshot.content['season']}. "
        f"Số liệu tính đến ngày {as_of}.",
        paragraphs=_paragraphs(
            _sentences(
                snapshot,
                f"{name} hiện có {{grassroots_units}} tổ chức cơ sở đảng.",
                "Trong đó có {grassroots_organizations} đảng bộ và {grassroots_cells} chi bộ cơ sở.",
                "{members} đảng viên đang sinh hoạt trong toàn đảng bộ.",
                "Dưới các đảng bộ cơ sở là {cells_under_committees} chi bộ.",
                "Có {sub_organizations} đảng bộ bộ phận với {cells_under_sub_organizations} chi bộ trực thuộc.",
            ),
            _sentences(
                snapshot,
                f"Đến ngày {as_of}, {{grassroots_congresses_held}} đơn vị cơ sở đã tổ chức đại hội nhiệm kỳ {season}.",
                "{grassroots_committees_full} đơn vị bầu đủ số lượng cấp uỷ.",
                "{grassroots_committees_short} đơn vị còn thiếu so với số lượng đã định.",
                "Số người tự ứng cử là {grassroots_self_nominees}.",
                "Số người được đề cử thêm tại đại hội là {grassroots_floor_nominees}.",
            ),
            _sentences(
                snapshot,
                f"Tại đại hội của {name}, {{own_elected}} đồng chí trúng cử ban chấp hành khoá mới.",
                "Số lần bầu là {own_rounds}.",
                "{own_over_61} đồng chí đạt trên 61 % số phiếu.",
            )
            + (f" {women_young}" if women_young else ""),
        )
        + _list("Số liệu chưa khớp và lý do", snapshot.content["findings"]),
    )


def result_ratified(snapshot: Snapshot, unit: str) -> Begun:
    """Of a result: what was elected, by which decision it was ratified."""
    of = snapshot.content
    return Begun(
        title=f"Chuẩn y kết quả bầu cử của {of['congress']}",
        lead=f"Kết quả bầu {of['post']} tại {of['congress']} đã được cấp trên chuẩn y.",
        paragraphs=_paragraphs(
            f"Ngày {_day(of['decided_on'])}, {escape(of['decision'])} chuẩn y kết quả bầu {escape(of['post'])} "
            f"nhiệm kỳ {escape(of['season'])} của {escape(unit)}.",
            _sentences(
                snapshot,
                f"Cuộc bầu cử tiến hành ngày {_day(of['held_on'])}.",
                "Số lượng cần bầu là {seats}.",
                "Danh sách bầu cử có {candidates} người.",
                "{elected} đồng chí trúng cử.",
                "Số lần bầu là {rounds}.",
                "Tỷ lệ nữ đạt {women_percent}.",
                "Tỷ lệ trẻ tuổi đạt {young_percent}.",
            ),
        )
        + _list("Danh sách trúng cử", of["elected"]),
    )


def congress_held(snapshot: Snapshot, unit: str) -> Begun:
    """Of a result, told as the day of the congress."""
    of = snapshot.content
    return Begun(
        title=f"{of['congress']} thành công",
        lead=f"Ngày {_day(of['held_on'])}, {of['congress']} đã hoàn thành việc bầu {of['post']}.",
        paragraphs=_paragraphs(
            f"{escape(of['congress'])} đánh giá nhiệm kỳ qua và bàn phương hướng nhiệm kỳ {escape(of['season'])}.",
            _sentences(
                snapshot,
                f"Đại hội bầu {escape(of['post'])} với số lượng {{seats}}.",
                "Danh sách bầu cử có {candidates} người.",
                "Kết quả, {elected} đồng chí trúng cử.",
                "Đại hội bầu {rounds} lần.",
                "Tỷ lệ nữ đạt {women_percent}.",
                "Tỷ lệ trẻ tuổi đạt {young_percent}.",
            ),
            f"Kết quả đã được chuẩn y tại {escape(of['decision'])} ngày {_day(of['decided_on'])}.",
        )
        + _list("Danh sách trúng cử", of["elected"]),
    )


def commendation(snapshot: Snapshot, unit: str) -> Begun:
    """Of a commendation: who, for what, by which decision."""
    of = snapshot.content
    counts = " và ".join(
        f"{len(of[key])} {word}" for key, word in (("collectives", "tập thể"), ("individuals", "cá nhân")) if of[key]
    )
    return Begun(
        title=f"{of['issuer']} khen thưởng {counts}",
        lead=f"{of['issuer']} tặng giấy khen cho {counts}.",
        paragraphs=_paragraphs(
            f"Theo Quyết định số {escape(of['number'])} ngày {_day(of['decided_on'])}, {escape(of['issuer'])} "
            f"khen thưởng {counts}. Lý do khen thưởng: {escape(of['reason'])}."
        )
        + _list("Tập thể được khen thưởng", of["collectives"])
        + _list("Cá nhân được khen thưởng", of["individuals"]),
    )


def document(snapshot: Snapshot, unit: str) -> Begun:
    """Of a document: what it is and where it is read."""
    of = snapshot.content
    number = f" số {of['number']}" if of["number"] else ""
    return Begun(
        title=f"Văn bản mới: {snapshot.title}",
        lead=f"{of['issuer']} ban hành văn bản{number} ngày {_day(of['dated'])}.",
        paragraphs=_paragraphs(
            f"{escape(of['issuer'])} vừa ban hành văn bản{escape(number)}: {escape(snapshot.title)}. "
            f"Toàn văn đăng tại mục Văn bản của cổng."
        ),
    )


# kind -> the articles that can be begun from it: (name in the address, label of the button, how)
MAKERS: dict[str, tuple[tuple[str, str, Maker], ...]] = {
    SnapshotKind.FIGURES: (("tong-ket", "Viết bài tổng kết", summary_report),),
    SnapshotKind.RESULT: (
        ("chuan-y", "Viết tin chuẩn y", result_ratified),
        ("dai-hoi", "Viết tin đại hội", congress_held),
    ),
    SnapshotKind.COMMENDATION: (("khen-thuong", "Viết tin khen thưởng", commendation),),
    SnapshotKind.DOCUMENT: (("van-ban", "Viết tin văn bản", document),),
}
