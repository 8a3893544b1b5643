"""未完成事项 on the office's desk: the list, one press to urge, and the list as Excel and Word."""

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

from congress import official
from congress.http import signed_in
from congress.listing import key_page
from congress.models import User
from congress.services import activity, unfinished, unfinished_desk, unfinished_papers, urging
from congress.services.unfinished_desk import Asked

from .base import explain

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def urls(site: AdminSite) -> list[URLPattern]:
    """The pages of the unfinished, behind the site's own door."""
    return [
        path("unfinished/", site.admin_view(_with(site, page)), name="unfinished"),
        path("unfinished/urge/", site.admin_view(_with(site, urge)), name="unfinished_urge"),
        path("unfinished/list.xlsx", site.admin_view(_with(site, excel)), name="unfinished_excel"),
        path("unfinished/list.docx", site.admin_view(_with(site, word)), name="unfinished_word"),
    ]


def _with(site: AdminSite, view: Any) -> Any:
    def bound(request: HttpRequest) -> HttpResponse:
        if not may_see(signed_in(request)):
            raise PermissionDenied
        answer: HttpResponse = view(site, request)
        return answer

    return bound


def may_see(user: User) -> bool:
    """The office and the chairpersons, and working committees for what they watch."""
    return user.has_perm("congress.urge_obligation")


def page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What is owed by anybody, the latest first, or gathered."""
    user, today = signed_in(request), timezone.localdate()
    question = unfinished_desk.asked(user, request.GET.dict(), on=today)
    rows = unfinished_desk.found(user, question, on=today)
    context = {
        **site.each_context(request),
        "title": "未完成事项",
        "subtitle": None,
        "question": question,
        "most": urging.MOST,
        "may_open": user.has_perm("congress.view_obligation"),
        "urge_url": reverse("admin:unfinished_urge"),
    }
    if question.by:
        context["groups"] = unfinished_desk.group_lines(rows, question, on=today)
    else:
        listed = key_page(
            unfinished.for_list(rows),
            by="due_on",
            query=request.GET,
            size=unfinished_desk.PAGE_SIZE,
            is_oldest_first=True,
        )
        context |= unfinished_desk.listing(listed, rows, question, on=today)
    return TemplateResponse(request, "admin/unfinished.html", context)


def urge(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Urge what was chosen, or all that the filters let through; then back to the list as it was."""
    del site
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user, today, now = signed_in(request), timezone.localdate(), timezone.now()
    question = unfinished_desk.asked(user, request.GET.dict(), on=today)
    try:
        keys = unfinished_desk.chosen(user, question, request.POST, on=today)
        outcome = urging.urge(keys, text=request.POST.get("text", ""), actor=user, at=now)
    except ValidationError as error:
        explain(request, error)
    else:
        messages.success(request, outcome.text)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{reverse('admin:unfinished')}{'?' if query else ''}{query}")


def excel(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The rows that the filters let through as an Excel file."""
    del site
    user, today = signed_in(request), timezone.localdate()
    question = unfinished_desk.asked(user, request.GET.dict(), on=today)
    try:
        content, number = unfinished_papers.workbook(
            unfinished_desk.found(user, question, on=today), question, on=today
        )
    except ValidationError as error:
        return _back(request, error)
    return _file(request, content, EXCEL, f"未完成事项（{today:%Y%m%d}）.xlsx", {"rows": number})


def word(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The monthly list for the chairpersons' meeting as a Word file."""
    del site
    user, today = signed_in(request), timezone.localdate()
    question = unfinished_desk.asked(user, request.GET.dict(), on=today)
    try:
        paper = unfinished_papers.monthly_list(unfinished_desk.found(user, question, on=today), question, on=today)
    except ValidationError as error:
        return _back(request, error)
    name = f"未完成事项清单（{today.year}年{today.month}月）.docx"
    return _file(request, official.render(paper), WORD, name, _asked_words(question))


def _asked_words(question: Asked) -> dict[str, Any]:
    return {"filters": question.filters.as_query()}


def _back(request: HttpRequest, error: ValidationError) -> HttpResponse:
    explain(request, error)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{reverse('admin:unfinished')}{'?' if query else ''}{query}")


def _file(request: HttpRequest, content: bytes, kind: str, name: str, detail: dict[str, Any]) -> HttpResponse:
    """A file to take along; the log keeps who took it."""
    actor = signed_in(request)
    with transaction.atomic():
        activity.record(actor, "导出未完成事项", actor, path=request.path, detail=detail)
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
