"""A stock Wagtail site for measuring beside: `wagtail start`, one page model with our article in it, nothing tuned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MODELS = """
from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(blocks.StructBlock):
    photo = ImageChooserBlock()
    caption = blocks.CharBlock(required=False)

    class Meta:
        template = "home/picture.html"


class ArticlePage(Page):
    lead = models.TextField()
    cover = models.ForeignKey("wagtailimages.Image", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=300)
    byline = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    shown_at = models.DateTimeField()
    body = StreamField([("text", blocks.RichTextBlock()), ("picture", PictureBlock())])
    content_panels = Page.content_panels + [FieldPanel("lead"), FieldPanel("body")]
"""
SETTINGS = """
from .base import *

DEBUG = False
SECRET_KEY = "only-for-measuring"
ALLOWED_HOSTS = ["127.0.0.1"]
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
"""
PICTURE = """{% load wagtailimages_tags %}<figure class="pic">{% image self.photo width-640 format-webp %}
<figcaption>{{ self.caption }}</figcaption></figure>"""
PAGE = """{% extends "base.html" %}{% load wagtailcore_tags wagtailimages_tags %}
{% block content %}{% verbatim %}BEFORE{% endverbatim %}<article class="art"><h1>{{ page.title }}</h1>
<p class="stamp"><time datetime="{{ page.shown_at|date:'c' }}">{{ page.shown_at|date:"j/n/Y, H:i" }}</time></p>
<p class="lead">{{ page.lead }}</p>
<figure class="pic">{% image page.cover width-640 format-webp %}<figcaption>{{ page.caption }}</figcaption></figure>
{% for block in page.body %}{% include_block block %}{% endfor %}
<p class="by">{{ page.byline }}</p><p class="tail"><span>Nguồn: {{ page.source }}</span></p></article>
{% verbatim %}AFTER{% endverbatim %}{% endblock %}"""
FILL = """
import json, sys
import django
django.setup()
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images.models import Image
from home.models import ArticlePage, HomePage

told = json.load(open(sys.argv[1]))
photo = Image.objects.create(title="Ảnh", file=ImageFile(open(told["photo"], "rb"), "anh.jpg"))
body = [(kind, value if kind == "text" else {"photo": photo, "caption": value}) for kind, value in told["body"]]
page = HomePage.objects.first().add_child(instance=ArticlePage(
    title=told["title"], slug="bai", lead=told["lead"], cover=photo, caption=told["caption"], byline=told["byline"],
    source=told["source"], shown_at=timezone.now(), body=body))
page.save_revision().publish()
print(page.url_path.replace("/home/", "/", 1))
"""


@dataclass(frozen=True)
class Content:
    """The article as both sites show it: body is ("text", HTML) and ("picture", caption); what stands around it."""

    title: str
    lead: str
    caption: str
    byline: str
    source: str
    body: list[tuple[str, str]]
    photo: Path
    before: str
    after: str


def environment(folder: Path) -> dict[str, str]:
    """The environment of the site's processes: nothing of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAIHOI_", "DJANGO_"))}
    return kept | {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "stock.settings.bench"}


def plant(folder: Path, content: Content) -> str:
    """Make the site in `folder`; the path of its article."""
    folder.mkdir()
    run = [sys.executable, "-c", "from wagtail.bin.wagtail import main; main()", "start", "stock", str(folder)]
    _run(run, folder, {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")})
    with (folder / "home" / "models.py").open("a") as file:
        file.write(MODELS)
    (folder / "stock" / "settings" / "bench.py").write_text(SETTINGS)
    templates = folder / "home" / "templates" / "home"
    (templates / "picture.html").write_text(PICTURE)
    (templates / "article_page.html").write_text(PAGE.replace("BEFORE", content.before).replace("AFTER", content.after))
    told = {name: value for name, value in vars(content).items() if name not in ("before", "after")}
    (folder / "article.json").write_text(json.dumps(told | {"photo": str(content.photo)}, ensure_ascii=False))
    (folder / "fill.py").write_text(FILL)
    for command in (["manage.py", "makemigrations", "home"], ["manage.py", "migrate"]):
        _run([sys.executable, *command], folder, environment(folder))
    return _run([sys.executable, "fill.py", "article.json"], folder, environment(folder)).strip()


def _run(command: list[str], folder: Path, known: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603  (our own words)
        command, cwd=folder, env=known, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return done.stdout
