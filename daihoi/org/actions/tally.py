"""Live figures: recomputed from base rows in the transaction of the change, never counted up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr

from daihoi.org import tree
from daihoi.org.models import Membership, Sex, Tally, TallyTotal, Unit
from daihoi.org.models.tally import BRANCH, REGISTER, REGISTER_KEYS, TIER, UNIT_FIGURES
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
    """unit id -> figures of its own members and of itself as a unit, as the register stands now; one query."""
    wanted = {unit.pk: unit for unit in units}
    rows = Membership.objects.filter(valid_to=None)
    if len(wanted) < 500:  # SQLite bounds the number of values in one IN
        rows = rows.filter(unit__in=wanted)
    counted = (
        rows.values("unit")
        .order_by("unit")
        .annotate(
            members=Count("id"),
            official=Count("member__official"),
            women_members=Count("id", filter=Q(member__sex=Sex.FEMALE)),
            men_members=Count("id", filter=Q(member__sex=Sex.MALE)),
            exempted_members=Count("id", filter=Q(exempted=True)),
            away_members=Count("id", filter=Q(temporary_away=True)),
        )
    )
    members = {
        row["unit"]: Figures(
            members=row["members"],
            official=row["official"],
            probationary=row["members"] - row["official"],
            women_members=row["women_members"],
            men_members=row["men_members"],
            exempted=row["exempted_members"],
            temporary_away=row["away_members"],
        )
        for row in counted
    }
    none = Figures()
    return {
        pk: (UNIT_FIGURES.get(unit.level, none) if unit.closed is None else none) + members.get(pk, none)
        for pk, unit in wanted.items()
    }


def tallies_recount(units: Iterable[Unit]) -> None:
    """Count the register's figures of `units` anew from units and memberships."""
    wanted = {unit.pk: unit for unit in units}
    counted = register_figures(wanted.values())
    known = set(Tally.objects.filter(season=REGISTER).values_list("unit", flat=True)) & wanted.keys()
    names = ("path", "tier", *REGISTER_KEYS)
    with (
        connection.cursor() as cursor
    ):  # a dozen columns of many rows: an upsert of all columns takes ten times as long
        quoted = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in names)
        cursor.executemany(
            f"UPDATE {Tally._meta.db_table} SET {quoted} WHERE unit_id = %s AND season = %s",  # noqa: S608
            [
                (unit.path, TIER[unit.level], *(counted[pk][key] for key in REGISTER_KEYS), pk, REGISTER)
                for pk, unit in wanted.items()
                if pk in known
            ],
        )
    fresh = {unit: counted[pk] for pk, unit in wanted.items() if pk not in known}
    if fresh:
        tallies_set(fresh, season=REGISTER)
    totals_refresh((unit.path for unit in wanted.values()), season=REGISTER)
