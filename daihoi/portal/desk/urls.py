"""Every address of the newsroom: our own pages first, then Wagtail's, behind the gate (`desk.gate`)."""

from django.urls import include, path
from django.utils.translation import override
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.auth import require_admin_access

from daihoi.portal.desk import photos
from daihoi.portal.views import desk, doors

_words = JavaScriptCatalog.as_view(domain="djangojs")


def words(request, *args, **kwargs):  # type: ignore[no-untyped-def]  # as Django's view takes them
    """The words of the desk's scripts: Wagtail's catalogue, completed by our own."""
    with override("vi"):
        return _words(request, *args, **kwargs)


urlpatterns = [
    path("jsi18n/", words, name="wagtailadmin_javascript_catalog"),
    path("logout/", doors.leave, name="wagtailadmin_logout"),
    path("tag-autocomplete/", require_admin_access(desk.tags), name="wagtailadmin_tag_autocomplete"),
    path("pages/<int:page_id>/unpublish/", require_admin_access(desk.unpublish), name="desk_unpublish"),
    path("rut/<int:page_id>/", require_admin_access(desk.withdraw), name="desk_withdraw"),
    path("so-lieu/", require_admin_access(desk.published), name="desk_published"),
    path("bai-tu-so-lieu/<int:snapshot_id>/", require_admin_access(desk.article_from), name="desk_article_from"),
    path("nhan-tep/", require_admin_access(desk.intake), name="desk_intake"),
    path("nhat-ky/", require_admin_access(desk.journal), name="desk_journal"),
    path("images/<int:image_id>/delete/", require_admin_access(photos.PhotoDelete.as_view()), name="desk_image_delete"),
    path("anh-kho/<int:image_id>/<int:rendition_id>/", require_admin_access(photos.shown), name="desk_image"),
    path("", include("wagtail.admin.urls")),
]
