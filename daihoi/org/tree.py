"""The derived path of a unit: four base-36 digits a level, so that a subtree is a half-open range of text."""

from collections.abc import Iterable

WIDTH = 4
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def segment(number: int) -> str:
    """The segment of the `number`-th child (from 1); ValueError past 1,679,615 children."""
    if not 0 < number < 36**WIDTH:
        raise ValueError(f"no path segment for child {number}")
    text = ""
    for _ in range(WIDTH):
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text


def number(part: str) -> int:
    """The child number that a segment stands for."""
    return int(part, 36)


def after(path: str) -> str:
    """The first path past the subtree of `path`: `path <= p < after(path)` holds for it and all below it."""
    return path[:-WIDTH] + segment(number(path[-WIDTH:]) + 1)


def ancestors(path: str) -> list[str]:
    """The paths above `path`, from the root down, without itself."""
    return [path[:end] for end in range(WIDTH, len(path), WIDTH)]


def common(paths: Iterable[str]) -> str:
    """The path of the lowest unit that all `paths` lie in or below; "" where they share none."""
    every = list(paths)
    first, last = min(every, default=""), max(every, default="")
    end = 0
    while first[end : end + WIDTH] and first[end : end + WIDTH] == last[end : end + WIDTH]:
        end += WIDTH
    return first[:end]
