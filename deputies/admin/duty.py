"""The duty ledger on the desk: activities with their lists, and every row with its check."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import ReadOnlyAdmin, StepsInline, refused
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import ReasonForm, Step, StepForm, SteppedAdmin
from congress.http import signed_in
from congress.models import User
from congress.workflow import TransitionError
from deputies.models import ActivityAttendance, DutyActivity, Mandate
from deputies.services import duty_lists, duty_records
from deputies.services.duty import Presence

Status = ActivityAttendance.Status


class AttendanceInline(StepsInline):
    """The list; it is called, entered and verified by steps."""

    model = ActivityAttendance
    verbose_name_plural = "参加名单"
    fields = ("person", "role", "hours", "status", "verified_by", "note")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows with their names."""
        return super().get_queryset(request).select_related("person", "verified_by", "activity")


class PeopleForm(StepForm):
    """Deputies by their names."""

    people = forms.CharField(
        label="代表",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="填写姓名，用“、”或换行隔开，均须为活动当天在任的代表。",
    )

    def clean_people(self) -> list[Any]:
        """The people. Names that no deputy bears are refused with the name."""
        words: str = self.cleaned_data["people"]
        rows = Mandate.objects.all().visible_to(self.actor)
        return duty_lists.people_named(words, rows, on=self.record.starts_on)


