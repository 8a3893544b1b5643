"""Acts for those who carry them out and for the committee's people."""

from typing import Any, Final

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.models import User
from congress.services.marks import due_mark
from meetings.models import Act
from meetings.services import acts

READ_ALL: Final = "meetings.view_act"


def open_to(user: User) -> QuerySet[Act]:
    """Acts that a person may read before they are public: all for the committee's people, an organ its own."""
    rows: QuerySet[Act] = Act.objects.filter(vote__isnull=False)
    if user.has_perm(READ_ALL):
        return Act.objects.all()
    return rows.filter(executing_organ=user.organ_id) if user.organ_id else rows.none()


class ActPage(WorkspacePage, TemplateView):
    """One act: its text, who carries it out and by when; the handling comes by a tag of supervision."""

    permission_required: Any = ("congress.use_workspace",)
    template_name = "meetings/workspace/act_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The act and its deadline."""
        rows = open_to(self.user).select_related(
            "meeting__term", "number__series", "vote", "executing_organ", "execution_obligation__rule"
        )
        act = get_object_or_404(rows, pk=self.kwargs["pk"])
        owed = act.execution_obligation
        is_live = owed is not None and not owed.is_historic
        return super().get_context_data(**kwargs) | {
            "act": act,
            "heading": acts.heading(act),
            "due": due_mark(owed, on=timezone.localdate(), done_word="已报告") if owed and is_live else None,
        }
