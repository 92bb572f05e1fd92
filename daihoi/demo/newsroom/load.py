"""Fills a portal with the demo: offices, what they published, the library, the articles, the counters."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from daihoi.demo.newsroom import ba_dinh
from daihoi.demo.newsroom.articles import FIGURES, VISITS, Article, articles, filled
from daihoi.demo.newsroom.attachments import FILES, content
from daihoi.demo.newsroom.drawings import CREDIT, DRAWINGS, draw

TITLE = "Cổng tin Đại hội Đảng các cấp"
TAGLINE = "Tin, số liệu và văn bản của mùa đại hội nhiệm kỳ 2020–2025"
CONTACT = "Toà soạn: Văn phòng Quận uỷ. Dữ liệu mẫu: người, lời nói và bài viết trên trang này là bịa."
DISTRICT = "BT"


class DemoError(Exception):
    """The demo cannot be loaded; one sentence says why."""


def load(out: Callable[[str], None], files: Sequence[Path]) -> bool:
    """Load what is not there yet; whether anything was. Run with the portal's settings, its tables made.

    `files` are signed snapshots and office.json, {"code", "name", "key"} of who signed them. DemoError where a file is
    no such thing, or no units of Bình Thạnh came with them.
    """
    from django.db import transaction

    from daihoi.portal.actions import stamp_next

    with transaction.atomic():
        taken = _begin(files)
        if taken:
            out(f"{taken} bản công bố đã nhận")
        if not _is_loaded():
            _fill(out)
        elif not taken:
            out("bài mẫu đã có")
            return False
        stamp_next()
    return True


def draw_ahead(files: Sequence[Path]) -> None:
    """The pictures of both districts, in their corners and cut for readers: most of the work, and the part of it that
    can be done as soon as the units are published. `files` as for `load`."""
    from django.db import transaction

    from daihoi.portal.actions.pictures import shown_picture

    with transaction.atomic():
        _begin(files)
        _second_office()
        library = _Library()
        photos = [library.photo(library.corner(one.unit), name) for one in articles() for name in one.pictures]
    for photo in set(photos):
        shown_picture(photo)


def _begin(files: Sequence[Path]) -> int:
    """The site, the office, the snapshots among `files`, the corners that they make; how many snapshots were new."""
    from daihoi.portal.actions.corners import front, sections

    front()
    sections()
    office = next((path for path in files if path.name == "office.json"), None)
    if office is not None:
        _enrol(office)
    taken = _take_in([path for path in files if path != office])
    if not _tables().Corner.objects.filter(code=DISTRICT).exists():
        raise DemoError("Chưa có bản công bố các đơn vị của BT. Cơ quan cần công bố đơn vị trước khi nạp bài mẫu.")
    return taken


def _tables() -> Any:
    """The portal's models; the office's type checker knows nothing of their columns."""
    from daihoi.portal import models

    return models


def _is_loaded() -> bool:
    """The load is whole or missing: what holds one of its articles holds all that nobody deleted since."""
    return bool(_tables().Article.objects.filter(slug__in=[article.slug for article in articles()]).exists())


def _enrol(path: Path) -> None:
    from daihoi.portal.actions import SnapshotRefusedError, office_enrol

    try:
        told = json.loads(path.read_bytes())
        office_enrol(told["code"], told["name"], told["key"])
    except (OSError, ValueError, KeyError, TypeError):
        raise DemoError(f"Tệp {path.name} không ghi đủ mã, tên và khoá của cơ quan. Hãy xuất lại từ cơ quan.") from None
    except SnapshotRefusedError as refused:
        raise DemoError(f"{path.name}: {refused.sentence}") from None


def _take_in(files: Sequence[Path]) -> int:
    """How many were new; in the order in which the office numbered them."""
    from daihoi.portal.actions import SnapshotRefusedError, take_in

    taken = 0
    for _number, path, data in sorted((_numbered(path) for path in files), key=lambda one: one[:2]):
        try:
            take_in(data)
        except SnapshotRefusedError as refused:
            if not refused.known:
                raise DemoError(f"{path.name}: {refused.sentence}") from None
        else:
            taken += 1
    return taken


def _numbered(path: Path) -> tuple[int, Path, bytes]:
    try:
        data = path.read_bytes()
        return int(json.loads(json.loads(data)["payload"])["number"]), path, data
    except (OSError, ValueError, KeyError, TypeError):
        raise DemoError(f"Tệp {path.name} không phải bản công bố có chữ ký. Bỏ tệp ấy ra rồi nạp lại.") from None


def _fill(out: Callable[[str], None]) -> None:
    from daihoi.portal.actions.corners import front
    from daihoi.portal.serving import counters

    page = front()
    page.title = page.draft_title = TITLE
    page.tagline, page.contact = TAGLINE, CONTACT
    page.save()
    _second_office()
    made = _Library().publish()
    for slug, number in made.items():
        count = next(article.views for article in articles() if article.slug == slug)
        counters.start_at(counters.story_key(number), count)
    counters.start_at(counters.SITE, VISITS)
    out(f"{len(made)} bài mẫu của hai quận, {len(DRAWINGS)} bức tranh")


def _second_office() -> None:
    """Ba Đình publishes with a key of its own; the key is thrown away: nothing more can be signed with it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from daihoi.portal.actions import office_enrol, take_in

    if _tables().Office.objects.filter(code=ba_dinh.CODE).exists():
        return
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    office_enrol(ba_dinh.CODE, "Văn phòng Quận uỷ Ba Đình", public)
    for snapshot in ba_dinh.snapshots():
        payload = snapshot.payload()
        values = {"payload": payload, "signature": key.sign(payload.encode()).hex(), "key": public}
        take_in(json.dumps(values).encode())


