"""The form of a photograph: the file is read to its end before anything is kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image
from wagtail.images.forms import BaseImageForm


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
