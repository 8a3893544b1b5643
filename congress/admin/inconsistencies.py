"""数据核对: what the checks found, noting a known exception, and the whole as Excel."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress.http import signed_in
from congress.services import activity, inconsistencies

from . import desk
from .base import explain
from .unfinished import EXCEL

NOTE = "congress.add_knownexception"


def urls(site: AdminSite) -> list[URLPattern]:
    """The pages of the checks, behind the site's own door."""

    def guarded(view: Any) -> Any:
        def bound(request: HttpRequest, **place: Any) -> HttpResponse:
            if not desk.may_see_checks(signed_in(request)):
                raise PermissionDenied
            answer: HttpResponse = view(site, request, **place)
            return answer

        return site.admin_view(bound)

    return [
        path("inconsistencies/", guarded(page), name="inconsistencies"),
        path("inconsistencies/list.xlsx", guarded(excel), name="inconsistencies_excel"),
        path("inconsistencies/<slug:name>/<int:key>/except/", guarded(note), name="inconsistency_except"),
    ]


def page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Records that contradict each other or lack something, each linked to its page."""
    found = inconsistencies.sections(timezone.localdate())
    context = {
        **site.each_context(request),
        "title": "数据核对",
        "subtitle": None,
        "areas": inconsistencies.by_area(found),
        "total": sum(section.total for section in found),
        "checks": len(found),
        "may_except": signed_in(request).has_perm(NOTE),
    }
    return TemplateResponse(request, "admin/inconsistencies.html", context)


def excel(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Everything that was found as an Excel file; the log keeps who took it."""
    del site
    today, actor = timezone.localdate(), signed_in(request)
    content, number = inconsistencies.workbook(today)
    with transaction.atomic():
        activity.record(actor, "导出数据核对", actor, path=request.path, detail={"rows": number})
    answer = HttpResponse(content, content_type=EXCEL)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'数据核对（{today:%Y%m%d}）.xlsx')}"
    return answer


def note(site: AdminSite, request: HttpRequest, name: str, key: int) -> HttpResponse:
    """Pass over a row from now on, with the reason."""
    del site
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    actor = signed_in(request)
    if not actor.has_perm(NOTE):
        raise PermissionDenied
    try:
        exception = inconsistencies.note_exception(
            name, key, reason=request.POST.get("reason", ""), on=timezone.localdate(), actor=actor
        )
    except ValidationError as error:
        explain(request, error)
    else:
        messages.success(request, f"已登记例外：{exception.title}。")
    return HttpResponseRedirect(reverse("admin:inconsistencies"))
