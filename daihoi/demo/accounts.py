"""One account for every role of trust.md."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "mua-dai-hoi-2020"  # noqa: S105  (printed by `daihoi demo`, for invented people only)


@dataclass(frozen=True)
class Account:
    """A demo account: its first grant, and further ones."""

    username: str
    name: str
    title: str
    role: str
    unit: str = "BT"
    more: tuple[tuple[str, str], ...] = ()  # (role, unit)


ACCOUNTS = (
    Account("vanphong", "Nguyễn Thị Minh Châu", "Văn phòng Quận uỷ", "office"),
    Account("nhaplieu", "Lý Ngọc Diệp", "nhập liệu, Đảng bộ Phường 13", "clerk", "BT.D09"),
    Account(
        "bithu",
        "Phan Minh Trí",
        "Bí thư Đảng uỷ Phường 13 (và ký thay ở quận)",
        "secretary",
        "BT.D09",
        (("secretary", "BT"),),
    ),
    Account("kythuhai", "Đỗ Văn Tường", "người ký thứ hai, Phường 13 và quận", "second", "BT.D09", (("second", "BT"),)),
    Account("kiemphieu", "Vũ Đình Khôi", "Ban kiểm phiếu, Phường 13 và quận", "tally", "BT.D09", (("tally", "BT"),)),
    Account("thamtra", "Lê Thị Thu Hằng", "Ban thẩm tra tư cách đại biểu quận", "credentials"),
    Account("tochuc", "Trần Quốc Bảo", "Ban Tổ chức Quận uỷ (mở hồ sơ đảng viên)", "personnel"),
    Account("viettin", "Tạ Quang Huy", "người viết tin, Phường 13", "writer", "BT.D09"),
    Account("bientap13", "Mai Ngọc Lan", "biên tập góc tin Phường 13", "editor", "BT.D09"),
    Account("bientap", "Hồ Mỹ Linh", "biên tập cổng tin quận", "editor"),
    Account("kiemtra", "Ngô Thanh Tùng", "Uỷ ban Kiểm tra (xem tất cả, không ghi)", "inspector"),
    Account("theodoi", "Bùi Thu Hà", "người theo dõi (chỉ số liệu, không tên)", "observer"),
    Account("quantri", "Đặng Hữu Phước", "quản trị tài khoản", "admin"),
)
