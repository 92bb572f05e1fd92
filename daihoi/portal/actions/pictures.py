"""The reader's copies of a photograph: modern format, right sizes, named by what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from PIL import Image

from daihoi.portal.models.library import Photo

WIDTHS = (320, 640, 960, 1280)


def kept(content: bytes, suffix: str) -> str:
    """The public address of `content`, written once under the name of its digest."""
    name = f"{hashlib.sha256(content).hexdigest()[:24]}.{suffix}"
    place = settings.PUBLIC_ROOT / name
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(f".{name}.tmp")
        fresh.write_bytes(content)
        fresh.replace(place)
    return f"/tep/{name}"


def bare(content: bytes) -> bytes:
    """The same picture without what the camera wrote into it: place, time, device, comments."""
    with Image.open(BytesIO(content)) as picture:
        if not picture.getexif() and not {"exif", "xmp", "comment", "photoshop"} & picture.info.keys():
            return content
        profile, out = picture.info.get("icc_profile"), BytesIO()
        plain = picture.copy()
        plain.info = {}
        plain.save(out, picture.format, quality=82, icc_profile=profile)
        return out.getvalue()


_THUMB, _PREVIEW = "fill-320x180|format-webp|webpquality-74", "fill-1200x630|format-jpeg|jpegquality-80"


def _cuts(photo: Photo, specs: Sequence[str]) -> list[tuple[str, int, int]]:
    """(address, width, height) of each copy; those that are missing are made side by side."""
    made = photo.get_renditions(*specs)
    found = []
    for spec in specs:
        with made[spec].file.open("rb") as file:
            address = kept(bare(file.read()), made[spec].file.name.rsplit(".", 1)[-1])
        found.append((address, made[spec].width, made[spec].height))
    return found


def shown_picture(photo: Photo, caption: str = "") -> dict[str, Any]:
    """What a page needs to show `photo`: addresses by width, size, words; and a cut around its focal point for lists.

    {"src", "srcset", "width", "height", "thumb", "thumb_width", "thumb_height", "large", "alt", "caption", "credit"}
    """
    wide = [f"width-{width}|format-webp|webpquality-78" for width in WIDTHS if width <= photo.width]
    specs = [*(wide or ["original|format-webp"]), _THUMB, _PREVIEW]
    *cuts, (thumb, thumb_width, thumb_height), (preview, _width, _height) = _cuts(photo, specs)
    src, width, height = next((one for one in cuts if one[1] >= 640), cuts[-1])
    return {
        "src": src,
        "srcset": ", ".join(f"{address} {across}w" for address, across, _down in cuts),
        "width": width,
        "height": height,
        "thumb": thumb,
        "thumb_width": thumb_width,
        "thumb_height": thumb_height,
        "large": cuts[-1][0],
        "preview": preview,
        "alt": photo.alt,
        "caption": caption or photo.caption,
        "credit": photo.credit,
    }
