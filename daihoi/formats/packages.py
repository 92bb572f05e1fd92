"""Zip packages (DOCX, XLSX): written with the same bytes for the same content, looked through before opened."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree  # type: ignore[import-untyped]

from daihoi.rules.messages import N_, Message, RuleError

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


class FileError(RuleError):
    """A file that cannot be taken; its `message` says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, packed and unpacked; 100,000 members are 6 MB packed, 50 MB unpacked, 1.3 M cells."""

    file: int = 50_000_000
    unpacked: int = 250_000_000
    ratio: int = 200  # unpacked to packed, looked at from 20 MB on; honest tables reach 30
    parts: int = 5_000
    cells: int = 6_000_000  # the rectangle from A1 to the farthest cell: a reader holds it whole
    written: int = 6_000_000  # cells that are there
    text: int = 200_000_000  # bytes of text, a shared text counted as often as it is used


LIMITS = Limits()

_MARKER_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 4_000_000


def same_bytes(package: bytes) -> bytes:
    """`package` zipped anew without times or traces of the machine: the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(info), compresslevel=6)
    return out.getvalue()


def check_size(data: bytes, limits: Limits = LIMITS) -> None:
    """FileError where `data` is empty or too large."""
    if not data:
        raise FileError(Message.of(N_("The file is empty. Choose the file again.")))
    if len(data) > limits.file:
        megabytes = limits.file // 1_000_000
        raise FileError(Message.of(N_("The file is larger than %(size)d MB. Divide it."), size=megabytes))


