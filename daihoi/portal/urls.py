"""Every address of the portal."""

from django.urls import include, path

from daihoi.portal.views import reading

urlpatterns = [
    path("", reading.front, name="front"),
    path("chuyen-muc/<slug:slug>/", reading.section, name="section"),
    path("tin/<int:page>-<slug:slug>/", reading.story, name="story"),
    path("so-lieu/<int:snapshot>/", reading.front, name="snapshot"),
    path("vao/", reading.front, name="door"),
    path("toa-soan/", include("wagtail.admin.urls")),
]
