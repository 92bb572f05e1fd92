"""Fonts cut to Vietnamese Latin, and the catalogues."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from daihoi.web.assets import CUTS, PORTAL_CUTS, CatalogueError, build_fonts, build_portal_fonts, compile_catalogues

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    assert build_fonts(target=folder) == 5
    return folder


@pytest.mark.parametrize("cut", [cut for cuts in CUTS.values() for cut in cuts])
def test_every_vietnamese_letter_and_sign_is_in_every_cut(fonts: Path, cut: str) -> None:
    font = TTFont(fonts / f"{cut}.woff2")
    have = set(font.getBestCmap())
    wanted = VIETNAMESE + VIETNAMESE.upper() + "0123456789 –—“”‘’…×≤≥½−≠›▲▼%&₫"
    assert [c for c in wanted if ord(c) not in have] == []
    assert (
        len({font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1
    )  # columns stay straight
    assert "kern" in {r.FeatureTag for r in font["GPOS"].table.FeatureList.FeatureRecord}
    assert (fonts / f"{cut}.woff2").stat().st_size < 40_000
    font.close()


def test_a_second_build_makes_nothing(fonts: Path) -> None:
    assert build_fonts(target=fonts) == 0


def test_a_font_that_is_gone_or_made_otherwise_is_made_anew(fonts: Path) -> None:
    (fonts / "SourceSansPro-Bold.woff2").unlink()
    (fonts / ".SourceSansPro-Regular.sha256").write_text("another way")
    assert build_fonts(target=fonts) == 2


def test_the_cuts_of_the_portal_hold_vietnamese_and_stay_small(tmp_path: Path) -> None:
    assert build_portal_fonts(target=tmp_path) == 4
    assert build_portal_fonts(target=tmp_path) == 0
    for cut in [cut for cuts in PORTAL_CUTS.values() for cut in cuts]:
        font = TTFont(tmp_path / f"{cut}.woff2")
        have = font.getBestCmap()
        assert [c for c in VIETNAMESE + VIETNAMESE.upper() + "0123456789 –—“”‘’…×≤≥−‹›→%&₫" if ord(c) not in have] == []
        assert len({font["hmtx"][have[ord(digit)]][0] for digit in "0123456789"}) == 1
        assert (tmp_path / f"{cut}.woff2").stat().st_size < 17_000
        font.close()


def a_catalogue(root: Path, entries: str) -> Path:
    path = root / "room" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path.write_text(head + entries)
    return path


def test_a_catalogue_is_compiled_once(tmp_path: Path) -> None:
    path = a_catalogue(tmp_path, 'msgid "Season"\nmsgstr "Mùa đại hội"\n')
    assert compile_catalogues(root=tmp_path) == 1
    assert path.with_suffix(".mo").read_bytes()[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde")
    assert compile_catalogues(root=tmp_path) == 0


def test_an_entry_marked_fuzzy_is_refused_by_name(tmp_path: Path) -> None:
    a_catalogue(tmp_path, '#, fuzzy\nmsgid "Season"\nmsgstr "Mùa"\n')
    with pytest.raises(CatalogueError, match="Season"):
        compile_catalogues(root=tmp_path)


def test_a_broken_catalogue_is_refused_by_its_path(tmp_path: Path) -> None:
    a_catalogue(tmp_path, 'msgid "Season\nmsgstr')
    with pytest.raises(CatalogueError, match=r"django\.po"):
        compile_catalogues(root=tmp_path)
