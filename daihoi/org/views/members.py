"""Members' lists and cards, for personnel alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from daihoi.formats.pdf import render as render_pdf
from daihoi.formats.xlsx import write_table
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.actions.member import members_leave
from daihoi.org.actions.membership import member_correct, member_move, member_state
from daihoi.org.actions.privacy import list_handed_out, member_shown
from daihoi.org.forms.members import CardForm, FilterForm, LeaveOneForm, MoveForm, ReasonForm, StateForm
from daihoi.org.models import LeaveReason, Member, Membership, Standing, Unit
from daihoi.org.queries import members as queries
from daihoi.org.queries.person import person_document, sections
from daihoi.rules.canonical import canonical
from daihoi.rules.messages import Message, RuleError
from daihoi.rules.posts import Post
from daihoi.web.parts import Confirm, Tag
from daihoi.web.tables import Column, Table, TableQuery
from daihoi.web.text import number, say, vdate

PER_PAGE = 50


def _crumbs(unit: Unit, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The unit, its members, then `more` as (label, address)."""
    places = [
        (unit.name, reverse("unit", args=[unit.code])),
        (_("Party members"), reverse("members", args=[unit.code])),
    ]
    return [{"label": label, "href": href} for label, href in [*places, *more]]


# --- the list --------------------------------------------------------------------------------------------------------


def state_of(row: Membership) -> str:
    """What decides a member's place in the base, in words."""
    words = [_("official") if row.member.official else _("probationary")]
    if row.standing != Standing.NORMAL:
        words.append(str(Standing(row.standing).label).lower())
    if row.exempted:
        words.append(_("exempted"))
    if row.temporary_away:
        words.append(_("temporarily elsewhere"))
    if row.valid_to is not None:
        words.append(_("left on %(day)s") % {"day": vdate(row.valid_to)})
    return ", ".join(words)


def _place(row: Membership, root: Unit) -> str:
    """The cell with the unit above it: many cells bear the same name."""
    above = row.unit.parent
    return row.unit.name if above is None or above.pk == root.pk else f"{row.unit.name}, {above.name}"


def _columns(unit: Unit) -> list[Column[Membership]]:
    return [
        Column(
            "name",
            _("Full name"),
            value=lambda row: str(row.member),
            head=True,
            sort=True,
            search=True,
            href=lambda row: reverse("member", args=[unit.code, row.member_id]),
        ),
        Column("card", _("Card number"), value=lambda row: row.member.card, sort=True, search=True),
        Column("born", _("Born"), value=lambda row: queries.day_text(row.member, "born"), sort=True),
        Column("sex", _("Sex"), value=lambda row: row.member.get_sex_display(), hide_small=True),
        Column("unit", _("Unit"), value=lambda row: _place(row, unit), sort=True),
        Column("state", _("Standing"), value=state_of),
        Column(
            "official",
            _("Official from"),
            value=lambda row: "" if row.member.erased else queries.day_text(row.member, "official"),
            sort=True,
            hide_small=True,
        ),
    ]


