"""The words of the summary report, as an office writes them: always Vietnamese (paper).

Sentences hold slots {key} for figures; which sentences there are follows from the records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils import translation

from daihoi.congress.models import Congress, CongressForm, Exemption, Stage
from daihoi.elections.models import Incident
from daihoi.org.models import Unit
from daihoi.reports.models import Return
from daihoi.reports.queries.findings import return_due
from daihoi.rules.figures import Figures, Finding
from daihoi.rules.levels import UnitKind
from daihoi.rules.messages import N_, Message
from daihoi.rules.regulations import Subject, legal_base
from daihoi.rules.vietnamese import date_short, number, roman
from daihoi.web.text import say as said

if TYPE_CHECKING:
    from daihoi.reports.queries.facts import Facts

SMALL_CELLS = "chi bộ có dưới 9 đảng viên chính thức nên không bầu chi uỷ, chỉ bầu bí thư, nếu cần thì bầu phó bí thư"
SMALL_CELLS_LAW = "Điều 24 khoản 4 Điều lệ Đảng"
NOTHING_SHORT = "Hồ sơ không ghi nhận hạn chế về số lượng cấp uỷ, tiến độ và số lần bầu."

_RATIFIED = (Stage.RATIFIED, Stage.FOLLOWING)
_EXEMPTIONS = {
    Exemption.POSTPONED: "hoãn",
    Exemption.EXEMPT: "được miễn",
    Exemption.APPOINTED: "cấp trên chỉ định cấp uỷ",
    Exemption.TOGETHER: "tổ chức chung với đơn vị khác",
}
_EDUCATION = (
    ("education_postgraduate", "sau đại học"),
    ("education_university", "đại học"),
    ("education_college", "cao đẳng"),
    ("education_below", "dưới cao đẳng"),
)
_THEORY = (
    ("theory_advanced", "cử nhân, cao cấp"),
    ("theory_intermediate", "trung cấp"),
    ("theory_elementary", "sơ cấp"),
)


# Slots that stand for words, with what they are; all others stand for figures.
TEXT_LABELS = {
    "unit": N_("Name of the unit"),
    "season": N_("Season"),
    "today": N_("Day of the figures"),
    "legal_base": N_("Legal base"),
    "own_name": N_("Name of the own congress"),
    "own_dates": N_("Opening and closing of the own congress"),
    "held_from": N_("First opening day below"),
    "held_to": N_("Last opening day below"),
    "short_list": N_("Units that fell short, with seats"),
    "no_committee_list": N_("Cells that elect no committee"),
    "further_list": N_("Units that voted once more for open seats"),
    "tie_list": N_("Units that voted once more between the tied"),
    "excepted_list": N_("Units without an ordinary congress"),
    "missing_list": N_("Units whose return is missing"),
    "reconciliation": N_("What does not add up, and why"),
}


def join(parts: Sequence[str]) -> str:
    """Names in a sentence: a, b và c."""
    return ", ".join(parts[:-1]) + " và " + parts[-1] if len(parts) > 1 else "".join(parts)


def say(message: Message) -> str:
    """A message of the rules in Vietnamese, whatever language the reader of the screen has chosen."""
    with translation.override("vi"):
        return said(message)


def congress_name(unit: Unit, congress: Congress | None) -> str:
    """Đại hội Đảng bộ quận Bình Thạnh lần thứ XII."""
    ordinal = f" lần thứ {roman(congress.ordinal)}" if congress is not None and congress.ordinal else ""
    return f"Đại hội {unit.name}{ordinal}"


class Words:
    """The sentences of one unit's report, with slots for its figures."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def texts(self) -> dict[str, Callable[[], str]]:
        """key -> text of the slots that stand for words: names, dates, lists, what does not add up."""
        facts = self.facts
        return {
            "unit": lambda: facts.unit.name,
            "season": lambda: facts.season.name,
            "today": lambda: date_short(facts.today),
            "legal_base": self.legal_base,
            "own_name": self.own_name,
            "own_dates": self.own_dates,
            "held_from": lambda: self._held(first=True),
            "held_to": lambda: self._held(first=False),
            "short_list": self.short_list,
            "no_committee_list": self.no_committee_list,
            "further_list": lambda: self._voted_again("further_rounds"),
            "tie_list": lambda: self._voted_again("tie_votes"),
            "excepted_list": self.excepted_list,
            "missing_list": self.missing_list,
            "reconciliation": self.reconciliation,
        }

    # --- the parts of a sentence

    @property
    def grassroots(self) -> Figures:
        return self.facts.here.figures["grassroots"]

    @property
    def sums_up(self) -> bool:
        """Whether grassroots congresses are held below the unit."""
        return "grassroots" in self.facts.tiers_below

    @property
    def bands(self) -> tuple[int, int]:
        """Where the three age bands part: under 40, to 50."""
        regulation = self.facts.regulation
        return regulation.young_under.value, regulation.middle_age_to.value

    def legal_base(self) -> str:
        """The directive, the regulation and its guidance in force when the congresses opened."""
        congress = self.facts.congress
        # without a day of its own, the congresses below have theirs in the season's first year
        latest = min(self.facts.today, date(self.facts.season.term_from, 12, 31))
        base = legal_base((congress.opening if congress else None) or latest)
        named = []
        for subject, issuer in (
            (Subject.DIRECTIVE, "của Bộ Chính trị"),
            (Subject.ELECTION, "của Ban Chấp hành Trung ương"),
            (Subject.ELECTION_GUIDANCE, "của Ban Bí thư"),
        ):
            document = base.document(subject)
            if document is not None:
                named.append(f"{document.citation} {issuer}")
        return join(named)

    def own_name(self) -> str:
        """Đại hội Đảng bộ quận Bình Thạnh lần thứ XII."""
        return congress_name(self.facts.unit, self.facts.congress)

    def own_dates(self) -> str:
        congress = self.facts.congress
        if congress is None or congress.opened_on is None:
            return ""
        if congress.closed_on is None or congress.closed_on == congress.opened_on:
            return f"ngày {date_short(congress.opened_on)}"
        return f"từ ngày {date_short(congress.opened_on)} đến ngày {date_short(congress.closed_on)}"

    def _held(self, *, first: bool) -> str:
        days = [
            one.congress.opened_on
            for one in self.facts.family.followed
            if one.congress is not None and one.congress.opened_on is not None
        ]
        return date_short(min(days) if first else max(days)) if days else ""

    def short_list(self) -> str:
        named = []
        for one in self.facts.family.children:
            figures = one.figures["grassroots"]
            if figures["committees_short"]:
                counts = (
                    f"{number(figures['elected'])}/{number(figures['seats'])}"
                    if figures["committees_to_elect"] == 1
                    else f"{number(figures['committees_short'])} đơn vị"
                )
                named.append(f"{one.unit.name} ({counts})")
        return "; ".join(named)

    def _voted_again(self, key: str) -> str:
        """Units whose committees, or those below them, needed further votes; how many where more than one."""
        named = []
        for one in self.facts.family.children:
            count = one.figures["grassroots"][key]
            if count:
                named.append(one.unit.name if count == 1 else f"{one.unit.name} ({number(count)} lượt)")
        return "; ".join(named)

    def no_committee_list(self) -> str:
        named = []
        for one in self.facts.family.children:
            count = one.figures["grassroots"]["no_committee"]
            if count:
                is_cell = one.unit.level is UnitKind.GRASSROOTS_CELL
                told = (
                    f"{number(one.all_levels['official'])} đảng viên chính thức"
                    if is_cell
                    else f"{number(count)} chi bộ"
                )
                named.append(f"{one.unit.name} ({told})")
        return "; ".join(named)

    def excepted_list(self) -> str:
        return "; ".join(
            f"{one.unit.name} ({_EXEMPTIONS[Exemption(one.congress.exception)]}: {one.congress.exception_reason})"
            for one in self.facts.family.followed
            if one.congress is not None and one.congress.is_excepted
        )

    def missing_list(self) -> str:
        return "; ".join(one.unit.name for one in self.facts.family.followed if one.returned is None)

    # --- organisation

    def intro(self) -> str:
        what = "đại hội đảng cấp cơ sở và {own_name}" if self.sums_up else "{own_name}"
        return (
            f"Thực hiện {{legal_base}}, {{unit}} báo cáo tổng kết công tác tổ chức {what}, nhiệm kỳ {{season}} như sau:"
        )

    def organisation(self) -> str:
        total, told = self.facts.here.all_levels, []
        if self.sums_up:
            told.append(
                "{unit} có {grassroots_units} tổ chức cơ sở đảng, gồm {grassroots_organizations} đảng bộ cơ sở và "
                "{grassroots_cells} chi bộ cơ sở."
            )
        parts = []
        if total["cells_under_committees"]:
            parts.append("{cells_under_committees} chi bộ")
        if total["sub_organizations"]:
            parts.append("{sub_organizations} đảng bộ bộ phận với {cells_under_sub_organizations} chi bộ trực thuộc")
        if self.facts.unit.level is UnitKind.SUB_ORGANIZATION:
            told.append("{unit} có {cells_under_sub_organizations} chi bộ trực thuộc.")
        elif parts:
            told.append(f"Trực thuộc {'các đảng uỷ cơ sở' if self.sums_up else 'Đảng uỷ'} có {join(parts)}.")
        sentence = (
            f"{'{unit}' if self.facts.is_cell else 'Toàn Đảng bộ'} có {{members}} đảng viên, trong đó "
            "{official} đảng viên chính thức, {probationary} đảng viên dự bị"
        )
        if total["women_members"]:
            sentence += "; {women_members} đảng viên nữ ({women_members_percent})"
        return " ".join([*told, sentence + "."])

    # --- progress

    def progress(self) -> str:
        figures = self.grassroots
        told = (
            "Đến ngày {today}, {grassroots_congresses_held}/{grassroots_congresses_due} tổ chức cơ sở đảng đã tổ chức "
            "đại hội"
        )
        if figures["congresses_held"] and self._held(first=True):
            told += ", từ ngày {held_from} đến ngày {held_to}"
        forms = [
            f"{{grassroots_{key}}} {name}"
            for key, name in (("members_congresses", "đại hội đảng viên"), ("delegates_congresses", "đại hội đại biểu"))
            if figures[key]
        ]
        told += f", trong đó có {join(forms)}." if forms else "."
        if figures["congresses_excepted"]:
            told += " {grassroots_congresses_excepted} đơn vị không tổ chức đại hội theo kế hoạch: {excepted_list}."
        return told

    def returns(self) -> str:
        told = "{returns_there}/{returns_due} đơn vị trực thuộc đã nộp báo cáo kết quả đại hội"
        told += "; kết quả của {returns_ratified} đơn vị đã được chuẩn y." if self.facts.returns_ratified else "."
        if self.facts.returns_there < self.facts.returns_due:
            told += " Chưa nộp: {missing_list}."
        return told

    # --- committees below

    def committees(self) -> str:
        figures = self.grassroots
        told = (
            "{grassroots_committees_to_elect} chi, đảng bộ bầu cấp uỷ với {grassroots_seats} uỷ viên cần bầu, đã bầu "
            "được {grassroots_elected} đồng chí. Có {grassroots_committees_full} chi, đảng bộ bầu đủ số lượng cấp uỷ"
        )
        if figures["committees_short"]:
            told += (
                "; {grassroots_committees_short} chi, đảng bộ bầu thiếu, còn khuyết {grassroots_seats_short} uỷ viên. "
                "Các đơn vị bầu thiếu (trúng cử/cần bầu): {short_list}"
            )
        told += "."
        if figures["no_committee"]:
            told += f" Có {{grassroots_no_committee}} {SMALL_CELLS} ({SMALL_CELLS_LAW}): {{no_committee_list}}."
        if figures["not_held"]:
            told += " {grassroots_not_held} đơn vị chưa bầu cấp uỷ."
        return told

    def rounds(self) -> str:
        figures, told = self.grassroots, []
        if figures["further_rounds"]:
            told.append("Có {grassroots_further_rounds} lượt bầu thêm vì lần trước chưa đủ số lượng: {further_list}.")
        if figures["tie_votes"]:
            told.append("Có {grassroots_tie_votes} lượt bầu lại giữa những người bằng phiếu ở vị trí cuối: {tie_list}.")
        told.append(_nominations(figures, "grassroots", "các đại hội cấp cơ sở"))
        return " ".join(told)

    def structure(self) -> str:
        told = self._structure(self.grassroots, "grassroots")
        return f"Trong {{grassroots_elected}} đồng chí trúng cử cấp uỷ cơ sở: {told}"

    def _structure(self, counts: Figures, of: str) -> str:
        young, middle = self.bands

        def told(key: str, name: str) -> str:
            return f"{name} {{{of}_{key}}} đồng chí ({{{of}_{key}_percent}})"

        parts = [told("women", "nữ")]
        if counts["ethnic"]:
            parts.append(told("ethnic", "người dân tộc thiểu số"))
        bands = [
            told("young", f"dưới {young} tuổi"),
            told("age_middle", f"từ {young} đến {middle} tuổi"),
            told("age_old", f"trên {middle} tuổi"),
        ]
        if counts["age_unknown"]:
            bands.append(f"chưa rõ tuổi {{{of}_age_unknown}} đồng chí")
        told_all = f"{', '.join(parts)}; về ba độ tuổi: {', '.join(bands)}."
        for title, keys in (("Trình độ chuyên môn", _EDUCATION), ("Lý luận chính trị", _THEORY)):
            levels = [f"{name} {{{of}_{key}}}" for key, name in keys if counts[key]]
            if levels:
                told_all += f" {title}: {', '.join(levels)}."
        return told_all

    # --- the own congress

    def own_congress(self) -> str:
        congress = self.facts.congress
        if congress is None:
            return "Mùa đại hội không theo dõi riêng đại hội của {unit}; số liệu được tính vào tổ chức đảng cấp trên."
        if congress.is_excepted and not congress.is_held:
            why = _EXEMPTIONS[Exemption(congress.exception)]
            return f"{{own_name}} không tổ chức theo kế hoạch ({why}): {congress.exception_reason}"
        if congress.opened_on is None:
            return "{own_name} chưa được tổ chức."
        told = "{own_name}, nhiệm kỳ {season}, được tổ chức {own_dates}"
        if congress.summoned is not None:
            who = "đại biểu" if congress.form == CongressForm.DELEGATES else "đảng viên chính thức"
            told += f", triệu tập {{own_summoned}} {who}"
            if congress.present is not None:
                told += ", có mặt khi khai mạc {own_present}"
        return told + "."

    def own_result(self) -> str:
        own = self.facts.own
        if not own["seats"]:
            if own["no_committee"]:
                return f"{{unit}} là {SMALL_CELLS} ({SMALL_CELLS_LAW})."
            return ""
        body = "chi uỷ" if self.facts.is_cell else "uỷ viên Ban Chấp hành"
        enough = "còn thiếu {own_seats_short}" if own["seats_short"] else "đủ số lượng"
        told = [
            f"Đại hội bầu {{own_rounds}} lần, trúng cử {{own_elected}}/{{own_seats}} đồng chí {body}, {enough}"
            + ("; danh sách bầu cử có {own_candidates} người." if own["candidates"] else ".")
        ]
        if self.facts.committee.shares:
            told.append(self._over_61())
        told.append(_nominations(own, "own", "đại hội"))
        return " ".join(told)

    def _over_61(self) -> str:
        committee = self.facts.committee
        above, all_of = committee.above(61), len(committee.shares)
        who = "Tất cả" if above == all_of else "Hầu hết" if above * 10 >= all_of * 9 else ""
        counts = "{own_over_61}/{own_elected} đồng chí"
        told = f"{who} nhân sự trúng cử đạt trên 61 % ({counts})" if who else f"{counts} trúng cử đạt trên 61 %"
        told += " so với cơ số {own_base}" if committee.base else ""
        return f"{told}; cao nhất {{own_highest_percent}}, thấp nhất {{own_lowest_percent}}."

    def own_structure(self) -> str:
        if not self.facts.own["elected"]:
            return ""
        return f"Trong {{own_elected}} đồng chí trúng cử: {self._structure(self.facts.own, 'own')}"

    def own_leaders(self) -> str:
        parts = [
            text
            for key, text in (
                ("standing_members", "Ban Thường vụ {own_standing_members} đồng chí"),
                ("secretaries", "{own_secretaries} bí thư"),
                ("deputies", "{own_deputies} phó bí thư"),
                ("inspection_members", "Uỷ ban Kiểm tra {own_inspection_members} đồng chí"),
            )
            if self.facts.own[key]
        ]
        where = "Đại hội" if self.facts.is_cell else "Hội nghị lần thứ nhất của Ban Chấp hành"
        return f"{where} đã bầu {join(parts)}." if parts else ""

    # --- what does not add up

    def reconciliation(self) -> str:
        told = [self.finding(one) for one in self.facts.findings]
        return "\n".join(told) if told else "Số liệu của các đơn vị và số liệu tổng hợp khớp nhau."

    def finding(self, one: Finding) -> str:
        """One thing that does not add up, with slots."""
        if one.code == "committees" and self.sums_up:
            return self._committees_finding(one)
        text = say(one.message)
        return text if text.endswith(".") else f"{text}."

    def _committees_finding(self, one: Finding) -> str:
        told = (
            "{grassroots_committees_full} chi, đảng bộ bầu đủ và {grassroots_committees_short} chi, đảng bộ bầu thiếu "
            f"cấp uỷ cộng lại là {number(self.grassroots['committees_full'] + self.grassroots['committees_short'])}, "
            f"không bằng {{grassroots_units}} tổ chức cơ sở đảng ({one.equation})."
        )
        why = []
        if self.grassroots["no_committee"]:
            why.append(f"{{grassroots_no_committee}} {SMALL_CELLS} ({SMALL_CELLS_LAW}), gồm {{no_committee_list}}")
        if self.grassroots["not_held"]:
            why.append("{grassroots_not_held} đơn vị chưa bầu cấp uỷ")
        if why:
            told += f" Chênh lệch {number(abs(one.gap))} là do {join(why)}."
        if one.closed:
            told += f" Cộng đủ: {one.closed}."
        elif one.unexplained:
            told += (
                f" Còn {number(abs(one.unexplained))} đơn vị chưa có căn cứ giải thích trong hồ sơ, phải kiểm tra lại."
            )
        return told

    # --- incidents, shortcomings

    def incidents(self) -> str:
        if not self.facts.incidents:
            return (
                "Không ghi nhận đơn khiếu nại, tố cáo về bầu cử; không có cuộc bầu cử nào bị huỷ kết quả hoặc phải tổ "
                "chức lại."
            )
        parts = [
            f"{{incidents_{kind}}} {name}"
            for kind, name in (
                (Incident.Kind.COMPLAINT, "đơn khiếu nại, tố cáo về bầu cử"),
                (Incident.Kind.ANNULLED, "cuộc bầu cử bị huỷ kết quả"),
                (Incident.Kind.REELECTION, "cuộc bầu cử tổ chức lại"),
            )
            if any(row.kind == kind for row in self.facts.incidents)
        ]
        told = f"Ghi nhận {join(parts)}"
        if any(row.kind == Incident.Kind.COMPLAINT for row in self.facts.incidents):
            told += ", trong đó {incidents_open} đơn đang được giải quyết"
        return f"{told}. Chi tiết tại biểu kèm theo."

    def shortcomings(self) -> str:
        own, figures, told = self.facts.own, self.grassroots, []
        if self.sums_up:
            if figures["committees_short"]:
                told.append(
                    "{grassroots_committees_short} chi, đảng bộ chưa bầu đủ cấp uỷ, còn khuyết "
                    "{grassroots_seats_short} uỷ viên so với số lượng đã quyết định."
                )
            if figures["further_rounds"] or figures["tie_votes"]:
                told.append(
                    "Một số đại hội cấp cơ sở phải bầu nhiều lần: {grassroots_further_rounds} lượt bầu thêm, "
                    "{grassroots_tie_votes} lượt bầu lại do bằng phiếu."
                )
            if self.facts.returns_late:
                told.append("{returns_late} đơn vị nộp báo cáo kết quả quá 7 ngày làm việc sau đại hội.")
        elif own["seats_short"]:
            told.append("Chưa bầu đủ số lượng cấp uỷ, còn thiếu {own_seats_short} người.")
        return "\n".join(told) or NOTHING_SHORT

    def lessons(self) -> str:
        """What an office may start from; people write their own."""
        if self.facts.is_cell:
            return (
                "Chuẩn bị nhân sự sớm, đủ số dư theo quy định; kiểm tra sự cân đối của số phiếu trước khi công bố kết "
                "quả."
            )
        return (
            "Chuẩn bị nhân sự kỹ, đủ số dư theo quy định, lấy ý kiến rộng rãi trước đại hội để bầu đủ số lượng ngay "
            "trong lần đầu.\nTập huấn ban kiểm phiếu; kiểm tra sự cân đối của số phiếu trước khi công bố kết quả.\n"
            "Báo cáo kết quả đúng hạn, kèm đủ biên bản để cấp trên chuẩn y."
        )

    def directions(self) -> str:
        """What follows a congress; people write their own."""
        if self.facts.is_cell:
            return "Phân công nhiệm vụ cho cấp uỷ viên, xây dựng chương trình công tác thực hiện nghị quyết đại hội."
        told = [
            "Phân công nhiệm vụ cho cấp uỷ viên, ban hành quy chế làm việc và chương trình hành động; tổ chức học tập, "
            "quán triệt, sớm đưa nghị quyết đại hội vào cuộc sống."
        ]
        if self.sums_up and self.grassroots["committees_short"]:
            told.append(
                "Các đơn vị bầu thiếu trình phương án kiện toàn cấp uỷ để cấp có thẩm quyền xem xét, bảo đảm đủ số "
                "lượng và cơ cấu."
            )
        return "\n".join(told)


def _nominations(counts: Figures, of: str, where: str) -> str:
    if not counts["self_nominees"] and not counts["floor_nominees"]:
        return f"Không có trường hợp tự ứng cử và đề cử tại {where}."
    return f"Tại {where} có {{{of}_self_nominees}} trường hợp tự ứng cử, {{{of}_floor_nominees}} trường hợp được đề cử."


def was_late(congress: Congress | None, returned: Return | None) -> bool:
    """Whether a return came in after its working days (N-60)."""
    if congress is None or returned is None:
        return False
    due = return_due(congress)
    return due is not None and returned.handed_on > due


def is_ratified(congress: Congress | None) -> bool:
    """Whether the superior has ratified the results."""
    return congress is not None and congress.stage in _RATIFIED
