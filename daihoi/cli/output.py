"""What a command prints: sentences for people, or one JSON document."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any


class RefusedError(Exception):
    """A command that says no, in one clear sentence."""

    def __init__(self, sentence: str, status: int = 2) -> None:
        super().__init__(sentence)
        self.status = status


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(value)


class Output:
    """Standard output for the answer, standard error for progress and refusals."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.started = time.monotonic()

    def line(self, text: str = "") -> None:
        """A line for people; nothing with --json."""
        if not self.as_json:
            print(text, flush=True)

    def answer(self, value: Any, for_people: Callable[[], None] | None = None) -> None:
        """The answer: the whole JSON, or what `for_people` prints."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain), flush=True)
        elif for_people:
            for_people()

    def refuse(self, sentence: str) -> None:
        """One sentence to standard error; with --json also {"error": …} as the answer."""
        if self.as_json:
            print(json.dumps({"error": sentence}, ensure_ascii=False), flush=True)
        print(sentence, file=sys.stderr, flush=True)

    def step(self, text: str) -> None:
        """A step of long work, with the seconds since the start."""
        if not self.as_json:
            print(f"  {time.monotonic() - self.started:5.1f} giây  {text}", flush=True)

    def progress(self, label: str) -> Callable[[str, int, int], None]:
        """A progress bar on a terminal; silent elsewhere."""
        if self.as_json or not sys.stderr.isatty():
            return lambda _stage, _done, _total: None

        def show(stage: str, done: int, total: int) -> None:
            filled = 30 * done // total if total else 30
            end = "\n" if total and done >= total else ""
            print(f"\r  {label}: {stage:<12} [{'#' * filled:<30}] {done}/{total}", end=end, file=sys.stderr, flush=True)

        return show
