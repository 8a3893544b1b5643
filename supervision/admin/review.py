"""Reviews on the desk: the case with its hearings, research and papers; exams, complaints and scores in the room."""

from io import BytesIO
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import PortalForm, StepsInline
from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import SteppedAdmin
from congress.http import signed_in
from congress.services.marks import due_mark
from supervision.models import PerformanceReview, ReviewFinding, ReviewHearing
from supervision.services import review_documents, review_room, review_schemes, reviews

from .review_steps import STEPS

Status = PerformanceReview.Status
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ReviewForm(PortalForm):
    """A case: the person follows from the tenure."""

    def clean(self) -> dict[str, Any] | None:
        """Fill in whose tenure it is."""
        cleaned = super().clean()
        tenure = self.cleaned_data.get("tenure")
        if tenure is not None:
            self.instance.person = tenure.person
        return cleaned


class FindingForm(PortalForm):
    """A row of research; exams, complaints and surveys belong to the room whatever was ticked."""

    def clean(self) -> dict[str, Any] | None:
        """Mark what is restricted by its kind."""
        cleaned = super().clean()
        if self.cleaned_data.get("kind") in ReviewFinding.ALWAYS_RESTRICTED:
            self.cleaned_data["is_restricted"] = True
        return cleaned


class FindingInline(CorrectedInline):
    """What was done to know the work; restricted rows are shown to those who keep the room."""

    model = ReviewFinding
    form = FindingForm
    verbose_name_plural = "评议调研"
    fields = ("kind", "done_on", "participants", "text", "is_restricted")
    can_delete = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for a sentence or two."""
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewFinding]:
        """Without what is restricted, outside the room."""
        rows: QuerySet[ReviewFinding] = super().get_queryset(request)
        return rows if signed_in(request).has_perm(review_room.ENTER) else rows.filter(is_restricted=False)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the case is open: a correction would carry restricted words into the log."""
        return super().has_add_permission(request, obj) and not self.parent.closed(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While the case is open."""
        return super().has_change_permission(request, obj) and not self.parent.closed(obj)


class HearingInline(StepsInline):
    """Each time it was heard; written by the steps."""

    model = ReviewHearing
    verbose_name_plural = "听取与测评"
    fields = ("number", "meeting", "mode", "reported_on", "issued_on", "heard_on", "assessment", "result_sent_on")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewHearing]:
        """With what the names need."""
        return super().get_queryset(request).select_related("meeting__term", "assessment", "review__organ")


class ReviewResource(ListResource):
    """Reviews as a list; without scores."""

    year = column("年度", "year")
    kind = column("类别", "get_kind_display")
    person = column("评议对象", "person__name")
    post = column("职务", "tenure__post__title")
    organ = column("机关", "organ__name")
    working_committee = column("承办工委", "working_committee__name")
    selected_on = column("确定日期", "selected_on")
    heard_on = column("首次听取日期", "heard_on")
    outcome = column("测评结果", "outcome_word")
    closed_on = column("归档日期", "closed_on")
    status = column("状态", "get_status_display")
    related = ("person", "tenure__post", "organ", "working_committee")

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        """With the hearings."""
        return super().filter_export(queryset, **kwargs).prefetch_related("hearings__assessment")


@admin.register(PerformanceReview)
class PerformanceReviewAdmin(ExportAdmin, CorrectedAdmin, SteppedAdmin):
    """Cases of review; a closed one is changed only with a reason."""

    resource_classes = [ReviewResource]
    list_display = ("__str__", "organ", "year", "heard_on", "outcome", "status")
    list_filter = ("kind", "year", "status", ("working_committee", admin.RelatedOnlyFieldListFilter))
    search_fields = ("person__name", "person__pinyin", "^person__initials", "organ__name", "organ__short_name")
    search_help_text = "可按姓名、拼音、机关查找。"
    date_hierarchy = "heard_on"
    autocomplete_fields = ("tenure", "organ", "working_committee", "scheme")
    fields = (
        ("kind", "year"),
        ("tenure", "organ"),
        ("working_committee", "scheme"),
        "reason",
        "is_first",
    )
    inlines = (HearingInline, FindingInline)
    panel_template = "admin/panels/review.html"
    history_with = ((ReviewHearing, "review"),)
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[PerformanceReview]:
        """Cases with what lists and pages need."""
        rows: QuerySet[PerformanceReview] = super().get_queryset(request)
        return rows.filter(pk__in=PerformanceReview.objects.all().values("pk")).with_page()  # type: ignore[attr-defined,no-any-return]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The correction form, which also fills in the person; this year's cases by default."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        return type("ReviewForm", (ReviewForm, form), {"closed": form.closed, "refusal": form.refusal})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """This year."""
        return {"year": timezone.localdate().year, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: PerformanceReview | None = None) -> tuple[str, ...]:
        """Whose work it is stays; the scheme too once it was scored."""
        del request
        if obj is None:
            return ()
        fixed = ("kind", "year", "tenure", "organ")
        return (*fixed, "scheme") if obj.heard_on or obj.scores.exists() else fixed

    def closing(self, record: PerformanceReview) -> str:
        """Closed once it was filed or dropped."""
        return f"评议{record.get_status_display()}" if record.status in PerformanceReview.CLOSED else ""

    def save_model(self, request: HttpRequest, obj: PerformanceReview, form: Any, change: bool) -> None:
        """A new case goes to the chairpersons' meeting; a changed one is checked like a new one."""
        if change:
            reviews.check_scheme(obj, is_new="scheme" in form.changed_data)
            super().save_model(request, obj, form, change)
        else:
            reviews.propose(obj, actor=signed_in(request))

    @admin.display(description="测评结果")
    def outcome(self, review: PerformanceReview) -> str:
        """The outcome of the last vote in a word."""
        return review.outcome_word or "—"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The case; that somebody of the room opened one with restricted material is logged."""
        answer = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and answer.status_code == 200:
            review = self.get_object(request, object_id)
            if review is not None:
                review_room.note_reading(review, actor=signed_in(request))
        return answer

    def panel(self, request: HttpRequest, record: PerformanceReview) -> dict[str, Any]:
        """Where it stands, what is owed, its papers; in the room also the score with its arithmetic."""
        today = timezone.localdate()
        current = record.current
        owed = (
            ("提交报告期限", current.obligation if current else None),
            ("整改期限", record.rectification_obligation),
        )
        in_room = signed_in(request).has_perm(review_room.ENTER)
        return {
            "review": record,
            "hearing": current,
            "marks": [
                (label, due_mark(each, on=today)) for label, each in owed if each is not None and not each.is_historic
            ],
            "score": review_schemes.score_of(record).sentence if in_room and record.scheme_id else "",
            "scores_url": f"{reverse('admin:supervision_reviewscore_changelist')}?review__id__exact={record.pk}"
            if in_room and record.scheme_id
            else "",
            "letter_url": reverse("admin:meetings_opinionpaper_change", args=[record.letter_id])
            if record.letter_id
            else "",
            "notice_url": self._word_url(record, "notice") if record.status != Status.PROPOSED else "",
            "ballot_url": self._word_url(record, "ballot") if current and not current.assessment_id else "",
            "result_url": self._word_url(record, "result") if current and current.assessment_id else "",
        }

    def _word_url(self, record: PerformanceReview, paper: str) -> str:
        return reverse("admin:supervision_performancereview_word", args=[record.pk, paper])

    def get_urls(self) -> list[URLPattern]:
        """The printed papers before the admin's own pages."""
        view = self.admin_site.admin_view(self.word_view)
        name = "supervision_performancereview_word"
        return [path("<int:key>/<slug:paper>.docx", view, name=name), *super().get_urls()]

    def word_view(self, request: HttpRequest, key: int, paper: str) -> HttpResponseBase:
        """The notice or the result as a Word file."""
        review: PerformanceReview | None = self.get_object(request, str(key))
        if review is None:
            raise Http404
        if not self.has_view_permission(request, review):
            raise PermissionDenied
        letter = _letter(review, paper)
        return FileResponse(
            BytesIO(official.render(letter)),
            as_attachment=True,
            filename=f"{letter.title.splitlines()[-1]}.docx",
            content_type=WORD,
        )


def _letter(review: PerformanceReview, paper: str) -> official.OfficialLetter:
    today = timezone.localdate()
    if paper == "notice":
        return review_documents.notice(review, today=today)
    hearing = review.current
    if paper == "ballot" and hearing is not None:
        return review_documents.ballot(review, hearing)
    if paper != "result" or hearing is None or hearing.assessment_id is None:
        raise Http404
    return review_documents.result_notice(review, hearing, today=today)
