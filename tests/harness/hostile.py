"""Files made to hurt: bombs, cut ones, others' kinds in our clothes, names that lead elsewhere."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.harness.books import a_member_row, members_book

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
)
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def package(members: dict[str, bytes | str], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression, compresslevel=6) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


def workbook(sheet: bytes | str, **more: bytes | str) -> bytes:
    """A workbook of one sheet with that XML."""
    return package(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELS.format(target="xl/workbook.xml", kind="officeDocument"),
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": RELS.format(target="worksheets/sheet1.xml", kind="worksheet"),
            "xl/worksheets/sheet1.xml": sheet,
            **more,
        }
    )


def document(body: bytes | str, **more: bytes | str) -> bytes:
    """A Word document with that XML."""
    types = TYPES.replace("/xl/workbook.xml", "/word/document.xml").replace(
        "spreadsheetml.sheet.main+xml", "wordprocessingml.document.main+xml"
    )
    rels = RELS.format(target="word/document.xml", kind="officeDocument")
    return package({"[Content_Types].xml": types, "_rels/.rels": rels, "word/document.xml": body, **more})


def zip_bomb() -> bytes:
    """Three hundred megabytes of spaces in a third of one."""
    return workbook(SHEET.format(rows=" " * 300_000_000))


def many_small_parts() -> bytes:
    return workbook(SHEET.format(rows=""), **{f"xl/media/{n}.xml": "<a/>" for n in range(12_000)})


def entity_bomb() -> bytes:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>'
    return workbook('<?xml version="1.0"?>' + LAUGHS + SHEET.format(rows=cell))


def entity_outside() -> bytes:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>'
    return workbook('<?xml version="1.0"?>' + OUTSIDE + SHEET.format(rows=cell))


def far_cell() -> bytes:
    return workbook(SHEET.format(rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def word_bomb() -> bytes:
    body = f'<?xml version="1.0"?>{LAUGHS}<w:document xmlns:w="http://x"><w:body>&i;</w:body></w:document>'
    return document(body)


def encrypted_zip() -> bytes:
    """The flag of an encrypted member, without the key to it."""
    content = bytearray(members_book([a_member_row(1, "Q.1.1")]))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def leading_elsewhere() -> bytes:
    return workbook(SHEET.format(rows=""), **{"../../../tmp/ngoai.xml": "x", "/etc/ngoai": "x", "C:\\ngoai": "x"})


def lying_about_its_size() -> bytes:
    """A member that says that it has ten bytes, and holds more."""
    content = bytearray(workbook(SHEET.format(rows=" " * 60_000_000)))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", content, at + 28)[0]
        if content[at + 46 : at + 46 + length] == b"xl/worksheets/sheet1.xml":
            struct.pack_into("<I", content, at + 24, 10)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def a_picture(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of 900 million points in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def a_list() -> bytes:
    return members_book([a_member_row(number, "Q.1.1") for number in range(1, 200)])


FILES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "zeros": lambda: bytes(100_000),
    "text": lambda: "Đây không phải là bảng.".encode(),
    "text in another code": lambda: "Danh sách đảng viên".encode("utf-16"),
    "html that says Excel": lambda: b"<html><table><tr><td>STT</td></tr></table></html>",
    "picture": a_picture,
    "pdf": lambda: b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF",
    "cut pdf": lambda: b"%PDF-1.7\n1 0 obj<<",
    "program": lambda: b"MZ\x90\x00" + bytes(5000),
    "old excel": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
    "empty zip": lambda: package({}),
    "any zip": lambda: package({"a.txt": "x"}),
    "cut workbook": lambda: a_list()[: len(a_list()) // 2],
    "workbook with a hole": lambda: a_list()[:2000] + bytes(500) + a_list()[2500:],
    "encrypted": encrypted_zip,
    "zip bomb": zip_bomb,
    "a lie about its size": lying_about_its_size,
    "many parts": many_small_parts,
    "entity bomb": entity_bomb,
    "entity from outside": entity_outside,
    "far cell": far_cell,
    "word bomb": word_bomb,
    "names that lead elsewhere": leading_elsewhere,
    "sheet that is no xml": lambda: workbook(b"\x00\xff\x00 not xml"),
    "csv of one line": lambda: b"STT;" * 2_000_000,
    "csv without end of quotes": lambda: 'STT,"Họ và tên\n'.encode() + b"a" * 3_000_000,
    "json nested without end": lambda: b"[" * 500_000,
    "json with no number": lambda: b'{"format": "daihoi-return-1", "payload": NaN, "base": NaN}',
    "json of strange kinds": lambda: json.dumps(
        {"format": "daihoi-return-1", "payload": [], "sha256": {}, "key": 7, "signature": None}
    ).encode(),
    "json with a huge number": lambda: b'{"base": 1' + b"0" * 100_000 + b"}",
    "json of many keys": lambda: json.dumps({str(n): n for n in range(200_000)}).encode(),
}
