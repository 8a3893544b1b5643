"""未完成事项 on a phone: chairpersons and committees see what is owed and urge with one press."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import Obligation
from congress.services import unfinished, unfinished_desk, urging
from congress.services.marks import due_mark, owed_by

PERMISSION = "congress.urge_obligation"


class UnfinishedList(WorkspacePage, TemplateView):
    """What the person oversees, the latest first, or gathered."""

    permission_required = (PERMISSION,)
    template_name = "congress/workspace/unfinished_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The question of the address and its answer."""
        today = timezone.localdate()
        question = unfinished_desk.asked(self.user, self.request.GET.dict(), on=today)
        rows = unfinished_desk.found(self.user, question, on=today)
        context = super().get_context_data(**kwargs) | {
            "question": question,
            "most": urging.MOST,
            "urge_url": reverse("workspace:unfinished_urge"),
        }
        if question.by:
            return context | {"groups": unfinished_desk.group_lines(rows, question, on=today)}
        return context | unfinished_desk.listing(
            key_page(
                unfinished.for_list(rows),
                by="due_on",
                query=self.request.GET,
                size=unfinished_desk.PAGE_SIZE,
                is_oldest_first=True,
            ),
            rows,
            question,
            on=today,
        )


class UnfinishedDetail(WorkspacePage, TemplateView):
    """One thing that is owed, with the chain behind it and what was urged."""

    permission_required = (PERMISSION,)
    template_name = "congress/workspace/unfinished_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What others watch is not found; what was done meanwhile is still shown."""
        today = timezone.localdate()
        rows = Obligation.objects.all().live().overseen_by(self.user)
        found = get_object_or_404(
            rows.select_related("rule", "owed_organ", "owed_account", "watched_by"), pk=self.kwargs["pk"]
        )
        return super().get_context_data(**kwargs) | {
            "obligation": found,
            "owed_by": owed_by(found),
            "due": due_mark(found, on=today),
            "chain": unfinished.chain(found, self.user, on=today),
            "may_urge": found.status == Obligation.Status.OPEN,
        }


class UnfinishedUrge(WorkspacePage):
    """Urge one thing, the ticked ones, or all that the filters let through."""

    permission_required = (PERMISSION,)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Back to where the press was made, told what came of it."""
        today, now = timezone.localdate(), timezone.now()
        question = unfinished_desk.asked(self.user, request.GET.dict(), on=today)
        keys: list[int] = []
        try:
            keys = unfinished_desk.chosen(self.user, question, request.POST, on=today)
            outcome = urging.urge(keys, text=request.POST.get("text", ""), actor=self.user, at=now)
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
        else:
            messages.success(request, outcome.text)
        if request.POST.get("back") == "detail" and len(keys) == 1:
            return redirect("workspace:unfinished_detail", pk=keys[0])
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{reverse('workspace:unfinished_list')}{'?' if query else ''}{query}")
