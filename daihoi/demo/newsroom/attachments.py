"""Files that the demo hands out: small Word documents, the same bytes every time."""

from __future__ import annotations

from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# name -> title, and paragraphs; one that begins with "# " is set bold
FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "quy-che-lam-viec.docx": (
        "Mẫu quy chế làm việc của ban chấp hành đảng bộ",
        (
            "# Chương I. Nguyên tắc",
            "Điều 1. Ban chấp hành làm việc theo nguyên tắc tập thể bàn, cá nhân chịu trách nhiệm phần được giao.",
            "Điều 2. Mỗi uỷ viên có bản phân công ghi rõ việc, đơn vị theo dõi và thời hạn: …",
            "# Chương II. Chế độ họp",
            "Điều 3. Ban chấp hành họp thường kỳ … tháng một lần; tài liệu gửi trước … ngày làm việc.",
            "Điều 4. Việc gấp giữa hai kỳ họp: … quyết định và báo lại tại kỳ họp gần nhất.",
            "# Chương III. Báo cáo và kiểm tra",
            "Điều 5. Sáu tháng một lần, uỷ viên báo cáo tiến độ các chỉ tiêu mình theo dõi.",
            "Điều 6. Quy chế có hiệu lực từ ngày … và được sửa đổi khi quá nửa số uỷ viên đồng ý.",
        ),
    ),
    "bo-phieu-mau.docx": (
        "Bộ phiếu mẫu dùng cho lớp tập huấn kiểm phiếu",
        (
            "# Phiếu có số dư: bầu 3 người trong danh sách 4 người",
            "Lá 1. Gạch giữa họ và tên một người: hợp lệ.",
            "Lá 2. Không gạch ai: không hợp lệ, vì để lại nhiều hơn số cần bầu.",
            "Lá 3. Gạch hai người: hợp lệ, người bầu có quyền chọn ít hơn số cần bầu.",
            "Lá 4. Gạch cả bốn người: không hợp lệ.",
            "Lá 5. Viết thêm một tên ngoài danh sách: không hợp lệ.",
            "# Phiếu không có số dư: bầu 3 người trong danh sách 3 người",
            "Lá 6. Một người không đánh dấu ô nào: phiếu hợp lệ, riêng người ấy không được tính phiếu.",
            "Lá 7. Một người đánh dấu cả hai ô: phiếu hợp lệ, riêng người ấy không được tính phiếu.",
        ),
    ),
    "ke-hoach-dai-hoi.docx": (
        "Kế hoạch tổ chức đại hội các cấp, tiến tới Đại hội lần thứ XXVI",
        (
            "# I. Giới hạn",
            "Đại hội quận họp không quá 3 ngày, không quá 300 đại biểu, xong chậm nhất trong tháng 8 năm 2020.",
            "Ban Thường vụ khoá mới có 13 người.",
            "# II. Bộ máy chuẩn bị",
            "Ba tiểu ban: văn kiện, nhân sự, tổ chức phục vụ; bốn tổ công tác và một bộ phận thường trực.",
            "# III. Thứ tự",
            "Chi bộ trực thuộc họp trước, tổ chức cơ sở họp sau, quận họp cuối cùng.",
        ),
    ),
}
_NS = "http://schemas.openxmlformats.org"
_TYPES = (
    f'<Types xmlns="{_NS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_LINKS = (
    f'<Relationships xmlns="{_NS}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_NS}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def _paragraph(words: str, *, size: int = 28, bold: bool = False, middle: bool = False) -> str:
    place = '<w:jc w:val="center"/>' if middle else '<w:jc w:val="both"/>'
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:p><w:pPr><w:spacing w:after="120"/>{place}</w:pPr><w:r><w:rPr>'
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>{weight}'
        f'<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'
    )


def content(name: str) -> bytes:
    """The file `name` of FILES as DOCX."""
    title, paragraphs = FILES[name]
    body = _paragraph(title.upper(), size=30, bold=True, middle=True) + "".join(
        _paragraph(words.removeprefix("# "), bold=words.startswith("# ")) for words in paragraphs
    )
    document = (
        f'<w:document xmlns:w="{_NS}/wordprocessingml/2006/main"><w:body>{body}<w:sectPr>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" '
        'w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as pack:
        parts = (("[Content_Types].xml", _TYPES), ("_rels/.rels", _LINKS), ("word/document.xml", document))
        for part, words in parts:
            head = ZipInfo(part, (2020, 1, 1, 0, 0, 0))
            head.compress_type = ZIP_DEFLATED
            pack.writestr(head, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{words}')
    return out.getvalue()
