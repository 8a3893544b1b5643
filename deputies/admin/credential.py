"""Credentials, suspensions and absences on the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from congress.admin.base import PortalAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import DayForm, Step, SteppedAdmin
from congress.admin.widgets import DayInput
from congress.http import signed_in
from deputies.models import Credential, SessionAbsence, Suspension
from deputies.services import credentials, suspensions

from . import credential_together

Status = Credential.Status
CHANGE = "deputies.change_credential"


class CheckForm(DayForm):
    """The committee's finding."""

    finding = forms.CharField(label="审查意见", max_length=200, initial="选举合法有效，符合代表的基本条件。")


class ConfirmForm(DayForm):
    """The day of the standing committee's report, and the day on which the mandate begins."""

    starts_on = forms.DateField(label="代表资格开始日期", widget=DayInput, help_text="新一届第一次会议举行之日。")


class RefuseForm(DayForm):
    """Why the election does not count."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class CredentialResource(ListResource):
    """Credentials as a list."""

    person = column("姓名", "person__name")
    constituency = column("选区", "constituency__name")
    status = column("状态", "get_status_display")
    elected_on = column("当选日期", "elected_on")
    checked_on = column("审查日期", "checked_on")
    finding = column("审查意见", "finding")
    confirmed_on = column("确认日期", "confirmed_on")
    related = ("person", "constituency")


@admin.register(Credential)
class CredentialAdmin(ExportAdmin, SteppedAdmin):
    """代表资格审查: candidates, who was elected, examined and confirmed."""

    resource_classes = [CredentialResource]
    change_list_template = "admin/credential_list.html"
    list_display = ("person", "constituency", "term", "status", "elected_on", "checked_on", "confirmed_on")
    list_filter = ("status", "term")
    list_select_related = ("person", "constituency", "term")
    search_fields = ("person__name", "person__pinyin", "^person__initials", "constituency__name")
    autocomplete_fields = ("person", "constituency")
    fields = ("person", ("term", "constituency"))
    steps = (
        Step(
            "elect",
            "登记当选",
            lambda row, actor, data: credentials.elect(row, on=data["on"], actor=actor),
            CHANGE,
            lambda row: row.status == Status.CANDIDATE,
            form=DayForm,
            is_main=True,
            is_short=True,
        ),
        Step(
            "lose",
            "登记未当选",
            lambda row, actor, data: credentials.lose(row, actor=actor),
            CHANGE,
            lambda row: row.status == Status.CANDIDATE,
        ),
        Step(
            "check",
            "登记资格审查",
            lambda row, actor, data: credentials.check(row, on=data["on"], finding=data["finding"], actor=actor),
            CHANGE,
            lambda row: row.status == Status.ELECTED,
            form=CheckForm,
            is_main=True,
        ),
        Step(
            "confirm",
            "确认资格有效",
            lambda row, actor, data: (
                f"已登记{credentials.confirm(row, on=data['on'], starts_on=data['starts_on'], actor=actor)}。"
            ),
            CHANGE,
            lambda row: row.status == Status.CHECKED,
            form=ConfirmForm,
            is_main=True,
            note="常委会根据代表资格审查委员会的报告确认；确认后登记代表资格。",
        ),
        Step(
            "refuse",
            "确认资格无效",
            lambda row, actor, data: credentials.refuse(row, on=data["on"], reason=data["reason"], actor=actor),
            CHANGE,
            lambda row: row.status == Status.CHECKED,
            form=RefuseForm,
            is_rare=True,
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        """The page for many at once, before the admin's own."""
        view = self.admin_site.admin_view(self.together)
        return [path("together/", view, name="deputies_credential_together"), *super().get_urls()]

    def together(self, request: HttpRequest) -> HttpResponse:
        """One step for a whole list."""
        return credential_together.serve(request, self, CHANGE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was entered goes on by steps."""
        return super().has_change_permission(request, obj) and obj is None

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: bool) -> None:
        """A candidate goes through the service."""
        del form, change
        credentials.nominate(obj, actor=signed_in(request))


@admin.register(Suspension)
class SuspensionAdmin(SteppedAdmin):
    """暂停执行代表职务; never public."""

    list_display = ("mandate", "ground", "starts_on", "ends_on", "reported_on")
    list_filter = ("ground",)
    list_select_related = ("mandate__person",)
    search_fields = ("mandate__person__name", "mandate__person__pinyin")
    autocomplete_fields = ("mandate",)
    fields = ("mandate", "ground", ("starts_on", "reported_on"), "note")
    steps = (
        Step(
            "resume",
            "恢复执行代表职务",
            lambda row, actor, data: suspensions.resume(row, on=data["on"], actor=actor),
            "deputies.change_suspension",
            lambda row: row.ends_on is None,
            form=DayForm,
            is_main=True,
            note="填写暂停的最后一日；账号的代表、组成人员角色同时恢复。",
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It ends by its step."""
        return super().has_change_permission(request, obj) and obj is None

    def save_model(self, request: HttpRequest, obj: Suspension, form: Any, change: bool) -> None:
        """Through the service."""
        del form, change
        suspensions.suspend(obj, actor=signed_in(request))


class AbsenceResource(ListResource):
    """Absences as a list."""

    mandate = column("代表", "mandate__person__name")
    session = column("人民代表大会会议", "session")
    is_approved = column("经批准请假", "is_approved")
    related = ("mandate__person", "session__term")


@admin.register(SessionAbsence)
class SessionAbsenceAdmin(ExportAdmin, PortalAdmin):
    """缺席人民代表大会会议: two without leave end the mandate (DL25 art 62)."""

    resource_classes = [AbsenceResource]
    list_display = ("mandate", "session", "is_approved")
    list_filter = ("is_approved", "session")
    list_select_related = ("mandate__person", "session__term")
    search_fields = ("mandate__person__name", "mandate__person__pinyin")
    autocomplete_fields = ("mandate",)
    fields = ("mandate", "session", "is_approved", "note")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Noted once; a slip is corrected by those who may."""
        return super().has_change_permission(request, obj) and (
            obj is None or request.user.has_perm("congress.correct_closed_record")
        )

    def save_model(self, request: HttpRequest, obj: SessionAbsence, form: Any, change: bool) -> None:
        """A new one through the service."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            suspensions.note_absence(obj, actor=signed_in(request))
