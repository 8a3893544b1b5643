"""Talks with deputies who attended without vote, with the points they raised."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.base import PortalAdmin, PortalForm, PortalInline
from congress.admin.ordered import OrderedForm
from congress.http import signed_in
from meetings.models import Attendance, DeputyTalk, TalkPoint
from meetings.services import talks


class TalkForm(PortalForm):
    """A talk; who took part is chosen among the deputies who sat in on the meeting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("participants")
        if field is not None:
            own = talks.may_take_part(self.instance.meeting) if self.instance.pk else Attendance.objects.none()
            field.queryset = own
            field.label_from_instance = lambda row: row.person.name

    def clean(self) -> dict[str, Any] | None:
        """Refuse a talk before its meeting, or with others than those who sat in."""
        cleaned = super().clean()
        if self.errors or (self.instance.meeting_id is None and not self.cleaned_data.get("meeting")):
            return cleaned
        meeting = self.cleaned_data.get("meeting") or self.instance.meeting
        talk = DeputyTalk(meeting=meeting, held_on=self.cleaned_data["held_on"])
        try:
            talks.check(talk)
            talks.check_participants(talk, list(self.cleaned_data.get("participants") or ()))
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                self.add_error(name if name in self.fields else None, texts)
        return cleaned


class PointInline(PortalInline):
    """The points, who raised them, to whom they went, and the answers."""

    model = TalkPoint
    form = OrderedForm
    verbose_name_plural = "座谈意见"
    fields = ("order", "raised_by", "text", "organ", "answer", "answered_on")
    readonly_fields = ("answer", "answered_on")
    autocomplete_fields = ("organ",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TalkPoint]:
        """The points with their people and organs."""
        return super().get_queryset(request).select_related("organ", "raised_by__person").order_by("order")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer those who took part, read once for all rows."""
        formset = super().get_formset(request, obj, **kwargs)
        if "raised_by" in formset.form.base_fields:
            field: Any = formset.form.base_fields["raised_by"]
            people = list(obj.participants.select_related("person")) if obj else []
            field.queryset = Attendance.objects.filter(pk__in=[row.pk for row in people])
            field.choices = [("", "—"), *((row.pk, row.person.name) for row in people)]
        return formset

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for a sentence or two."""
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Once the talk is stored with its people."""
        return obj is not None and super().has_add_permission(request, obj)


@admin.register(DeputyTalk)
class DeputyTalkAdmin(PortalAdmin):
    """Talks; first the meeting and the day, then the people who sat in, then what they raised."""

    form = TalkForm
    list_display = ("meeting", "held_on", "place", "chaired_by")
    search_fields = ("place", "chaired_by", "points__text")
    date_hierarchy = "held_on"
    autocomplete_fields = ("meeting",)
    inlines = (PointInline,)
    history_with = ((TalkPoint, "talk"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeputyTalk]:
        """Talks with their meetings."""
        return super().get_queryset(request).select_related("meeting__term")

    def get_fieldsets(self, request: HttpRequest, obj: DeputyTalk | None = None) -> Any:
        """People can be chosen once the meeting is known."""
        fields: list[Any] = ["meeting", ("held_on", "starts_at", "ends_at"), ("place", "chaired_by")]
        if obj is not None:
            fields += ["participants", "summary"]
        return self._guarded([(None, {"fields": fields})], request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: DeputyTalk | None = None) -> tuple[str, ...]:
        """The meeting stays: the people are its own."""
        del request
        return ("meeting",) if obj else ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A short list of boxes to tick."""
        if db_field.name == "participants":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Points go through their service, which tells the organs."""
        del form, change
        for row in formset.save(commit=False):
            talks.save_point(row, actor=signed_in(request))
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()
