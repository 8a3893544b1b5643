"""The floor of bars.md that pages are measured against: a plain Django list of twenty rows in two queries."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from congress.models import Organ, User

#: the middleware of `django-admin startproject`
MIDDLEWARE: Final = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_TEMPLATE: Final = """<!doctype html><html><head><title>{{ organ }}</title></head><body><h1>{{ organ }}</h1><table>
{% for row in rows %}<tr><td><a href="/{{ row.pk }}/">{{ row.display_name }}</a></td><td>{{ row.username }}</td>
<td>{{ row.email }}</td><td>{{ row.date_joined|date:"Y-m-d" }}</td></tr>{% endfor %}</table></body></html>"""


def list20(request: HttpRequest) -> HttpResponse:
    """One row by its key, then twenty in order."""
    del request
    organ = Organ.objects.order_by("pk").first()
    rows = User.objects.order_by("pk")[:20]
    template = engines["django"].from_string(_TEMPLATE)
    return HttpResponse(template.render({"organ": organ, "rows": rows}))


urlpatterns = [path("list20/", list20)]
