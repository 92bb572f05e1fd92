"""Text fit for paper and for cells, and how wide it runs."""

import unicodedata

from daihoi.rules.vietnamese import BIDI_CONTROLS, nfc

# Widths of Times bold in thousandths of the size; marks add no width.
_TIMES_BOLD = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ ",
        (722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722,
         778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 250),
        strict=True,
    )
)  # fmt: skip


def clean(text: str) -> str:
    """`text` fit for paper: NFC, without marks that turn the direction of writing or that no file format can hold."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for character in nfc(text).replace("\r\n", "\n").replace("\t", " "):
        unwanted = unicodedata.category(character) in ("Cc", "Cs", "Cn") and character != "\n"
        if not unwanted and character not in BIDI_CONTROLS and character != "\ufeff":
            kept.append(character)
    return "".join(kept)


def one_line(text: str) -> str:
    """`text` as one line."""
    return " ".join(clean(text).split())


def capitals_width(text: str, size: int) -> float:
    """How wide bold capitals of `size` points run, in mm, nearly."""
    bare = unicodedata.normalize("NFD", text.upper()).replace("Đ", "D")
    widths = (_TIMES_BOLD.get(c, 722) for c in bare if not unicodedata.combining(c))
    return sum(widths) * size / 1000 / 72 * 25.4


def balanced(text: str, size: int, room: int) -> str:
    """`text` in as few lines as fit into `room` mm, each about as long as the others."""
    words, lines = text.split(), max(1, -int(-capitals_width(text, size) // room))
    if lines == 1 or len(words) < lines or "\n" in text:
        return text
    aim, broken, line = capitals_width(text, size) / lines, "", ""
    for word in words:
        longer = f"{line} {word}".strip()
        # A word goes where the line ends nearer to its share.
        over = capitals_width(longer, size) - aim
        if line and (over > aim - capitals_width(line, size) or capitals_width(longer, size) > room):
            broken, line = f"{broken}{line}\n", word
        else:
            line = longer
    return broken + line
