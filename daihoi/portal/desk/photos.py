"""Photographs on the desk: the form, which reads a file to its end before anything is kept, and the cuts it shows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from PIL import Image
from wagtail.images.forms import BaseImageForm
from wagtail.images.views.images import DeleteView

from daihoi.portal.desk.scope import Scope


class PhotoForm(BaseImageForm):
    """Wagtail's form; a file that is cut off or is no picture gets its sentence instead of a failure later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            known = field.to_python

            def read(data: Any) -> Any:
                try:
                    file = known(data)
                    if file is not None:
                        with Image.open(file) as picture:
                            picture.load()
                        file.seek(0)
                except ValidationError:
                    raise
                except Exception as error:  # whatever a decoder meets in a broken file
                    raise ValidationError("Tệp này không phải ảnh, hoặc bị cắt mất một phần. Chọn tệp khác.") from error
                return file

            field.to_python = read


class PhotoDelete(DeleteView):
    """Wagtail's; the main picture of an article that readers can read stays in the library."""

    def get_usage(self) -> Any:
        from daihoi.portal.models import Article

        usage = super().get_usage()
        usage.is_protected = usage.is_protected or Article.objects.filter(cover=self.object, live=True).exists()
        return usage


@require_safe
def shown(request: HttpRequest, image_id: int, rendition_id: int) -> FileResponse:
    """A cut of a photograph, or the photograph as it came, for those whose library it is in."""
    from daihoi.portal.models import PhotoRendition
    from daihoi.portal.models.library import PICTURE_TYPES

    found = PhotoRendition.objects.filter(image__in=Scope(request.user).photos())
    cut = get_object_or_404(found, pk=rendition_id, image=image_id)
    kind = PICTURE_TYPES.get(cut.file.name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    try:
        answer = FileResponse(cut.file.open("rb"), content_type=kind)
    except OSError:
        raise Http404 from None
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
