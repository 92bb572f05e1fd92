"""Texts that a reader has once approved; DAIHOI_GOLDEN=write writes them anew."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """`text` is what the golden file `name` holds."""
    path = FOLDER / name
    if os.environ.get("DAIHOI_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text.rstrip() + "\n", encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text.rstrip() + "\n", f"{name} differs; DAIHOI_GOLDEN=write accepts it"
