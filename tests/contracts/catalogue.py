"""Every msgid of the code and of the templates, room by room.

`python -m tests.contracts.catalogue` lists what lacks Vietnamese.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2] / "daihoi"
DESK = ROOT / "portal" / "desk"
MARKERS = {"_", "N_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
CALL = re.compile(r"""\b(?:n?gettext|_)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.S)


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def of_python(source: str) -> Iterator[str]:
    """Msgids of marked calls in Python source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in MARKERS and (text := _text(node.args[0])):
                yield text


def of_template(source: str) -> Iterator[str]:
    """Msgids of a Django template."""
    for found in CALL.finditer(templatize(source)):
        yield ast.literal_eval(found.group(1))


def msgids(room: Path) -> dict[str, str]:
    """msgid -> file it stands in, for one room."""
    found: dict[str, str] = {}
    for path in sorted(room.rglob("*")):
        if "migrations" in path.parts or path.suffix not in (".py", ".html", ".txt"):
            continue
        source = path.read_text(encoding="utf-8")
        for text in of_python(source) if path.suffix == ".py" else of_template(source):
            found.setdefault(text, str(path.relative_to(ROOT.parent)))
    return found


def catalogue() -> dict[str, str]:
    """msgid -> Vietnamese over all rooms."""
    return {
        entry.msgid: entry.msgstr or (entry.msgstr_plural or {}).get(0, "")
        for path in sorted(ROOT.rglob("django.po"))
        if DESK not in path.parents  # Wagtail's own texts
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def missing() -> dict[str, list[tuple[str, str]]]:
    """room -> (msgid, file) without Vietnamese."""
    known = catalogue()
    rooms = [path for path in sorted(ROOT.iterdir()) if path.is_dir()]
    lacking = {
        room.name: [(text, file) for text, file in msgids(room).items() if not known.get(text)] for room in rooms
    }
    return {room: rows for room, rows in lacking.items() if rows}


if __name__ == "__main__":
    for room, rows in missing().items():
        for text, file in rows:
            print(f"{room}\t{file}\t{text!r}")
