"""Delegations and groups on the desk, each with its members on one page, and the constituencies."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalAdmin, PortalInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, Step, SteppedAdmin
from congress.http import signed_in
from congress.models import in_force_on
from deputies.models import Constituency, DeputyGroup, GroupMember
from deputies.services import constituencies, groups

from .mandate import OnDayFilter

CHANGE = "deputies.change_groupmember"


class InForceFilter(OnDayFilter):
    """Rows in force on a day that the clerk names."""

    title = "有效日"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those in force on the day."""
        del request
        day = self.day()
        return queryset if day is None else queryset.filter(in_force_on(day))


class MemberInline(PortalInline):
    """Members from when to when; a new row goes through the service that checks it."""

    model = GroupMember
    autocomplete_fields = ("person",)
    fields = ("person", "role", "starts_on", "ends_on")
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Members with their names."""
        return super().get_queryset(request).select_related("person", "group")


class GroupResource(ListResource):
    """Groups as a list."""

    kind = column("类别", "get_kind_display")
    name = column("名称", "name")
    organ = column("所在街道工委或乡镇人大", "organ__name")
    field = column("专业领域", "field")
    members = column("现有成员", "members_now")
    starts_on = column("成立日期", "starts_on")
    ends_on = column("撤销日期", "ends_on")
    related = ("organ",)


@admin.register(DeputyGroup)
class DeputyGroupAdmin(ExportAdmin, PortalAdmin):
    """代表团、代表小组、中心组、专业小组, and who belongs to them."""

    resource_classes = [GroupResource]
    list_display = ("name", "kind", "term", "organ", "field", "now", "starts_on", "ends_on")
    list_filter = ("kind", InForceFilter, "term")
    list_select_related = ("term", "organ")
    search_fields = ("name", "field", "organ__name")
    autocomplete_fields = ("organ",)
    fields = (("kind", "name"), ("term", "organ"), "field", ("starts_on", "ends_on"))
    inlines = (MemberInline,)
    history_with = ((GroupMember, "group"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeputyGroup]:
        """Groups with how many belong to them today."""
        today = timezone.localdate()
        held = Q(members__starts_on__lte=today) & (Q(members__ends_on__isnull=True) | Q(members__ends_on__gte=today))
        rows: QuerySet[DeputyGroup] = super().get_queryset(request)
        return rows.annotate(members_now=Count("members", filter=held))

    @admin.display(description="现有成员")
    def now(self, group: DeputyGroup) -> int:
        """How many belong to it today."""
        return int(group.members_now)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: DeputyGroup, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        groups.keep(obj, actor=signed_in(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """New members join by the service; changed rows are checked like new ones."""
        del form, change
        formset.save(commit=False)
        for member in formset.new_objects:
            groups.join(member, actor=signed_in(request))
        for member, _ in formset.changed_objects:
            groups.correct(member, actor=signed_in(request))
        formset.save_m2m()


class MemberResource(ListResource):
    """Members as a list."""

    group = column("代表团或小组", "group__name")
    person = column("姓名", "person__name")
    role = column("职责", "get_role_display")
    starts_on = column("编入日期", "starts_on")
    ends_on = column("退出日期", "ends_on")
    related = ("group", "person")


@admin.register(GroupMember)
class GroupMemberAdmin(ExportAdmin, SteppedAdmin):
    """Who belongs where on any day; rows are made on the group's page."""

    resource_classes = [MemberResource]
    list_display = ("person", "group", "role", "starts_on", "ends_on")
    list_filter = (InForceFilter, "role", "group__kind", "group__term")
    list_select_related = ("person", "group")
    search_fields = ("person__name", "person__pinyin", "^person__initials", "group__name")
    fields = (("group", "person"), "role", ("starts_on", "ends_on"))
    steps = (
        Step(
            "convener",
            "推选为团长（组长、召集人）",
            lambda row, actor, data: f"已登记：{groups.name_convener(row, on=data['on'], actor=actor)}。",
            CHANGE,
            lambda row: row.ends_on is None and row.role != GroupMember.Role.CONVENER,
            form=DayForm,
            note="原团长（组长、召集人）自前一日起改为成员。",
        ),
        Step(
            "leave",
            "退出",
            lambda row, actor, data: groups.leave(row, on=data["on"], actor=actor),
            CHANGE,
            lambda row: row.ends_on is None,
            form=DayForm,
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made on the group's page."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Changed by steps, or on the group's page."""
        return super().has_change_permission(request, obj) and obj is None


class ConstituencyResource(ListResource):
    """Constituencies as a list."""

    term = column("届", "term__number")
    level = column("级别", "get_level_display")
    name = column("选区", "name")
    organ = column("所在街道工委或乡镇人大", "organ__name")
    seats = column("应选代表名额", "seats")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    related = ("term", "organ")


@admin.register(Constituency)
class ConstituencyAdmin(ExportAdmin, PortalAdmin):
    """选区 of each term."""

    resource_classes = [ConstituencyResource]
    list_display = ("name", "level", "term", "organ", "seats", "starts_on", "ends_on")
    list_filter = ("level", InForceFilter, "term")
    list_select_related = ("term", "organ")
    search_fields = ("name", "organ__name")
    autocomplete_fields = ("organ",)
    fields = (("term", "level"), ("name", "organ"), "seats", ("starts_on", "ends_on"))

    def save_model(self, request: HttpRequest, obj: Constituency, form: Any, change: bool) -> None:
        """Checked by the service."""
        del form, change
        constituencies.keep(obj, actor=signed_in(request))
