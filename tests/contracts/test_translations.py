"""Two languages: every text of the interface has its Vietnamese, and keeps its places for values."""

import re

from tests.contracts.catalogue import catalogue, missing, of_python, of_template

PLACE = re.compile(r"%\(\w+\)[sd]")


def test_no_text_lacks_its_vietnamese() -> None:
    assert missing() == {}


def test_a_translation_keeps_the_places_of_its_values() -> None:
    wrong = {text: said for text, said in catalogue().items() if set(PLACE.findall(text)) != set(PLACE.findall(said))}
    assert wrong == {}


def test_the_search_for_texts_finds_them() -> None:
    assert list(of_python('_("One") + N_("two " "words")')) == ["One", "two words"]
    assert list(of_template('{% translate "Three" %}{% blocktranslate %}Four {{ n }}{% endblocktranslate %}')) == [
        "Three",
        "Four %(n)s",
    ]
