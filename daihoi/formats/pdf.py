"""A block tree as PDF by typst: the same words as the DOCX, the same bytes for the same tree, nothing fetched."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
import warnings
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import font_source_serif_pro
import typst

from daihoi.formats.blocks import (
    RECIPIENTS,
    Block,
    Document,
    Heading,
    Inline,
    KeyValues,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Signatures,
    Signer,
    Table,
)

MIME = "application/pdf"

_OFFICE_FONT = "Times New Roman"  # set where the office has put it into its font folder
_SERIF = "Source Serif Pro"  # sets the marks on bold Ộ and Ệ right, but has no Vietnamese italics
_ITALIC = "Libertinus Serif"  # typst carries it
_CUTS = ("SourceSerifPro-Regular.ttf", "SourceSerifPro-Bold.ttf")
_TEMPLATE = files("daihoi.formats").joinpath("document.typ").read_bytes()


class SettingWarning(UserWarning):
    """The typesetter had to make do: a missing family, a table that does not fit."""


def render(document: Document, *, font_dirs: Iterable[str | Path] = ()) -> bytes:
    """`document` as the bytes of a PDF file, set in the fonts of `font_dirs` and our own, never the system's."""
    fonts, families = _fonts(tuple(str(folder) for folder in font_dirs))
    office = [_OFFICE_FONT] if _OFFICE_FONT in families else []
    data = _tree(document) | {"fonts": [*office, _SERIF, _ITALIC], "italic_fonts": [*office, _ITALIC]}
    compiler = typst.Compiler(
        input=_TEMPLATE,
        root=tempfile.gettempdir(),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
    )
    pdf, complaints = compiler.compile_with_warnings(format="pdf")
    for complaint in complaints:
        warnings.warn(f"{complaint.message} {' '.join(complaint.hints)}".strip(), SettingWarning, stacklevel=2)
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single file")
    return pdf


@lru_cache(maxsize=1)
def _own_fonts() -> str:
    """A folder with our cuts alone, as long as the process lives: the package holds each cut twice, in two formats."""
    folder = tempfile.mkdtemp(prefix="daihoi-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for cut in _CUTS:
        shutil.copy(Path(font_source_serif_pro.font_directory) / cut, folder)
    return folder


@lru_cache(maxsize=8)
def _fonts(font_dirs: tuple[str, ...]) -> tuple[typst.Fonts, frozenset[str]]:
    """The fonts to set with, the office's first, and the names of their families."""
    folders = [*font_dirs, _own_fonts()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
    return fonts, frozenset(fonts.families())


# --- the tree as data ------------------------------------------------------------------------------------------------

_Data = dict[str, Any]  # what JSON holds; the template reads it


def _tree(document: Document) -> _Data:
    """`document` as the template reads it."""
    meta, header, profile = document.meta, document.header, document.meta.profile
    margins = meta.margins
    return {
        "title": meta.title,
        "footer": meta.footer,
        "margins": {"top": margins.top, "bottom": margins.bottom, "left": margins.left, "right": margins.right},
        "profile": {
            "title": profile.title_size,
            "issuer": profile.issuer_size,
            "number": profile.number_size,
            "place": profile.place_size,
            "type": profile.type_size,
            "abstract": profile.abstract_size,
            "text": profile.text_size,
            "recipients_head": profile.recipients_head_size,
            "recipients": profile.recipients_size,
            "note": profile.note_size,
        },
        "header": header
        and {
            "superior": header.superior_line,
            "own": header.own_line,
            "number": header.number_line,
            "title": profile.title,
            "place": header.place_line,
        },
        "type_name": document.type_name,
        "abstract": document.abstract,
        "closing_rule": document.closing_rule,
        "sections": [
            {"landscape": turned, "blocks": [_block(block, document) for block in blocks]}
            for turned, blocks in document.sections()
        ],
    }


def _run(inline: Inline) -> _Data:
    dress = {"bold": inline.bold}
    if isinstance(inline, Run):
        dress |= {"italic": inline.italic, "underline": inline.underline}
    return {"text": inline.text} | {name: True for name, is_set in dress.items() if is_set}


def _runs(line: Runs) -> list[_Data]:
    return [_run(inline) for inline in line]


def _signer(signer: Signer | None) -> _Data | None:
    return None if signer is None else {"authority": signer.authority, "post": signer.post, "name": signer.name}


def _block(block: Block, document: Document) -> _Data:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": level}
        case Paragraph(line, align, indent, keep):
            return {"kind": "paragraph", "runs": _runs(line), "align": align, "indent": indent, "keep": keep}
        case ListBlock(items):
            marked = ((Run(f"{block.marker(index)} "), *item) for index, item in enumerate(items))
            return {"kind": "list", "items": [_runs(item) for item in marked]}
        case KeyValues(pairs):
            return {"kind": "pairs", "pairs": [[f"{label}:", _runs(value)] for label, value in pairs]}
        case Note(line):
            return {"kind": "note", "runs": _runs(line)}
        case Table():
            return _table(block, document)
        case Signatures():
            return {
                "kind": "signatures",
                "left": bool(block.left),
                "rows": [[_signer(one), _signer(two)] for one, two in block.signer_rows()],
                "recipients": {"title": RECIPIENTS, "entries": block.recipients},
            }
        case PageBreak():
            return {"kind": "break"}


def _table(block: Table, document: Document) -> _Data:
    margins = document.meta.margins
    width = (297 if block.landscape else 210) - margins.left - margins.right
    return {
        "kind": "table",
        "columns": [{"head": c.head, "group": c.group, "align": c.align} for c in block.columns],
        "widths": block.widths(width),
        "groups": [{"text": text, "span": span} for text, span in block.groups],
        "rows": [[_runs(cell) for cell in row] for row in block.rows],
        "total": [_runs(cell) for cell in block.total],
        "caption": block.caption,
        "repeat_head": block.repeat_head,
        "size": block.size,
    }
