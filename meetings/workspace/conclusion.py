"""Assignments of the chairpersons' meeting: the organ reads them and reports them done."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import User
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import DateInput, StepForm, stamp_of
from meetings.models import Conclusion
from meetings.services import conclusions

READ_ALL: Final = "meetings.view_conclusion"


def open_to(user: User) -> QuerySet[Conclusion]:
    """The committee's people read all; an organ reads what was assigned to it once the meeting is over."""
    rows = Conclusion.objects.select_related("meeting__term", "organ", "obligation__rule")
    if user.has_perm(READ_ALL):
        return rows
    return rows.filter(organ=user.organ_id, obligation__isnull=False) if user.organ_id else rows.none()


class FinishForm(StepForm):
    """When it was done, and what was done."""

    on = forms.DateField(label="完成日期", widget=DateInput(), initial=timezone.localdate)
    note = forms.CharField(label="完成情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _may_finish(user: User, conclusion: Conclusion) -> bool:
    is_holder = bool(user.organ_id) and user.organ_id == conclusion.organ_id
    is_open = conclusion.organ_id is not None and conclusion.done_on is None and conclusion.meeting.is_locked
    return is_open and (is_holder or user.has_perm("meetings.change_conclusion"))


class ConclusionList(WorkspacePage, TemplateView):
    """Assignments, the latest day first; those still owed by `?open=1`."""

    permission_required: Any = (USE,)
    template_name = "meetings/workspace/conclusion_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows."""
        only_open = self.request.GET.get("open") == "1"
        rows = open_to(self.user).filter(organ__isnull=False, due_on__isnull=False)
        if only_open:
            rows = rows.filter(done_on__isnull=True)
        page = key_page(rows, by="due_on", query=self.request.GET)
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(row, _mark(row, today)) for row in page.rows],
            "only_open": only_open,
        }


def _mark(conclusion: Conclusion, today: Any) -> Any:
    owed = conclusion.obligation
    return due_mark(owed, on=today, done_word="已完成") if owed and not owed.is_historic else None


class ConclusionPage(RecordPage):
    """One assignment."""

    template_name = "meetings/workspace/conclusion_detail.html"
    steps = (
        PageStep(
            "finish",
            "登记完成",
            FinishForm,
            lambda record, user, data: conclusions.finish(
                record, on=data["on"], note=data["note"], actor=user, today=timezone.localdate()
            ),
            "已登记完成。",
            _may_finish,
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> Conclusion:
        """The assignment of the address."""
        rows = open_to(self.user)
        return get_object_or_404(rows.select_for_update(of=("self",)) if is_locked else rows, pk=self.kwargs["pk"])

    def stamp(self, record: Conclusion) -> str:
        """Its words and whether it is done."""
        return stamp_of([record.text, record.due_on, record.organ_id, record.done_on])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The assignment and its deadline."""
        context = super().get_context_data(**kwargs)
        return context | {"due": _mark(context["record"], timezone.localdate())}
