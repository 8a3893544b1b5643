"""The restricted room on the desk: motions with their rows and papers on one page, every opening of which is logged."""

from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from congress import official
from congress.admin.base import add_errors
from congress.admin.steps import Step, SteppedAdmin
from congress.http import signed_in
from congress.services.marks import due_mark
from meetings.models import LegalExam, PersonnelAction, PersonnelMotion, PersonnelPaper
from meetings.services import personnel, personnel_documents

from .personnel_forms import ActionInline, MotionForm, ReappointForm, RoomPaperInline, coming_meetings
from .personnel_steps import STEPS, with_names

Status = PersonnelMotion.Status
ROOM = "meetings.enter_personnel_room"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LAST = 9999


def _reappoint(_: Any, actor: Any, data: Any) -> PersonnelMotion:
    plan = personnel.ReappointmentPlan(
        organ=data["organ"], old_name=data["old_name"], new_name=data["new_name"], successor=data["successor"]
    )
    motion = PersonnelMotion(
        title=f"关于{data['organ']}更名后重新任免的议案",
        proposer=data["proposer"],
        received_on=data["received_on"],
        meeting=data["meeting"],
    )
    return personnel.reappoint(motion, plan, actor=actor, today=timezone.localdate())


REAPPOINT = Step(
    "reappoint",
    "机构更名重新任免",
    lambda record, actor, data: None,
    "meetings.add_personnelmotion",
    lambda record: True,
    form=ReappointForm,
    note="按职务排序，把该机关在任人员逐一免去原职务、任命新职务，列成一件任免案；新职务自动登记。",
)


