"""Tags and filters of every page; a builtin library, so that no template has to load it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import forms, template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from daihoi.rules.figures import Check, Figure, Percent, Style
from daihoi.rules.figures import percent as percent_digits
from daihoi.rules.messages import Message
from daihoi.rules.vietnamese import fold as fold_text
from daihoi.web import charts, figures, parts, text
from daihoi.web.links import reached
from daihoi.web.tables import Table, show

register = template.Library()


def _request(context: Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None


# --- filters ---------------------------------------------------------------------------------------------------------


@register.filter
def say(message: text.Text | None) -> str:
    """A message of the rules in the reader's language."""
    return text.say(message)


@register.filter
def number(value: int | str | None) -> str:
    """11836 → 11.836; a dash for nothing; what is no whole number stays as it is."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return text.number(int(value)) if value.isascii() and value.isdecimal() else value
    return text.number(value)


@register.filter
def percent(value: Percent | Fraction | tuple[int, int] | None, style: str = "half_up") -> str:
    """A share as 39,02 %; of a Fraction or a pair in the style given ("cut" or "half_up")."""
    if value is None:
        return "–"
    if isinstance(value, Percent):
        return value.text()
    pair = (value.numerator, value.denominator) if isinstance(value, Fraction) else value
    digits = percent_digits(*pair, Style(style))
    return digits if digits == "–" else f"{digits} %"


@register.filter
def vdate(day: date | None) -> str:
    """24/6/2020; in English 24 Jun 2020."""
    return text.vdate(day)


@register.filter
def vday(day: date | None) -> str:
    """thứ Tư 24/6/2020; in English Wednesday 24 Jun 2020."""
    return text.vday(day)


@register.filter
def vshort(day: date | None) -> str:
    """T4 24/6; in English Wed 24 Jun."""
    return text.vshort(day)


@register.filter
def vtime(at: datetime | None) -> str:
    """16:05, 24/6/2020."""
    return text.vtime(at)


@register.filter
def vclock(at: datetime | None) -> str:
    """16:05."""
    return text.vclock(at)


@register.filter
def fold(value: str) -> str:
    """A text without marks and capitals, as search sees it."""
    return fold_text(value)


@register.filter
def grouped(digest: str) -> str:
    """A digest in groups of four."""
    return parts.grouped(digest)


@register.filter
def filesize(size: int) -> str:
    """A size in kB or MB, whole numbers."""
    if size < 1_000_000:
        return f"{text.number(-(-size // 1000))} kB"
    return f"{size // 1_000_000},{size % 1_000_000 // 100_000} MB"


# --- figures and small words -----------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def figure(context: Context, value: Figure | int | str | None, shown: str = "") -> SafeString | str:
    """A number that can be asked; a plain number or nothing is drawn as it is."""
    if isinstance(value, Figure):
        return figures.figure_link(value, _request(context), shown)
    return show(value)


@register.simple_tag(takes_context=True)
def link(context: Context, label: text.Text, href: str) -> SafeString | str:
    """A link where it leads somewhere for the reader, else the words alone."""
    return show(parts.Link(label, href), _request(context))


@register.simple_tag(takes_context=True)
def cell(context: Context, value: Any) -> SafeString | str:
    """Anything that can stand in a table."""
    return show(value, _request(context))


@register.simple_tag
def tag(label: parts.Tag | text.Text, kind: str = "") -> SafeString:
    """A state in words."""
    if isinstance(label, parts.Tag):
        return tag(label.label, label.kind)
    return format_html('<span class="tag {}">{}</span>', kind, text.say(label))


@register.simple_tag
def reason(message: Message | text.Text) -> SafeString:
    """A message with the rule and article behind it."""
    if isinstance(message, Message) and (message.article or message.rule):
        source = ", ".join(part for part in (message.article, message.rule) if part)
        return format_html('{} <span class="rule">({})</span>', text.say(message), source)
    return format_html("{}", text.say(message))


@register.simple_tag
def verdict(holds: bool | None, yes: text.Text = "", no: text.Text = "", wait: text.Text = "") -> SafeString:
    """A tick and a word, or ≠ and a word, or what is waited for."""
    if holds is None:
        return format_html('<span class="wait">{}</span>', text.say(wait) or "–")
    return format_html('<span class="{}">{}</span>', "ok" if holds else "no", text.say(yes if holds else no))


# --- parts -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("web/parts/strip.html", takes_context=True)
def strip(context: Context, items: Sequence[parts.StripItem]) -> dict[str, object]:
    """The strip of figures under the heading."""
    return {"items": items, "request": context.get("request")}


@register.inclusion_tag("web/parts/drawer.html", takes_context=True)
def drawer(context: Context, value: Figure | None, inline: bool = False) -> dict[str, object]:
    """The drawer of a figure; empty and closed where there is none."""
    return {"drawer": value, "inline": inline, "request": context.get("request")}


@register.inclusion_tag("web/parts/drawer_body.html", takes_context=True)
def drawer_body(context: Context, value: Figure) -> dict[str, object]:
    """What a drawer says of its figure."""
    request = _request(context)
    close = ""
    if request is not None:
        params = request.GET.copy()
        params.pop("so", None)
        close = f"?{params.urlencode()}#noi-dung"
    result: dict[str, object] = {"figure": value, "close": close, "inline": context.get("inline", False)}
    if value.fraction is not None:
        part, whole = value.fraction
        result |= {
            "decimals": figures.decimals(part, whole) if whole else "",
            "cut": value.style is Style.CUT,
            "other": figures.other_style(value),
        }
    records = tuple(
        replace(record, reference="")
        if record.reference.startswith("/") and not reached(request, record.reference)
        else record
        for record in value.records[:60]
    )
    result |= {
        "shown_records": records,
        "more_records": max(len(value.records) - 60, 0),
        "records_sum": sum(record.value for record in value.records),
        "counted": any(record.value != 1 for record in value.records),
    }
    return result


@register.inclusion_tag("web/parts/alerts.html", takes_context=True)
def alerts(context: Context, items: Sequence[parts.Alert]) -> dict[str, object]:
    """What is to be dealt with."""
    return {"items": items, "request": context.get("request")}


@register.inclusion_tag("web/parts/sum.html")
def equation(terms: Sequence[parts.Term], whole: parts.Term | None = None) -> dict[str, object]:
    """An equation set large: 39 bầu đủ + 11 bầu thiếu ≠ 53."""
    total = sum(term.total or 0 for term in terms)
    return {"terms": terms, "whole": whole, "total": total, "closes": whole is None or whole.total == total}


@register.inclusion_tag("web/parts/feed.html", takes_context=True)
def feed(context: Context, items: Sequence[parts.FeedItem], empty: text.Text = "") -> dict[str, object]:
    """What came in, newest first."""
    request = _request(context)
    shown = [replace(item, href=reached(request, item.href)) for item in items]
    return {"items": shown, "empty": empty, "wide": any(not item.has_clock for item in items)}


@register.inclusion_tag("web/parts/tiles.html", takes_context=True)
def tiles(context: Context, items: Sequence[parts.Tile], legend: Sequence[parts.LegendItem] = ()) -> dict[str, object]:
    """The units of a season as tiles with their legend."""
    request = _request(context)
    shown = [replace(item, href=reached(request, item.href)) for item in items]
    return {"items": shown, "legend": legend, "long": len(items) > 15}


@register.inclusion_tag("web/parts/deadlines.html")
def deadlines(line: charts.DeadlineLine, label: text.Text) -> dict[str, object]:
    """The dates of a season on one line."""
    return {"line": line, "label": label}


@register.inclusion_tag("web/parts/progress_chart.html")
def progress_chart(chart: charts.ProgressChart, label: text.Text = "") -> dict[str, object]:
    """Cumulative work against the plan."""
    return {"chart": chart, "label": label}


@register.inclusion_tag("web/parts/steps.html")
def steps(items: Sequence[parts.Step], label: text.Text = "") -> dict[str, object]:
    """The stages of a congress."""
    return {"items": items, "label": label}


@register.inclusion_tag("web/parts/next.html")
def next_things(items: Sequence[parts.NextThing], empty: text.Text = "") -> dict[str, object]:
    """Việc cần làm tiếp theo: three at most."""
    return {"items": items[:3], "more": max(len(items) - 3, 0), "empty": empty}


@register.inclusion_tag("web/parts/milestones.html")
def milestones(items: Sequence[parts.Milestone]) -> dict[str, object]:
    """The dates of a congress, counted from its opening."""
    return {"items": items}


@register.inclusion_tag("web/parts/votes.html", takes_context=True)
def votes(context: Context, chart: charts.VoteChart) -> dict[str, object]:
    """Votes of each candidate against the line of one half."""
    return {"chart": chart, "request": context.get("request")}


@register.inclusion_tag("web/parts/structure.html", takes_context=True)
def structure(context: Context, rows: Sequence[charts.StructureRow]) -> dict[str, object]:
    """Shares of the elected against their targets."""
    return {"rows": rows, "request": context.get("request")}


@register.inclusion_tag("web/parts/meter.html")
def meter(part: int, whole: int, label: text.Text, target: tuple[int, int] | None = None, late: bool = False,
          note: text.Text = "") -> dict[str, object]:  # fmt: skip
    """A bar with an optional red line at its target (a fraction of the whole)."""
    return {
        "width": charts.share(part, whole),
        "target": charts.share(*target) if target else "",
        "label": label,
        "late": late,
        "note": note,
    }


@register.inclusion_tag("web/parts/balance.html")
def balance(items: Sequence[parts.Balance]) -> dict[str, object]:
    """Identities with their verdicts; live beside a form with fields marked `data-count`."""
    return {"items": items}


@register.inclusion_tag("web/parts/checks.html")
def checks(items: Iterable[Check]) -> dict[str, object]:
    """Checks of the rules with their verdicts."""
    return {"items": items}


@register.inclusion_tag("web/parts/signatures.html")
def signatures(items: Sequence[parts.Signature]) -> dict[str, object]:
    """Who signed, and the places still empty."""
    return {"items": items}


@register.inclusion_tag("web/parts/work.html")
def work(items: Sequence[parts.Work], url: str = "") -> dict[str, object]:
    """Long work with its counts; `url` gives this part anew while the work goes on."""
    running = any(item.done < item.total for item in items)
    return {"items": items, "url": url if running else "", "running": running}


@register.inclusion_tag("web/parts/fate.html", takes_context=True)
def fate(context: Context, value: parts.Fate) -> dict[str, object]:
    """What became of the rows of a file."""
    return {"fate": value, "request": context.get("request")}


@register.inclusion_tag("web/parts/tally.html")
def tally(table: parts.TallyTable) -> dict[str, object]:
    """The table of a typed count."""
    return {"table": table}


@register.inclusion_tag("web/parts/table.html", takes_context=True)
def table(context: Context, value: Table[Any]) -> dict[str, object]:
    """A table with its filter, order, pages and Excel link."""
    return {"table": value, "request": context.get("request")}


@register.inclusion_tag("web/parts/evidence.html", takes_context=True)
def evidence(context: Context, items: Sequence[parts.EvidenceFile], empty: text.Text = "") -> dict[str, object]:
    """Files attached to an act."""
    return {"items": items, "empty": empty, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/parts/confirm.html", takes_context=True)
def confirm(
    context: Context, box: parts.Confirm, form: forms.Form | None = None, heading: str = "h2"
) -> dict[str, object]:
    """A question before a destructive act; `form` adds fields; `heading` is h1 where the question is the page."""
    return {"box": box, "form": form, "heading": heading, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/parts/wizard.html")
def wizard(items: Sequence[parts.WizardStep]) -> dict[str, object]:
    """The steps of work in several pages."""
    return {"items": items}


# --- forms -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("web/parts/field.html")
def field(bound: forms.BoundField, hint: text.Text = "") -> dict[str, object]:
    """One field: label, hint, error, control."""
    widget = bound.field.widget
    return {
        "field": bound,
        "hint": hint,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_choices": isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)),
        "is_hidden": bound.is_hidden,
    }


@register.inclusion_tag("web/parts/fields.html")
def fields(form: forms.Form) -> dict[str, object]:
    """All fields of a form, hidden ones first."""
    return {"form": form}


@register.inclusion_tag("web/parts/errors.html")
def errors(form: forms.Form | None) -> dict[str, object]:
    """What is wrong with a form, named once on top with links to the fields."""
    if form is None or not form.is_bound or not form.errors:
        return {"rows": [], "count": 0}
    rows: list[tuple[str, str, str]] = [("", "", str(message)) for message in form.non_field_errors()]
    for bound in form:
        rows += [(f"#{bound.id_for_label}", str(bound.label), str(message)) for message in bound.errors]
    return {"rows": rows, "count": len(rows)}
