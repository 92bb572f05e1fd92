"""The congress page and its forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daihoi.congress import actions, queries
from daihoi.congress.clock import today
from daihoi.congress.forms import ExceptionForm, HoldForm, PlanForm, StepDoneForm
from daihoi.congress.models import SUPERIOR, Congress, CongressForm, Exemption, Phase, Season, Step, StepState
from daihoi.congress.views.evidence import files_of
from daihoi.org.access import ROLES, Permission, Role, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.org.models.tally import TIER
from daihoi.org.queries import level_figures
from daihoi.org.queries.units import above
from daihoi.rules.figures import Figure, Origin
from daihoi.rules.messages import N_, Message, RuleError
from daihoi.rules.timeline import Calendar, Milestone, remaining, working_days_between
from daihoi.rules.vietnamese import roman
from daihoi.web import drawer, parts
from daihoi.web.text import number, say, vdate, vday


def _congress(unit: Unit, congress_id: int) -> Congress:
    found = Congress.objects.select_related("season__root", "together_with")
    congress = get_object_or_404(found, pk=congress_id, unit=unit)
    congress.unit = unit
    return congress


def congress_title(congress: Congress) -> str:
    """Đại hội đại biểu Đảng bộ Phường 13 lần thứ XII."""
    form = (
        _("Congress of delegates, %(unit)s")
        if congress.form == CongressForm.DELEGATES
        else _("Congress of members, %(unit)s")
    ) % {"unit": congress.unit.name}
    if congress.ordinal:
        form = _("%(congress)s, the %(ordinal)s") % {"congress": form, "ordinal": roman(congress.ordinal)}
    return form


def owner_label(owner: str) -> str:
    """Who owes a step."""
    if owner == SUPERIOR:
        return _("Office of the unit above")
    return str(ROLES[Role(owner)].label) if owner in set(Role) else ""


@page(Permission.FIGURES)
def congress_show(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """A congress: its stages, what is next, its dates, limits, exceptions, quorum and files."""
    congress = _congress(unit, congress_id)
    season, now = congress.season, today(congress.season)
    steps = list(congress.steps.all())
    stages = queries.phases(steps, now)
    chosen = next((one for one in stages if one.phase == request.GET.get("gd")), None) or _current(stages)
    counts = level_figures(unit, season.pk, ("members", "seats", "elected", "grassroots_units"))
    total = sum(figures["members"] for figures in counts.levels.values())
    own = counts[TIER[unit.level]]
    level = queries.levels_of(season).get(unit.kind)
    can = request.scope.can

    def figure(key: str, *, records: bool = False) -> Figure | None:
        origin = Origin.live(now)
        if key == "members":
            return Figure.count("members", total, origin, records=queries.members_records(unit) if records else ())
        if key == "summoned" and congress.summoned is not None:
            return Figure.count("summoned", congress.summoned, origin, label=Message.of(N_("Summoned")))
        if key == "present" and congress.present is not None:
            return Figure.count("present", congress.present, origin, label=Message.of(N_("Present at the opening")))
        return None

    evidence = (
        list(congress.evidence.standing().select_related("by", "congress__unit")) if can(Permission.NAMES, unit) else []
    )
    context: dict[str, Any] = {
        "unit": unit,
        "congress": congress,
        "season": season,
        "now": now,
        "title": congress_title(congress),
        "members": figure("members"),
        "summoned": figure("summoned"),
        "present": figure("present"),
        "under": _under(congress, own["seats"]),
        "strip": [_step_part(one, chosen, now, season.calendar) for one in stages],
        "chosen": chosen,
        "rows": [_row(step, congress, now) for step in _in_order(chosen.steps)],
        "next": _next(steps, congress, now, can) if not congress.is_excepted else [],
        "miles": _miles(congress, steps, now),
        "limits": queries.limits(congress, level, seats=own["seats"] or None),
        "quorum": queries.quorum_of(congress),
        "quorum_base": (congress.summoned or 0) - (congress.not_counted or 0),
        "quorum_is_setting": congress.regulation.quorum.is_setting,
        "apart": _apart(congress),
        "evidence": files_of(evidence),
        "may_plan": can(Permission.PLAN, unit),
        "may_enter": can(Permission.ENTER, unit),
        "sees_names": can(Permission.NAMES, unit),
        "crumbs": _crumbs(request, unit, season),
        "crumb_here": _("Congress"),
    }
    return drawer.page(request, "congress/congress_show.html", context, figures=lambda key: figure(key, records=True))


def _crumbs(request: ScopedRequest, unit: Unit, season: Season) -> list[dict[str, str]]:
    """The seasons of the units above that the reader may open, and of this one where it has units below."""
    seen = [one for one in above(unit) if request.scope.roles_at(one)]
    if not season.regulation.level(unit.level).is_cell:
        seen.append(unit)
    return [{"label": one.name, "href": reverse("season", args=[one.code])} for one in seen]


def _current(stages: list[queries.PhaseState]) -> queries.PhaseState:
    """The stage that a congress is in: the first that is not done."""
    return next((one for one in stages if one.state in ("late", "now")), stages[-1])


def _under(congress: Congress, seats: int) -> list[str]:
    """The line below the heading, without the figures that open a drawer."""
    words = [_("Term %(season)s") % {"season": congress.season.name}]
    if congress.opened_on:
        words.append(_("opened %(day)s") % {"day": vday(congress.opened_on)})
        days = congress.days or 1
        words.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    elif congress.planned_on:
        words.append(_("planned for %(day)s") % {"day": vday(congress.planned_on)})
    else:
        words.append(_("day not fixed yet"))
    if congress.place:
        words.append(congress.place)
    if seats:
        words.append(_("elects a committee of %(seats)s") % {"seats": number(seats)})
    return words


def _step_part(one: queries.PhaseState, chosen: queries.PhaseState, now: date, calendar: Calendar) -> parts.Step:
    if not one.total:
        note = _("nothing here")
    elif one.late is not None:
        late = queries.days_late(one.late, now, calendar)
        days = ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}
        note = _("%(done)s/%(total)s, %(late)s") % {"done": one.done, "total": one.total, "late": days}
    elif one.state == "done":
        note = _("%(done)s/%(total)s done") % {"done": one.done, "total": one.total}
    elif one.due is not None:
        note = _("%(done)s/%(total)s, by %(day)s") % {
            "done": one.done,
            "total": one.total,
            "day": f"{one.due.day}/{one.due.month}",
        }
    else:
        note = _("%(done)s/%(total)s done") % {"done": one.done, "total": one.total}
    return parts.Step(
        label=Phase(one.phase).label,
        href=f"?gd={one.phase.value}#giai-doan",
        state=one.state,
        note=note,
        current=one.phase == chosen.phase,
    )


def state_tag(step: Step, now: date, calendar: Calendar) -> parts.Tag:
    """How a step stands, in words."""
    if step.state == StepState.DONE:
        if step.done_on is None:
            return parts.Tag(_("behind us, no day recorded"), "done")
        return parts.Tag(_("done %(day)s") % {"day": f"{step.done_on.day}/{step.done_on.month}"}, "done")
    if step.is_late(now):
        return parts.Tag(remaining(step.due, now, calendar), "late") if step.due else parts.Tag(_("late"), "late")
    if step.is_past(now):
        return parts.Tag(_("past the suggested day"), "soon")
    if step.due is None:
        return parts.Tag(StepState(step.state).label, "now" if step.state == StepState.NOW else "")
    left = working_days_between(now, step.due, calendar)
    if left <= 5:
        return parts.Tag(remaining(step.due, now, calendar), "soon")
    return parts.Tag(_("by %(day)s") % {"day": vdate(step.due)}, "now" if step.state == StepState.NOW else "")


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps of a stage; the elections that another room told of stand before what sums them up."""
    return sorted(steps, key=lambda step: (not step.key.startswith("election:"), step.position))


