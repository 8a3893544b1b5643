"""Public profiles on the desk: what everyone reads, and the changes that wait to be approved."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from congress.admin.base import PortalForm, ReadOnlyAdmin
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import ReasonForm, Step, SteppedAdmin
from congress.http import signed_in
from congress.uploads import UploadField
from deputies.models import DeputyProfile, ProfileChange, ProfilePhoto
from deputies.services import profiles

Status = ProfileChange.Status


def portrait(photo: ProfilePhoto | None) -> str:
    """The small copy."""
    if photo is None:
        return ""
    return format_html(
        '<img src="{}" alt="照片" height="160">', reverse("public:file", args=[photo.thumbnail.public_id])
    )


class ProfileResource(ListResource):
    """Profiles as a list."""

    person = column("姓名", "person__name")
    title = column("工作单位和职务", "title")
    introduction = column("简介", "introduction")
    related = ("person",)


@admin.register(DeputyProfile)
class DeputyProfileAdmin(ExportAdmin, ReadOnlyAdmin):
    """代表公开资料 as approved; changes are proposed and approved."""

    resource_classes = [ProfileResource]
    list_display = ("person", "title")
    list_select_related = ("person",)
    search_fields = ("person__name", "person__pinyin", "title")
    fields = ("person", "title", "introduction", "picture")
    readonly_fields = ("picture",)

    @admin.display(description="照片")
    def picture(self, profile: DeputyProfile) -> str:
        """The small copy."""
        return portrait(profile.photo)


class ProposalForm(PortalForm):
    """A new change with its photo."""

    upload = UploadField(label="照片", required=False, help_text="jpg或png格式；不选即保留现有照片。")


@admin.register(ProfileChange)
class ProfileChangeAdmin(SteppedAdmin):
    """公开资料变更: proposed by a deputy or the area, approved by somebody else of the deputies' committee."""

    list_display = ("person", "status", "title", "proposed_by", "proposed_on")
    list_filter = ("status",)
    search_fields = ("person__name", "person__pinyin")
    autocomplete_fields = ("person",)
    readonly_fields = ("picture", "reason", "status")
    steps = (
        Step(
            "approve",
            "审核通过并公开",
            lambda row, actor, data: f"已公开：{profiles.approve(row, actor=actor)}。",
            profiles.APPROVE,
            lambda row: row.status == Status.PROPOSED,
            is_main=True,
        ),
        Step(
            "refuse",
            "不通过",
            lambda row, actor, data: profiles.refuse(row, reason=data["reason"], actor=actor),
            profiles.APPROVE,
            lambda row: row.status == Status.PROPOSED,
            form=ReasonForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProfileChange]:
        """Changes with their photo."""
        rows: QuerySet[ProfileChange] = super().get_queryset(request)
        return rows.select_related("person", "proposed_by", "photo__thumbnail")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one takes a photo, a stored one shows it."""
        del request
        shown = ["person", "title", "introduction"]
        return [*shown, "upload"] if obj is None else [*shown, "picture", "status", "reason"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new one takes a photo."""
        if obj is None:
            kwargs["form"] = ProposalForm
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description="照片")
    def picture(self, change: ProfileChange) -> str:
        """The small copy."""
        return portrait(change.photo)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was proposed is approved or refused as it is."""
        return super().has_change_permission(request, obj) and obj is None

    def save_model(self, request: HttpRequest, obj: ProfileChange, form: Any, change: bool) -> None:
        """Proposed by the service."""
        del change
        profiles.propose(obj, form.cleaned_data.get("upload"), actor=signed_in(request), today=timezone.localdate())
