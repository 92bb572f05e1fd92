"""The summary report: read with its figures, edited, refreshed, taken out as a file; a superior's form filled."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from daihoi.formats.forms import fill_form
from daihoi.formats.packages import FileError
from daihoi.formats.xlsx import write_table
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.reports import actions
from daihoi.reports.forms import BlockAddForm, BlockForm, HeadForm, OwnFormForm
from daihoi.reports.models import Block, BlockKind, Report
from daihoi.reports.queries.facts import Facts
from daihoi.reports.queries.report import (
    BLOCK_LABELS,
    chapters,
    report_bytes,
    report_of,
)
from daihoi.reports.queries.tables import TABLES, title
from daihoi.reports.queries.texts import Piece, paragraphs, plain
from daihoi.reports.queries.words import TEXT_LABELS
from daihoi.reports.views.base import MIMES, crumbs, download, the_season
from daihoi.rules.figures import Figure
from daihoi.rules.messages import Message, RuleError
from daihoi.web import drawer
from daihoi.web.parts import Confirm
from daihoi.web.text import say, vtime


def _report(unit: Unit) -> Report:
    """The kept report of the unit's season; 404 while there is none."""
    found = report_of(unit, the_season(unit))
    if found is None:
        raise Http404
    return found


@page(Permission.FIGURES)
def report(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """The report with its figures as they were last refreshed; every figure can be asked."""
    season = the_season(unit)
    facts = Facts(unit, season, names=request.scope.can(Permission.NAMES, unit))
    if drawer.wants_drawer_only(request):
        return drawer.page(request, "reports/report_show.html", figures=facts.figure)
    kept = report_of(unit, season)
    may_write = request.scope.can(Permission.REPORT, unit)
    context: dict[str, Any] = {
        "title": _("Summary report of the season %(season)s") % {"season": season.name},
        "unit": unit,
        "season": season,
        "report": kept,
        "may_write": may_write,
        "sees_names": facts.names,
        "tables": [(name, title(name)) for name in TABLES],
        "crumbs": crumbs(request, unit),
        "crumb_here": _("Report"),
    }
    if kept is None:
        return render(request, "reports/report_none.html", context)
    blocks = list(kept.blocks.order_by("position"))
    edited = next((one for one in blocks if one.key == request.GET.get("sua")), None) if may_write else None
    newest = facts.here.returned
    context |= {
        "as_of": _("%(unit)s · figures of %(when)s") % {"unit": unit.name, "when": vtime(kept.refreshed_at)},
        "live": kept.origin.is_live,
        "source": newest if newest is not None and newest.digest == kept.origin.digest else None,
        "newer": newest if newest is not None and newest.digest != kept.origin.digest else None,
        "blocks": [_shown(one, kept, chapter) for one, chapter in zip(blocks, chapters(blocks), strict=True)],
        "edited": edited.key if edited else "",
        "form": BlockForm(block=edited) if edited and edited.kind != BlockKind.TABLE else None,
        "overwritten": [
            (one, key, text, one.values.get(key, "–"), _heading_of(one, blocks))
            for one in blocks
            for key, text in one.overwritten.items()
        ],
    }
    return drawer.page(request, "reports/report_show.html", context, figures=facts.figure)


def _heading_of(block: Block, blocks: list[Block]) -> str:
    """The heading that a block stands under."""
    found = ""
    for one in blocks:
        if one.kind == BlockKind.HEADING:
            found = one.text
        if one.pk == block.pk:
            break
    return found


def _shown(block: Block, kept: Report, chapter: str) -> dict[str, Any]:
    """A block as the page draws it: paragraphs of words and of figures that open the drawer."""
    lines = []
    if block.kind == BlockKind.TEXT:
        lines = [
            [_piece(piece, kept) for piece in line] for line in paragraphs(block.text, block.values, block.overwritten)
        ]
    return {"block": block, "chapter": chapter, "lines": lines}


def _piece(piece: Piece, kept: Report) -> dict[str, Any]:
    is_figure = bool(piece.key) and not piece.overwritten and piece.key not in TEXT_LABELS
    figure = Figure(piece.key, Message.of("%(key)s", key=piece.key), kept.origin, value=0) if is_figure else None
    return {"text": piece.text, "figure": figure, "overwritten": piece.overwritten, "key": piece.key}


# --- writing ---------------------------------------------------------------------------------------------------------


@require_POST
@page(Permission.REPORT)
def report_make(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Make the report with its standard blocks."""
    actions.report_make(unit, the_season(unit), by=request.user)
    messages.success(request, _("The report is made. Its words are yours now; its figures follow the records."))
    return redirect("report", unit.code)


@require_POST
@page(Permission.REPORT)
def report_refresh(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Bring the figures up to date; edits stay."""
    changed = actions.report_refresh(_report(unit), by=request.user)
    if changed:
        messages.success(request, _("%(n)s figures changed. Your own words stayed as they are.") % {"n": len(changed)})
    else:
        messages.info(request, _("Nothing has changed since the last time."))
    return redirect("report", unit.code)


def _block(unit: Unit, key: str) -> Block:
    return get_object_or_404(Block.objects.select_related("report"), report=_report(unit), key=key)


def _back(unit: Unit, key: str = "") -> HttpResponse:
    return redirect(f"{reverse('report', args=[unit.code])}{f'#doan-{key}' if key else ''}")


@never_cache
@page(Permission.REPORT)
def block_edit(request: ScopedRequest, unit: Unit, key: str) -> HttpResponse:
    """Edit the words of one block; what was typed stays in the field where it cannot be saved."""
    block = _block(unit, key)
    if block.kind == BlockKind.TABLE:
        raise Http404
    form = BlockForm(request.POST or None, block=block)
    if form.is_valid():
        try:
            actions.block_edit(
                block, by=request.user, text=form.cleaned_data["text"], version=form.cleaned_data["version"]
            )
        except RuleError as error:
            form.add_error("text", say(error.message))
        else:
            return _back(unit, key)
    context = {
        "title": _("Edit a block of the report"),
        "unit": unit,
        "block": block,
        "form": form,
        "now": plain(block.text, block.values, block.overwritten),
        "stale": form.is_bound and form.data.get("version") != str(block.version),
        "version": block.version,
        "crumbs": crumbs(request, unit, (_("Report"), reverse("report", args=[unit.code]))),
        "crumb_here": _("Edit"),
    }
    return render(request, "reports/block_edit.html", context)


@require_POST
@page(Permission.REPORT)
def block_act(request: ScopedRequest, unit: Unit, key: str, act: str) -> HttpResponse:
    """Move a block, take it out, give it its standard words again, or let a figure of the records stand again."""
    block = _block(unit, key)
    try:
        match act:
            case "len":
                actions.block_move(block, by=request.user, up=True)
            case "xuong":
                actions.block_move(block, by=request.user, up=False)
            case "chuan":
                actions.block_restore(block, by=request.user)
            case "so":
                actions.slot_restore(block, by=request.user, key=request.POST.get("so", ""))
            case _:
                raise Http404
    except RuleError as error:
        messages.error(request, say(error.message))
    return _back(unit, key)


@never_cache
@page(Permission.REPORT)
def block_remove(request: ScopedRequest, unit: Unit, key: str) -> HttpResponse:
    """Take a block out of the report."""
    block = _block(unit, key)
    if request.method == "POST":
        actions.block_remove(block, by=request.user)
        messages.success(request, _("The block is taken out."))
        return _back(unit)
    own = block.key.startswith("own-")
    text = (
        _("Its words are your own and are lost.")
        if own
        else _("It can be added again with its standard words; changes made to it are lost.")
    )
    box = Confirm(_("Take this block out of the report?"), text, _("Take it out"), reverse("report", args=[unit.code]))
    context = {
        "title": say(box.title),
        "box": box,
        "crumbs": crumbs(request, unit, (_("Report"), reverse("report", args=[unit.code]))),
    }
    return render(request, "web/confirm.html", context)


@never_cache
@page(Permission.REPORT)
def block_add(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Add a block of one's own, or a standard block that was taken out."""
    kept = _report(unit)
    blocks = list(kept.blocks.order_by("position"))
    places = [(one.key, _place_name(one)) for one in blocks]
    form = BlockAddForm(
        request.POST if request.POST and "standard" not in request.POST else None,
        places=places,
        initial={"after": request.GET.get("sau", blocks[-1].key if blocks else "")},
    )
    by_key = {one.key: one for one in blocks}
    if request.method == "POST":
        standard = request.POST.get("standard", "")
        if standard or form.is_valid():
            data = {} if standard else form.cleaned_data
            try:
                added = actions.block_add(
                    kept,
                    by=request.user,
                    after=by_key.get(data.get("after", "") or (blocks[-1].key if standard and blocks else "")),
                    kind=data.get("kind", BlockKind.TEXT),
                    text=data.get("text", ""),
                    key=standard,
                )
            except RuleError as error:
                form.add_error(None, say(error.message)) if not standard else messages.error(
                    request, say(error.message)
                )
            else:
                return _back(unit, added.key)
    context = {
        "title": _("Add a block to the report"),
        "unit": unit,
        "form": form,
        "standard": [(key, _(BLOCK_LABELS[key])) for key in kept.removed if key in BLOCK_LABELS],
        "crumbs": crumbs(request, unit, (_("Report"), reverse("report", args=[unit.code]))),
        "crumb_here": _("Add a block"),
    }
    return render(request, "reports/block_add.html", context)


def _place_name(block: Block) -> str:
    words = plain(block.text, block.values, block.overwritten) or str(block.values.get("caption", ""))
    return words if len(words) <= 90 else f"{words[:88]}…"


@never_cache
@page(Permission.REPORT)
def report_head(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Who issues the report, its number, date, signer, recipients."""
    kept = _report(unit)
    form = HeadForm(request.POST or None, instance=kept)
    if form.is_valid():
        actions.report_head_set(kept, by=request.user, values=form.cleaned_data)
        messages.success(request, _("Head and signature are saved."))
        return _back(unit)
    context = {
        "title": _("Head and signature of the report"),
        "unit": unit,
        "form": form,
        "crumbs": crumbs(request, unit, (_("Report"), reverse("report", args=[unit.code]))),
        "crumb_here": _("Head and signature"),
    }
    return render(request, "reports/report_head.html", context)


@page(Permission.FIGURES)
def report_file(request: ScopedRequest, unit: Unit, format: str) -> HttpResponse:
    """The report as DOCX, PDF or workbook."""
    if format not in ("docx", "pdf", "xlsx"):
        raise Http404
    content = report_bytes(unit, the_season(unit), format, names=request.scope.can(Permission.NAMES, unit))
    return download(content, f"bao-cao-tong-ket-{unit.code}.{format}", kind=format)


# --- the superior's own form -----------------------------------------------------------------------------------------


@never_cache
@page(Permission.FIGURES)
def own_form(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Fill an uploaded form of the superior at its named places, and say what became of each name."""
    facts = Facts(unit, the_season(unit), names=request.scope.can(Permission.NAMES, unit))
    form = OwnFormForm(request.POST or None, request.FILES or None)
    filled, name = None, ""
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            filled = fill_form(file.read(), {key: slot.value for key, slot in facts.plain_slots().items()})
        except FileError as error:
            form.add_error("file", say(error.message))
        else:
            name = f"{str(file.name).rsplit('.', 1)[0][:80] or 'bieu-mau'}-da-dien.{filled.kind}"
    context = {
        "title": _("Fill the superior's own form"),
        "unit": unit,
        "form": form,
        "filled": filled,
        "name": name,
        # the filled form is kept nowhere: the link itself carries it
        "data": f"data:{MIMES[filled.kind]};base64,{b64encode(filled.data).decode()}" if filled else "",
        "crumbs": crumbs(request, unit, (_("Report"), reverse("report", args=[unit.code]))),
        "crumb_here": _("Superior's form"),
    }
    return render(request, "reports/form_fill.html", context)


@page(Permission.FIGURES)
def form_names(request: ScopedRequest, unit: Unit) -> HttpResponse:
    """Every name that a form may use, with what it stands for and its value, as Excel."""
    facts = Facts(unit, the_season(unit), names=request.scope.can(Permission.NAMES, unit))
    rows: list[list[Any]] = [
        [f"{{{{{key}}}}}", say(slot.title), slot.value] for key, slot in facts.plain_slots().items()
    ]
    content = write_table(_("Names for forms"), [_("Place"), _("What it stands for"), _("Value")], rows)
    return download(content, f"ten-so-lieu-{unit.code}.xlsx", kind="xlsx")