def _row(step: Step, congress: Congress, now: date) -> dict[str, Any]:
    """One line of the chosen stage."""
    return {
        "step": step,
        "owner": owner_label(step.owner),
        "tag": state_tag(step, now, congress.season.calendar),
        "href": queries.step_address(step, congress),
        "edit": reverse("step", args=[congress.unit.code, congress.pk, step.pk]) if step.is_manual else "",
    }


def _next(
    steps: list[Step], congress: Congress, now: date, can: Callable[[Permission, Unit], bool]
) -> list[parts.NextThing]:
    """The next things as their box draws them: the first that the reader can do is the red button."""
    things: list[parts.NextThing] = []
    may_plan, may_enter = can(Permission.PLAN, congress.unit), can(Permission.ENTER, congress.unit)
    if congress.opening is None:
        plan = reverse("congress_plan", args=[congress.unit.code, congress.pk])
        text = owner_label(Role.OFFICE)
        action = parts.Link(_("Fix the dates"), plan, main=True) if may_plan else None
        things.append(parts.NextThing(title=_("Fix the opening day"), text=text, action=action))
    for one in queries.next_things(steps, now):
        if one.step.key == "hold" and congress.opening is None:
            continue
        step, words = one.step, [owner_label(one.step.owner)]
        if step.due:
            words.append(_("due %(day)s") % {"day": vday(step.due)})
        href = queries.step_address(step, congress) if may_enter else ""
        if not href and step.is_manual and may_enter:
            href = reverse("step", args=[congress.unit.code, congress.pk, step.pk])
        verb = _("Mark as done") if step.is_manual else _("Open")
        blocked = (
            _("Possible once “%(step)s” is done.") % {"step": say(one.blocker.label)} if one.blocker is not None else ""
        )
        things.append(
            parts.NextThing(
                title=step.label,
                text=", ".join(word for word in words if word),
                tag=state_tag(step, now, congress.season.calendar),
                action=parts.Link(verb, href, main=not blocked and not _has_button(things)) if href else None,
                blocked=blocked,
            )
        )
    return things


