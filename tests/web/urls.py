"""The addresses of the toolkit's own pages, and a page with a typed count."""

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from daihoi.org.access import public
from daihoi.web import samples, views

COUNT = """{% extends "web/base.html" %}{% block content %}
<form method="post" data-save data-unsaved>{% csrf_token %}
<label>Phát ra <input data-count="issued" name="issued" value="190"></label>
<label>Thu về <input data-count="returned" name="returned" value="190"></label>
{% tally tally %}<button class="btn main" data-default>Lưu</button></form>{% balance balance %}{% endblock %}"""

SENT = '{% extends "web/base.html" %}{% block content %}{{ sent|safe }}{% endblock %}'


def count(request: HttpRequest) -> HttpResponse:
    """A typed count with its balance beside it; POST shows what was sent."""
    if request.method == "POST":
        sent = repr(sorted((k, v) for k, v in request.POST.items() if k != "csrfmiddlewaretoken"))
        return HttpResponse(Template(SENT).render(RequestContext(request, {"sent": sent})))
    page = Template(COUNT).render(RequestContext(request, samples.context(request)))
    return HttpResponse(page)


urlpatterns = [
    path("", public(views.components), name="home"),
    path("ngon-ngu/", public(views.language), name="language"),
    path("suc-khoe/", public(views.health), name="health"),
    path("thanh-phan/", public(views.components), name="components"),
    path("dem/", public(count), name="count"),
]
