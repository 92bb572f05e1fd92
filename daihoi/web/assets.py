"""What is built once after installing: web fonts cut to Vietnamese Latin, and the catalogues of the texts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import polib

ROOM = Path(__file__).resolve().parent
PACKAGE = ROOM.parent
FONTS = ROOM / "static" / "web" / "fonts"
PORTAL_FONTS = PACKAGE / "portal" / "static" / "portal" / "fonts"

CUTS = {
    "font_source_sans_pro": ("SourceSansPro-Regular", "SourceSansPro-Semibold", "SourceSansPro-Bold"),
    "font_source_serif_pro": ("SourceSerifPro-Regular", "SourceSerifPro-Semibold"),
}

# Latin as Vietnamese and its foreign names need it, marks for texts that come decomposed, signs that the pages use.
UNICODES = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *(0x300, 0x301, 0x302, 0x303, 0x306, 0x308, 0x309, 0x31B, 0x323),
    *range(0x1EA0, 0x1EFA),
    *range(0x2010, 0x2016),
    *range(0x2018, 0x201F),
    *(0x2022, 0x2026, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AB, 0x20AC),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
    *(0x2713, 0x25B2, 0x25BC, 0x25CF),
]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "lnum", "tnum", "pnum", "frac"]

# The portal's cuts are smaller: a reader with a phone waits for them. Its texts are composed (NFC), so no marks alone.
PORTAL_CUTS = {
    "font_source_sans_pro": ("SourceSansPro-Regular", "SourceSansPro-Semibold"),
    "font_source_serif_pro": ("SourceSerifPro-Regular", "SourceSerifPro-Semibold"),
}
PORTAL_UNICODES = [
    *range(0x20, 0x7F),
    *map(ord, "\N{NO-BREAK SPACE}©«°·»½×ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýäçëîïñöûü"),
    *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *range(0x1EA0, 0x1EFA),
    *(0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2032, 0x2039, 0x203A, 0x20AB),
    *(0x2190, 0x2192, 0x2212, 0x2264, 0x2265, 0x2713, 0x25B2, 0x25BC),
]
PORTAL_FEATURES = ["kern", "lnum", "tnum"]

Say = Callable[[str], None]


def _silent(_line: str) -> None:
    return None


def build(say: Say = print) -> None:
    """Fonts and catalogues; quick when nothing has changed."""
    made = build_fonts(say) + build_portal_fonts(say)
    say(f"Phông chữ: {made} tệp mới." if made else "Phông chữ: đã có đủ.")
    compiled = compile_catalogues(say)
    say(f"Bản dịch: {compiled} tệp mới." if compiled else "Bản dịch: đã có đủ.")


# --- fonts -----------------------------------------------------------------------------------------------------------


def _recipe(source: bytes, unicodes: list[int], features: list[str]) -> str:
    """The digest of a font with the way that it is cut, so that a change of either makes it anew."""
    digest = hashlib.sha256(source)
    digest.update(repr((unicodes, features)).encode())
    return digest.hexdigest()


def build_fonts(say: Say = _silent, target: Path = FONTS) -> int:
    """Cut the office's fonts that are missing or out of date; the number made."""
    return _build(say, target, CUTS, UNICODES, FEATURES)


def build_portal_fonts(say: Say = _silent, target: Path = PORTAL_FONTS) -> int:
    """The same for the portal's smaller cuts."""
    return _build(say, target, PORTAL_CUTS, PORTAL_UNICODES, PORTAL_FEATURES)


def _build(
    say: Say, target: Path, cuts: Mapping[str, tuple[str, ...]], unicodes: list[int], features: list[str]
) -> int:
    """Cut every font of `cuts` that is not in `target` as it should be. Each is written whole or not at all."""
    target.mkdir(parents=True, exist_ok=True)
    made = 0
    for package, names in cuts.items():
        for cut in names:
            source = files(package).joinpath("files", f"{cut}.ttf").read_bytes()
            path, stamp = target / f"{cut}.woff2", target / f".{cut}.sha256"
            recipe = _recipe(source, unicodes, features)
            if path.exists() and stamp.exists() and stamp.read_text() == recipe:
                continue
            say(f"Phông chữ {cut} …")
            _replace(path, _subset(package, cut, unicodes, features))
            _replace(stamp, recipe.encode())
            made += 1
    return made


def _subset(package: str, cut: str, unicodes: list[int], features: list[str]) -> bytes:
    """The font cut to `unicodes` as woff2, its tables for digits, kerning and marks kept as `features` say."""
    from io import BytesIO

    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = features
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.notdef_outline = True
    options.hinting = False
    with files(package).joinpath("files", f"{cut}.ttf").open("rb") as stream:
        font = TTFont(stream, lazy=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    fresh.write_bytes(content)
    fresh.replace(path)


# --- catalogues ------------------------------------------------------------------------------------------------------


class CatalogueError(ValueError):
    """A catalogue that cannot be compiled; the sentence says which entry."""


def catalogues(root: Path = PACKAGE) -> Iterator[Path]:
    """Every catalogue of the package."""
    yield from sorted(root.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_catalogues(say: Say = _silent, root: Path = PACKAGE) -> int:
    """Compile every .po that is newer than its .mo; the number compiled. An entry marked fuzzy is refused."""
    compiled = 0
    for path in catalogues(root):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        say(f"Bản dịch {path.relative_to(root)} …")
        try:
            catalogue = polib.pofile(str(path), check_for_duplicates=True)
        except (OSError, ValueError) as error:
            raise CatalogueError(f"{path}: không đọc được bản dịch ({error}).") from error
        if fuzzy := [entry.msgid for entry in catalogue.fuzzy_entries()]:
            raise CatalogueError(f"{path}: {len(fuzzy)} mục còn đánh dấu fuzzy, trước hết là “{fuzzy[0]}”.")
        _replace(target, catalogue.to_binary())
        os.utime(target)
        compiled += 1
    return compiled
