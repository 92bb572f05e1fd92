"""Units that elected fewer than their seats, and why: from the counts themselves."""

from __future__ import annotations

from dataclasses import dataclass

from daihoi.congress.models import Season
from daihoi.elections.models import Candidate
from daihoi.elections.queries import Result, RoundData, elections_with_context, load
from daihoi.org.models import Tally, Unit
from daihoi.rules.messages import N_, Message
from daihoi.rules.posts import Post


@dataclass(frozen=True)
class ShortUnit:
    """One unit whose committee is not full."""

    unit: Unit
    seats: int
    elected: int
    results: tuple[Result, ...]

    @property
    def missing(self) -> int:
        return self.seats - self.elected

    @property
    def last(self) -> RoundData | None:
        """The last round that was counted."""
        counted = [one.last for one in self.results if one.last is not None]
        return counted[-1] if counted else None

    @property
    def rounds(self) -> int:
        return sum(len(one.counted) for one in self.results)

    @property
    def href(self) -> str:
        """Its election."""
        return self.results[-1].election.get_absolute_url() if self.results else self.unit.get_absolute_url()

    def left(self) -> list[tuple[Candidate, int, int]]:
        """(candidate, votes, base) of those whom the last round did not elect, most votes first."""
        last = self.last
        if last is None:
            return []
        base, chosen = last.base_value or 0, {one.pk for one in last.elected}
        rest = [(one, last.votes.get(one.pk) or 0, base) for one in last.candidates if one.pk not in chosen]
        return sorted(rest, key=lambda row: -row[1])

    def why(self) -> list[Message]:
        """What the counts say, without a name."""
        last = self.last
        if last is None:
            return [Message.of(N_("The count is not recorded, only its result."))]
        rest = self.left()
        over = [row for row in rest if row[1] * 2 > row[2]]
        found = []
        if not rest:
            text = N_("The list of round %(round)s had no more names than were elected.")
            found.append(Message.of(text, round=last.round.number))
        elif over:
            text = N_("Round %(round)s: %(count)s over half, but tied at the last seat.")
            found.append(Message.of(text, round=last.round.number, count=len(over), rule="N-21"))
        else:
            votes, base = rest[0][1], rest[0][2]
            text = N_(
                "Round %(round)s: none of the other %(count)s reached more than half;"
                " the best had %(votes)s of %(base)s."
            )
            found.append(
                Message.of(text, round=last.round.number, count=len(rest), votes=votes, base=base, rule="N-13")
            )
        further = [one.next_step.message for one in self.results if one.next_step is not None and one.is_short]
        return [*found, *further]


def short_units(unit: Unit, season: Season, *, first: int = 0, count: int = 50) -> tuple[list[ShortUnit], int]:
    """A page of the units at or below `unit` that are short, with how many there are; a fixed number of queries."""
    rows = (
        Tally.objects.under(unit)
        .filter(season=season.pk, committees_short__gt=0)
        .select_related("unit")
        .order_by("path")
    )
    page = list(rows[first : first + count])
    total = len(page) if not first and len(page) < count else rows.count()
    found = {row.unit_id: row for row in page}
    scope = {
        "congress__season": season.pk,
        "congress__unit__in": list(found),
        "post": Post.COMMITTEE.value,
        "annulled": False,
    }
    results: dict[int, list[Result]] = {}
    for one in load(elections_with_context(**scope), **scope):
        results.setdefault(one.election.congress.unit_id, []).append(one)
    return [
        ShortUnit(row.unit, getattr(row, "seats"), getattr(row, "elected"), tuple(results.get(pk, ())))  # noqa: B009
        for pk, row in found.items()
    ], total