def check_package(data: bytes, limits: Limits = LIMITS) -> frozenset[str]:
    """The names of the parts of an Office file, after a look for bombs; FileError says why it cannot be taken."""
    check_size(data, limits)
    if data.startswith(_MARKER_OLE):
        raise FileError(_of_old_kind(data))
    if not data.startswith(b"PK"):
        raise FileError(Message.of(N_("This is not an Excel or Word file. Save it as .xlsx or .docx and try again.")))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            _check_sizes(infos, len(data), limits)
            _check_parts(package, infos, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(broken()) from error
    names = frozenset(info.filename for info in infos)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileError(
            Message.of(N_("The file carries macros. Save it without macros as .xlsx or .docx and try again."))
        )
    return names


def broken() -> Message:
    """What is said of a file that breaks off or is damaged."""
    return Message.of(N_("The file is damaged or cut off. Open it in Excel or Word, save it anew and try again."))


def _too_much() -> FileError:
    return FileError(
        Message.of(N_("The file unpacks to far more than its size and is not opened. Copy its cells into a new file."))
    )


def _of_old_kind(data: bytes) -> Message:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Message.of(N_("The file is locked with a password. Remove the password, save it and try again."))
    return Message.of(N_("The file is of the old kind (.xls, .doc). Save it as .xlsx or .docx and try again."))


def _check_sizes(infos: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    """Sizes as the package declares them; a part that unpacks to more than declared fails its check sum when read."""
    unpacked = sum(info.file_size for info in infos)
    swollen = unpacked > 20_000_000 and unpacked > packed * limits.ratio
    if len(infos) > limits.parts or unpacked > limits.unpacked or swollen:
        raise _too_much()


def _chunks(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """An XML part in pieces that end at the end of a tag; nothing where it is no XML."""
    with package.open(info) as part:
        rest = b""
        first = True
        while piece := part.read(_CHUNK):
            if first:
                if piece[:2] in (b"\xff\xfe", b"\xfe\xff") or (piece[:1] == b"<" and b"\0" in piece[:64]):
                    raise FileError(broken())  # UTF-16: allowed, written by nobody, hides what is sought
                if not piece.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                    return
                first = False
            end = piece.rfind(b">") + 1
            if not end:
                raise FileError(broken())  # a single text of four million bytes
            yield rest + piece[:end]
            rest = piece[end:]
        if rest:
            yield rest


_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_CELL = re.compile(rb'<(?:[\w.-]+:)?c(?: r="([A-Z]{1,3}[0-9]{1,7})")?[\s/>]')
_TEXT_START = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_VALUE = re.compile(rb'<c r="[A-Z]+[0-9]+"([^<>]*)><v>([^<>]*)</v>')
_VALUE_END = re.compile(rb"</(?:[\w.-]+:)?v\s*>")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def _check_parts(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    """No part declares entities; the cells span no more than a reader can hold."""
    cells = longest = 0
    for info in infos:
        width = height = count = in_text = 0
        is_plain = True
        for chunk in _chunks(package, info):
            if b"<!" in chunk and _DECLARATION.search(chunk):
                raise FileError(
                    Message.of(N_("The file declares XML entities and is not opened. Save it anew in Excel or Word."))
                )
            places = _PLAIN_CELL.findall(chunk)
            if len(places) != chunk.count(b"<c") or b":c" in chunk:  # other tags, or cells written another way
                places = _CELL.findall(chunk)
            if places:
                count += len(places)
                joined = b" ".join(places)
                columns = set(joined.translate(None, b"0123456789").split(b" "))
                rows = set(joined.translate(None, _LETTERS).split(b" "))
                is_plain = is_plain and b"" not in columns
                width = max(width, *map(_column_number, columns))
                height = max(height, *(int(row or 0) for row in rows))
            if b"<si" in chunk or b":si" in chunk or in_text:
                starts = [match.start() for match in _TEXT_START.finditer(chunk)]
                if starts or in_text:
                    ends = [*starts, len(chunk)]
                    longest = max(longest, in_text and in_text + ends[0], *(b - a for a, b in pairwise(ends)))
                    in_text = len(chunk) - starts[-1] if starts else in_text + len(chunk)
        if count and not is_plain:
            width, height = _extent(package, info)
        if width * height > limits.cells:
            raise FileError(
                Message.of(
                    N_("A sheet reaches to row %(row)d and column %(column)d. Delete the empty rows and columns."),
                    row=height,
                    column=width,
                )
            )
        cells += count
    if cells > limits.written:
        raise _too_much()
    if cells * longest > limits.text:
        _check_shared_text(package, infos, limits)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _parsed(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[tuple[str, etree._Element]]:
    with package.open(info) as part:
        events = etree.iterparse(part, events=("start", "end"), resolve_entities=False, no_network=True)
        try:
            yield from events
        except etree.XMLSyntaxError as error:
            raise FileError(broken()) from error


def _extent(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[int, int]:
    """The farthest column and row of a sheet whose cells do not all name their place: those follow the one before."""
    width = height = column = row = 0
    for event, element in _parsed(package, info):
        name = str(element.tag).rpartition("}")[2]
        if event == "end":
            element.clear()
        elif name == "row":
            given = element.get("r", "")
            row, column = int(given) if given.isdigit() else row + 1, 0
        elif name == "c":
            place = re.fullmatch(r"([A-Z]+)([0-9]+)", element.get("r", ""))
            column = _column_number(place[1].encode()) if place else column + 1
            width, height = max(width, column), max(height, row, int(place[2]) if place else 0)
    return width, height


def _check_shared_text(package: zipfile.ZipFile, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    """The text that the cells hold when each has its own copy; what is no plain value counts as the longest text."""
    lengths: list[int] = []
    for info in infos:
        whole = b"".join(_chunks(package, info)) if _mentions(package, info, b"si>") else b""
        starts = [match.start() for match in _TEXT_START.finditer(whole)]
        lengths += [b - a for a, b in pairwise([*starts, len(whole)])]
    longest, total = max(lengths, default=0), 0
    for info in infos:
        for chunk in _chunks(package, info):
            values = _VALUE.findall(chunk)
            for text in (value for dress, value in values if b"t" in dress):  # t="s"; a number has no type
                total += lengths[int(text)] if text.isdigit() and int(text) < len(lengths) else longest
            total += (len(_VALUE_END.findall(chunk)) - len(values)) * longest
            if total > limits.text:
                raise _too_much()


def _mentions(package: zipfile.ZipFile, info: zipfile.ZipInfo, needle: bytes) -> bool:
    return any(needle in chunk for chunk in _chunks(package, info))
