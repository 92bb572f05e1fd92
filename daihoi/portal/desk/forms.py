"""The form of an article: everything that it points at must be its corner's own, or open to readers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from daihoi.portal.desk.scope import SHOWN, Scope, and_above
from daihoi.portal.models.published import Snapshot

MOST_SNAPSHOTS = 200  # in the list to choose from, newest first


class ArticleForm(WagtailAdminPageForm):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's form, bound to the corner of the article."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "snapshot" in self.fields:
            code = self.parent_page.code
            now = Snapshot.objects.current(*SHOWN).filter(unit__in=and_above(code))
            newest = list(now.values_list("pk", flat=True)[:MOST_SNAPSHOTS])
            field = self.fields["snapshot"]
            field.queryset = Snapshot.objects.filter(Q(pk__in=newest) | Q(pk=self.instance.snapshot_id))
            field.empty_label = "không dùng số liệu công bố"

    def clean(self) -> dict[str, Any]:
        """One sentence for every thing of another unit: what is not in reach must not be shown by a guessed number."""
        cleaned: dict[str, Any] = super().clean()
        scope = Scope(self.for_user)
        if (cover := cleaned.get("cover")) is not None and not scope.photos().filter(pk=cover.pk).exists():
            self.add_error("cover", "Ảnh này không có trong kho ảnh của đơn vị. Chọn ảnh khác.")
        if (body := cleaned.get("body")) is not None and (wrong := self._outside(body, scope)):
            self.add_error("body", wrong)
        return cleaned

    def is_valid(self) -> bool:
        """Also the related articles, whose rows are forms of their own."""
        valid = bool(super().is_valid())
        related = self.formsets.get("related")
        if related is None or not valid:
            return valid
        scope = Scope(self.for_user)
        for row in related.forms:
            to = getattr(row, "cleaned_data", {}).get("to")
            if to is not None and not scope.linkable(Page.objects.filter(pk=to.pk)).exists():
                row.add_error("to", "Bài này chưa đăng hoặc đã rút. Chọn bài khác.")
                valid = False
        return valid

    def _outside(self, body: Any, scope: Scope) -> ValidationError | None:
        """What the body points at and may not."""
        from daihoi.portal.models import Article, Attachment, Photo

        wanted: dict[type, set[int]] = {}
        for model, pk, _path, _content in Article._meta.get_field("body").extract_references(body):
            wanted.setdefault(model, set()).add(int(pk))
        checks = (
            (Photo, scope.photos(), "Trong bài có ảnh không thuộc kho ảnh của đơn vị. Bỏ ảnh đó hoặc chọn ảnh khác."),
            (Attachment, scope.files(), "Trong bài có tài liệu không thuộc kho của đơn vị. Bỏ đi hoặc chọn tệp khác."),
            (
                Page,
                scope.linkable(Page.objects.all()),
                "Trong bài có liên kết tới bài chưa đăng của nơi khác. Bỏ liên kết đó.",
            ),
        )
        for model, reachable, sentence in checks:
            numbers = wanted.get(model, set())
            if numbers and reachable.filter(pk__in=numbers).count() != len(numbers):
                return ValidationError(sentence)
        return None
