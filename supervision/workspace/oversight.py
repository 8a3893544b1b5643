"""Inspections, visits and research in the workspace: the group on its phones, the organs, the committee's people."""

from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage, signed_in
from congress.listing import key_page
from congress.models import Obligation, Organ, User
from congress.presentation import BadgeKind
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import StepForm, stamp_of
from congress.uploads import UploadsField
from supervision.models import Finding, InspectionSite, LegalInstrument, OverseenOrgan, Oversight
from supervision.services import findings, inspection_chain, inspection_groups, inspection_series, outings
from supervision.services.inspections import admin_path
from supervision.services.instruments import bundle_of

Status = Oversight.Status
READ_ALL: Final = "supervision.view_oversight"
ANSWER: Final = "supervision.answer_followup"
#: findings are written from the forming of the group to the report
_NOTING: Final = (Status.GROUP_FORMED, Status.NOTIFIED, Status.SELF_CHECK, Status.FIELDWORK, Status.DONE)
_FAR: Final = (*Oversight.AFTER_HANDOVER, Status.CANCELLED)


def badge(oversight: Oversight) -> BadgeKind:
    """The shape of its state."""
    if oversight.status == Status.CANCELLED:
        return "none"
    return "done" if oversight.status in _FAR else "current"


class FindingForm(StepForm):
    """A problem as it is seen on the spot; `oversight_key` says at which outing."""

    oversight_key: ClassVar[int] = 0
    user: ClassVar[User | None] = None

    problem = forms.CharField(label="问题", max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))
    cause = forms.CharField(label="原因", max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    suggestion = forms.CharField(
        label="建议", max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label="建议类别", choices=Finding.Kind.choices)
    site = forms.ModelChoiceField(InspectionSite.objects.none(), label="检查点", required=False)
    organ = forms.ModelChoiceField(Organ.objects.none(), label="涉及机关", required=False)
    instrument = forms.ModelChoiceField(LegalInstrument.objects.none(), label="法律法规", required=False)
    article = forms.CharField(label="条款", max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the places, organs and laws of this outing, and of the places those the person may know of."""
        super().__init__(*args, **kwargs)
        key, fields = self.oversight_key, self.fields
        sites = InspectionSite.objects.filter(oversight=key)
        fields["site"].queryset = sites.visible_to(self.user) if self.user else sites.none()  # type: ignore[attr-defined]
        fields["site"].label_from_instance = lambda site: site.place  # type: ignore[attr-defined]
        fields["organ"].queryset = Organ.objects.filter(overseen__oversight=key)  # type: ignore[attr-defined]
        fields["instrument"].queryset = LegalInstrument.objects.filter(inspections=key)  # type: ignore[attr-defined]


class ReceiptForm(StepForm):
    """签收: nothing but the pressing of the button, which dates it."""


class SelfCheckForm(StepForm):
    """The organ's own report."""

    text = forms.CharField(label="自查报告", max_length=50_000, widget=forms.Textarea(attrs={"rows": 10}))
    uploads = UploadsField(label="附件", required=False)


class FeedbackForm(StepForm):
    """What was done with the report."""

    text = forms.CharField(label="研究处理情况", max_length=50_000, widget=forms.Textarea(attrs={"rows": 8}))


class OversightList(WorkspacePage, TemplateView):
    """The outings that a person may see, the latest first."""

    permission_required: Any = (USE,)
    template_name = "supervision/workspace/oversight_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows."""
        rows: QuerySet[Oversight] = Oversight.objects.all().visible_to(self.user)
        page = key_page(rows.prefetch_related("organs"), by="starts_on", query=self.request.GET)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(row, badge(row), "、".join(map(str, row.organs.all()))) for row in page.rows],
        }


