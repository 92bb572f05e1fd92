"""The form of an article: everything that it points at must be its corner's own, or open to readers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from daihoi.portal.desk.scope import SHOWN, Scope, and_above
from daihoi.portal.models.published import Snapshot

MOST_SNAPSHOTS = 200  # in the list to choose from, newest first
_PHOTO = re.compile(r"cover|body-\d+-value-photo|body-\d+-value-photos-\d+-value")
_BLOCK = re.compile(r"body-(\d+)-value")
_RELATED = re.compile(r"related-\d+-to")
_SENTENCES = {
    "cover": "Ảnh này không có trong kho ảnh của đơn vị. Chọn ảnh khác.",
    "body": "Trong bài có ảnh, tài liệu hoặc liên kết ngoài tầm của đơn vị, đã được bỏ ra. Chọn cái khác rồi lưu lại.",
}


class Reach:
    """What was posted, with every number out of reach taken out before any form sees it, and so shows its name."""

    def __init__(self, data: Any, scope: Scope) -> None:
        self.scope, self.wrong = scope, set[str]()
        self.data = data.copy()
        for key in list(self.data):
            value = self.data[key]
            if not isinstance(value, str) or not value:
                continue
            if "\x00" in value or "\\u0000" in value:  # that no database keeps
                self.data[key] = value = value.replace("\x00", "").replace("\\u0000", "")
            found = _BLOCK.fullmatch(key)
            kind = self.data.get(f"body-{found[1]}-type", "") if found else ""
            if kind == "text":
                self._text(key, value)
                continue
            reachable: QuerySet[Any] | None = None
            if _PHOTO.fullmatch(key):
                reachable = scope.photos()
            elif _RELATED.fullmatch(key):
                reachable = scope.linkable(Page.objects.all())
            elif kind == "file":
                reachable = scope.files()
            if reachable is not None and not self._has(reachable, value):
                self._out(key)

    @staticmethod
    def _has(reachable: QuerySet[Any], number: object) -> bool:
        return str(number).isdecimal() and reachable.filter(pk=int(str(number))).exists()

    def _out(self, key: str, instead: str = "") -> None:
        self.data[key] = instead
        self.wrong.add(key.split("-")[0])

    def _text(self, key: str, value: str) -> None:
        """Links of a paragraph as the editor's script posts it."""
        try:
            values = json.loads(value)
            entities = list(values["entityMap"].values())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return  # the field itself says that this is no text
        for one in entities:
            link = one.get("data") if isinstance(one, Mapping) else None
            if isinstance(link, dict) and link.get("id") is not None:
                is_file = one.get("type") == "DOCUMENT"
                reachable = self.scope.files() if is_file else self.scope.linkable(Page.objects.all())
                if not self._has(reachable, link["id"]):
                    one["type"], one["data"] = "LINK", {"url": "#"}
                    self._out(key, json.dumps(values))


def _minute(moment: datetime) -> datetime:
    """As the form shows it."""
    return moment.replace(second=0, microsecond=0)


class ArticleForm(WagtailAdminPageForm):
    """Wagtail's form, bound to the corner of the article."""

    def __init__(self, data: Any = None, files: Any = None, parent_page: Any = None, *args: Any, **kwargs: Any) -> None:
        self.reach = Reach(data, Scope(kwargs["for_user"])) if data is not None else None
        super().__init__(self.reach.data if self.reach else None, files, parent_page, *args, **kwargs)
        if "snapshot" in self.fields:
            code = parent_page.specific.code
            now = Snapshot.objects.current(*SHOWN).filter(unit__in=and_above(code))
            newest = list(now.values_list("pk", flat=True)[:MOST_SNAPSHOTS])
            field = self.fields["snapshot"]
            field.queryset = Snapshot.objects.filter(Q(pk__in=newest) | Q(pk=self.instance.snapshot_id))
            field.empty_label = "không dùng số liệu công bố"

    def clean(self) -> dict[str, Any]:
        """One sentence for what was taken out. What came through all the same is refused outright."""
        self._loosen()
        cleaned: dict[str, Any] = super().clean()
        for name in sorted(self.reach.wrong & _SENTENCES.keys()) if self.reach else ():
            self.add_error(name, _SENTENCES[name])
        if (body := cleaned.get("body")) is not None and self._is_outside(body):
            raise PermissionDenied
        return cleaned

    def _loosen(self) -> None:
        """An hour that only the embargo set moves with it, to an earlier one too, and goes with it."""
        before = self.instance.embargo_until
        if before is None or self.instance.go_live_at != before:
            return
        asked = self.cleaned_data.get("go_live_at")
        if "go_live_at" in self.cleaned_data and (asked is None or _minute(asked) != _minute(before)):
            return  # somebody chose another hour
        self.instance.go_live_at = None
        if "go_live_at" in self.cleaned_data:
            self.cleaned_data["go_live_at"] = None

    def _is_outside(self, body: Any) -> bool:
        """Whether the body points at anything out of reach."""
        from daihoi.portal.models import Article, Attachment, Photo

        scope = Scope(self.for_user)
        wanted: dict[type, set[int]] = {}
        for model, pk, _path, _content in Article._meta.get_field("body").extract_references(body):
            wanted.setdefault(model, set()).add(int(pk))
        checks = ((Photo, scope.photos()), (Attachment, scope.files()), (Page, scope.linkable(Page.objects.all())))
        return any(reachable.filter(pk__in=wanted.get(model, ())).count() < len(wanted.get(model, ()))
                   for model, reachable in checks)  # fmt: skip
