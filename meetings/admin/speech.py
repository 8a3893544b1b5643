"""Speeches: who said what on which item, for how long, and whether the speaker has checked it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from congress.admin.base import add_errors
from congress.admin.correction import CorrectedAdmin, CorrectionForm
from congress.admin.exporting import ExportAdmin, ListResource, column
from meetings.models import AgendaItem, Attendance, Sitting, Speech
from meetings.services import speeches


class SpeechForm(CorrectionForm):
    """A speech; item, sitting and speaker are of one meeting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = AgendaItem.objects.filter(pk=self.initial.get("item") or self.instance.item_id).first()
        if item is not None:
            self._offer(item)

    def _offer(self, item: AgendaItem) -> None:
        """The sittings and the people of the item's meeting, so that nothing has to be searched for."""
        rows: dict[str, Any] = {
            "sitting": Sitting.objects.filter(meeting=item.meeting_id),
            "speaker": Attendance.objects.filter(meeting=item.meeting_id)
            .select_related("person")
            .order_by("person__stroke_key", "person__name"),
        }
        for name in rows.keys() & self.fields.keys():
            field: Any = self.fields[name]
            field.queryset = rows[name]
        for name, label in (("sitting", _sitting_label), ("speaker", _speaker_label)):
            if name in self.fields:
                setattr(self.fields[name], "label_from_instance", label)  # noqa: B010 - the field's own hook

    def clean(self) -> dict[str, Any] | None:
        """The service's rule."""
        cleaned = super().clean()
        values = self.cleaned_data
        if values.get("item") and values.get("speaker") and not self.errors:
            probe = Speech(**{name: values.get(name) for name in ("item", "speaker", "sitting", "checked_on")})
            try:
                speeches.check(probe)
            except ValidationError as error:
                add_errors(self, error)
        return cleaned


def _sitting_label(sitting: Sitting) -> str:
    return f"{sitting.starts_on.month}月{sitting.starts_on.day}日{sitting.get_kind_display()}"


def _speaker_label(row: Attendance) -> str:
    return f"{row.person}（{row.title or row.get_capacity_display()}）"


class SpeechResource(ListResource):
    """Speeches as a list."""

    meeting = column("会议", "item__meeting__name")
    item = column("议题", "item__title")
    order = column("顺序", "order")
    speaker = column("发言人", "speaker__person__name")
    minutes = column("分钟", "minutes")
    text = column("要点", "text")
    checked_on = column("本人核对日期", "checked_on")
    related = ("item__meeting__term", "speaker__person")


@admin.register(Speech)
class SpeechAdmin(ExportAdmin, CorrectedAdmin):
    """Speeches; one that stands in a bulletin changes only with a reason."""

    form = SpeechForm
    resource_classes = [SpeechResource]
    list_display = ("speaker_name", "item", "order", "minutes", "checked_on", "issue")
    list_filter = (("checked_on", admin.EmptyFieldListFilter), ("bulletin", admin.EmptyFieldListFilter))
    search_fields = ("speaker__person__name", "item__title", "text")
    search_help_text = "可按发言人、议题、要点查找。"
    ordering = ("-item__meeting__starts_on", "item__order", "order")
    autocomplete_fields = ("item",)
    fields = (("item", "order"), ("sitting", "speaker"), "minutes", "text", "checked_on")

    @admin.display(description="发言人")
    def speaker_name(self, speech: Speech) -> str:
        """Who spoke."""
        return speech.speaker.person.name

    @admin.display(description="简报")
    def issue(self, speech: Speech) -> str:
        """The issue it stands in."""
        return speech.bulletin.issue if speech.bulletin else "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speech]:
        """Speeches with what their rows need."""
        rows = super().get_queryset(request)
        return rows.select_related(
            "item__meeting__term", "sitting", "speaker__person", "bulletin__number__series", "bulletin__meeting__term"
        )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for the gist of a speech."""
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 8})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nobody is offered before the item is known; the sent values are looked up among all."""
        if db_field.name in ("sitting", "speaker") and request.method == "GET":
            kwargs["queryset"] = db_field.remote_field.model._default_manager.none()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def closing(self, record: Speech) -> str:
        """Closed by its bulletin."""
        return "发言已经编入简报" if record.bulletin_id is not None else ""

    def save_model(self, request: HttpRequest, obj: Speech, form: Any, change: bool) -> None:
        """Save, and warn of a speech that was too long."""
        super().save_model(request, obj, form, change)
        if warning := speeches.over_limit(obj):
            messages.warning(request, warning)

    def response_add(self, request: HttpRequest, obj: Speech, post_url_continue: str | None = None) -> HttpResponse:
        """The next speech is mostly on the same item: its page opens with item, sitting and order filled in."""
        super().response_add(request, obj, post_url_continue)
        last = Speech.objects.filter(item=obj.item_id).aggregate(last=Max("order"))["last"] or 0
        filled = {"item": obj.item_id, "sitting": obj.sitting_id or "", "order": last + 1}
        return HttpResponseRedirect(f"{reverse('admin:meetings_speech_add')}?{urlencode(filled)}")
