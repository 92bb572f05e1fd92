"""A number that is shown, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from daihoi.rules.figures.counts import FIGURES, UnknownFigureError
from daihoi.rules.figures.percent import Percent, Style
from daihoi.rules.messages import N_, Message
from daihoi.rules.vietnamese import date_short, number


class OriginKind(Enum):
    """Live figures may still change; a return's and a certified result's are frozen."""

    LIVE = "live"
    RETURN = "return"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from: live as of a date, or a version of a return."""

    kind: OriginKind
    as_of: date | None = None
    version: int = 0
    digest: str = ""
    accepted: date | None = None

    @classmethod
    def live(cls, as_of: date) -> "Origin":
        """Counted from the records as they stood on `as_of`."""
        return cls(OriginKind.LIVE, as_of=as_of)

    @classmethod
    def returned(cls, version: int, digest: str, accepted: date | None = None) -> "Origin":
        """Taken from version `version` of a return; `accepted` is the day the superior took it."""
        return cls(OriginKind.RETURN, version=version, digest=digest, accepted=accepted)

    @classmethod
    def certified(cls, version: int, digest: str, signed: date) -> "Origin":
        """Taken from version `version` of the certificate of a count, signed on that day."""
        return cls(OriginKind.CERTIFICATE, version=version, digest=digest, accepted=signed)

    @property
    def is_live(self) -> bool:
        """Whether the figure may still change."""
        return self.kind is OriginKind.LIVE

    def message(self) -> Message:
        """The origin in words."""
        if self.as_of is not None:
            return Message.of(N_("Provisional figure as of %(day)s"), day=date_short(self.as_of))
        if self.kind is OriginKind.CERTIFICATE and self.accepted is not None:
            return Message.of(
                N_("Certified by two persons on %(day)s, version %(version)s"),
                day=date_short(self.accepted),
                version=self.version,
            )
        if self.accepted is not None:
            return Message.of(
                N_("Return version %(version)s, accepted %(day)s"), version=self.version, day=date_short(self.accepted)
            )
        return Message.of(N_("Return version %(version)s, not accepted yet"), version=self.version)


@dataclass(frozen=True)
class Record:
    """One record behind a figure: what it is, where it is found, how much it counts."""

    label: str
    reference: str = ""
    value: int = 1


@dataclass(frozen=True)
class Check:
    """Two sides that should be equal, and whether they are."""

    name: Message
    left: str
    right: str
    holds: bool
    explanation: tuple[Message, ...] = ()

    @classmethod
    def of_sum(cls, name: Message, parts: Sequence[int], whole: int, explanation: tuple[Message, ...] = ()) -> "Check":
        """Whether `parts` add up to `whole`."""
        left = " + ".join(number(part) for part in parts)
        return cls(name, left, number(whole), sum(parts) == whole, explanation)

    def equation(self) -> str:
        """Both sides with the sign between them: 39 + 11 ≠ 53."""
        return f"{self.left} {'=' if self.holds else '≠'} {self.right}"


@dataclass(frozen=True)
class Figure:
    """A number that can be asked where it comes from: a count, or a fraction shown as a percentage."""

    key: str
    label: Message
    origin: Origin
    value: int | None = None
    fraction: tuple[int, int] | None = None
    unit: Message | None = None
    records: tuple[Record, ...] = ()
    checks: tuple[Check, ...] = ()
    style: Style = Style.HALF_UP
    target: Message | None = None
    notes: tuple[Message, ...] = ()
    article: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.fraction is None):
            raise ValueError(f"{self.key}: a figure is a value or a fraction, one of the two")

    @classmethod
    def count(
        cls,
        key: str,
        value: int,
        origin: Origin,
        *,
        label: Message | None = None,
        records: tuple[Record, ...] = (),
        checks: tuple[Check, ...] = (),
        notes: tuple[Message, ...] = (),
        target: Message | None = None,
    ) -> "Figure":
        """A count; label, unit and article come from FIGURES, or `label` names a figure outside it."""
        kind = FIGURES.get(key)
        if label is None and kind is None:
            raise UnknownFigureError(key)
        return cls(
            key,
            label if label is not None else Message.of(kind.label if kind else key),
            origin,
            value=value,
            unit=Message.of(kind.unit) if kind else None,
            records=records,
            checks=checks,
            notes=notes,
            target=target,
            article=kind.article if kind else "",
        )

    @classmethod
    def share(
        cls,
        key: str,
        numerator: int,
        denominator: int,
        origin: Origin,
        *,
        style: Style,
        label: Message | None = None,
        records: tuple[Record, ...] = (),
        checks: tuple[Check, ...] = (),
        notes: tuple[Message, ...] = (),
        target: Message | None = None,
        article: str = "",
    ) -> "Figure":
        """A share of `denominator`, shown as a percentage in the office's style."""
        kind = FIGURES.get(key)
        if label is None and kind is None:
            raise UnknownFigureError(key)
        return cls(
            key,
            label if label is not None else Message.of(kind.label if kind else key),
            origin,
            fraction=(numerator, denominator),
            records=records,
            checks=checks,
            style=style,
            notes=notes,
            target=target,
            article=article or (kind.article if kind else ""),
        )

    def text(self) -> str:
        """What is shown: 11.836, or 39,02 %."""
        if self.fraction is not None:
            return Percent(*self.fraction, self.style).text()
        return number(self.value or 0)

    def fraction_text(self) -> str:
        """The fraction behind a percentage, 16/41; empty for a count."""
        return Percent(*self.fraction, self.style).fraction_text() if self.fraction is not None else ""