def _has_button(things: list[parts.NextThing]) -> bool:
    return any(one.action is not None for one in things)


def _miles(congress: Congress, steps: list[Step], now: date) -> list[parts.Milestone]:
    """The dates of the plan with what became of them; today stands among them while the congress goes on."""
    by_milestone = queries.milestone_steps(steps)
    ratify = next((step for step in steps if step.key == "ratification"), None)
    rows = []
    for mile in queries.plan_of(congress):
        mine = by_milestone.get(mile.key, [])
        due = ratify.due if mile.key == "ratification" and ratify is not None and ratify.due else mile.due
        tag: parts.Tag | None = None
        state: Any = ""
        if mine and queries.is_done(mine):
            days = [step.done_on for step in mine if step.done_on]
            state = "done"
            tag = parts.Tag(
                _("done %(day)s") % {"day": f"{max(days).day}/{max(days).month}"} if days else _("behind us"), "done"
            )
        elif mine:
            tag = state_tag(mine[0], now, congress.season.calendar)
            state = "late" if any(step.is_late(now) for step in mine) else ""
        elif mile.key == "closing" and congress.is_held:
            state = "done"
        if mile.key == "opening":
            state = "open"
        rows.append(parts.Milestone(due, mile.label, _offset(mile, congress), state, tag))
    if rows and not (congress.is_held and ratify is not None and ratify.state == StepState.DONE):
        ahead = congress.opening is not None and congress.opening >= now
        when: Any = remaining(congress.opening, now, congress.season.calendar) if ahead and congress.opening else ""
        rows.append(parts.Milestone(now, _("Today"), when, "today"))
    rows.sort(key=lambda row: (row.day, row.state != "today"))
    return rows


def _offset(mile: Milestone, congress: Congress) -> Message:
    """How a date was found, short enough for its narrow column."""
    values = dict(mile.offset.params)
    if "months" in values:
        return Message.of(N_("%(months)s months after"), months=values["months"])
    if "days" not in values:
        return mile.offset
    ahead = congress.opening is not None and mile.due < congress.opening
    return Message.of(N_("%(days)s days before") if ahead else N_("%(days)s days after"), days=values["days"])


def _apart(congress: Congress) -> list[str]:
    """What sets the congress apart, in words."""
    found = []
    if congress.exception:
        label = str(Exemption(congress.exception).label)
        if congress.together_with:
            label = _("Held together with %(unit)s") % {"unit": congress.together_with.name}
        found.append(label)
    if congress.contents != 4:
        found.append(
            _("Congress of three contents: no committee is elected")
            if congress.contents == 3
            else _("Congress of two contents: nobody is elected")
        )
    if congress.pilot:
        found.append(_("Pilot congress"))
    return found


