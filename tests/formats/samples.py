"""Documents to set in the tests: one with everything, as an office would print it."""

from datetime import date

from daihoi.formats.blocks import (
    Column,
    Document,
    FigureRun,
    Header,
    Meta,
    PageBreak,
    Run,
    Signatures,
    Signer,
    bold,
    bullets,
    heading,
    italic,
    key_values,
    note,
    para,
    slots,
    table,
)

UNITS = (
    ("Đảng bộ Phường 1", "214", "15", "15", "5", "33,33 %"),
    ("Đảng bộ Phường 2", "198", "15", "13", "6", "46,15 %"),
    ("Chi bộ Toà án nhân dân", "23", "3", "3", "1", "33,33 %"),
    ("Chi bộ Viện Kiểm sát nhân dân", "20", "3", "3", "2", "66,66 %"),
    ("Chi bộ Chi cục Thi hành án dân sự quận Bình Thạnh", "14", "3", "3", "0", "0,00 %"),
    ("Đảng bộ Công an quận", "1.302", "15", "15", "2", "13,33 %"),
)


def a_report(rows: int = 24) -> Document:
    """A summary report of two pages and more: figures in the text, a table with groups, signatures, an appendix."""
    figures = {"members": "11.836", "grassroots_units": "53", "women_percent": "39,02 %"}
    lines = [(str(i + 1), *UNITS[i % len(UNITS)]) for i in range(rows)]
    return Document(
        meta=Meta(title="Báo cáo tổng kết đại hội", footer="Sổ cái 3f9a41c2 · bản ký ngày 27/8/2020"),
        header=Header(
            superior="Đảng bộ\nThành phố Hồ Chí Minh",
            own="Quận uỷ Bình Thạnh",
            symbol="BC/QU",
            number="01",
            place="Bình Thạnh",
            day=date(2020, 8, 27),
        ),
        type_name="Báo cáo",
        abstract=("Tổng kết đại hội đảng bộ các cấp", "nhiệm kỳ 2020 - 2025"),
        body=(
            heading("I. TÌNH HÌNH CHUNG"),
            para(
                *slots(
                    "Toàn Đảng bộ quận có [[grassroots_units]] chi, đảng bộ cơ sở với [[members]] đảng viên. Việc quán "
                    "triệt Chỉ thị 35-CT/TW của Bộ Chính trị được tập trung thực hiện; đại hội các cấp đúng thời gian "
                    "và bảo đảm các yêu cầu.",
                    figures,
                )
            ),
            para("Bầu ", bold("41"), " đồng chí; tỷ lệ nữ ", FigureRun("women_percent", "39,02 %"), " (16/41)."),
            heading("1. Kết quả bầu cấp uỷ", 2),
            bullets(
                "Bầu đủ số lượng: 39 chi, đảng bộ.",
                ("Bầu thiếu: ", bold("11"), " chi, đảng bộ; lý do nêu tại bảng dưới đây."),
                "Không có trường hợp tự ứng cử và đề cử tại đại hội.",
            ),
            heading("a) Từng đơn vị", 3),
            table(
                (
                    Column("STT", "center", 12),
                    Column("Tổ chức đảng"),
                    Column("Đảng viên", "right", 20, unit="người"),
                    Column("Cần bầu", "right", 17, group="Cấp uỷ"),
                    Column("Trúng cử", "right", 17, group="Cấp uỷ"),
                    Column("Nữ", "right", 13, group="Trong đó"),
                    Column("Tỷ lệ nữ", "right", 22, group="Trong đó"),
                ),
                lines,
                total=("", "Cộng", "11.836", "324", "302", "98", "32,45 %"),
                caption="Bảng 1. Kết quả bầu cấp uỷ cơ sở",
            ),
            note("Tỷ lệ lấy hai số lẻ, phần sau bỏ; số liệu tính đến ngày 27/8/2020."),
            heading("2. Số phiếu", 2),
            key_values(
                ("Số được triệu tập", "299"),
                ("Phiếu phát ra", FigureRun("issued", "297")),
                ("Phiếu không hợp lệ", ("2 ", italic("(gạch giữa hai tên)"))),
            ),
            bullets("Rút kinh nghiệm công tác nhân sự.", "Chuẩn bị văn kiện sớm hơn.", ordered=True),
            Signatures(
                right=(Signer("T/M Ban Thường vụ", "BÍ THƯ", "Nguyễn Thị Bích Ngọc"),),
                recipients=("- Thành uỷ (báo cáo),", "- Các chi, đảng bộ cơ sở,", "- Lưu Văn phòng Quận uỷ."),
            ),
            PageBreak(),
            heading("PHỤ LỤC"),
            table(
                [Column(title, "right" if i else "left") for i, title in enumerate("ABCDEFGHIJKL")],
                [[f"ĐẢNG BỘ {n}", *[str(n * i) for i in range(11)]] for n in range(1, 4)],
                caption="Bảng 2. Số liệu theo từng đơn vị",
                landscape=True,
                size=11,
            ),
            para("Hết.", align="center"),
        ),
    )


def minutes() -> Document:
    """Minutes of a count: two boards sign, recipients under them."""
    return Document(
        meta=Meta(title="Biên bản kiểm phiếu"),
        header=Header("Đại hội đại biểu Đảng bộ quận Bình Thạnh lần thứ XII", "Ban Kiểm phiếu", symbol="BB/ĐH"),
        type_name="Biên bản kiểm phiếu",
        abstract=("bầu Ban Chấp hành Đảng bộ quận Bình Thạnh", "khoá XII, nhiệm kỳ 2020 - 2025"),
        body=(
            para("Hôm nay, ngày 24/6/2020, Ban Kiểm phiếu tiến hành kiểm phiếu."),
            para(Run("Kết quả", underline=True), ": ĐỘNG VIÊN – HỆ THỐNG – ", bold("ĐỘI NGŨ CÁN BỘ, HỆ, UỶ BAN")),
            Signatures(
                left=(Signer("T/M Đoàn Chủ tịch", "", "Trần Văn Ẩn"), Signer("", "Uỷ viên", "Lê Thị Ở")),
                right=(Signer("T/M Ban Kiểm phiếu", "TRƯỞNG BAN", ""),),
                recipients=("- Quận uỷ,", "- Lưu hồ sơ đại hội."),
            ),
        ),
    )