class _Library:
    """Pictures, files and articles as they are put in. A picture lies in the library of the corner that uses it, so
    that the corner's own editors can open it."""

    def __init__(self) -> None:
        self.sections = {section.slug: section for section in _tables().Section.objects.all()}
        self.photos: dict[tuple[str, str], Any] = {}
        self.files: dict[tuple[str, str], Any] = {}
        self.drawn: dict[str, bytes] = {}

    def publish(self) -> dict[str, int]:
        """All articles, published; slug -> number of the page."""
        drafts = {article.slug: (article, self.draft(article)) for article in articles()}
        for article, page in drafts.values():
            self.finish(article, page, {slug: one.pk for slug, (_article, one) in drafts.items()})
        return {slug: int(page.pk) for slug, (_article, page) in drafts.items()}

    def draft(self, article: Article) -> Any:
        corner, snapshot = self.corner(article.unit), self.figures(article)
        known = frozenset(snapshot.figures if snapshot else ())
        page = _tables().Article(
            title=article.title, slug=article.slug, section=self.sections.get(article.section) or self.any_section(),
            lead=article.lead, cover=self.photo(corner, article.cover), byline=article.byline, source=article.source,
            shown_at=article.shown_at, first_published_at=article.shown_at, is_lead=article.leads, snapshot=snapshot,
            body=[self.block(corner, kind, value, known) for kind, value in article.body], live=False,
        )  # fmt: skip
        return corner.add_child(instance=page)

    def finish(self, article: Article, page: Any, numbers: dict[str, int]) -> None:
        """Tags, corrections and neighbours, then what an editor does: keep a revision, publish it."""
        page.tags.add(*article.tags)
        page.corrections = [_tables().Correction(at=at, text=said) for at, said in article.corrections]
        page.related = [_tables().RelatedArticle(to_id=numbers[slug]) for slug in article.related]
        page.save_revision().publish()

    def any_section(self) -> Any:
        """Where the site's sections are not the usual ones, the first."""
        return next(iter(self.sections.values()))

    def corner(self, code: str) -> Any:
        """The unit's corner; where the office did not publish the unit, its superior's, and at last the district's."""
        found = _tables().Corner.objects.filter(code=code).first()
        return found or self.corner(code.rpartition(".")[0] or DISTRICT)

    def figures(self, article: Article) -> Any:
        """The newest figures of the district, for the articles whose slots follow them."""
        from daihoi.rules.snapshot import SnapshotKind

        if not article.figures:
            return None
        current = _tables().Snapshot.objects.current(SnapshotKind.FIGURES).filter(unit=DISTRICT)
        return next((one for one in current if set(one.figures) & set(FIGURES)), None)

    def block(self, corner: Any, kind: str, value: Any, known: frozenset[str]) -> tuple[str, Any]:
        match kind:
            case "text":
                return kind, filled(value, known)
            case "table":
                return kind, value | {"rows": filled(value["rows"], known)}
            case "picture":
                return kind, {"photo": self.photo(corner, value[0]), "caption": value[1]}
            case "gallery":
                return kind, {"title": value[0], "photos": [self.photo(corner, name) for name in value[1]]}
            case "file":
                return kind, self.file(corner, value)
        return kind, value

    def photo(self, corner: Any, name: str) -> Any:
        from django.core.files.base import ContentFile

        from daihoi.portal.desk.grants import corner_collection

        if (corner.code, name) not in self.photos:
            drawing, collection = DRAWINGS[name], corner_collection(corner)
            photo = _tables().Photo.objects.filter(title=drawing.title, collection=collection).first()  # drawn ahead
            if photo is None:
                if name not in self.drawn:
                    self.drawn[name] = draw(name)
                photo = _tables().Photo.objects.create(
                    title=drawing.title, file=ContentFile(self.drawn[name], f"{name}.png"), alt=drawing.alt,
                    caption=drawing.caption, credit=CREDIT, collection=collection,
                )  # fmt: skip
            self.photos[corner.code, name] = photo
        return self.photos[corner.code, name]

    def file(self, corner: Any, name: str) -> Any:
        from django.core.files.base import ContentFile

        from daihoi.portal.desk.grants import corner_collection

        if (corner.code, name) not in self.files:
            self.files[corner.code, name] = _tables().Attachment.objects.create(
                title=FILES[name][0], file=ContentFile(content(name), name), collection=corner_collection(corner)
            )
        return self.files[corner.code, name]
