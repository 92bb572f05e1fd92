"""Lists of units and members: loaded with a preview, written by decision, taken out with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from daihoi.formats.xlsx import MIME
from daihoi.org import tasks
from daihoi.org.access import ROLES, Permission, ScopedRequest, page
from daihoi.org.actions import (
    import_begin,
    import_discard,
    import_receive,
    members_leave,
    register_export,
)
from daihoi.org.actions.import_job import reach
from daihoi.org.forms.imports import ExportForm, LeaveForm, UploadForm
from daihoi.org.models import ImportJob, ImportKind, ImportState, LeaveReason, Unit
from daihoi.org.queries import imports as queries
from daihoi.org.queries.lists import CHANGES, NORMALISED, NOTICES, Change, ImportResult, Missing, Notice, Refusal
from daihoi.org.queries.previews import unpack_message
from daihoi.org.queries.register import refused_workbook, template_workbook
from daihoi.rules.messages import RuleError
from daihoi.web import drawer
from daihoi.web.tables import Column, Table
from daihoi.web.text import say, vdate

NOT_IN_LIST = "not_in_list"


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MIME)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _job(request: ScopedRequest, unit: Unit, uuid: UUID) -> ImportJob:
    """A list loaded at `unit`: for who loaded it, and for those whose role reaches as far down."""
    job = get_object_or_404(ImportJob.objects.select_related("unit", "by"), uuid=uuid, unit=unit)
    if not _may_see(request, unit, job):
        raise Http404
    return job


def _may_see(request: ScopedRequest, unit: Unit, job: ImportJob) -> bool:
    rows = [ROLES[role] for role in request.scope.roles_at(unit)]
    return job.by_id == request.user.pk or any(row.below and Permission.REGISTER in row.permissions for row in rows)


def _crumbs(unit: Unit, *, below: bool = False) -> list[dict[str, str]]:
    crumbs = [{"label": unit.name, "href": reverse("unit", args=[unit.code])}]
    return (
        [*crumbs, {"label": _("Lists in and out"), "href": reverse("imports", args=[unit.code])}] if below else crumbs
    )


@never_cache
@page(Permission.REGISTER)
def imports(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Load a list, see the latest ones, take a template."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        job = import_receive(
            unit,
            by=request.user,
            client=data["client"],
            kind=ImportKind(data["kind"]),
            filename=data["file"].name,
            content=data["file"].read(),
            as_of=data["as_of"],
            is_part=data["is_part"] or None,
        )
        if job.unit_id != unit.pk or job.by_id != request.user.pk:
            raise Http404
        if job.state == ImportState.WAITING:
            tasks.import_check.enqueue(str(job.uuid))
        return redirect(job)
    table = Table(
        request,
        [
            Column(
                "filename",
                _("File"),
                head=True,
                href=lambda job: job.get_absolute_url() if _may_see(request, unit, job) else "",
            ),
            Column("kind", _("List of"), value=lambda job: job.get_kind_display()),
            Column("state", _("State"), value=lambda job: job.get_state_display()),
            Column("read", _("Rows"), value=lambda job: job.counts.get("read"), align="num"),
            Column("refused", _("Refused"), value=lambda job: job.counts.get("refused"), align="num"),
            Column("by", _("By"), value=lambda job: str(job.by), hide_small=True),
            Column("created", _("Received"), value=lambda job: job.created, hide_small=True),
        ],
        list(queries.recent(unit)[:20]),
        caption=_("Lists loaded lately"),
        empty=_("No list has been loaded here yet."),
    )
    context = {"unit": unit, "form": form, "table": table, "crumbs": _crumbs(unit), "title": _("Lists in and out")}
    return render(request, "org/import_list.html", context)


@page(Permission.REGISTER)
def import_template(request: ScopedRequest, unit: Unit, kind: str) -> HttpResponse:
    """An empty list with its columns and what goes where."""
    if kind not in ImportKind.values:
        raise Http404
    name = "mau-danh-sach-to-chuc.xlsx" if kind == ImportKind.UNITS else "mau-danh-sach-dang-vien.xlsx"
    return _file(template_workbook(kind), name)


@never_cache
@page(Permission.REGISTER)
def import_show(request: ScopedRequest, unit: Unit, uuid: UUID) -> HttpResponse:
    """A list on its way: its progress, its preview, or what it did."""
    job = _job(request, unit, uuid)
    shown = job.state in (ImportState.READY, ImportState.DONE, ImportState.WRITING)
    result = queries.preview(job, "refused") if shown else None
    context = {
        "unit": unit,
        "job": job,
        "progress": queries.progress(job),
        "crumbs": _crumbs(unit, below=True),
        "title": job.filename,
        "problem": unpack_message(job.problem) if job.problem else None,
    }
    if result is None:
        return render(request, "org/import_progress.html", context)
    context |= {
        "result": result,
        "fate": queries.fate(result),
        "refused": _refused(request, result),
        "changes": [(kind, _(CHANGES[kind]), count) for kind, count in result.change_counts()],
        "notices": [(kind, _(NOTICES[kind]), count) for kind, count in result.notice_counts()],
        "normalised": [
            (_(NORMALISED[kind]), result.normalised[kind]) for kind in NORMALISED if result.normalised[kind]
        ],
        "missing": result.missing,
        "findings": result.findings[:5],
        "more_findings": max(len(result.findings) - 5, 0),
    }
    return drawer.page(request, "org/import_preview.html", context, figures={"rows_read": queries.rows_read(result)})


def _who(result: ImportResult) -> str:
    return _("Full name") if result.kind == ImportKind.MEMBERS else _("Unit")


def _refused(request: ScopedRequest, result: ImportResult) -> Table[Refusal]:
    def cell(refusal: Refusal) -> str:
        value = refusal.first.value
        return (
            format_html('<b class="cell">{}</b>', value)
            if value
            else format_html('<b class="cell">{}</b>', _("(empty)"))
        )

    return Table(
        request,
        [
            Column("row", _("Row"), align="num", unit=_("Excel"), sort=True),
            Column("name", _who(result), value=lambda one: one.name or _("(no name)"), head=True, search=True),
            Column("column", _("Column"), value=lambda one: result.letters.get(one.first.column, "")),
            Column("cell", _("Cell"), value=cell, text=lambda one: one.first.value, search=True),
            Column(
                "reason",
                _("Why refused"),
                value=lambda one: " ".join(say(problem.reason) for problem in one.problems),
                search=True,
            ),
            Column(
                "advice",
                _("What to do"),
                value=lambda one: " ".join(dict.fromkeys(say(problem.advice) for problem in one.problems)),
            ),
        ],
        result.refused,
        caption=_("Refused rows"),
        row_class=lambda one: "ref",
        per_page=25,
    )


@never_cache
@page(Permission.REGISTER)
def import_progress(request: ScopedRequest, unit: Unit, uuid: UUID) -> HttpResponse:
    """The bars alone, asked for every second; once the work is done the page is drawn anew."""
    job = _job(request, unit, uuid)
    if not request.headers.get("HX-Request"):
        return redirect(job)
    if not job.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "org/import_bars.html", {"unit": unit, "job": job, "progress": queries.progress(job)})


@require_POST
@page(Permission.REGISTER)
def import_write(request: ScopedRequest, unit: Unit, uuid: UUID) -> HttpResponse:
    """Carry the list out; pressing twice writes once."""
    job = _job(request, unit, uuid)
    if import_begin(job, by=request.user):
        tasks.import_write.enqueue(str(job.uuid))
    return redirect(job)


@require_POST
@page(Permission.REGISTER)
def import_again(request: ScopedRequest, unit: Unit, uuid: UUID) -> HttpResponse:
    """Take up work again that has not moved for a minute; what is written already is not written twice."""
    job = _job(request, unit, uuid)
    if job.is_running and queries.progress(job).stalled:
        task = tasks.import_write if job.state == ImportState.WRITING else tasks.import_check
        task.enqueue(str(job.uuid))
    return redirect(job)


@require_POST
@page(Permission.REGISTER)
def import_drop(request: ScopedRequest, unit: Unit, uuid: UUID) -> HttpResponse:
    """Delete a list that is not to be written."""
    job = _job(request, unit, uuid)
    if import_discard(job):
        messages.success(request, _("%(file)s was deleted. Nothing of it is in the register.") % {"file": job.filename})
    return redirect("imports", unit.code)


@page(Permission.REGISTER)
def import_refused(request: ScopedRequest, unit: Unit, uuid: UUID) -> HttpResponse:
    """The refused rows as a workbook to be mended and sent again."""
    job = _job(request, unit, uuid)
    result = queries.preview(job, "refused")
    if result is None or not result.refused:
        raise Http404
    return _file(refused_workbook(result), f"tu-choi-{job.filename.rsplit('.', 1)[0]}.xlsx")


@never_cache
@page(Permission.REGISTER)
def import_rows(request: ScopedRequest, unit: Unit, uuid: UUID) -> HttpResponse:
    """Row by row: what changes with old and new side by side, what is odd, who is not in the list."""
    job = _job(request, unit, uuid)
    asked = request.GET.get("loai", "")
    wanted = "not_in_list" if asked == NOT_IN_LIST else "notices" if asked in NOTICES else "changes"
    result = queries.preview(job, wanted)
    if result is None:
        return redirect(job)
    choices = [(kind, _(CHANGES[kind]), count) for kind, count in result.change_counts()]
    choices += [(kind, _(NOTICES[kind]), count) for kind, count in result.notice_counts()]
    if result.missing:
        choices.append((NOT_IN_LIST, _("Not in the list"), result.missing))
    kinds = [choice[0] for choice in choices]
    if asked not in kinds:
        return redirect(f"{request.path}?loai={kinds[0]}") if kinds else redirect(job)
    kind = asked
    context = {"unit": unit, "job": job, "result": result, "choices": choices, "kind": kind}
    context["title"] = _("Row by row")
    context |= {"crumbs": [*_crumbs(unit, below=True), {"label": job.filename, "href": job.get_absolute_url()}]}
    if kind == NOT_IN_LIST:
        return _not_in_list(request, unit, job, result, context)
    table = _changes(request, result, kind) if kind in CHANGES else _notices(request, result, kind)
    return render(request, "org/import_rows.html", context | {"table": table})


def _changes(request: ScopedRequest, result: ImportResult, kind: str) -> Table[tuple[Change, Sequence[str]]]:
    rows = [(change, cell) for change in result.changes if kind in change.kinds for cell in change.cells]
    return Table(
        request,
        [
            Column("row", _("Row"), value=lambda one: one[0].row, align="num", unit=_("Excel"), sort=True),
            Column("name", _who(result), value=lambda one: one[0].name, head=True, search=True),
            Column("code", _("Code"), value=lambda one: one[0].code, search=True),
            Column("column", _("Column"), value=lambda one: result.heads.get(one[1][0], one[1][0])),
            Column("old", _("In the register"), value=lambda one: one[1][1], search=True),
            Column("new", _("In the list"), value=lambda one: one[1][2], search=True),
        ],
        rows,
        caption=_(CHANGES[kind]),
    )


def _notices(request: ScopedRequest, result: ImportResult, kind: str) -> Table[Notice]:
    return Table(
        request,
        [
            Column("row", _("Row"), value=lambda one: one.row or None, align="num", unit=_("Excel"), sort=True),
            Column("name", _who(result), head=True, search=True),
            Column("code", _("Code"), search=True),
            Column("column", _("Column"), value=lambda one: result.heads.get(one.column, "")),
            Column("message", _("What to look at"), value=lambda one: say(one.message), search=True),
        ],
        [notice for notice in result.notices if notice.kind == kind],
        caption=_(NOTICES[kind]),
    )


def _not_in_list(
    request: ScopedRequest, unit: Unit, job: ImportJob, result: ImportResult, context: dict[str, object]
) -> HttpResponse:
    """Those whom the list leaves out; only a person decides that somebody has left."""
    is_members = job.kind == ImportKind.MEMBERS
    within = frozenset(reach(unit, request.user))
    rows = queries.still_missing(result, within) if is_members else result.not_in_list
    people = {one.pk: one.name for one in rows}
    form = LeaveForm(request.POST or None, people=people, initial={"on": queries.day_of(job)})
    if is_members and form.is_valid():
        data = form.cleaned_data
        try:
            gone = members_leave(data["members"], by=request.user, on=data["on"], reason=LeaveReason(data["reason"]))
        except RuleError as error:
            form.add_error("on", say(error.message))
        else:
            messages.success(
                request, _("%(count)d people have left from %(day)s.") % {"count": gone, "day": vdate(data["on"])}
            )
            return redirect(f"{reverse('import_rows', args=[unit.code, job.uuid])}?loai={NOT_IN_LIST}")
    ticked = set(request.POST.getlist("members"))

    def tick(one: Missing) -> str:
        return format_html(
            '<input type="checkbox" name="members" value="{}" form="roi-so" aria-label="{}"{}>',
            one.pk,
            one.name,
            format_html(" checked") if str(one.pk) in ticked else "",
        )

    ticks: list[Column[Missing]] = [Column("tick", _("Left"), value=tick)] if is_members else []
    table = Table(
        request,
        [
            *ticks,
            Column("name", _who(result), head=True, sort=True, search=True),
            Column("code", _("Code"), sort=True, search=True),
            Column("place", _("Unit"), sort=True, search=True),
        ],
        rows,
        caption=_("Not in the list"),
        empty=_("Nobody is missing any more."),
        per_page=200,
    )
    return render(request, "org/import_missing.html", context | {"table": table, "form": form if is_members else None})


@never_cache
@page(Permission.REGISTER)
def export(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Take a list out; that it was taken, by whom and what for stands in the ledger."""
    form = ExportForm(request.POST or None)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            book = register_export(
                unit,
                by=request.user,
                kind=kind,
                reason=form.cleaned_data["reason"],
                on=timezone.localdate(),
                within=reach(unit, request.user),
            )
        except RuleError as error:
            form.add_error("reason", say(error.message))
        else:
            return _file(book, f"{'to-chuc' if kind == ImportKind.UNITS else 'dang-vien'}-{unit.code}.xlsx")
    context = {"unit": unit, "form": form, "crumbs": _crumbs(unit, below=True), "title": _("Take a list out")}
    return render(request, "org/register_export.html", context)
