"""The doors: by a signed link into the newsroom, out of it, and where offices hand in what they publish."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from daihoi.portal.actions.entry import EntryRefusedError, enter
from daihoi.portal.actions.snapshots import LARGEST_FILE, SnapshotRefusedError, take_in
from daihoi.portal.desk.gate import OFFICE
from daihoi.portal.serving.kept import Kept
from daihoi.portal.serving.middleware import shown

LONGEST_SESSION = timedelta(hours=8)


def _page(request: HttpRequest, context: dict[str, str], status: int = 200) -> HttpResponse:
    """The page at the door, its counter filled in: it is kept nowhere."""
    return Kept.of(render(request, "portal/door.html", context, status=status), 0).response(shown, gzip=False)


@never_cache
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """A valid link leads to the desk; anything else to a page that says why not, and how to come in."""
    token = request.GET.get("the", "")
    if not token:
        return _page(request, {})
    if request.method == "HEAD":  # a program that looks ahead must not use the link up
        return HttpResponse()
    try:
        user, office = enter(token, now=timezone.now())
    except EntryRefusedError as refused:
        return _page(request, {"refused": refused.sentence}, status=403)
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[OFFICE] = office.public_key
    request.session.set_expiry(timezone.now() + LONGEST_SESSION)
    return redirect("wagtailadmin_home")


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Out of the newsroom, to the door."""
    logout(request)
    return redirect("door")


@csrf_exempt  # no cookie counts here: the signature over the content decides
@require_POST
def intake(request: HttpRequest) -> HttpResponse:
    """Take in a signed snapshot: 201 with its state, 409 where it is here already, 422 with the sentence else."""
    if request.content_type != "application/json":
        return JsonResponse({"error": "Gửi bản công bố dưới dạng application/json."}, status=415)
    if int(request.META.get("CONTENT_LENGTH") or 0) > min(LARGEST_FILE, settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        return JsonResponse({"error": "Tệp quá lớn cho một bản công bố."}, status=413)
    try:
        snapshot = take_in(request.body)
    except SnapshotRefusedError as refused:
        if refused.known:
            return JsonResponse({"known": True, "error": refused.sentence}, status=409)
        return JsonResponse({"known": False, "error": refused.sentence}, status=422)
    return JsonResponse({"state": str(snapshot.state), "digest": snapshot.digest}, status=201)