@never_cache
@page(Permission.MEMBERS)
def members(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The members at and below `unit`: found without accents, narrowed, in Vietnamese order, page by page."""
    code = request.GET.get("o", "")
    chosen = Unit.objects.under(unit).filter(code=code).first() if code and "\0" not in code else None
    form = FilterForm(request.GET, root=unit, units=queries.units_to_choose(unit, chosen))
    wanted = form.wanted
    rows = queries.members_found(chosen or unit, wanted)
    asked = TableQuery.of(request.GET, default_sort="name")
    matched = rows.count()
    rows = queries.ordered(rows, asked.sort, descending=asked.descending)
    if asked.wants_xlsx:
        return _hand_out(request, unit, rows, matched)
    last_page = max(-(-matched // PER_PAGE), 1)
    first = (min(asked.page, last_page) - 1) * PER_PAGE
    table = Table(
        request,
        _columns(unit),
        queries.page_of(rows, first, first + PER_PAGE),
        caption=_("Party members"),
        empty=_("Nobody is found with these filters.") if wanted.is_narrowed or chosen else _("No members here yet."),
        default_sort="name",
        per_page=PER_PAGE,
        matched=matched,
        total=queries.members_found(chosen or unit, replace(wanted, q="")).count() if wanted.q else matched,
        filename="dang-vien",
    )
    context = {
        "unit": unit,
        "title": _("Party members"),
        "crumbs": [{"label": unit.name, "href": reverse("unit", args=[unit.code])}],
        "table": table,
        "form": form,
        "count": matched,
        "is_narrowed": wanted.is_narrowed or chosen is not None,
        "kept": [(key, value) for key, value in table.kept if key == "sort"] + ([("q", wanted.q)] if wanted.q else []),
    }
    return render(request, "org/member_list.html", context)


def _hand_out(request: ScopedRequest, unit: Unit, rows: Any, count: int) -> HttpResponse:
    """What is on the screen as Excel, once somebody said what for; the ledger keeps who and why (T13)."""
    form = ReasonForm(request.POST or None)
    params = request.GET.copy()
    params.pop("xuat")
    if request.method == "POST" and form.is_valid():
        people = list(rows.select_related("member", "unit__parent"))
        table = Table(request, _columns(unit), people, caption=_("Party members"))
        content = write_table(say(table.caption), table.plain_heads, table.plain_rows())
        list_handed_out(unit, by=request.user, reason=form.cleaned_data["reason"], content=content, rows=count)
        table.filename = "dang-vien"
        return table.as_xlsx(lambda *_parts: content, ())
    box = Confirm(
        title=_("Take this list out as Excel"),
        text=_(
            "The file will hold personal data of %(count)s people. Who takes it, when and what for is recorded in the "
            "ledger. Keep it only as long as it is needed."
        )
        % {"count": number(count)},
        yes=_("Download Excel"),
        cancel_href=f"?{params.urlencode()}",
    )
    context = {"box": box, "form": form, "title": box.title, "crumbs": _crumbs(unit)}
    return render(request, "web/confirm.html", context)


# --- one card --------------------------------------------------------------------------------------------------------


def _link(name: str, *args: object) -> str:
    """The address of a page of a room above; empty while that room has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _election_link(request: ScopedRequest, unit: Unit, election_id: int) -> str:
    """The address of an election, where the reader's role reaches as far down."""
    return _link("election", unit.code, election_id) if request.scope.can(Permission.NAMES, unit) else ""


@never_cache
@page(Permission.MEMBERS)
def member(request: ScopedRequest, unit: Unit, member_id: int) -> HttpResponse:
    """One card: every field with why it is kept, where the member belonged, what he stood for."""
    person, rows = queries.card_of(unit, member_id)
    groups = [
        (
            Message(label),
            [(Message(queries.LABELS[field]), queries.shown(person, field)) for field in fields],
            [
                (_("Purpose"), Message(personal.purpose)),
                (_("Ground"), Message(personal.ground)),
                (_("Kept"), Message(personal.retention)),
                (_("Seen by"), Message(personal.seen_by)),
            ],
        )
        for label, personal, fields in queries.GROUPS
    ]
    history = Table(
        request,
        [
            Column("unit", _("Unit"), value=lambda row: row.unit.name, head=True),
            Column("from", _("From"), value=lambda row: row.valid_from if row.valid_from.year > 1 else _("the start")),
            Column("to", _("Until before"), value=lambda row: row.valid_to),
            Column("state", _("Standing"), value=_marks),
        ],
        rows,
        prefix="l",
        caption=_("Where the member belonged"),
    )
    lists = Table(
        request,
        [
            Column("unit", _("Congress"), value=lambda one: one.round.election.congress.unit.name, head=True),
            Column("season", _("Term"), value=lambda one: one.round.election.congress.season.name),
            Column(
                "post",
                _("Elected to"),
                value=lambda one: say(Post(one.round.election.post).name_message),
                href=lambda one: _election_link(request, one.round.election.congress.unit, one.round.election_id),
            ),
            Column("round", _("Round"), value=lambda one: one.round.number, align="num"),
            Column("number", _("No. on the ballot"), value=lambda one: one.number, align="num"),
            Column("elected", _("Result"), value=lambda one: Tag(_("elected"), "done") if one.elected else ""),
        ],
        queries.candidacies(person),
        prefix="u",
        caption=_("Lists of candidates"),
        empty=_("On no list of candidates."),
    )
    context = {
        "unit": unit,
        "person": person,
        "title": str(person),
        "crumbs": _crumbs(unit),
        "groups": groups,
        "extra": sorted(person.extra.items()),
        "last": rows[0],
        "state": state_of(rows[0]),
        "history": history,
        "lists": lists,
        "erase_href": _link("member_erase", unit.code, person.pk),
    }
    return render(request, "org/member_detail.html", context)


def _marks(row: Membership) -> str:
    words = [str(Standing(row.standing).label)]
    words += [_("exempted")] if row.exempted else []
    words += [_("temporarily elsewhere")] if row.temporary_away else []
    return ", ".join(words)


# --- verbs -----------------------------------------------------------------------------------------------------------


def _act(
    request: ScopedRequest,
    unit: Unit,
    person: Member,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    title: str,
    text: str,
    yes: str,
    done: str,
    two: bool = False,
) -> HttpResponse:
    """A form about one member, and its verb; what cannot be is said at the form, which keeps what was typed."""
    back = reverse("member", args=[unit.code, person.pk])
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except RuleError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, done)
            return redirect(back)
    context = {
        "unit": unit,
        "form": form,
        "title": title,
        "text": text,
        "yes": yes,
        "back": back,
        "two": two,
        "crumbs": _crumbs(unit, (str(person), back)),
    }
    return render(request, "org/member_form.html", context)


