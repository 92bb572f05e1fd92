"""A small checker of a page's HTML: what a browser would silently repair, a reader of the page's source would not."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
PHRASING = {
    "a", "abbr", "b", "br", "button", "code", "em", "i", "img", "input", "label", "mark", "select", "option", "small",
    "span", "strong", "svg", "time", "sup", "textarea", "wbr",
}  # fmt: skip
SVG = {"svg", "line", "polyline", "text", "path", "rect", "circle", "g", "title"}
INSIDE = {  # a child of these must be one of those
    "ul": {"li"}, "ol": {"li"}, "table": {"caption", "thead", "tbody", "tfoot", "colgroup"}, "thead": {"tr"},
    "tbody": {"tr"}, "tr": {"th", "td"}, "dl": {"div", "dt", "dd"}, "select": {"option", "optgroup"},
}  # fmt: skip
ONLY_IN = {"li": {"ul", "ol"}, "tr": {"thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"}, "dt": {"dl", "div"},
           "dd": {"dl", "div"}, "figcaption": {"figure"}, "option": {"select", "optgroup"}}  # fmt: skip


class Checker(HTMLParser):
    """Collects `errors` and what the page has of ids, labels, headings, links, landmarks."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.errors: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.pointed: list[str] = []
        self.tags: list[str] = []
        self.images: list[dict[str, str]] = []
        self.feed(text)
        self.close()
        self._end(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        values = {name: value or "" for name, value in attrs}
        if len(names) != len(set(names)):
            self.errors.append(f"<{tag}> says an attribute twice")
        parent = self.open[-1] if self.open else ""
        if parent in INSIDE and tag not in INSIDE[parent]:
            self.errors.append(f"<{tag}> straight in <{parent}>")
        if tag in ONLY_IN and parent not in ONLY_IN[tag]:
            self.errors.append(f"<{tag}> in <{parent}>")
        if tag not in PHRASING | SVG and any(one in ("p", "h1", "h2", "h3", "span", "button") for one in self.open):
            self.errors.append(f"<{tag}> within {self.open}")
        if tag == "a" and "a" in self.open:
            self.errors.append("a link within a link")
        if {"style", "onclick", "onload", "onerror"} & values.keys() or tag == "style":
            self.errors.append(f"<{tag}> carries its own style or script")
        if tag == "script" and "src" not in values:
            self.errors.append("an inline script")
        if tag == "img":
            self.images.append(values)
            if not {"alt", "width", "height", "src"} <= values.keys():
                self.errors.append(f"a picture without alt, width or height: {values.get('src')}")
        if "id" in values:
            self.ids.append(values["id"])
            if not values["id"] or " " in values["id"]:
                self.errors.append(f"an id {values['id']!r}")
        if tag == "label" and "for" in values:
            self.labels.add(values["for"])
        if tag in ("input", "select", "textarea") and values.get("type") not in ("hidden", "submit"):
            self.fields.append(values)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        for name in ("aria-labelledby", "aria-describedby"):
            self.pointed += values.get(name, "").split()
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SVG | VOID:
            self.errors.append(f"<{tag}/> closes nothing")
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.errors.append(f"</{tag}> closes {self.open[-3:]}")
        else:
            self.open.pop()

    def _end(self, text: str) -> None:
        if self.open:
            self.errors.append(f"never closed: {self.open}")
        self.errors += [f"id {one} twice" for one in set(self.ids) if self.ids.count(one) > 1]
        for field in self.fields:
            if field.get("id", "") not in self.labels and "aria-label" not in field:
                self.errors.append(f"a field without a label: {field}")
        self.errors += [f"nothing has the id {one}" for one in self.pointed if one not in self.ids]
        self.errors += [f"{one} leads nowhere" for one in self.links if one.startswith("#") and one[1:] not in self.ids]
        if self.headings[:1] != [1] or self.headings.count(1) != 1:
            self.errors.append(f"headings begin {self.headings[:3]}")
        self.errors += [
            f"heading {after} after {before}"
            for before, after in zip(self.headings, self.headings[1:], strict=False)
            if after > before + 1
        ]
        if "<!doctype html>" not in text[:20].lower() or 'lang="vi"' not in text[:80]:
            self.errors.append("no doctype or language")
        if self.tags.count("main") != 1:
            self.errors.append("not one <main>")


def errors(text: str) -> list[str]:
    """What is wrong with the page."""
    return Checker(text).errors