class OversightPage(RecordPage):
    """One outing for each of its readers: programme, places, people and findings, or notice and self-check."""

    template_name = "supervision/workspace/oversight_detail.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The steps of this outing: forms that offer its own places, organs and laws."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.steps = _steps(int(kwargs["pk"]), signed_in(request))

    def record(self, *, is_locked: bool = False) -> Oversight:
        """The outing of the address."""
        rows = Oversight.objects.all().visible_to(self.user)
        if is_locked:
            return get_object_or_404(rows.select_for_update(of=("self",)), pk=self.kwargs["pk"])
        wide = rows.select_related("working_committee", "adopted_at_meeting__term", "item__meeting__term", "letter")
        return get_object_or_404(wide.select_related("notice_obligation", "society_duty"), pk=self.kwargs["pk"])

    def stamp(self, record: Oversight) -> str:
        """What the organ may have sent meanwhile; a colleague's finding keeps nobody from the next."""
        own = OverseenOrgan.objects.filter(oversight=record, organ=self.user.organ_id)
        return stamp_of([record.pk, *own.values_list("acknowledged_on", "self_check", "feedback")])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this reader may know."""
        context = super().get_context_data(**kwargs)
        record: Oversight = context["record"]
        today = timezone.localdate()
        is_inside = _is_inside(self.user, record)
        rows = OverseenOrgan.objects.filter(oversight=record).visible_to(self.user)
        return context | {
            "badge": badge(record),
            "is_inside": is_inside,
            "bundle": bundle_of(record),
            "overseen": list(rows.select_related("organ").prefetch_related("files")),
            "organs": "、".join(map(str, record.organs.all())),
            "steps": inspection_chain.steps(record, on=today) if is_inside else [],
            "sites": _sites(record, self.user),
            "groups": list(record.groups.all()) if is_inside else [],
            "participants": _people(record) if is_inside else [],
            "levels": inspection_groups.level_counts(record) if is_inside else {},
            "findings": list(Finding.objects.filter(oversight=record).visible_to(self.user).with_rows()),
            "shows_report": record.report and (is_inside or record.status in Oversight.AFTER_HANDOVER),
            "dues": _dues(rows, today),
            "office_path": admin_path(record) if self.user.is_staff and self.user.has_perm(READ_ALL) else "",
        }


class SeriesPage(WorkspacePage, TemplateView):
    """The years of a series side by side, with the problems that went on and those that ended."""

    permission_required: Any = (USE, READ_ALL)
    template_name = "supervision/workspace/oversight_series.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The years of the series that the address names."""
        name = self.request.GET.get("name", "")
        years = inspection_series.of_series(name) if name else []
        if not years:
            raise Http404
        return super().get_context_data(**kwargs) | {"name": name, "years": years}


def _is_inside(user: User, record: Oversight) -> bool:
    """The committee's people and those who take part, as against the organ."""
    return user.has_perm(READ_ALL) or record.participants.filter(person__account=user).exists()


def _sites(record: Oversight, user: User) -> list[InspectionSite]:
    return list(InspectionSite.objects.filter(oversight=record).visible_to(user).select_related("group"))


def _people(record: Oversight) -> list[Any]:
    return list(record.participants.select_related("person", "group").order_by("group", "pk"))


def _dues(rows: QuerySet[OverseenOrgan], today: date) -> list[Any]:
    """What organs still owe, as this reader may see it."""
    found = []
    for row in rows.select_related("self_check_obligation", "feedback_obligation"):
        owed = (("报送自查报告", row.self_check_obligation), ("向代表反馈", row.feedback_obligation))
        found += [
            (label, row.organ, due_mark(each, on=today))
            for label, each in owed
            if each is not None and each.status == Obligation.Status.OPEN
        ]
    return found


def _steps(key: int, user: User) -> tuple[PageStep, ...]:
    own_form = type("OwnFindingForm", (FindingForm,), {"oversight_key": key, "user": user})
    return (
        PageStep("acknowledge", "签收检查通知", ReceiptForm, _acknowledge, "已签收。", _may_acknowledge, is_main=True),
        PageStep("self-check", "报送自查报告", SelfCheckForm, _self_check, "自查报告已报送。", _owes_self_check),
        PageStep("feedback", "向代表反馈", FeedbackForm, _feedback, "已反馈。", _owes_feedback, is_main=True),
        PageStep("finding", "登记问题", own_form, _add_finding, "已登记。", _may_note, is_main=True),
    )


def _own(user: User, record: Oversight) -> OverseenOrgan | None:
    if user.organ_id is None or not user.has_perm(ANSWER):
        return None
    rows = OverseenOrgan.objects.select_related(
        "organ", "oversight__working_committee", "self_check_obligation", "feedback_obligation"
    )
    return rows.filter(oversight=record, organ=user.organ_id).first()


def _may_acknowledge(user: User, record: Oversight) -> bool:
    row = _own(user, record)
    return row is not None and row.self_check_obligation is not None and row.acknowledged_on is None


def _owes_self_check(user: User, record: Oversight) -> bool:
    row = _own(user, record)
    return row is not None and row.self_check_obligation is not None and row.self_checked_on is None


def _owes_feedback(user: User, record: Oversight) -> bool:
    row = _own(user, record)
    return row is not None and row.feedback_obligation is not None and row.fed_back_on is None


def _may_note(user: User, record: Oversight) -> bool:
    return record.status in _NOTING and record.participants.filter(person__account=user).exists()


def _holder(record: Oversight, user: User) -> OverseenOrgan:
    row = _own(user, record)
    if row is None:
        raise Http404
    return row


def _acknowledge(record: Oversight, user: User, data: dict[str, Any]) -> None:
    del data
    today = timezone.localdate()
    outings.acknowledge(_holder(record, user), on=today, actor=user, today=today)


def _self_check(record: Oversight, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    outings.send_self_check(
        _holder(record, user), text=data["text"], uploads=data["uploads"], on=today, actor=user, today=today
    )


def _feedback(record: Oversight, user: User, data: dict[str, Any]) -> None:
    today = timezone.localdate()
    outings.give_feedback(_holder(record, user), text=data["text"], on=today, actor=user, today=today)


def _add_finding(record: Oversight, user: User, data: dict[str, Any]) -> None:
    values = {name: value for name, value in data.items() if name != "stamp"}
    findings.add(Finding(oversight=record, **values), actor=user)
