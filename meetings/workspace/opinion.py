"""The chairpersons' page of an opinion paper: read it, adopt it or send it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.step_forms import DateInput, StepForm, stamp_of
from meetings.models import Meeting, OpinionPaper
from meetings.services import opinions

ADOPT = "meetings.adopt_opinionpaper"
#: held by members of the committee, who may read what was adopted
READ_ADOPTED = "supervision.view_all_followups"


def stamp(paper: OpinionPaper) -> str:
    """What of a paper a chairperson decides on: its state and its words."""
    points = paper.points.order_by("order").values_list("order", "text")
    return stamp_of([paper.status, paper.title, *points])


def stored_stamp(paper: OpinionPaper) -> str:
    """That of the stored paper, which nobody else can move meanwhile."""
    return stamp(OpinionPaper.objects.select_for_update().get(pk=paper.pk))


def candidate_meetings(paper: OpinionPaper) -> QuerySet[Meeting]:
    """Chairpersons' meetings that may have adopted it: held or going on, not before the matter came up."""
    rows: QuerySet[Meeting] = (
        Meeting.objects.of_chairpersons()
        .filter(starts_on__lte=timezone.localdate())
        .filter(Q(starts_on__gte=paper.raised_on) if paper.raised_on else Q())
        .filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
        .select_related("term")
        .order_by("-starts_on", "-pk")
    )
    return rows


class AdoptForm(StepForm):
    """Where and when the text was adopted."""

    meeting = forms.ModelChoiceField(
        label="主任会议",
        queryset=Meeting.objects.none(),
        empty_label="请选择",
        help_text="通过这份审议意见的主任会议。",
    )
    on = forms.DateField(label="通过日期", widget=DateInput())

    def __init__(self, paper: OpinionPaper, *args: Any, **kwargs: Any) -> None:
        """Offers the meetings that can have adopted `paper`."""
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = candidate_meetings(paper)


class SendBackForm(StepForm):
    """What should be changed."""

    note = forms.CharField(label="退回意见", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class OpinionPage(WorkspacePage, TemplateView):
    """The paper as it was put before the chairpersons' meeting."""

    permission_required: Any = ("meetings.view_opinionpaper",)
    template_name = "meetings/workspace/opinion_detail.html"

    def has_permission(self) -> bool:
        """Those who read all papers, and members of the committee from the adoption on (handbook §5.2)."""
        if super().has_permission():
            return True
        adopted = OpinionPaper.objects.filter(pk=self.kwargs["pk"], status__in=OpinionPaper.FIXED)
        return self.user.has_perm(READ_ADOPTED) and adopted.exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The paper, its points, and the forms of the steps that this person may take now."""
        paper: OpinionPaper = kwargs.pop("paper", None) or self.paper()
        refused: StepForm | None = kwargs.pop("refused", None)
        may_adopt = self.user.has_perm(ADOPT) and paper.status == OpinionPaper.Status.SUBMITTED
        context: dict[str, Any] = {"adopt_form": None, "send_back_form": None}
        if may_adopt:
            context = self._fresh_forms(paper)
        if isinstance(refused, AdoptForm):
            context["adopt_form"] = refused
        if isinstance(refused, SendBackForm):
            context["send_back_form"] = refused
        return super().get_context_data(**kwargs) | context | {"paper": paper, "points": paper.points.all()}

    def _fresh_forms(self, paper: OpinionPaper) -> dict[str, Any]:
        seen = stamp(paper)
        latest = candidate_meetings(paper).first()
        initial = {"meeting": latest.pk, "on": latest.starts_on} if latest else {}
        return {
            "adopt_form": AdoptForm(paper, stamp=seen, initial=initial, auto_id="adopt-%s"),
            "send_back_form": SendBackForm(stamp=seen, auto_id="back-%s"),
        }

    def paper(self) -> OpinionPaper:
        """The paper of the address."""
        rows = OpinionPaper.objects.select_related(
            "item__meeting__term",
            "item__reporting_organ",
            "addressee",
            "working_committee",
            "adopted_at_meeting__term",
            "number__series",
        ).prefetch_related("points__organ")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class OpinionStep(OpinionPage):
    """A step posted from that page."""

    permission_required = (ADOPT,)
    done: str

    def has_permission(self) -> bool:
        """Only those who adopt."""
        return self.user.has_perms(self.get_permission_required())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A reloaded address of a step shows the page."""
        return redirect("meetings_workspace:opinion_detail", pk=kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the step, or show the page again with what was typed and why it was refused."""
        paper = self.paper()
        form = self.form(paper)
        if form.is_valid() and form.take(lambda: self.act(paper, form), stamp=lambda: stored_stamp(paper)):
            messages.success(request, self.done)
            return redirect("meetings_workspace:opinion_detail", pk=pk)
        current = self.paper()
        form.restamp(stamp(current))
        return self.render_to_response(self.get_context_data(paper=current, refused=form), status=422)

    def form(self, paper: OpinionPaper) -> StepForm:
        """The form with what was posted."""
        raise NotImplementedError

    def act(self, paper: OpinionPaper, form: StepForm) -> None:
        """The service's step."""
        raise NotImplementedError


class OpinionAdopt(OpinionStep):
    """通过."""

    done = "已登记主任会议通过，办公室将在七日内交办。"

    def form(self, paper: OpinionPaper) -> AdoptForm:
        """Meeting and day."""
        return AdoptForm(paper, self.request.POST, auto_id="adopt-%s")

    def act(self, paper: OpinionPaper, form: StepForm) -> None:
        """Adopt it."""
        opinions.adopt(
            paper,
            meeting=form.cleaned_data["meeting"],
            on=form.cleaned_data["on"],
            actor=self.user,
            today=timezone.localdate(),
        )


class OpinionSendBack(OpinionStep):
    """退回修改."""

    done = "已退回汇总工委修改。"

    def form(self, paper: OpinionPaper) -> SendBackForm:
        """The note."""
        return SendBackForm(self.request.POST, auto_id="back-%s")

    def act(self, paper: OpinionPaper, form: StepForm) -> None:
        """Send it back."""
        opinions.send_back(paper, note=form.cleaned_data["note"], actor=self.user)
