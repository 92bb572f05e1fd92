"""A figure on a page: the number as a link that opens its drawer."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from daihoi.rules.figures import Figure, Percent, Style
from daihoi.web.drawer import PARAM, TARGET
from daihoi.web.text import number


def figure_link(figure: Figure, request: HttpRequest | None, text: str = "") -> SafeString:
    """`figure` as a dotted link; lit while its drawer is open, dashed while it is live, marked when a check fails."""
    asked, kept = None, []
    if request is not None:
        asked = request.GET.get(PARAM)
        kept = [(k, v) for k, values in request.GET.lists() if k not in (PARAM, "xuat") for v in values]
    query = urlencode([*kept, (PARAM, figure.key)])
    classes = "fig"
    if figure.origin.is_live:
        classes += " live"
    if any(not check.holds for check in figure.checks):
        classes += " off"
    return format_html(
        '<a class="{}" href="?{}#{}" hx-get="?{}" hx-target="#{}" hx-swap="outerHTML" aria-expanded="{}"{}>{}</a>',
        classes,
        query,
        TARGET,
        query,
        TARGET,
        "true" if asked == figure.key else "false",
        format_html(' title="{}"', _("provisional")) if figure.origin.is_live else "",
        text or figure.text(),
    )


def decimals(numerator: int, denominator: int, places: int = 6) -> str:
    """The beginning of the decimal fraction, cut off: 16/41 → 0,390243; an ellipsis where it goes on."""
    whole, rest = divmod(numerator, denominator)
    digits = []
    for _place in range(places):
        digit, rest = divmod(rest * 10, denominator)
        digits.append(str(digit))
        if not rest:
            break
    return f"{number(whole)},{''.join(digits)}{'…' if rest else ''}"


def other_style(figure: Figure) -> Percent | None:
    """The same share in the other style of rounding, where that prints something else."""
    if figure.fraction is None:
        return None
    other = Percent(*figure.fraction, Style.CUT if figure.style is Style.HALF_UP else Style.HALF_UP)
    return other if other.text() != figure.text() else None
