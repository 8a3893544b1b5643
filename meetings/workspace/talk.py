"""Points of talks with deputies: the deputy reads the answer to the own point, the organ answers."""

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.record_pages import USE, PageStep, RecordPage
from congress.step_forms import DateInput, StepForm, stamp_of
from meetings.models import TalkPoint
from meetings.services import talks

READ_ALL: Final = "meetings.view_talkpoint"
_SHOWN: Final = 100


def open_to(user: User) -> QuerySet[TalkPoint]:
    """The committee's people read all, a deputy the own points, an organ those that were handed to it."""
    rows = TalkPoint.objects.select_related("talk__meeting__term", "organ", "raised_by__person")
    if user.has_perm(READ_ALL):
        return rows
    own = Q(raised_by__person__account=user)
    return rows.filter(own | Q(organ=user.organ_id) if user.organ_id else own)


class AnswerForm(StepForm):
    """The answer."""

    text = forms.CharField(label="答复", max_length=5_000, widget=forms.Textarea(attrs={"rows": 6}))
    on = forms.DateField(label="答复日期", widget=DateInput(), initial=timezone.localdate)


def _may_answer(user: User, point: TalkPoint) -> bool:
    is_holder = bool(user.organ_id) and user.organ_id == point.organ_id
    return not point.answer and (is_holder or user.has_perm("meetings.change_talkpoint"))


class TalkPointList(WorkspacePage, TemplateView):
    """The latest points that a person may read."""

    permission_required: Any = (USE,)
    template_name = "meetings/workspace/talk_point_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows."""
        rows = open_to(self.user).order_by("-talk__held_on", "-talk_id", "order")
        return super().get_context_data(**kwargs) | {"rows": list(rows[:_SHOWN])}


class TalkPointPage(RecordPage):
    """One point with its answer."""

    template_name = "meetings/workspace/talk_point_detail.html"
    steps = (
        PageStep(
            "answer",
            "答复",
            AnswerForm,
            lambda record, user, data: talks.answer(
                record, text=data["text"], on=data["on"], actor=user, today=timezone.localdate()
            ),
            "已答复。",
            _may_answer,
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> TalkPoint:
        """The point of the address."""
        rows = open_to(self.user)
        return get_object_or_404(rows.select_for_update(of=("self",)) if is_locked else rows, pk=self.kwargs["pk"])

    def stamp(self, record: TalkPoint) -> str:
        """Its words, its organ and its answer."""
        return stamp_of([record.text, record.organ_id, record.answer])
