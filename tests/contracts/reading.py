"""What a walker needs to read of an answer: links, forms with what to type in them, and the words inside any file."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tests.contracts import samples

LINKS = ("href", "hx-get", "data-hx-get", "src")
LARGEST_PART = 20_000_000


@dataclass
class Control:
    """One control of a form."""

    name: str
    kind: str  # the type of an input, or select, textarea, button
    value: str = ""
    checked: bool = False
    options: list[tuple[str, bool]] = field(default_factory=list)
    is_many: bool = False
    numeric: bool = False


@dataclass
class Form:
    method: str
    action: str
    controls: list[Control]
    buttons: list[tuple[str, str]]

    def filled(self, say: Callable[[Control], str | None] | None = None) -> dict[str, object]:
        """What a person could send: what stands there already, and something fitting in the empty places.

        `say` may give the words for a control; radios keep what is chosen, boxes are ticked.
        """
        data: dict[str, object] = {}
        for control in self.controls:
            said = say(control) if say else None
            if said is not None:
                data[control.name] = said
            elif control.kind == "select":
                chosen = [value for value, is_chosen in control.options if is_chosen and value]
                data[control.name] = (chosen or [value for value, _ in control.options if value] or [""])[0]
            elif control.kind == "radio":
                if control.checked or control.name not in data:
                    data[control.name] = control.value
            elif control.kind == "checkbox":
                if control.is_many:
                    data.setdefault(control.name, [])
                    data[control.name].append(control.value)  # type: ignore[attr-defined]
                else:
                    data[control.name] = control.value
            elif control.kind == "file":
                data[control.name] = SimpleUploadedFile("ban-quet.pdf", samples.pdf(), "application/pdf")
            else:
                data[control.name] = control.value or fitting(control)
        return data


def fitting(control: Control) -> str:
    """Something to type into an empty control."""
    if control.kind == "hidden":
        return ""
    if control.kind == "password":
        return samples.PASSWORD
    if control.kind == "date":
        return "2020-06-24"
    if control.kind == "email":
        return "thu@example.invalid"
    if control.kind == "number" or control.numeric:
        return "1"
    return f"Chữ thử {uuid.uuid4().hex[:6]}"


@dataclass
class Page:
    """An HTML answer as a reader meets it."""

    url: str
    source: str

    def __post_init__(self) -> None:
        self.tree = html.document_fromstring(self.source) if self.source.strip() else html.Element("html")

    def links(self) -> Iterator[str]:
        """Addresses of this site that the page leads to, without what follows `#`."""
        for name in LINKS:
            for value in self.tree.xpath(f"//@{name}"):
                if found := local(self.url, value):
                    yield found

    def forms(self) -> list[Form]:
        """The forms; a control may stand outside its form and name it."""
        found = []
        for form in self.tree.iter("form"):
            name = form.get("id")
            inside = [one for one in form.iter("input", "select", "textarea", "button") if not one.get("form")]
            outside = self.tree.xpath("//*[@form=$name]", name=name) if name else []
            controls, buttons = [], []
            for node in [*inside, *outside]:
                if node.tag == "button" or node.get("type") in ("submit", "button"):
                    if node.get("name"):
                        buttons.append((node.get("name"), node.get("value", "")))
                elif node.get("name") and not node.get("disabled"):
                    controls.append(_control(node))
            names = [one.name for one in controls if one.kind == "checkbox"]
            for one in controls:
                one.is_many = names.count(one.name) > 1
            action = local(self.url, form.get("action") or form.get("hx-post") or self.url)
            if action:
                found.append(Form((form.get("method") or "get").lower(), action, controls, buttons))
        return found


def _control(node: html.HtmlElement) -> Control:
    numeric = node.get("inputmode") == "numeric"
    if node.tag == "select":
        options = [(one.get("value", one.text or ""), one.get("selected") is not None) for one in node.iter("option")]
        return Control(node.get("name"), "select", options=options)
    if node.tag == "textarea":
        return Control(node.get("name"), "textarea", (node.text or "").removeprefix("\n"))
    kind = node.get("type", "text")
    on = "on" if kind in ("checkbox", "radio") else ""
    return Control(node.get("name"), kind, node.get("value", on), node.get("checked") is not None, numeric=numeric)


def local(base: str, value: str) -> str:
    """`value` as an address of this site, or nothing."""
    if not value or value.startswith(("#", "data:", "mailto:", "javascript:")):
        return ""
    parts = urlsplit(urljoin(base, value))
    if parts.netloc not in ("", "testserver") or parts.path.startswith("/tinh/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def words(content: bytes, kind: str = "", name: str = "") -> Iterator[str]:
    """Every text inside `content`: of pages, of archives unpacked to any depth, of PDF pages."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                yield entry.filename
                if entry.file_size < LARGEST_PART:
                    yield from words(archive.read(entry), name=entry.filename)
    elif content.startswith(b"%PDF-"):
        yield content.decode("latin-1")
        yield from _of_pdf(content)
    else:
        yield content.decode("utf-8", "replace")


def _of_pdf(content: bytes) -> Iterator[str]:
    try:
        reader = PdfReader(io.BytesIO(content))
        yield json.dumps({key: str(value) for key, value in (reader.metadata or {}).items()}, ensure_ascii=False)
        for page in reader.pages:
            text = page.extract_text()
            yield text
            yield text.replace("\n", "")  # a word broken over two lines
    except PyPdfError:
        return  # a scan that only passes for one


def everything(response: object) -> str:
    """All text of an answer: headers, and the body whatever it is."""
    headers = "\n".join(f"{key}: {value}" for key, value in response.headers.items())  # type: ignore[attr-defined]
    body = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content  # type: ignore[attr-defined]
    return "\n".join([headers, *words(body)])