def _form_page(
    request: ScopedRequest, congress: Congress, template: str, form: Any, title: str, **more: Any
) -> HttpResponse:
    context = {
        "title": title,
        "unit": congress.unit,
        "congress": congress,
        "form": form,
        "crumbs": [{"label": congress.unit.name, "href": congress.get_absolute_url()}],
    }
    return render(request, template, {**context, **more}, status=422 if form.errors else 200)


@page(Permission.PLAN)
def congress_plan(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """Fix day, form, ordinal, place."""
    congress = _congress(unit, congress_id)
    total = sum(figures["members"] for figures in level_figures(unit, congress.season_id, ["members"]).levels.values())
    initial = {
        "planned_on": congress.planned_on,
        "form": congress.form,
        "ordinal": congress.ordinal,
        "place": congress.place,
    }
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            actions.congress_plan(congress, by=request.user, **(data | {"form": CongressForm(data["form"])}))
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("The plan is saved; the other dates follow the opening day."))
            return redirect(congress)
    return _form_page(
        request,
        congress,
        "congress/congress_plan.html",
        form,
        _("Day and form of the congress"),
        hint=_form_hint(congress, total),
    )


def _form_hint(congress: Congress, members: int) -> Message:
    """Which form the size of the unit asks for (C-02)."""
    law = congress.regulation.delegates_congress_from
    rule = congress.level.congress_rule
    suggested = CongressForm(queries.suggested_form(congress, members)).label
    return Message.of(
        N_("With %(members)s members: %(form)s."),
        rule=rule.rule,
        article=rule.article or law.article,
        members=number(members),
        form=str(suggested).lower(),
    )


@page(Permission.ENTER)
def congress_hold(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """Record that the congress was held, or correct that record."""
    congress = _congress(unit, congress_id)
    total = sum(figures["members"] for figures in level_figures(unit, congress.season_id, ["members"]).levels.values())
    form_now = congress.form if congress.is_held else queries.suggested_form(congress, total)
    initial = {
        "form": form_now,
        "opened_on": congress.opened_on or congress.planned_on,
        "closed_on": congress.closed_on,
        "summoned": congress.summoned,
        "present": congress.present,
        "not_counted": congress.not_counted,
        "units_present": congress.units_present,
        "place": congress.place,
    }
    form = HoldForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.congress_hold(congress, by=request.user, **(data | {"form": CongressForm(data["form"])}))
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("The congress is recorded as held."))
            return redirect(congress)
    title = _("Correct how the congress was held") if congress.is_held else _("The congress was held")
    return _form_page(request, congress, "congress/congress_hold.html", form, title, hint=_form_hint(congress, total))


@page(Permission.PLAN)
def congress_except(request: ScopedRequest, unit: Unit, congress_id: int) -> HttpResponse:
    """Record what sets the congress apart, with its reason."""
    congress = _congress(unit, congress_id)
    initial = {
        "exception": congress.exception,
        "contents": congress.contents,
        "pilot": congress.pilot,
        "together_with": congress.together_with.code if congress.together_with else "",
        "reason": congress.exception_reason,
    }
    form = ExceptionForm(request.POST or None, initial=initial, congress=congress)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.exception_set(congress, by=request.user, **(data | {"exception": Exemption(data["exception"])}))
        except RuleError as error:
            form.add_error("reason" if not data["reason"] else None, say(error.message))
        else:
            messages.success(request, _("The exception is recorded with its reason."))
            return redirect(congress)
    return _form_page(request, congress, "congress/congress_except.html", form, _("What sets this congress apart"))


@page(Permission.ENTER)
def step_edit(request: ScopedRequest, unit: Unit, congress_id: int, step_id: int) -> HttpResponse:
    """Mark a step of the plan as done, or take that back."""
    congress = _congress(unit, congress_id)
    step = get_object_or_404(Step, pk=step_id, congress=congress)
    step.congress = congress
    form = StepDoneForm(request.POST or None, initial={"on": step.done_on})
    if request.method == "POST" and form.is_valid():
        try:
            if "reopen" in request.POST:
                actions.step_reopen(step, by=request.user)
            else:
                actions.step_done(step, by=request.user, on=form.cleaned_data["on"])
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, _("“%(step)s” is recorded.") % {"step": say(step.label)})
            return redirect(f"{congress.get_absolute_url()}?gd={step.stage}#giai-doan")
    return _form_page(request, congress, "congress/step_edit.html", form, say(step.label), step=step)
