"""Columns and words of the offices' lists, both ways: what a head or a cell may say, and what an export writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from daihoi.org.models import Education, Sex, Standing, Theory
from daihoi.rules.vietnamese import fold, nfc


@dataclass(frozen=True)
class ListColumn:
    """One column that the program understands: the head that it writes, and other heads that mean the same."""

    key: str
    head: str
    others: tuple[str, ...] = ()
    is_required: bool = False
    width: int = 16
    hint: str = ""

    @property
    def heads(self) -> frozenset[str]:
        """The folded heads that mean this column."""
        return frozenset(head_key(name) for name in (self.head, *self.others))


ORDINAL = "ordinal"
_ORDINAL = ListColumn(ORDINAL, "STT", ("TT", "Số TT", "Số thứ tự", "No", "No."), width=6)

UNIT_COLUMNS = (
    _ORDINAL,
    ListColumn(
        "code", "Mã tổ chức", ("Mã", "Mã đơn vị", "Mã tổ chức đảng", "Mã TCĐ"), is_required=True, width=14,
        hint="Mỗi tổ chức một mã, không đổi về sau; không có dấu cách, không có dấu /.",
    ),
    ListColumn(
        "name", "Tên tổ chức đảng", ("Tên tổ chức", "Tên đơn vị", "Tổ chức đảng", "Tên"), is_required=True, width=44
    ),
    ListColumn("kind", "Loại hình", ("Loại", "Loại hình tổ chức", "Loại hình tổ chức đảng"), is_required=True,
               width=34),
    ListColumn(
        "parent", "Trực thuộc (mã)",
        ("Trực thuộc", "Mã trực thuộc", "Mã cấp trên", "Mã tổ chức cấp trên", "Cấp trên (mã)", "Cấp trên trực tiếp"),
        is_required=True, hint="Mã của tổ chức cấp trên trực tiếp; chỉ tổ chức cao nhất để trống.",
    ),
    ListColumn(
        "stated", "Số đảng viên", ("Tổng số đảng viên", "Đảng viên", "Số ĐV", "Số lượng đảng viên"),
        hint="Số tổ chức tự khai; chương trình chỉ dùng để đối chiếu với sổ.",
    ),
)  # fmt: skip

MEMBER_COLUMNS = (
    _ORDINAL,
    ListColumn("name", "Họ và tên", ("Họ tên", "Họ và tên đảng viên", "Tên đảng viên", "Họ và tên khai sinh"),
               is_required=True, width=28),
    ListColumn("born", "Ngày sinh", ("Ngày, tháng, năm sinh", "Ngày tháng năm sinh", "Năm sinh", "Sinh ngày"),
               hint="Ngày/tháng/năm; chỉ biết năm thì ghi năm, đừng ghi 01/01."),
    ListColumn("sex", "Giới tính", ("Giới", "Phái", "Nam/Nữ", "Nam, nữ"), width=10),
    ListColumn("ethnicity", "Dân tộc", width=10),
    ListColumn("card", "Số thẻ đảng", ("Số thẻ đảng viên", "Số thẻ", "Thẻ đảng", "Mã thẻ đảng", "Số TĐV"),
               is_required=True, width=14, hint="Ghi dạng chữ để không mất số 0 ở đầu; mỗi người một số."),
    ListColumn("joined", "Ngày vào Đảng", ("Ngày vào Đảng CSVN", "Ngày kết nạp", "Vào Đảng", "Ngày kết nạp Đảng")),
    ListColumn("official", "Ngày chính thức",
               ("Chính thức", "Ngày vào Đảng chính thức", "Ngày công nhận chính thức",
                "Ngày công nhận đảng viên chính thức"),
               hint="Đảng viên dự bị để trống."),
    ListColumn("unit", "Mã tổ chức", ("Mã chi bộ", "Mã tổ chức đảng", "Mã đơn vị", "Chi bộ (mã)", "Sinh hoạt tại (mã)"),
               is_required=True, width=14, hint="Mã chi bộ nơi sinh hoạt, như trong danh sách tổ chức."),
    ListColumn("education", "Trình độ chuyên môn", ("Chuyên môn", "Trình độ", "Trình độ chuyên môn, nghiệp vụ", "TĐCM"),
               width=20),
    ListColumn("theory", "Lý luận chính trị", ("Trình độ lý luận chính trị", "Trình độ LLCT", "LLCT", "Lý luận CT"),
               width=20),
    ListColumn("exempted", "Miễn công tác, sinh hoạt",
               ("Miễn công tác và sinh hoạt", "Miễn công tác", "Miễn sinh hoạt", "Được miễn công tác, sinh hoạt"),
               hint="Ghi x nếu được miễn."),
    ListColumn("away", "Sinh hoạt tạm thời nơi khác", ("Sinh hoạt tạm thời", "Tạm thời nơi khác", "SHTT nơi khác"),
               hint="Ghi x nếu đang sinh hoạt tạm thời nơi khác."),
    ListColumn("standing", "Tư cách sinh hoạt", ("Tình trạng sinh hoạt", "Tình trạng kỷ luật"), width=20,
               hint="Để trống là bình thường; Đình chỉ sinh hoạt, Khởi tố, Truy tố, Tạm giam."),
)  # fmt: skip

# Words in a title that say that the file lists some only.
PART_TITLE = "DÒNG BỊ TỪ CHỐI"


@lru_cache(maxsize=65_536)
def head_key(text: str) -> str:
    """A head as it is compared: without marks, capitals and punctuation."""
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def _words(shown: Mapping[Any, str], others: Mapping[str, str]) -> dict[str, str]:
    return {head_key(word): key for key, word in shown.items()} | {head_key(word): key for word, key in others.items()}


SEX = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
EDUCATION = {
    Education.NONE: "Không",
    Education.VOCATIONAL: "Sơ cấp",
    Education.INTERMEDIATE: "Trung cấp",
    Education.COLLEGE: "Cao đẳng",
    Education.UNIVERSITY: "Đại học",
    Education.MASTER: "Thạc sĩ",
    Education.DOCTOR: "Tiến sĩ",
}
THEORY = {
    Theory.NONE: "Chưa qua đào tạo",
    Theory.ELEMENTARY: "Sơ cấp",
    Theory.INTERMEDIATE: "Trung cấp",
    Theory.ADVANCED: "Cử nhân, cao cấp",
}
STANDING = {
    Standing.NORMAL: "",
    Standing.SUSPENDED: "Đình chỉ sinh hoạt",
    Standing.CHARGED: "Khởi tố",
    Standing.PROSECUTED: "Truy tố",
    Standing.DETAINED: "Tạm giam",
}
YES = "x"

SEX_WORDS = _words(SEX, {})
EDUCATION_WORDS = _words(
    EDUCATION,
    {
        "Chưa qua đào tạo": Education.NONE,
        "Không có": Education.NONE,
        "Sơ cấp nghề": Education.VOCATIONAL,
        "Công nhân kỹ thuật": Education.VOCATIONAL,
        "Trung học chuyên nghiệp": Education.INTERMEDIATE,
        "Trung cấp nghề": Education.INTERMEDIATE,
        "Cao đẳng nghề": Education.COLLEGE,
        "Cử nhân": Education.UNIVERSITY,
        "Kỹ sư": Education.UNIVERSITY,
        "Thạc sỹ": Education.MASTER,
        "Tiến sỹ": Education.DOCTOR,
    },
)
THEORY_WORDS = _words(
    THEORY,
    {
        "Không": Theory.NONE,
        "Chưa": Theory.NONE,
        "Chưa có": Theory.NONE,
        "Cao cấp": Theory.ADVANCED,
        "Cử nhân": Theory.ADVANCED,
        "Cao cấp, cử nhân": Theory.ADVANCED,
    },
)
STANDING_WORDS = _words(
    {key: word for key, word in STANDING.items() if word},
    {
        "Bình thường": Standing.NORMAL,
        "Đình chỉ": Standing.SUSPENDED,
        "Đình chỉ sinh hoạt đảng": Standing.SUSPENDED,
        "Bị khởi tố": Standing.CHARGED,
        "Bị truy tố": Standing.PROSECUTED,
        "Bị tạm giam": Standing.DETAINED,
    },
)
YES_WORDS = frozenset({"x", "co", "1", "v", "yes", "true", "dung"})
NO_WORDS = frozenset({"", "khong", "0", "no", "false", "sai"})
TICKS = frozenset("✓✔☑×✗✘")

# The 54 ethnic groups of the country in their official spelling: a list that writes "kinh" means these.
_ETHNICITIES = (
    "Kinh", "Tày", "Thái", "Mường", "Khmer", "Hoa", "Nùng", "Mông", "Dao", "Gia Rai", "Ê Đê", "Ba Na", "Xơ Đăng",
    "Sán Chay", "Cơ Ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Ra Glai", "Xtiêng", "Bru - Vân Kiều", "Thổ", "Giáy",
    "Cơ Tu", "Gié - Triêng", "Mạ", "Khơ Mú", "Co", "Tà Ôi", "Chơ Ro", "Kháng", "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào",
    "La Chí", "La Ha", "Phù Lá", "La Hủ", "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La",
    "Pu Péo", "Brâu", "Ơ Đu", "Rơ Măm", "Ngái",
)  # fmt: skip
_ETHNICITY_BY_FOLDED = {nfc(name).casefold(): name for name in _ETHNICITIES}


def ethnicity(text: str) -> str:
    """An ethnic group in its official spelling where it is one of the 54, else as it was written."""
    return _ETHNICITY_BY_FOLDED.get(text.casefold(), text)


def letter(index: int) -> str:
    """The letter of the column at `index` (from 0), as the spreadsheet shows it: A … Z, AA …"""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text
