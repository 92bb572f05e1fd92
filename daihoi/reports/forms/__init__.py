"""Forms of returns, keys, the summary report and of what is published."""

from daihoi.reports.forms.publishing import CommendationForm, DocumentForm, WithdrawForm
from daihoi.reports.forms.report import BlockAddForm, BlockForm, HeadForm, OwnFormForm
from daihoi.reports.forms.returns import HandInForm, KeyForm, RatifyForm, SendBackForm, SignForm, TakeInForm

__all__ = [
    "BlockAddForm",
    "BlockForm",
    "CommendationForm",
    "DocumentForm",
    "HandInForm",
    "HeadForm",
    "KeyForm",
    "OwnFormForm",
    "RatifyForm",
    "SendBackForm",
    "SignForm",
    "TakeInForm",
    "WithdrawForm",
]