def _living(unit: Unit, member_id: int) -> tuple[Member, list[Membership]]:
    """A card on which something can still be changed; an erased one is 404."""
    person, rows = queries.card_of(unit, member_id)
    if person.erased is not None:
        raise Http404
    return person, rows


@never_cache
@page(Permission.MEMBERS)
def member_edit(request: ScopedRequest, unit: Unit, member_id: int) -> HttpResponse:
    """Correct the card as if it had always been so."""
    person, _rows = _living(unit, member_id)
    form = CardForm(request.POST or None, member=person)
    return _act(
        request,
        unit,
        person,
        form,
        lambda _data: member_correct(person, by=request.user, facts=form.facts),
        title=_("Correct the card"),
        text=_(
            "What was written wrongly is put right as if it had always been so. The ledger keeps that it was done, "
            "not the values."
        ),
        yes=_("Save the correction"),
        done=_("The card is corrected."),
        two=True,
    )


@never_cache
@page(Permission.MEMBERS)
def member_transfer(request: ScopedRequest, unit: Unit, member_id: int) -> HttpResponse:
    """Move the member to another unit from a day on."""
    person, rows = _living(unit, member_id)
    form = MoveForm(request.POST or None, within=unit)
    return _act(
        request,
        unit,
        person,
        form,
        lambda data: member_move(person, by=request.user, to=data["to"], on=data["on"]),
        title=_("Move to another cell"),
        text=_("%(name)s belongs to %(unit)s. From the day on the member counts in the other cell; the history stays.")
        % {"name": person.name, "unit": rows[0].unit.name},
        yes=_("Move"),
        done=_("The member is moved."),
    )


@never_cache
@page(Permission.MEMBERS)
def member_mark(request: ScopedRequest, unit: Unit, member_id: int) -> HttpResponse:
    """Standing, exemption, absence from a day on."""
    person, rows = _living(unit, member_id)
    form = StateForm(request.POST or None, row=rows[0])

    def act(data: dict[str, Any]) -> object:
        return member_state(
            person,
            by=request.user,
            on=data["on"],
            standing=Standing(data["standing"]),
            exempted=data["exempted"],
            temporary_away=data["temporary_away"],
        )

    return _act(
        request,
        unit,
        person,
        form,
        act,
        title=_("Change the standing"),
        text=_("It holds from the day on; what was before stays in the history."),
        yes=_("Save the change"),
        done=_("The standing is changed."),
    )


@never_cache
@page(Permission.MEMBERS)
def member_leave(request: ScopedRequest, unit: Unit, member_id: int) -> HttpResponse:
    """End the membership from a day on."""
    person, rows = _living(unit, member_id)
    form = LeaveOneForm(request.POST or None)
    return _act(
        request,
        unit,
        person,
        form,
        lambda data: members_leave([person.pk], by=request.user, on=data["on"], reason=LeaveReason(data["reason"])),
        title=_("End the membership"),
        text=_(
            "From the day on %(name)s counts no more in %(unit)s. The card stays and can be found among people who "
            "have left."
        )
        % {"name": person.name, "unit": rows[0].unit.name},
        yes=_("End the membership"),
        done=_("The membership has ended."),
    )


@never_cache
@page(Permission.MEMBERS)
def member_sheet(request: ScopedRequest, unit: Unit, member_id: int) -> HttpResponse:
    """Everything kept about the person, to be shown or handed to him: on the page, as PDF, as JSON (T13)."""
    person, rows = queries.card_of(unit, member_id)
    form = request.POST.get("dang", "")
    if request.method == "POST" and form in ("pdf", "json"):
        as_json = canonical(queries.person_facts(person, rows)).encode() if form == "json" else b""
        content = as_json or render_pdf(person_document(person, rows, issuer=unit))
        member_shown(person, by=request.user, unit=unit, content=content, form=form)
        response = HttpResponse(content, content_type="application/json" if form == "json" else "application/pdf")
        name = f"du-lieu-ca-nhan-{person.pk}.{form}"
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return response
    context = {
        "unit": unit,
        "person": person,
        "title": _("What is kept about %(name)s") % {"name": str(person)},
        "crumbs": _crumbs(unit, (str(person), reverse("member", args=[unit.code, person.pk]))),
        "sections": sections(person, rows),
    }
    return render(request, "org/member_sheet.html", context)