@admin.register(PersonnelMotion)
class PersonnelMotionAdmin(SteppedAdmin):
    """Motions for those who keep the room; nobody else finds them on the desk."""

    form = MotionForm
    list_display = ("title", "proposer", "meeting", "received_on", "rows_count", "status")
    list_filter = ("status", "proposer", "received_on")
    search_fields = ("title", "actions__person__name", "actions__post__title", "signed_by")
    search_help_text = "可按议案名称、人员、职务、签署人查找。"
    date_hierarchy = "received_on"
    autocomplete_fields = ("proposing_organ",)
    fields = (
        ("title", "party_reference"),
        ("proposer", "proposing_organ", "signed_by"),
        ("meeting", "received_on"),
        "list_file",
    )
    inlines = (ActionInline, RoomPaperInline)
    panel_template = "admin/panels/personnel_motion.html"
    change_list_template = "admin/meetings/personnel_list.html"
    history_with = ((PersonnelAction, "motion"), (PersonnelPaper, "motion"))
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonnelMotion]:
        """The motions that the person may see."""
        rows: QuerySet[PersonnelMotion] = super().get_queryset(request).annotate(rows_total=Count("actions"))
        seen = PersonnelMotion.objects.visible_to(signed_in(request))
        joined = rows.filter(pk__in=seen.values("pk"))
        return joined.select_related("meeting__term", "proposing_organ", "screened_at__term", "obligation", "item")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The room is for those who keep it."""
        return super().has_module_permission(request) and signed_in(request).has_perm(ROOM)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The room is for those who keep it."""
        return super().has_view_permission(request, obj) and signed_in(request).has_perm(ROOM)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The room is for those who keep it."""
        return super().has_add_permission(request) and signed_in(request).has_perm(ROOM)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The room is for those who keep it."""
        return super().has_change_permission(request, obj) and signed_in(request).has_perm(ROOM)

    @admin.display(description="任免项数")
    def rows_count(self, motion: PersonnelMotion) -> int:
        """How many rows."""
        return int(motion.rows_total)  # type: ignore[attr-defined]

    def get_fields(self, request: HttpRequest, obj: PersonnelMotion | None = None) -> Any:
        """A list is taken in while rows may be added."""
        del request
        return self.fields if _is_open(obj) else [row for row in self.fields if row != "list_file"]

    def get_readonly_fields(self, request: HttpRequest, obj: PersonnelMotion | None = None) -> tuple[str, ...]:
        """What was submitted stands."""
        del request
        names = ("title", "party_reference", "proposer", "proposing_organ", "signed_by", "meeting", "received_on")
        return () if _is_open(obj) else names

    def get_inlines(self, request: HttpRequest, obj: PersonnelMotion | None) -> Any:
        """Rows while they may change; the panel shows them later."""
        del request
        return [ActionInline, RoomPaperInline] if _is_open(obj) else [RoomPaperInline]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only meetings that can still vote."""
        if db_field.name == "meeting":
            kwargs.setdefault("queryset", coming_meetings())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of a motion; each opening leaves a line in the log."""
        answer = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and answer.status_code == 200 and object_id is not None:
            self._note_reading(request, object_id)
        return answer

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history, whose reading is logged like that of the page."""
        answer = super().history_view(request, object_id, extra_context)
        self._note_reading(request, object_id)
        return answer

    def _note_reading(self, request: HttpRequest, object_id: str) -> None:
        motion = self.get_queryset(request).filter(pk=object_id).first()
        if motion is not None:
            personnel.note_reading(motion, actor=signed_in(request))

    def step_view(self, request: HttpRequest, object_id: str, step_name: str) -> HttpResponse:
        """A step's page shows rows too."""
        answer = super().step_view(request, object_id, step_name)
        if request.method == "GET" and answer.status_code == 200:
            self._note_reading(request, object_id)
        return answer

    def save_model(self, request: HttpRequest, obj: PersonnelMotion, form: Any, change: bool) -> None:
        """Stored with its rows, by the service."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Receive or revise the motion with its rows in their order, then keep the papers."""
        actor, today = signed_in(request), timezone.localdate()
        motion = form.instance
        for formset in formsets:
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
            if formset.model is PersonnelAction:
                rows = _rows(formset, actor) + personnel.rows_of(form.cleaned_data.get("list_file") or [], actor=actor)
                if change:
                    personnel.revise(motion, rows, actor=actor, today=today)
                else:
                    personnel.receive(motion, rows, actor=actor, today=today)
        for formset in formsets:
            if formset.model is PersonnelPaper:
                _lay(formset, motion, actor)

    def panel(self, request: HttpRequest, record: PersonnelMotion) -> dict[str, Any]:
        """Rows with what is done, papers, printed forms."""
        del request
        rows = list(with_names(record.actions.select_related("vote", "announcement__number__series", "oath__ceremony")))
        exams = {exam.action_id: exam for exam in LegalExam.objects.filter(action__motion=record)}
        day = timezone.localdate()
        papers = list(record.papers.select_related("attachment"))
        kinds = {paper.kind for paper in papers}
        word = reverse("admin:meetings_personnelmotion_list", args=[record.pk])
        has_letters = any(row.letter_number_id for row in rows)
        return {
            "motion": record,
            "rows": [_progress(row, exams.get(row.pk), day) for row in rows],
            "people": len({row.person_id for row in rows}),
            "papers": papers,
            "objection": PersonnelPaper.Kind.COMPLAINT in kinds and PersonnelPaper.Kind.REVIEW not in kinds,
            "deadline": due_mark(record.obligation, on=day, done_word="已提请") if record.obligation else None,
            "list_url": word,
            "letters_url": reverse("admin:meetings_personnelmotion_letters", args=[record.pk]) if has_letters else "",
        }

    def get_urls(self) -> list[URLPattern]:
        """The printed forms and the bulk re-appointment."""
        wrap = self.admin_site.admin_view
        return [
            path("reappoint/", wrap(self.reappoint_view), name="meetings_personnelmotion_reappoint"),
            path("<int:key>/list.docx", wrap(self.list_view), name="meetings_personnelmotion_list"),
            path("<int:key>/letters.zip", wrap(self.letters_view), name="meetings_personnelmotion_letters"),
            *super().get_urls(),
        ]

    def reappoint_view(self, request: HttpRequest) -> HttpResponse:
        """Everybody of a renamed organ into one motion."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        back = reverse("admin:meetings_personnelmotion_changelist")
        sent = (request.POST,) if request.method == "POST" else ()
        form = ReappointForm(*sent, record=None, actor=signed_in(request))
        if request.method == "POST" and form.is_valid():
            try:
                motion = _reappoint(None, signed_in(request), form.cleaned_data)
                return HttpResponseRedirect(self.record_url(motion))
            except ValidationError as error:
                add_errors(form, error)
        context = {
            **self.admin_site.each_context(request),
            "title": REAPPOINT.label,
            "opts": self.opts,
            "original": "人事任免案",
            "record_url": back,
            "step": REAPPOINT,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/step.html", context)

    def list_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """任免名单 as a Word file."""
        rows = self._printed(request, key)
        paper = personnel_documents.appointment_list(rows, today=timezone.localdate())
        return _file(official.render(paper), "任免名单.docx", WORD)

    def letters_view(self, request: HttpRequest, key: int) -> HttpResponseBase:
        """All letters of appointment of the motion: a Word file for each appointee, together in one archive."""
        rows = [row for row in self._printed(request, key) if row.letter_number_id]
        if not rows:
            raise Http404
        return _file(personnel_documents.letters(rows), "任命书.zip", "application/zip")

    def _printed(self, request: HttpRequest, key: int) -> list[PersonnelAction]:
        """The rows that stand on paper; printing is a reading too."""
        motion: PersonnelMotion | None = self.get_object(request, str(key))
        if motion is None:
            raise Http404
        if not self.has_view_permission(request, motion):
            raise PermissionDenied
        gone = (PersonnelAction.Status.DROPPED, PersonnelAction.Status.FAILED)
        related = ("announcement__number__series", "letter_number__series")
        rows = list(with_names(motion.actions.exclude(status__in=gone)).select_related(*related))
        if not rows:
            raise Http404
        self._note_reading(request, str(key))
        return rows


def _file(content: bytes, name: str, kind: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind)


def _is_open(motion: PersonnelMotion | None) -> bool:
    return motion is None or motion.status == Status.RECEIVED


def _rows(formset: Any, actor: Any) -> list[PersonnelAction]:
    """The rows that stay, in the order of their numbers; those without one come last as they were typed."""
    kept = [
        form
        for form in formset.forms
        if form not in formset.deleted_forms and (form.instance.pk is not None or form.has_changed())
    ]
    rows = []
    for form in sorted(kept, key=lambda form: form.cleaned_data.get("order") or LAST):
        if form.cleaned_data.get("person") is None:
            form.instance.person = personnel.find_or_register(form.cleaned_data["new_name"].strip(), actor=actor)
        rows.append(form.instance)
    return rows


def _lay(formset: Any, motion: PersonnelMotion, actor: Any) -> None:
    for form in formset.forms:
        if form.has_changed() and form.cleaned_data.get("upload"):
            paper = PersonnelPaper(
                motion=motion, kind=form.cleaned_data["kind"], action=form.cleaned_data.get("action")
            )
            personnel.lay_paper(paper, form.cleaned_data["upload"], actor=actor)


def _progress(row: PersonnelAction, exam: LegalExam | None, day: date) -> dict[str, Any]:
    """What is done about a row and what is missing, a cell each."""
    oath = getattr(row, "oath", None)
    return {
        "action": row,
        "exam": _exam_text(row, exam),
        "vote": f"赞成{row.vote.yes}，反对{row.vote.no}，弃权{row.vote.abstain}" if row.vote else "—",
        "announcement": str(row.announcement.number) if row.announcement and row.announcement.number else "—",
        "letter": str(row.letter_number) if row.letter_number else "—",
        "oath": official.date_text(oath.ceremony.held_on) if oath else _oath_owed(row, day),
    }


def _exam_text(row: PersonnelAction, exam: LegalExam | None) -> str:
    if exam is not None:
        score = f"（{exam.score:g}分）" if exam.score is not None else ""
        return f"{'合格' if exam.passed else '不合格'}{score}"
    needed = row.act == PersonnelAction.Kind.APPOINT and row.post.category.needs_exam
    return "未登记" if needed else "—"


def _oath_owed(row: PersonnelAction, day: date) -> str:
    if not row.is_appointing or row.status not in PersonnelAction.CARRIED or row.decided_on is None:
        return "—"
    organiser = row.post.category.get_oath_organiser_display()
    return f"未宣誓，已{(day - row.decided_on).days}天（{organiser}组织）"
