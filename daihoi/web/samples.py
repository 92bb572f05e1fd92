"""Sample data of the components page: invented, in Vietnamese as real data would be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from daihoi.rules.figures import Check, Figure, Origin, Record, Style
from daihoi.rules.messages import Message
from daihoi.web.charts import Mark, StructureRow, VoteChart, VoteRow, deadline_line, progress_chart
from daihoi.web.parts import (
    Alert,
    Balance,
    Confirm,
    EvidenceFile,
    Fate,
    FeedItem,
    LegendItem,
    Link,
    Milestone,
    NextThing,
    Signature,
    Step,
    StripItem,
    Tag,
    TallyColumn,
    TallyRow,
    TallyTable,
    Term,
    Tile,
    WizardStep,
    Work,
)
from daihoi.web.tables import Column, Table

DAY = date(2020, 6, 24)
LIVE = Origin.live(DAY)
SIGNED = Origin.returned(2, "9f3a71c40be8d25f6a1744c0e39b8d02", date(2020, 8, 21))

_WOMEN = (
    "Trần Thị Ánh", "Nguyễn Thị Hồng Ân", "Hoàng Thị Mỹ Diệp", "Lê Thị Hồng Dung", "Trần Thị Thu Hoa", "Lê Bích Hương",
    "Vũ Bích Hương", "Nguyễn Thị Khánh", "Nguyễn Thị Hồng Nga", "Nguyễn Thị Mỹ Nhung", "Trần Thị Hồng Nhung",
    "Lê Thị Thu Phượng", "Nguyễn Bích Quyên", "Võ Thị Thuý Thảo", "Nguyễn Thị Thuý Diệp", "Phan Thị Yến",
)  # fmt: skip

_CELLS = ("Chi bộ Công ty May", "Chi bộ Ngân hàng Chính sách xã hội", "Chi bộ Trung tâm Văn hoá")


def _figures() -> dict[str, Figure]:
    women = Figure.share(
        "women",
        16,
        41,
        SIGNED,
        style=Style.CUT,
        label=Message("Tỷ lệ nữ trong Ban Chấp hành"),
        records=tuple(Record(name) for name in _WOMEN),
        checks=(
            Check.of_sum(Message("Nữ và nam là số trúng cử"), [16, 25], 41),
            Check.of_sum(Message("Trúng cử và số cần bầu"), [41], 41),
        ),
        target=Message("Ít nhất 15 %% của 41 là 7 người. Có 16, vượt 9.", (), "S-01", "Chỉ thị 35-CT/TW"),
        article="S-01",
    )
    young = Figure.share(
        "young", 5, 41, SIGNED, style=Style.CUT, label=Message("Cán bộ trẻ dưới 40 tuổi"),
        checks=(Check.of_sum(Message("Ba độ tuổi"), [5, 20, 16], 41),), article="S-02",
    )  # fmt: skip
    short = Figure.count(
        "committees_short",
        11,
        LIVE,
        label=Message("Tổ chức bầu thiếu cấp uỷ"),
        records=tuple(Record(name, "", 1) for name in _CELLS),
        checks=(
            Check.of_sum(
                Message("Bầu đủ và bầu thiếu so với tổ chức cơ sở"),
                [39, 11],
                53,
                (Message("3 chi bộ dưới 9 đảng viên chính thức, không bầu cấp uỷ", (), "U-10", "Điều 24 khoản 4"),),
            ),
        ),
    )
    units = Figure.count(
        "grassroots_units", 53, SIGNED, label=Message("Tổ chức cơ sở đảng"),
        records=(Record("Đảng bộ cơ sở", "", 30), Record("Chi bộ cơ sở", "", 23)),
        checks=(Check.of_sum(Message("Đảng bộ và chi bộ cơ sở"), [30, 23], 53),),
    )  # fmt: skip
    members = Figure.count("members", 11836, LIVE, label=Message("Đảng viên"))
    return {figure.key: figure for figure in (women, young, short, units, members)}


FIGURES = _figures()


class SampleForm(forms.Form):
    """Fields of every kind, one of them wrong."""

    opening = forms.CharField(label=_("Opening day"), help_text=_("Day/month/year, for example 23/5/2020."))
    summoned = forms.IntegerField(label=_("Delegates summoned"))
    kind = forms.ChoiceField(
        label=_("Type of congress"),
        choices=[("delegates", _("Congress of delegates")), ("members", _("Congress of members"))],
    )
    contents = forms.ChoiceField(
        label=_("Contents"), widget=forms.RadioSelect, choices=[("4", _("Four contents")), ("2", _("Two contents"))]
    )
    pilot = forms.BooleanField(label=_("Pilot congress"), required=False)
    paper = forms.FileField(
        label=_("Scan of the signed paper"), required=False, help_text=_("PDF or picture, 20 MB at most.")
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def clean_summoned(self) -> int:
        """Says what, where and what to do."""
        number: int = self.cleaned_data["summoned"]
        if number > 250:
            raise forms.ValidationError(
                _("310 is above the limit of 250 for this level. Take away 60, or ask the superior.")
            )
        return number


def _votes() -> VoteChart:
    rows = [
        (17, "Lê Anh Khánh", 293),
        (29, "Nguyễn Thị Mỹ Nhung", 291),
        (27, "Phan Quốc Nghĩa", 250),
        (8, "Lê Văn Út", 214),
        (21, "Hoàng Anh Minh", 156),
        (34, "Ngô Thanh Quân", 150),
        (13, "Trần Thị Thu Hoa", 149),
        (3, "Bùi Hữu Ân", 140),
        (11, "Lê Đình Hiếu", 93),
    ]
    return VoteChart(
        [
            VoteRow(n, name, votes, 298, votes > 149, "trúng cử" if votes > 149 else "không quá một nửa", tied=n == 21)
            for n, name, votes in rows
        ],
        298,
        total_note="≤ 8 × 298 = 2.384",
        caption="Kết quả bầu, xếp theo số phiếu giảm dần",
    )


def _tally() -> TallyTable:
    names = ["Nguyễn Thị Hồng Ân", "Lê Minh Đông", "Hoàng Quang Hiếu", "Nguyễn Thị Thuý Phượng", "Trần Đình Việt"]
    typed = ["11", "30", "37", "77", ""]
    before = [(12, 13), (31, 30), (33, 37), (47, 46), (37, 36)]
    wrong = "77 nhiều hơn 50 phiếu hợp lệ của tập 3. Xem lại phiếu kiểm dòng 4; nếu đúng là 47, gõ 47 rồi Enter."
    return TallyTable(
        rows=[
            TallyRow(i + 1, name, f"v{i + 1}", typed[i], wrong if typed[i] == "77" else "", before[i])
            for i, name in enumerate(names)
        ],
        before=(TallyColumn("Tập 1", "50 phiếu"), TallyColumn("Tập 2", "50 phiếu")),
        current=TallyColumn("Tập 3", "50 phiếu"),
        ceiling=50,
        caption="Số phiếu bầu cho từng người, theo tập phiếu",
    )


def _table(request: HttpRequest) -> Table[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"name": f"Đảng bộ Phường {n}", "members": 300 + n * 37 % 400, "day": date(2020, 5, 1 + n % 28), "elected": 13,
         "state": Tag("trễ 2 ngày", "late") if n == 5 else Tag("đã chuẩn y", "done")}
        for n in range(1, 29)
    ]  # fmt: skip
    return Table(
        request,
        [
            Column("name", _("Unit"), head=True, sort=True, search=True, href=lambda row: "#"),
            Column("members", _("Members"), align="num", sort=True),
            Column("day", _("Congress day"), align="num", sort=True),
            Column("elected", _("Elected"), align="num", unit="/ 13"),
            Column("state", _("State"), hide_small=False),
        ],
        rows,
        caption=_("Table"),
        default_sort="name",
        per_page=8,
        foot=[_("Total"), sum(row["members"] for row in rows), None, 13 * len(rows), None],
        filename="mau",
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the components page draws."""
    figures = FIGURES
    form = SampleForm({"opening": "23/5/2020", "summoned": "310", "kind": "delegates", "contents": "4"})
    tiles = [
        Tile("TT Thể dục thể thao", "#", "chuẩn y trễ 5 ngày", 2, late=True),
        Tile("Phường 5", "#", "báo cáo trễ 4 ngày", 1, late=True),
        Tile("Phường 3", "#", "khai mạc 28/6", 0),
        Tile("Phường 6", "#", "khai mạc 30/6", 0),
        Tile("Kho bạc", "#", "báo cáo đến 01/7", 1),
        Tile("TT Giáo dục thường xuyên", "#", "báo cáo đến 30/6", 1),
        Tile("Phường 21", "#", "chuẩn y đến 10/7", 2),
        Tile("Phường 13", "#", "đại hội 23/5", 3),
        Tile("Phường 12", "#", "đại hội 22/5", 3),
        Tile("Phường 2", "#", "đại hội 16/4", 4),
        *[Tile(f"Phường {n}", "#", f"đại hội {n}/4", 4) for n in (7, 11, 14, 15, 17, 22, 24)],
    ]
    return {
        "title": _("Components"),
        "crumbs": [Link("Daihoi", "/")],
        "figures": figures,
        "strip": [
            StripItem("Tổ chức cơ sở đảng", figures["grassroots_units"], "30 đảng bộ + 23 chi bộ cơ sở"),
            StripItem("Đảng viên", figures["members"], "11.415 chính thức + 421 dự bị"),
            StripItem("Bầu thiếu", figures["committees_short"], "đủ 39, không bầu 3"),
            StripItem("Nữ", figures["women"], "16/41"),
            StripItem("Dưới 40 tuổi", figures["young"], "5/41"),
        ],
        "tags": [
            Tag("chưa làm"),
            Tag("đang nhập", "now"),
            Tag("đến hạn mai", "soon"),
            Tag("trễ 2 ngày", "late"),
            Tag("đã chuẩn y", "done"),
            Tag("số liệu tạm", "live"),
        ],
        "form": form,
        "confirm": Confirm(
            "Bỏ tập 3 và đếm lại?",
            "11 dòng đã gõ của tập 3 sẽ mất; tập 1 và 2 giữ nguyên. Việc bỏ được ghi vào sổ sự kiện kèm tên bạn.",
            "Bỏ tập 3",
            "#",
        ),
        "alerts": [
            Alert(
                "Số chưa khớp 53",
                "3 chi bộ dưới 9 đảng viên chính thức, không bầu cấp uỷ (Điều 24 khoản 4).",
                "gold",
                (Term("bầu đủ", 39), Term("bầu thiếu", 11)),
                Term("tổ chức cơ sở", 53),
                (("CB Công ty May", "7 chính thức"), ("CB Trung tâm Văn hoá", "5 chính thức")),
                "39 + 11 + 3 = 53",
                (Link("Ghi vào báo cáo", "#"),),
            ),
            Alert(
                "3 đảng bộ chưa nộp báo cáo", "Quá 7 ngày làm việc sau bế mạc.", "red", links=(Link("Nhắc cả ba", "#"),)
            ),
            Alert("11 tổ chức bầu thiếu", "4 nơi đã trình phương án.", links=(Link("Xem danh sách", "#"),)),
        ],
        "sum_terms": (Term("bầu đủ", 39), Term("bầu thiếu", 11)),
        "sum_whole": Term("tổ chức cơ sở", 53),
        "feed": [
            FeedItem(datetime(2020, 6, 24, 16, 5), "báo cáo kết quả, bản 1", "Đảng bộ Khối Giáo dục", "#"),
            FeedItem(
                datetime(2020, 6, 24, 15, 42), "báo cáo kết quả, bản 2 (sửa số phiếu phát ra)", "Chi bộ Thống kê", "#"
            ),
        ],
        "tiles": tiles,
        "legend": [
            LegendItem("Trễ hạn", 2, late=True),
            LegendItem("Đang chuẩn bị", 2, 0),
            LegendItem("Chờ báo cáo kết quả", 2, 1),
            LegendItem("Chờ chuẩn y", 1, 2),
            LegendItem("Đã chuẩn y", 2, 3),
            LegendItem("Đang thực hiện nghị quyết", 8, 4),
        ],
        "deadlines": deadline_line(
            date(2020, 3, 1),
            date(2020, 9, 1),
            [
                Mark(date(2020, 3, 31), "đại hội đầu tiên"),
                Mark(DAY, "hôm nay, 53/53 đã đại hội", "today"),
                Mark(date(2020, 6, 30), "hạn cơ sở, còn 4 ngày làm việc", "limit"),
                Mark(date(2020, 7, 30), "đại hội đại biểu quận"),
                Mark(date(2020, 8, 31), "hạn quận, còn 48 ngày làm việc", "limit"),
            ],
            done=(date(2020, 3, 31), date(2020, 6, 23)),
        ),
        "chart": progress_chart(
            start=date(2020, 3, 31),
            end=date(2020, 7, 8),
            total=53,
            deadline=date(2020, 6, 30),
            done=[
                (date(2020, 3, 31), 2),
                (date(2020, 4, 12), 8),
                (date(2020, 4, 25), 14),
                (date(2020, 5, 10), 22),
                (date(2020, 5, 25), 34),
                (date(2020, 6, 10), 45),
                (date(2020, 6, 23), 53),
            ],
            plan=[
                (date(2020, 3, 31), 0),
                (date(2020, 4, 20), 14),
                (date(2020, 5, 10), 32),
                (date(2020, 6, 10), 51),
                (date(2020, 6, 20), 53),
            ],
        ),
        "steps": [
            Step("Chuẩn bị", "#", "done", "12/12 việc"),
            Step("Văn kiện", "#", "now", "5/8 việc, hạn 08/5", current=True),
            Step("Nhân sự", "#", "late", "4/5 bước, trễ 2 ngày"),
            Step("Đại biểu", "#", "done", "192/192 đã bầu"),
            Step("Đại hội", "#", "todo", "23/5, còn 11 ngày"),
            Step("Kết quả", "#", "todo", "báo cáo 02/6"),
            Step("Sau đại hội", "#", "todo", "chưa mở"),
        ],
        "next": [
            NextThing(
                "Chốt danh sách nhân sự bước 4",
                "Đỗ Văn Tường, Tiểu ban Nhân sự. Còn thiếu biên bản hội nghị.",
                Tag("trễ 2 ngày", "late"),
                Link("Nhập biên bản", "#", main=True),
            ),
            NextThing(
                "Trả lời 28 góp ý vào Báo cáo chính trị",
                "Lê Thị Thu Hằng. Hạn thứ Sáu 08/5.",
                Tag("còn 1 ngày", "soon"),
                Link("Mở 28 góp ý", "#"),
            ),
            NextThing(
                "Nộp bộ văn kiện lên Quận uỷ",
                "Phan Minh Trí, Bí thư Đảng uỷ.",
                Tag("hạn 08/5"),
                Link("Nộp", "#"),
                blocked="Mở được khi hai việc trên xong.",
            ),
        ],
        "milestones": [
            Milestone(
                date(2020, 4, 23), "Gửi dự thảo văn kiện lấy ý kiến", "20 ngày trước", "done", Tag("xong 22/4", "done")
            ),
            Milestone(
                date(2020, 5, 5),
                "Chốt đề án nhân sự, bước 4 trên 5",
                "14 ngày trước",
                "late",
                Tag("trễ 2 ngày", "late"),
            ),
            Milestone(date(2020, 5, 7), "Hôm nay", "còn 11 ngày", "today"),
            Milestone(date(2020, 5, 8), "Nộp văn kiện, đề án nhân sự", "11 ngày trước", "", Tag("đến hạn mai", "soon")),
            Milestone(date(2020, 5, 23), "Khai mạc, 192 đại biểu, một ngày", "ngày mở", "open", Tag("đã chốt", "now")),
            Milestone(date(2020, 6, 2), "Báo cáo kết quả bầu cử", "7 ngày sau", "", Tag("chưa làm")),
        ],
        "votes": _votes(),
        "structure": [
            StructureRow("Nữ", 16, 41, figures["women"], (15, 100), "chỉ tiêu ≥ 15 % = 7 người; vượt 9"),
            StructureRow("Dưới 40 tuổi", 5, 41, figures["young"], (10, 100), "chỉ tiêu ≥ 10 % = 5 người; vừa đủ"),
            StructureRow("Trên 50 tuổi", 16, 41, None, None, "phần còn lại"),
        ],
        "balance": [
            Balance((Term("Phát ra", 190, "issued"),), (Term("thu về", 190, "returned"),)),
            Balance(
                (Term("Thu về", 190, "returned"),), (Term("hợp lệ", 188, "valid"), Term("không hợp lệ", 1, "invalid"))
            ),
            Balance((Term("Phiếu bầu", None, "votes"),), (Term("", 50, factor=13),), "≤"),
        ],
        "signatures": [
            Signature("Phạm Quốc Bảo", "Trưởng Ban kiểm phiếu", datetime(2020, 7, 30, 11, 52)),
            Signature("Trần Thị Thu Hà", "T.M. Đoàn Chủ tịch"),
        ],
        "work": [
            Work("Đọc tệp", 11844, 11844, "dòng, 6 giây"),
            Work("Đối chiếu với sổ", 7105, 11844, "dòng"),
            Work("Ghi vào sổ", 0, 1541, "dòng"),
        ],
        "fate": Fate(11844, 214, 1327, 10295, 8),
        "tally": _tally(),
        "table": _table(request),
        "files": [
            EvidenceFile(
                "bien-ban-kiem-phieu.pdf",
                "#",
                "Bản chụp biên bản",
                1_840_000,
                "9f3a71c40be8d25f",
                "Lý Ngọc Diệp",
                datetime(2020, 7, 30, 13, 5),
                "#",
            ),
        ],
        "wizard": [WizardStep("Chọn tệp", "done", "#"), WizardStep("Xem trước", "now"), WizardStep("Ghi vào sổ")],
        "swatches": [
            ("paper", "#f5f2eb"),
            ("sheet", "#fdfcf9"),
            ("wash", "#ebe6db"),
            ("line", "#d9d2c4"),
            ("line-2", "#b0a692"),
            ("ink", "#24201a"),
            ("ink-2", "#574f44"),
            ("ink-3", "#6d6557"),
            ("red", "#8c1c1c"),
            ("red-wash", "#f7e9e4"),
            ("gold", "#b08d3c"),
            ("gold-ink", "#6a4f14"),
            ("st2", "#ece3d2"),
            ("st3", "#d5c9b1"),
            ("st4", "#b9ab8f"),
            ("bar", "#7a6f5a"),
        ],
    }
