"""Forms of elections."""

from daihoi.elections.forms.count import CountForm, TeamsForm
from daihoi.elections.forms.election import (
    AddForm,
    BaseForm,
    BoardForm,
    CandidatesForm,
    DecisionForm,
    NextRoundForm,
    OpenForm,
    ReasonForm,
)
from daihoi.elections.forms.results import (
    CertifyForm,
    IncidentForm,
    ReceiveForm,
    ReopenForm,
    ResultsFileForm,
    SettleForm,
)

__all__ = [
    "AddForm",
    "BaseForm",
    "BoardForm",
    "CandidatesForm",
    "CertifyForm",
    "CountForm",
    "DecisionForm",
    "IncidentForm",
    "NextRoundForm",
    "OpenForm",
    "ReasonForm",
    "ReceiveForm",
    "ReopenForm",
    "ResultsFileForm",
    "SettleForm",
    "TeamsForm",
]
