"""The desk's own pages: what was published, articles begun from it, withdrawal, files taken in, the journal."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from taggit.models import Tag
from wagtail.models import PageLogEntry

from daihoi.portal.actions.articles import article_begin, article_withdraw
from daihoi.portal.actions.corners import sections
from daihoi.portal.actions.snapshots import LARGEST_FILE, SnapshotRefusedError, take_in
from daihoi.portal.desk.prefill import MAKERS
from daihoi.portal.desk.scope import SHOWN, Scope, and_above
from daihoi.portal.models import Article, Corner, Snapshot, StoryTag

MOST_SHOWN = 200


class WithdrawForm(forms.Form):
    """Why the article is withdrawn: readers see these words."""

    reason = forms.CharField(
        label="Lý do rút bài",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Người đọc mở địa chỉ của bài sẽ thấy câu này, không thấy bài nữa.",
        error_messages={"required": "Ghi lý do rút bài: người đọc cần biết vì sao bài không còn."},
    )


class IntakeForm(forms.Form):
    """A file that an office signed and that came by hand."""

    file = forms.FileField(
        label="Tệp công bố",
        help_text="Tệp .json do chương trình của cơ quan ghi ra. Chữ ký trong tệp quyết định có nhận hay không.",
        error_messages={"required": "Chọn tệp công bố để nhận."},
    )


def unpublish(request: HttpRequest, page_id: int) -> HttpResponse:
    """Wagtail's own way takes an article down without a word: here it leads to the form with the reason."""
    return redirect("desk_withdraw", page_id)


def withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Withdraw a published article with its reason."""
    article = get_object_or_404(Article, pk=page_id)
    if not (article.live and article.permissions_for_user(request.user).can_publish()):  # also while it is locked
        messages.error(request, "Bài này chưa đăng, hoặc bạn chỉ được viết mà không được rút bài.")
        return redirect("wagtailadmin_explore", article.get_parent().pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        article_withdraw(article, form.cleaned_data["reason"], by=request.user)
        messages.success(request, f"Đã rút bài “{article.title}”. Địa chỉ của bài nay chỉ còn lý do rút.")
        return redirect("wagtailadmin_explore", article.get_parent().pk)
    return render(request, "portal/desk/withdraw.html", _head("Rút bài", article.title) | {"form": form})


def published(request: HttpRequest) -> HttpResponse:
    """What offices published for these units and their superiors, with the articles that can be begun from it."""
    scope = Scope(request.user)
    codes = {one for code in scope.corners.values() for one in and_above(code)}
    rows = (
        Snapshot.objects.filter(unit__in=codes, kind__in=SHOWN).select_related("office").defer("payload")[:MOST_SHOWN]
    )
    shown = [{"snapshot": one, "makers": MAKERS.get(one.kind, ()) if one.is_current else ()} for one in rows]
    corners = Corner.objects.filter(code__in=scope.corners.values()).order_by("code")
    context = _head("Số liệu công bố", "") | {"rows": shown, "corners": corners}
    return render(request, "portal/desk/published.html", context)


@require_POST
def article_from(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """A draft from a snapshot, opened for writing."""
    scope = Scope(request.user)
    snapshot = get_object_or_404(scope.snapshots(), pk=snapshot_id)
    wanted = request.POST.get("corner") or next(
        code for code in sorted(scope.corners.values(), reverse=True) if snapshot.unit in and_above(code)
    )
    corner = get_object_or_404(Corner, code=wanted)
    makers = {name: make for name, _label, make in MAKERS.get(snapshot.kind, ())}
    make = makers.get(request.POST.get("make", ""))
    if wanted not in scope.corners.values() or snapshot.unit not in and_above(wanted) or make is None:
        raise Http404
    sections()
    about = Corner.objects.filter(code=snapshot.unit).values_list("title", flat=True).first() or snapshot.office.name
    article = article_begin(corner, snapshot, make(snapshot, about), by=request.user)
    messages.success(request, "Đã tạo bài nháp từ số liệu. Sửa lời cho hợp rồi gửi duyệt.")
    return redirect("wagtailadmin_pages:edit", article.pk)


def intake(request: HttpRequest) -> HttpResponse:
    """Take in a published file that came by hand; the signature in it decides, not who brings it."""
    form = IntakeForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > LARGEST_FILE:
                raise SnapshotRefusedError("Tệp quá lớn cho một bản công bố.")
            snapshot = take_in(file.read())
        except SnapshotRefusedError as refused:
            form.add_error("file", refused.sentence)
        else:
            messages.success(request, f"Đã nhận: {snapshot}.")
            return redirect("desk_published")
    return render(request, "portal/desk/intake.html", _head("Nhận tệp công bố", "") | {"form": form})


def journal(request: HttpRequest) -> HttpResponse:
    """What was done last with the articles of these corners."""
    own = Scope(request.user).articles().values("pk")
    entries = PageLogEntry.objects.filter(page__in=own).select_related("user", "page").order_by("-timestamp")[:100]
    return render(request, "portal/desk/journal.html", _head("Nhật ký", "") | {"entries": entries})


def tags(request: HttpRequest) -> JsonResponse:
    """Words to complete a tag with: those that readers can see, and those of one's own corner."""
    term = request.GET.get("term", "").strip()
    if not term:
        return JsonResponse([], safe=False)
    scope = Scope(request.user)
    read = StoryTag.objects.filter(name__istartswith=term).values_list("name", flat=True)
    own = Tag.objects.filter(
        name__istartswith=term, portal_articletag_items__content_object__in=scope.articles().values("pk")
    ).values_list("name", flat=True)
    return JsonResponse(sorted({*read[:50], *own[:50]})[:10], safe=False)


def _head(title: str, subtitle: str) -> dict[str, str]:
    """What Wagtail's page head wants."""
    return {
        "page_title": title,
        "page_subtitle": subtitle,
        "header_title": f"{title}: {subtitle}" if subtitle else title,
    }
