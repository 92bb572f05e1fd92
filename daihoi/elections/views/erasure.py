"""The page that erases a person's data, with the consequence in words."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from daihoi.elections.actions.erasure import person_erase, refuse_while_kept
from daihoi.org.access import Permission, ScopedRequest, page
from daihoi.org.models import Unit
from daihoi.org.queries.members import card_of
from daihoi.rules.messages import RuleError
from daihoi.web.parts import Confirm
from daihoi.web.text import say


@never_cache
@page(Permission.MEMBERS)
def member_erase(request: ScopedRequest, unit: Unit, member_id: int) -> HttpResponse:
    """Erase everything personal about a member, after asking; refused while an election must keep the name."""
    person, rows = card_of(unit, member_id)
    if person.erased is not None:
        raise Http404
    back = reverse("member", args=[unit.code, person.pk])
    try:
        refuse_while_kept(person)
        if request.method == "POST":
            person_erase(person, by=request.user)
            messages.success(request, _("The personal data were erased."))
            return redirect(back)
    except RuleError as error:
        messages.error(request, say(error.message))
        return redirect(back)
    consequence = [
        _("Name, card number, dates, education and every other personal value of %(name)s are removed for good.")
        % {"name": person.name}
    ]
    if rows[0].valid_to is None:
        consequence.append(_("The membership in %(unit)s ends today.") % {"unit": rows[0].unit.name})
    consequence += [
        _("Lists of members loaded from files here are deleted too."),
        _("Counts of the past stay: a nameless record with the units and their times. Nobody can undo this."),
        _("Backups made earlier still hold the data until they are deleted."),
    ]
    box = Confirm(
        title=_("Erase the personal data of %(name)s?") % {"name": person.name},
        text=" ".join(consequence),
        yes=_("Erase for good"),
        cancel_href=back,
    )
    crumbs = [
        {"label": unit.name, "href": reverse("unit", args=[unit.code])},
        {"label": _("Party members"), "href": reverse("members", args=[unit.code])},
        {"label": person.name, "href": back},
    ]
    return render(request, "web/confirm.html", {"box": box, "title": _("Erase the personal data"), "crumbs": crumbs})
