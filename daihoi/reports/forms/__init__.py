"""Forms of returns, keys and the summary report."""

from daihoi.reports.forms.report import BlockAddForm, BlockForm, HeadForm, OwnFormForm
from daihoi.reports.forms.returns import HandInForm, KeyForm, RatifyForm, SendBackForm, SignForm, TakeInForm

__all__ = [
    "BlockAddForm",
    "BlockForm",
    "HandInForm",
    "HeadForm",
    "KeyForm",
    "OwnFormForm",
    "RatifyForm",
    "SendBackForm",
    "SignForm",
    "TakeInForm",
]