class SettleForm(StepForm):
    """Who did not come: everybody else on the list did."""

    absent = forms.ModelMultipleChoiceField(
        label="无故缺席",
        queryset=ActivityAttendance.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    on_leave = forms.ModelMultipleChoiceField(
        label="请假", queryset=ActivityAttendance.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = _waiting(self.record).exclude(person__account=self.actor)
        for name in ("absent", "on_leave"):
            field: Any = self.fields[name]
            field.queryset = rows
            field.label_from_instance = lambda row: str(row.person)
        self.rows = rows
        self.fields["on_leave"].initial = [row.pk for row in rows if row.status == Status.LEAVE_ASKED]

    def clean(self) -> dict[str, Any]:
        """Nobody is both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        absent, leave = set(cleaned.get("absent") or ()), set(cleaned.get("on_leave") or ())
        if both := absent & leave:
            raise ValidationError(f"{'、'.join(str(row.person) for row in both)}不能既是请假又是缺席。")
        marks = {row.pk: str(Status.VERIFIED) for row in self.rows}
        marks |= {row.pk: str(Status.ABSENT) for row in absent} | {row.pk: str(Status.ON_LEAVE) for row in leave}
        return {"marks": marks}


def _waiting(activity: DutyActivity) -> QuerySet[ActivityAttendance]:
    rows = activity.attendances.filter(status__in=(Status.EXPECTED, Status.LEAVE_ASKED))
    return rows.select_related("person").order_by("person__stroke_key", "pk")


def _is_list(activity: DutyActivity) -> bool:
    return not activity.is_own and not activity.origin


def _has_begun(activity: DutyActivity) -> bool:
    return activity.starts_on <= timezone.localdate()


class ActivityResource(ListResource):
    """Activities as a list: persons-times are rows that were verified."""

    kind = column("类别", "get_kind_display")
    title = column("名称", "title")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    place = column("地点", "place")
    organiser = column("组织单位", "organiser__name")
    group = column("代表小组", "group__name")
    campaign = column("专项活动", "campaign")
    hours = column("时长（小时）", "hours")
    times = column("参加（人次）", "times")
    related = ("organiser", "group")


@admin.register(DutyActivity)
class DutyActivityAdmin(ExportAdmin, SteppedAdmin):
    """Activities; what another subject wrote is corrected there, what deputies entered is theirs."""

    resource_classes = [ActivityResource]
    list_display = ("title", "kind", "starts_on", "organiser", "came", "waits")
    list_filter = ("kind", "is_own", ("starts_on", admin.DateFieldListFilter), "is_historic")
    list_select_related = ("organiser",)
    search_fields = ("title", "campaign", "place", "attendances__person__name")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("organiser", "group")
    fields = (
        ("kind", "title"),
        ("starts_on", "ends_on", "hours"),
        ("organiser", "group"),
        ("place", "campaign"),
        "content",
    )
    inlines = (AttendanceInline,)
    history_with = ((ActivityAttendance, "activity"),)
    steps = (
        Step(
            "settle",
            "核实参加情况",
            lambda row, actor, data: (
                f"已核实{duty_lists.settle(row, data['marks'], actor=actor, at=timezone.localtime())}人。"
            ),
            duty_lists.KEEP,
            lambda row: _is_list(row) and _has_begun(row) and _waiting(row).exists(),
            form=SettleForm,
            is_main=True,
            note="名单中没有勾选的，登记为参加。",
        ),
        Step(
            "expect",
            "通知参加",
            lambda row, actor, data: (
                f"已通知{duty_lists.expect(row, data['people'], actor=actor, today=timezone.localdate())}人。"
            ),
            duty_lists.KEEP,
            lambda row: _is_list(row) and not _has_begun(row),
            form=PeopleForm,
        ),
        Step(
            "enter",
            "登记参加人员",
            lambda row, actor, data: f"已登记{_enter(row, actor, data['people'])}人，计入台账。",
            duty_lists.KEEP,
            lambda row: _is_list(row) and _has_begun(row),
            form=PeopleForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyActivity]:
        """Activities with how many came and how many wait."""
        rows: QuerySet[DutyActivity] = super().get_queryset(request)
        return rows.with_numbers()  # type: ignore[attr-defined, no-any-return]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What has a source or was entered by a deputy is not rewritten here."""
        return super().has_change_permission(request, obj) and (obj is None or _is_list(obj))

    def save_model(self, request: HttpRequest, obj: DutyActivity, form: Any, change: bool) -> None:
        """Checked by the service, with the mandates of those on the list."""
        del form, change
        duty_lists.organise(obj, actor=signed_in(request))

    @admin.display(description="参加（人次）", ordering="times")
    def came(self, activity: DutyActivity) -> int:
        """Verified rows."""
        return int(activity.times)  # type: ignore[attr-defined]

    @admin.display(description="待核实", ordering="waiting")
    def waits(self, activity: DutyActivity) -> int:
        """Rows that wait."""
        return int(activity.waiting)  # type: ignore[attr-defined]


def _enter(activity: DutyActivity, actor: User, people: list[Any]) -> int:
    presences = [Presence(person) for person in people]
    return duty_lists.enter(activity, presences, actor=actor, at=timezone.localtime())


class TurnFilter(admin.SimpleListFilter):
    """What wants a decision of the desk."""

    title = "办理"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds."""
        del request, model_admin
        return [("own", "代表自行登记，待核实"), ("leave", "请假待批"), ("counted", "计入台账")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of that kind."""
        del request
        found: dict[str, dict[str, Any]] = {
            "own": {"activity__is_own": True, "status": Status.SUBMITTED},
            "leave": {"status": Status.LEAVE_ASKED},
            "counted": {"status": Status.VERIFIED},
        }
        return queryset.filter(**found.get(self.value() or "", {}))


class AttendanceResource(ListResource):
    """Rows of the ledger as a list: a line is a person-time."""

    person = column("代表", "person__name")
    level = column("代表层级", "mandate__get_level_display")
    delegation = column("代表团", "mandate__delegation__name")
    kind = column("类别", "activity__get_kind_display")
    title = column("活动", "activity__title")
    starts_on = column("开始日期", "activity__starts_on")
    ends_on = column("结束日期", "activity__ends_on")
    organiser = column("组织单位", "activity__organiser__name")
    role = column("身份", "get_role_display")
    hours = column("时长（小时）", "hours")
    status = column("状态", "get_status_display")
    verified_at = column("核实时间", "verified_at")
    related = ("person", "mandate__delegation", "activity__organiser")


@admin.register(ActivityAttendance)
class ActivityAttendanceAdmin(ExportAdmin, SteppedAdmin, ReadOnlyAdmin):
    """Every row of the ledger; own records are checked here, lists on the page of their activity."""

    resource_classes = [AttendanceResource]
    list_display = ("person", "activity", "day", "kind", "hours", "status", "verified_by")
    list_filter = (
        TurnFilter,
        "status",
        "activity__kind",
        "mandate__level",
        ("activity__starts_on", admin.DateFieldListFilter),
    )
    list_select_related = ("person", "activity", "verified_by")
    search_fields = ("person__name", "person__pinyin", "activity__title")
    fields = (
        ("person", "mandate"),
        ("activity", "role", "hours"),
        ("status", "submitted_at"),
        ("verified_by", "verified_at"),
        ("return_reason", "leave_reason"),
        "note",
    )
    actions = ("verify_chosen",)
    panel_template = "admin/panels/duty_record.html"
    steps = (
        Step(
            "verify",
            "核实通过",
            lambda row, actor, data: duty_records.verify(row, actor=actor, at=timezone.localtime()),
            duty_records.VERIFY,
            lambda row: row.activity.is_own and row.status == Status.SUBMITTED,
            is_main=True,
        ),
        Step(
            "give_back",
            "退回",
            lambda row, actor, data: duty_records.give_back(row, reason=data["reason"], actor=actor),
            duty_records.VERIFY,
            lambda row: row.activity.is_own and row.status == Status.SUBMITTED,
            form=ReasonForm,
        ),
        Step(
            "grant",
            "准假",
            lambda row, actor, data: duty_lists.decide_leave(row, is_granted=True, actor=actor),
            duty_lists.KEEP,
            lambda row: row.status == Status.LEAVE_ASKED,
            is_main=True,
        ),
        Step(
            "refuse",
            "不准假",
            lambda row, actor, data: duty_lists.decide_leave(row, is_granted=False, actor=actor),
            duty_lists.KEEP,
            lambda row: row.status == Status.LEAVE_ASKED,
        ),
        Step(
            "reconsider",
            "更正参加情况",
            lambda row, actor, data: duty_lists.reconsider(row, reason=data["reason"], actor=actor),
            duty_lists.KEEP,
            lambda row: _is_list(row.activity) and row.status in (Status.VERIFIED, Status.ON_LEAVE, Status.ABSENT),
            form=ReasonForm,
            is_rare=True,
            note="更正后回到待登记，再到活动的页面核实。",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ActivityAttendance]:
        """Rows with what their pages name."""
        rows: QuerySet[ActivityAttendance] = super().get_queryset(request)
        return rows.select_related("activity", "person", "mandate__person", "mandate__term", "verified_by")

    @admin.display(description="日期", ordering="activity__starts_on")
    def day(self, row: ActivityAttendance) -> Any:
        """The day it began."""
        return row.activity.starts_on

    @admin.display(description="类别", ordering="activity__kind")
    def kind(self, row: ActivityAttendance) -> str:
        """The kind of activity."""
        return row.activity.get_kind_display()

    def panel(self, request: HttpRequest, record: ActivityAttendance) -> dict[str, Any]:
        """What the deputy told, with pictures."""
        del request
        return {
            "activity": record.activity,
            "photos": record.photos.select_related("thumbnail", "shown"),
            "papers": record.files.all(),
        }

    @admin.action(description="核实通过所选的自行登记记录", permissions=["verify"])
    def verify_chosen(self, request: HttpRequest, queryset: QuerySet[ActivityAttendance]) -> None:
        """Verify all that were chosen, or none."""
        try:
            number = duty_records.verify_all(list(queryset), actor=signed_in(request), at=timezone.localtime())
        except (ValidationError, TransitionError) as error:
            messages.error(request, f"没有核实：{'；'.join(refused(error).messages)}")
        else:
            messages.success(request, f"已核实{number}条记录。")

    def has_verify_permission(self, request: HttpRequest) -> bool:
        """Who checks own records."""
        return signed_in(request).has_perm(duty_records.VERIFY)
