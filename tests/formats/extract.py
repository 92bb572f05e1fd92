"""The words of a DOCX or PDF file in reading order, as a reader's program finds them."""

import io
import re

import docx
import pypdf
from docx.oxml.ns import qn
from pypdf.generic import DecodedStreamObject, NameObject

_ARTIFACT = re.compile(rb"/Artifact(?:<<.*?>>)?\s*B[DM]C\s.*?EMC(?=\s|/|$)", re.DOTALL)


def words(text: str) -> list[str]:
    """The words of `text`; a line may end after a hyphen or a slash, so these part words too."""
    return re.sub(r"([-–/])", r"\1 ", text).split()


def docx_text(data: bytes) -> str:
    """The text of the body, a line per paragraph."""
    body = docx.Document(io.BytesIO(data)).element.body
    lines = []
    for paragraph in body.iter(qn("w:p")):
        parts = ("\n" if node.tag == qn("w:br") else node.text or "" for node in paragraph.iter(qn("w:t"), qn("w:br")))
        lines.append("".join(parts))
    return "\n".join(line for line in "\n".join(lines).split("\n") if line.strip())


def pdf_text(data: bytes) -> str:
    """The text of all pages without what a PDF marks as an artifact: page numbers, feet, repeated heads of tables."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    pages = []
    for page in writer.pages:
        content = page.get_contents()
        shown = DecodedStreamObject()
        shown.set_data(_ARTIFACT.sub(b" ", content.get_data() if content is not None else b""))
        page[NameObject("/Contents")] = writer._add_object(shown)
        pages.append(page.extract_text())
    return "\n".join(pages)
