"""Pictures of the demo, drawn by the program: no photograph, no person who lives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from daihoi.demo.newsroom.pictures import desks, halls, papers, quiet, streets, water

CREDIT = "tranh Daihoi vẽ"


@dataclass(frozen=True)
class Drawing:
    """How it is drawn, its name in the library, what stands under it, and what it shows for those who do not see it."""

    scene: Callable[[], bytes]
    title: str
    caption: str
    alt: str


DRAWINGS: dict[str, Drawing] = {
    "hall": Drawing(
        halls.hall,
        "Hội nghị tổng kết",
        "Hội nghị tổng kết tại hội trường Quận uỷ, sáng 27/8/2020.",
        "Hội trường nhìn từ cuối phòng: phông đỏ có quốc kỳ, bàn chủ toạ, người phát biểu, các hàng ghế kín người",
    ),
    "congress": Drawing(
        halls.congress,
        "Phiên khai mạc đại hội quận",
        "Phiên khai mạc Đại hội đại biểu Đảng bộ quận, sáng 29/7/2020.",
        "Hội trường nhìn từ lối đi bên: đại biểu ngồi kín ghế đỏ, trên sân khấu có ngôi sao vàng, cờ và bàn chủ toạ",
    ),
    "cards": Drawing(
        halls.cards,
        "Biểu quyết bằng thẻ",
        "Đại biểu biểu quyết bằng thẻ.",
        "Nhiều cánh tay giơ cao những tấm thẻ đỏ có sao vàng trong hội trường",
    ),
    "voting": Drawing(
        halls.voting,
        "Bỏ phiếu kín",
        "Từng đại biểu bỏ phiếu vào hòm đã niêm phong.",
        "Một người bỏ lá phiếu vào hòm gỗ có sao đỏ, người bên cạnh cầm lá phiếu gấp đôi, phía sau nhiều người chờ",
    ),
    "neighbourhood": Drawing(
        halls.neighbourhood,
        "Đại hội chi bộ khu phố",
        "Đại hội chi bộ ở nhà văn hoá khu phố.",
        "Phòng họp nhỏ có hai cửa sổ lớn, phông đỏ ghi đại hội chi bộ, hai người ở bàn chủ toạ, đảng viên ngồi ghế dài",
    ),
    "training": Drawing(
        halls.training,
        "Lớp tập huấn",
        "Giờ thực hành với phiếu bầu mẫu.",
        "Giảng viên cầm thước chỉ lên bảng vẽ một lá phiếu có tên bị gạch ngang, học viên ngồi kín lớp",
    ),
    "lecture": Drawing(
        halls.lecture,
        "Lớp bồi dưỡng",
        "Bốn buổi học, bốn việc của cấp uỷ viên.",
        "Giảng viên đứng cạnh bảng ghi bốn chuyên đề, học viên ngồi kín lớp",
    ),
    "ballot-box": Drawing(
        papers.ballot_box,
        "Hòm phiếu",
        "Hòm phiếu niêm phong trước giờ bỏ phiếu.",
        "Hòm phiếu gỗ có niêm phong đặt trên khăn đỏ, quanh hòm là những lá phiếu gấp đôi",
    ),
    "tally": Drawing(
        papers.tally,
        "Bảng kiểm phiếu",
        "Bảng kiểm phiếu: mỗi ô vuông có gạch chéo là năm phiếu.",
        "Bảng trắng kẻ hàng, mỗi hàng đếm phiếu bằng những ô vuông gạch chéo, cột cuối ghi tổng số",
    ),
    "documents": Drawing(
        papers.documents,
        "Văn kiện đại hội",
        "Nghị quyết đã ký, đóng dấu.",
        "Tập tài liệu trên bàn gỗ, tờ trên cùng là nghị quyết có dấu đỏ và chữ ký; bên cạnh là con dấu và cặp kính",
    ),
    "certificates": Drawing(
        papers.certificates,
        "Giấy khen",
        "Giấy khen trước giờ trao.",
        "Ba tấm giấy khen đóng khung vàng trên bàn phủ khăn đỏ, có hoa và những hộp quà đỏ",
    ),
    "resolution-book": Drawing(
        desks.resolution_book,
        "Sổ nghị quyết chi bộ",
        "Sổ nghị quyết chi bộ: việc, người, hạn.",
        "Quyển sổ bìa đỏ mở ra, trang phải có các ô đánh dấu việc đã xong, bên cạnh là cây bút và tách cà phê",
    ),
    "bookshelf": Drawing(
        quiet.bookshelf,
        "Kệ sổ nghị quyết",
        "Chín quyển sổ nghị quyết của một chi bộ.",
        "Kệ gỗ xếp chín quyển sổ bìa đỏ đánh số ở gáy, cạnh đồng hồ tròn và chậu cây",
    ),
    "lotus": Drawing(
        quiet.lotus,
        "Hồ sen",
        "Hồ sen bên ngôi nhà sàn.",
        "Hồ sen nở hồng, phía sau là ngôi nhà sàn gỗ giữa hàng cây",
    ),
    "letters": Drawing(
        quiet.letters,
        "Thư hỏi đáp",
        "Thư bạn đọc gửi về mục Hỏi đáp.",
        "Ba phong bì dán tem đỏ và một tờ giấy viết hai phần hỏi, đáp trên bàn gỗ, cạnh cây bút và tách trà",
    ),
    "calendar": Drawing(
        desks.calendar_wall,
        "Lịch chuẩn bị đại hội",
        "Lịch tháng 8/2019; hai ngày được khoanh là phiên họp của bốn tổ công tác.",
        "Tờ lịch tường tháng 8 năm 2019 có những ngày đánh dấu, ngày 28 và 29 được khoanh đỏ",
    ),
    "computer": Drawing(
        desks.computer,
        "Bảng theo dõi",
        "Bảng theo dõi mùa đại hội trên máy của tổ giúp việc.",
        "Màn hình máy tính trên bàn gỗ hiện bảng số liệu và biểu đồ tiến độ",
    ),
    "workgroup": Drawing(
        desks.workgroup,
        "Tổ giúp việc",
        "Tổ giúp việc họp quanh bản kế hoạch.",
        "Mười người ngồi quanh bàn nhìn từ trên xuống, giữa bàn trải một bản kế hoạch có các mốc màu",
    ),
    "ward-street": Drawing(
        streets.ward_street,
        "Phố phường ngày đại hội",
        "Phố phường treo cờ chào mừng đại hội.",
        "Dãy nhà phố treo quốc kỳ, băng rôn chào mừng đại hội Đảng các cấp giăng ngang đường, hai chiếc xe đạp bên lề",
    ),
    "alley": Drawing(
        streets.alley,
        "Con hẻm xanh",
        "Con hẻm trồng hoa của một khu phố.",
        "Con hẻm lát mới, hai bên là chậu hoa và đèn, cuối hẻm có cây lớn và bảng tin khu phố",
    ),
    "riverside": Drawing(
        water.riverside,
        "Bình Thạnh bên sông",
        "Bình Thạnh nhìn từ bờ sông lúc chiều xuống.",
        "Cầu dây văng bắc qua sông, thuyền treo cờ, phía sau là những toà nhà cao tầng trong ánh chiều",
    ),
    "lake-gate": Drawing(
        water.lake_gate,
        "Ba Đình bên hồ",
        "Một góc hồ ở Ba Đình buổi sớm.",
        "Cổng tam quan mái ngói bên hồ nước, hai hàng cây cổ thụ, đèn đường và ghế đá ven bờ",
    ),
}
NAMES = tuple(DRAWINGS)


def draw(name: str) -> bytes:
    """The picture `name` of NAMES as PNG, the same bytes every time; KeyError for another name."""
    return DRAWINGS[name].scene()
