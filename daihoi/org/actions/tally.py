"""Live figures: recomputed from base rows in the transaction of the change, never counted up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr

from daihoi.org import tree
from daihoi.org.models import Sex, Tally, TallyTotal, Unit
from daihoi.org.models.tally import BRANCH, REGISTER, TIER, UNIT_FIGURES
from daihoi.rules.figures import FIGURES, Figures


def tally_set(unit: Unit, figures: Figures, *, season: int, keys: Iterable[str] = tuple(FIGURES)) -> None:
    """Set live figures of `unit` itself in `season`, counted anew by the caller from its base rows.

    Two rooms share a season's row: each sets the `keys` that it counts and leaves the others as they are.
    """
    tallies_set({unit: figures}, season=season, keys=keys)


def tallies_set(many: Mapping[Unit, Figures], *, season: int, keys: Iterable[str] = tuple(FIGURES)) -> None:
    """Set live figures of many units at once, as `tally_set` does."""
    wanted = tuple(keys)
    Tally.objects.bulk_create(
        [
            Tally(
                unit=unit,
                season=season,
                path=unit.path,
                tier=TIER[unit.level],
                **{key: figures[key] for key in wanted},
            )
            for unit, figures in many.items()
        ],
        update_conflicts=True,
        unique_fields=["unit", "season"],
        update_fields=["path", "tier", *wanted],
        batch_size=200,
    )
    totals_refresh((unit.path for unit in many), season=season)


def totals_refresh(paths: Iterable[str], *, season: int) -> None:
    """Add up the upper tier anew for the branches that `paths` lie in, as part of the verb that set their tallies."""
    branches = sorted({path[:BRANCH] for path in paths})
    if not branches:
        return
    if connection.features.has_select_for_update:  # else the database has one writer: two sums of a branch never race
        list(Unit.objects.filter(path__in=branches).order_by("path").select_for_update(no_key=True).values_list("pk"))
    rows = Tally.objects.filter(season=season)
    if len(branches) <= 50:
        where = Q()
        for branch in branches:
            whole = len(branch) == BRANCH
            where |= Q(path__gte=branch, path__lt=tree.after(branch)) if whole else Q(path=branch)
        rows = rows.filter(where)
    else:
        rows = rows.filter(path__gte=branches[0], path__lt=tree.after(branches[-1]))
    sums = (
        rows.annotate(branch=Substr("path", 1, BRANCH))
        .values_list("branch", "tier")
        .order_by("branch", "tier")
        .annotate(**{f"sum_{key}": Sum(key) for key in FIGURES})
    )
    wanted = set(branches)
    for start in range(0, len(branches), 500):  # SQLite bounds the number of values in one IN
        TallyTotal.objects.filter(season=season, path__in=branches[start : start + 500]).delete()
    TallyTotal.objects.bulk_create(
        [
            TallyTotal(season=season, path=branch, tier=tier, **dict(zip(FIGURES, counts, strict=True)))
            for branch, tier, *counts in sums
            if branch in wanted
        ],
        batch_size=200,
    )


def register_figures(units: Iterable[Unit]) -> dict[int, Figures]:
    """unit id -> figures of its own members and of itself as a unit, as the register stands now."""
    wanted = list(units)
    open_now = Q(memberships__valid_to=None, memberships__isnull=False)
    official = open_now & Q(memberships__member__official__isnull=False)
    rows = (
        Unit.objects.filter(pk__in=[unit.pk for unit in wanted])
        if len(wanted) < 500
        else Unit.objects.all()  # SQLite bounds the number of values in one IN
    ).annotate(
        n=Count("memberships", filter=open_now),
        n_official=Count("memberships", filter=official),
        n_women=Count("memberships", filter=open_now & Q(memberships__member__sex=Sex.FEMALE)),
        n_men=Count("memberships", filter=open_now & Q(memberships__member__sex=Sex.MALE)),
        n_exempted=Count("memberships", filter=open_now & Q(memberships__exempted=True)),
        n_away=Count("memberships", filter=open_now & Q(memberships__temporary_away=True)),
    )
    return {
        row.pk: (UNIT_FIGURES.get(row.level, Figures()) if row.closed is None else Figures())
        + Figures(
            members=row.n,
            official=row.n_official,
            probationary=row.n - row.n_official,
            women_members=row.n_women,
            men_members=row.n_men,
            exempted=row.n_exempted,
            temporary_away=row.n_away,
        )
        for row in rows
    }


def tallies_recount(units: Iterable[Unit]) -> None:
    """Count the register's figures of `units` anew from units and memberships."""
    wanted = {unit.pk: unit for unit in units}
    counted = register_figures(wanted.values())
    tallies_set({unit: counted[pk] for pk, unit in wanted.items()}, season=REGISTER)
