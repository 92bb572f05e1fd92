"""Regulations as values: 244-QĐ/TW of 2014, 190-QĐ/TW of 2024, and the legal base of an opening date.

An association's own regulation is another value: `replace(R2014, key=…, women_min=Rule(…, article=…))`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from daihoi.rules.regulations.legal_base import Document, LegalBase, Subject, legal_base
from daihoi.rules.regulations.r2014 import R2014
from daihoi.rules.regulations.r2024 import R2024
from daihoi.rules.regulations.regulation import Regulation, Setting
from daihoi.rules.rule import Certainty, Rule
from daihoi.rules.rulings import CutTie, Ruling

BY_KEY: Mapping[str, Regulation] = MappingProxyType({regulation.key: regulation for regulation in (R2014, R2024)})

__all__ = [
    "BY_KEY",
    "R2014",
    "R2024",
    "Certainty",
    "CutTie",
    "Document",
    "LegalBase",
    "Regulation",
    "Rule",
    "Ruling",
    "Setting",
    "Subject",
    "legal_base",
]
