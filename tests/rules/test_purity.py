"""The rules are pure and exact: no float, no division that rounds, no clock, nothing from outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import daihoi.rules

ROOT = Path(daihoi.rules.__file__).parent
ALLOWED = {
    *(
        "__future__",
        "base64",
        "binascii",
        "calendar",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "enum",
        "fractions",
    ),
    *("functools", "hashlib", "hmac", "itertools", "json", "math", "re", "types", "typing", "unicodedata", "uuid"),
}


def offences(source: str) -> Iterator[str]:
    """What a pure and exact module may not hold."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: the float {node.value}"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield f"line {node.lineno}: a division; write Fraction or //"
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("float", "open", "print", "round"):
            yield f"line {node.lineno}: a call of {ast.unparse(node.func)}"
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow"):
            yield f"line {node.lineno}: a clock"
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if not name.startswith("daihoi.rules") and name not in ALLOWED:
                yield f"line {node.lineno}: imports {name}"


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_of_the_rules_is_pure_and_exact(path: Path) -> None:
    assert list(offences(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "impure", ["x = 0.3", "x = a / b", "float(x)", "date.today()", "import django.db", "from daihoi.org import models"]
)
def test_the_search_finds_what_is_not_pure(impure: str) -> None:
    assert list(offences(impure))
