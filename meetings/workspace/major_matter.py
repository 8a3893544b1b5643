"""Matters of weight: the chairpersons screen them, the proposing organ follows its own and delivers papers."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from congress.http import WorkspacePage
from congress.listing import key_page
from congress.models import User
from congress.presentation import BadgeKind
from congress.record_pages import USE, PageStep, RecordPage
from congress.services.marks import due_mark
from congress.step_forms import StepForm, stamp_of
from congress.uploads import UploadsField
from meetings.models import MajorMatter, Meeting
from meetings.services import major_matters

READ_ALL: Final = "meetings.view_majormatter"
SCREEN: Final = "meetings.screen_majormatter"
Status = MajorMatter.Status
BADGES: Final[dict[str, BadgeKind]] = {
    Status.RECEIVED: "owed",
    Status.SCREENED: "current",
    Status.TABLED: "current",
    Status.DELIBERATED: "done",
    Status.FILED: "done",
}


def open_to(user: User) -> QuerySet[MajorMatter]:
    """The register is internal: the committee's people read all, an organ what it proposed itself."""
    rows = MajorMatter.objects.select_related(
        "organ",
        "meeting__term",
        "screened_at__term",
        "item",
        "before_obligation__rule",
        "deliberation_obligation__rule",
    ).prefetch_related("co_sponsors", "papers")
    if user.has_perm(READ_ALL):
        return rows
    return rows.filter(organ=user.organ_id) if user.organ_id else rows.none()


class ScreenForm(StepForm):
    """At which chairpersons' meeting."""

    at = forms.ModelChoiceField(Meeting.objects.none(), label="主任会议")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Meeting.objects.of_chairpersons().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
        self.fields["at"].queryset = held.select_related("term").order_by("-starts_on", "-pk")  # type: ignore[attr-defined]


class RefuseForm(ScreenForm):
    """And why not."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class DeliverForm(StepForm):
    """The papers."""

    uploads = UploadsField(label="材料")


def _may_screen(user: User, matter: MajorMatter) -> bool:
    is_waiting = matter.status == Status.RECEIVED and matter.mode != MajorMatter.Mode.REPORT
    return is_waiting and user.has_perm(SCREEN)


def _may_deliver(user: User, matter: MajorMatter) -> bool:
    return matter.status in MajorMatter.OPEN and bool(user.organ_id) and user.organ_id == matter.organ_id


class MajorMatterList(WorkspacePage, TemplateView):
    """The register, the latest first."""

    permission_required: Any = (USE,)
    template_name = "meetings/workspace/major_matter_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows."""
        page = key_page(open_to(self.user), by="received_on", query=self.request.GET)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [(row, BADGES.get(row.status, "none"), _mark(row.deliberation_obligation)) for row in page.rows],
        }


def _mark(owed: Any) -> Any:
    return due_mark(owed, on=timezone.localdate()) if owed and not owed.is_historic else None


class MajorMatterPage(RecordPage):
    """One matter: who proposed it, its clocks, its papers, and the chairpersons' decision."""

    template_name = "meetings/workspace/major_matter_detail.html"
    steps = (
        PageStep(
            "screen",
            "同意提请审议",
            ScreenForm,
            lambda record, user, data: major_matters.screen(record, at=data["at"], actor=user),
            "已登记主任会议同意提请。",
            _may_screen,
            is_main=True,
        ),
        PageStep(
            "refuse",
            "不提请审议",
            RefuseForm,
            lambda record, user, data: major_matters.refuse(record, at=data["at"], reason=data["reason"], actor=user),
            "已登记，并向提出人说明理由。",
            _may_screen,
        ),
        PageStep(
            "deliver",
            "送达材料",
            DeliverForm,
            lambda record, user, data: major_matters.deliver(
                record, data["uploads"], on=timezone.localdate(), actor=user
            ),
            "材料已送达。",
            _may_deliver,
            is_main=True,
        ),
    )

    def record(self, *, is_locked: bool = False) -> MajorMatter:
        """The matter of the address."""
        rows = open_to(self.user)
        return get_object_or_404(rows.select_for_update(of=("self",)) if is_locked else rows, pk=self.kwargs["pk"])

    def stamp(self, record: MajorMatter) -> str:
        """Where it stands."""
        return stamp_of([record.status, record.meeting_id, record.title, record.mode])

    def initial(self, record: MajorMatter, step: PageStep) -> dict[str, Any]:
        """The last chairpersons' meeting since it came."""
        if step.name not in ("screen", "refuse"):
            return {}
        held = Meeting.objects.of_chairpersons().filter(status__in=(Meeting.Status.OPEN, *Meeting.HELD))
        latest = held.filter(ends_on__gte=record.received_on).order_by("-starts_on", "-pk").first()
        return {"at": latest.pk} if latest else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The matter, its badge and its clocks."""
        context = super().get_context_data(**kwargs)
        matter: MajorMatter = context["record"]
        return context | {
            "badge": BADGES.get(matter.status, "none"),
            "sponsor": major_matters.sponsor_name(matter),
            "before": _mark(matter.before_obligation),
            "deliberation": _mark(matter.deliberation_obligation),
            "office_path": major_matters.admin_path(matter) if self.user.is_staff else "",
        }
