"""Filings in the workspace: a maker files its documents and follows its own; the committee's people read."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import Obligation, Organ, User
from congress.presentation import BadgeKind, DueMark, Step
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import DateInput, StepForm, stamp_of
from congress.uploads import UploadsField
from supervision.models import GOVERNMENT, NormFiling, NormKind, makers_of
from supervision.services import filing_reviews, filings
from supervision.services.filings import Papers

FILE: Final = "supervision.file_normfiling"
READ: Final = "supervision.view_normfiling"
Status = NormFiling.Status
BADGES: Final[dict[str, BadgeKind]] = {
    **dict.fromkeys((Status.AWAITING, Status.SUPPLEMENT, Status.TALKED, Status.AGREED, Status.OPINION), "owed"),
    **dict.fromkeys((Status.CORRECTION, Status.REFUSED, Status.TABLED, Status.ANNULLED), "late"),
    **dict.fromkeys((Status.CONCLUDED, Status.AMENDED, Status.REPEALED, Status.RETAINED), "done"),
    Status.RETURNED: "none",
}
_LINES: Final = {"rows": 4}


def is_maker(user: User, filing: NormFiling) -> bool:
    """Whether the account files for the maker: of the organ, or the government's office for the government's."""
    if not user.has_perm(FILE) or not filing.is_inward:
        return False
    serves = user.has_perm("supervision.view_government_followups") and filing.maker.kind in GOVERNMENT
    return serves or user.organ_id == filing.maker_id


def present_mark(filing: NormFiling) -> DueMark | None:
    """What is owed next of a live filing."""
    open_ones = [each.obligation for each in filing.duties.all() if each.obligation.status == Obligation.Status.OPEN]
    if filing.is_historic or not open_ones:
        return None
    return due_mark(min(open_ones, key=lambda owed: owed.due_on), on=timezone.localdate())


class FilingPapers(forms.Form):
    """Files of a filing by part."""

    report = UploadsField(label="备案报告", required=False)
    text = UploadsField(label="正式文本", required=False)
    explanation = UploadsField(label="说明", required=False)
    basis = UploadsField(label="制定依据", required=False)

    def papers(self) -> Papers:
        """The uploads."""
        return papers_of(self.cleaned_data)


def papers_of(data: dict[str, Any]) -> Papers:
    """The uploads of a form by part."""
    parts = ("report", "text", "explanation", "basis", "answer", "other")
    return Papers(**{part: data.get(part) or () for part in parts})


class FileForm(FilingPapers, StepForm):
    """The papers of a document that awaits its filing."""

    report = UploadsField(label="备案报告")
    text = UploadsField(label="正式文本")


class SupplementForm(FilingPapers, StepForm):
    """The papers that were missing."""

    note = forms.CharField(label="说明", required=False, max_length=1000, widget=forms.Textarea(attrs=_LINES))


class AgreeForm(StepForm):
    """The plan of the correction."""

    plan = forms.CharField(label="纠正计划", max_length=2000, widget=forms.Textarea(attrs=_LINES))
    due_on = forms.DateField(
        label="完成日期", required=False, widget=DateInput, help_text="不填的，自答复之日起三十日内完成。"
    )
    answer = UploadsField(label="书面答复", required=False)


class CorrectForm(StepForm):
    """What was done."""

    to = forms.ChoiceField(label="结果", choices=[(each.value, each.label) for each in NormFiling.CORRECTED])
    note = forms.CharField(label="说明", max_length=2000, widget=forms.Textarea(attrs=_LINES))
    answer = UploadsField(label="修改、废止的文件", required=False)


class RefuseForm(StepForm):
    """Why not."""

    reason = forms.CharField(label="不予纠正的理由", max_length=2000, widget=forms.Textarea(attrs=_LINES))


class NewForm(FilingPapers, StepForm):
    """A document that is filed now."""

    maker = forms.ModelChoiceField(Organ.objects.none(), label="制定机关")
    title = forms.CharField(label="文件名称", max_length=200)
    maker_number = forms.CharField(label="文号", max_length=60, required=False)
    norm_kind = forms.ChoiceField(label="文件种类", choices=NormKind.choices, initial=NormKind.MEASURES)
    published_on = forms.DateField(label="公布日期", widget=DateInput)
    effective_on = forms.DateField(label="施行日期", required=False, widget=DateInput)
    supersedes = forms.ModelChoiceField(
        NormFiling.objects.none(), label="替代的原文件", required=False, help_text="修改后重新报备的，选择原来的备案。"
    )
    report = UploadsField(label="备案报告")
    text = UploadsField(label="正式文本")
    field_order = (
        "maker",
        "title",
        "maker_number",
        "norm_kind",
        "published_on",
        "effective_on",
        "supersedes",
        "report",
        "text",
        "explanation",
        "basis",
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        makers = Organ.objects.filter(makers_of(user), ends_on=None)
        self.fields["maker"].queryset = makers  # type: ignore[attr-defined]
        self.fields["maker"].initial = user.organ_id
        old = NormFiling.objects.all().visible_to(user).filter(status=Status.AMENDED)
        self.fields["supersedes"].queryset = old  # type: ignore[attr-defined]

    def filing(self) -> NormFiling:
        """The record that the form describes, filed today."""
        data = self.cleaned_data
        names = ("maker", "title", "maker_number", "norm_kind", "published_on", "effective_on", "supersedes")
        return NormFiling(**{name: data[name] for name in names}, filed_on=timezone.localdate())


class FilingList(WorkspacePage, TemplateView):
    """The filings that a person may see, the latest first."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/filing_list.html"

    def has_permission(self) -> bool:
        """For makers, and for the committee's people."""
        return super().has_permission() and (self.user.has_perm(FILE) or self.user.has_perm(READ))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows."""
        page = key_page(_rows(self.user), by="published_on", query=self.request.GET)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(row, BADGES.get(row.status, "current"), present_mark(row)) for row in page.rows],
            "may_file": self.user.has_perm(FILE),
        }


def _rows(user: User) -> QuerySet[NormFiling]:
    rows = NormFiling.objects.all().visible_to(user)
    return rows.select_related("maker", "number__series").prefetch_related("duties__obligation__rule")


class FilingNew(WorkspacePage, TemplateView):
    """报送备案: a new document with its papers."""

    permission_required: Any = (USE, FILE)
    template_name = "supervision/workspace/filing_new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        return super().get_context_data(**kwargs) | {"form": kwargs.get("form") or NewForm(self.user)}

    def post(self, request: HttpRequest) -> HttpResponse:
        """File it, or show the form again with what was refused."""
        form = NewForm(self.user, request.POST, request.FILES)
        if form.is_valid():
            filing = form.filing()
            if not is_maker(self.user, filing):
                raise PermissionDenied
            today = timezone.localdate()
            if form.take(lambda: filings.enter(filing, papers=form.papers(), actor=self.user, today=today)):
                messages.success(request, "已报送备案，登记后会通知您。")
                return redirect("supervision_workspace:filing_detail", pk=filing.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _file(filing: NormFiling, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    filings.file(filing, on=today, papers=papers_of(data), actor=user, today=today)


def _supplement(filing: NormFiling, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    filings.supplement(filing, papers=papers_of(data), text=data["note"], on=today, actor=user, today=today)


def _agree(filing: NormFiling, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    papers = papers_of(data)
    filing_reviews.agree(
        filing, plan=data["plan"], due_on=data["due_on"], papers=papers, on=today, actor=user, today=today
    )


def _correct(filing: NormFiling, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    filing_reviews.correct(
        filing, to=data["to"], text=data["note"], papers=papers_of(data), on=today, actor=user, today=today
    )


def _refuse(filing: NormFiling, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    filing_reviews.refuse(filing, reason=data["reason"], on=today, actor=user, today=today)


def _when(*statuses: str) -> Any:
    return lambda user, filing: filing.status in statuses and is_maker(user, filing)


class FilingPage(RecordPage):
    """One filing: where it stands, what is owed, its papers, its course, and what the maker does next."""

    template_name = "supervision/workspace/filing_detail.html"
    steps = (
        PageStep("file", "报送备案", FileForm, _file, "已报送备案。", _when(Status.AWAITING), is_main=True),
        PageStep(
            "supplement",
            "补正材料",
            SupplementForm,
            _supplement,
            "材料已补正。",
            _when(Status.SUPPLEMENT),
            is_main=True,
        ),
        PageStep(
            "agree",
            "同意纠正",
            AgreeForm,
            _agree,
            "已答复同意纠正。",
            _when(Status.TALKED, Status.OPINION),
            is_main=True,
        ),
        PageStep(
            "correct",
            "报告修改、废止",
            CorrectForm,
            _correct,
            "已报告；修改后的文件请重新报备。",
            _when(Status.TALKED, Status.AGREED, Status.OPINION, Status.REFUSED),
        ),
        PageStep("refuse", "不予纠正", RefuseForm, _refuse, "已答复不予纠正。", _when(Status.OPINION)),
    )

    def record(self, *, is_locked: bool = False) -> NormFiling:
        """The filing of the address, if it is the person's to see."""
        rows = _rows(self.user)
        return get_object_or_404(rows.select_for_update(of=("self",)) if is_locked else rows, pk=self.kwargs["pk"])

    def stamp(self, record: NormFiling) -> str:
        """Where it stands."""
        return stamp_of([record.status, record.title, record.filed_on])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The filing, its deadlines, papers and course; what is internal only for the committee's people."""
        context = super().get_context_data(**kwargs)
        filing: NormFiling = context["record"]
        today, reads_all = timezone.localdate(), self.user.has_perm(READ)
        rounds = filing.rounds.all() if reads_all else filing.rounds.filter(is_internal=False)
        steps = [Step(row.step, row.on, "done", row.text) for row in rounds]
        owed = [
            Step(
                each.get_kind_display(),
                state="late" if each.obligation.due_on < today else "owed",
                due=due_mark(each.obligation, on=today),
            )
            for each in filing.duties.all()
            if each.obligation.status == Obligation.Status.OPEN and not filing.is_historic
        ]
        return context | {
            "badge": BADGES.get(filing.status, "current"),
            "steps_shown": [*steps, *owed],
            "files": [(each.get_part_display(), each.attachment) for each in filing.files.select_related("attachment")],
            "office_path": filings.admin_path(filing) if self.user.is_staff and reads_all else "",
        }
