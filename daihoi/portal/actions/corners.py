"""Corners of the portal follow the units that an office publishes."""

from __future__ import annotations

from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Collection, Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask

from daihoi.portal.models import Corner, Front, Review, Section, Snapshot
from daihoi.rules.vietnamese import fold


def front() -> Front:
    """The front page; made at the first start, with the site that shows it."""
    found = Front.objects.first()
    if found is not None:
        return found
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Kho")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Gốc", slug="goc")
    Page.objects.filter(pk=root.pk).update(title="Gốc", draft_title="Gốc")  # Wagtail's migrations name both in English
    Collection.objects.filter(depth=1).update(name="Kho")
    for welcome in root.get_children():
        welcome.delete()
    root = Page.objects.get(pk=root.pk)
    made: Front = root.add_child(
        instance=Front(
            title="Cổng tin Đại hội",
            slug="trang-chu",
            tagline="Tin Đại hội Đảng các cấp",
            contact="Toà soạn",
            live=True,
        )
    )
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=made, is_default_site=True, site_name="Cổng tin")
    _review_all(made)
    return made


def _review_all(front: Front) -> None:
    """Every article below `front` passes one review: by an editor of its own corner."""
    flow, _made = Workflow.objects.get_or_create(name="duyệt bài", defaults={"active": True})
    task = Review.objects.first() or Review.objects.create(name="biên tập duyệt", active=True)
    WorkflowTask.objects.get_or_create(workflow=flow, task=task, defaults={"sort_order": 1})
    WorkflowPage.objects.update_or_create(page=front.page_ptr, defaults={"workflow": flow})


def short(text: str) -> str:
    """A slug of Latin letters: Wagtail's own drops đ."""
    return slugify(fold(text))[:80] or "bai"


def corners_follow(snapshot: Snapshot) -> None:
    """A corner for every unit of the snapshot, with its name of today; none is ever removed."""
    made = {one.code: one for one in Corner.objects.all()}
    slugs = {one.slug for one in made.values()}
    top = front()
    for unit in snapshot.content["units"]:
        here = made.get(unit["code"])
        if here is None:
            slug = base = short(unit["code"].replace(".", "-"))
            count = 1
            while slug in slugs:  # Đ1 beside D1
                count += 1
                slug = f"{base}-{count}"
            slugs.add(slug)
            corner = Corner(title=unit["name"], slug=slug, code=unit["code"], kind=unit["kind"], live=True)
            made[unit["code"]] = top.add_child(instance=corner)
        elif here.title != unit["name"] or here.kind != unit["kind"]:
            here.title = here.draft_title = unit["name"]
            here.kind = unit["kind"]
            here.save()


SECTIONS = (
    ("Tin hoạt động", "tin-hoat-dong"),
    ("Tuyên truyền Đại hội Đảng các cấp", "tuyen-truyen-dai-hoi"),
    ("Xây dựng Đảng", "xay-dung-dang"),
    ("Học và làm theo Bác", "hoc-va-lam-theo-bac"),
    ("Gương người tốt", "guong-nguoi-tot"),
    ("Hỏi đáp", "hoi-dap"),
)


def sections() -> list[Section]:
    """The sections of the site; the usual ones are made where there is none."""
    if not Section.objects.exists():
        Section.objects.bulk_create(
            Section(name=name, slug=slug, position=place) for place, (name, slug) in enumerate(SECTIONS, start=1)
        )
    return list(Section.objects.all())
