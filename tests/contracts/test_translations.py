"""Two languages: every text of the interface has its Vietnamese, and keeps its places for values."""

import re

import polib

from tests.contracts.catalogue import DESK, catalogue, missing, of_python, of_template

PLACE = re.compile(r"%\(\w+\)[sd]")


def test_no_text_lacks_its_vietnamese() -> None:
    assert missing() == {}


def test_a_translation_keeps_the_places_of_its_values() -> None:
    wrong = {text: said for text, said in catalogue().items() if set(PLACE.findall(text)) != set(PLACE.findall(said))}
    assert wrong == {}


def test_the_desk_keeps_the_places_of_its_values() -> None:
    """Texts of Wagtail that its own Vietnamese lacks: here a plural's places are those of the plural."""
    wrong, seen = [], 0
    for path in sorted(DESK.rglob("*.po")):
        for entry in polib.pofile(str(path)):
            said = entry.msgstr or entry.msgstr_plural[0]
            seen += 1
            if set(PLACE.findall(said)) not in (
                set(PLACE.findall(entry.msgid)),
                set(PLACE.findall(entry.msgid_plural)),
            ):
                wrong.append((entry.msgid, said))
    assert seen > 1000
    assert wrong == []


def test_the_search_for_texts_finds_them() -> None:
    assert list(of_python('_("One") + N_("two " "words")')) == ["One", "two words"]
    assert list(of_template('{% translate "Three" %}{% blocktranslate %}Four {{ n }}{% endblocktranslate %}')) == [
        "Three",
        "Four %(n)s",
    ]
