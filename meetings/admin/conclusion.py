"""What a chairpersons' meeting concluded: rows on the meeting's page, and the step that assigns them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.correction import CorrectedInline
from congress.admin.ordered import OrderedForm
from congress.admin.steps import Step
from congress.models import User
from meetings.models import AgendaItem, Conclusion, Meeting
from meetings.services import conclusions

CHANGE = "meetings.change_conclusion"
_KINDS = (Meeting.Kind.CHAIR_MEETING, Meeting.Kind.CHAIR_MEETING_ENLARGED)


class ConclusionForm(OrderedForm):
    """A row; what was assigned already keeps its organ and its day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.obligation_id is not None:
            for name in ("organ", "due_on"):
                if name in self.fields:
                    self.fields[name].disabled = True

    def clean(self) -> dict[str, Any] | None:
        """Refuse what does not fit the meeting."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        row = Conclusion(
            meeting=self.instance.meeting,
            item=self.cleaned_data.get("item"),
            due_on=self.cleaned_data.get("due_on"),
        )
        try:
            conclusions.check(row)
        except ValidationError as error:
            self._tell(error)
        return cleaned

    def _tell(self, error: ValidationError) -> None:
        known = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, texts in known.items():
            self.add_error(name if name in self.fields else None, texts)


class ConclusionInline(CorrectedInline):
    """The numbered conclusions of a chairpersons' meeting."""

    model = Conclusion
    form = ConclusionForm
    verbose_name_plural = "议定事项"
    fields = ("order", "text", "item", "organ", "due_on")
    autocomplete_fields = ("organ",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conclusion]:
        """The conclusions with their organs, in their order."""
        return super().get_queryset(request).select_related("organ", "item").order_by("order")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the items of this meeting only, read once for all rows."""
        formset = super().get_formset(request, obj, **kwargs)
        if "item" in formset.form.base_fields:
            field: Any = formset.form.base_fields["item"]
            items = list(obj.items.order_by("order")) if obj else []
            field.queryset = AgendaItem.objects.filter(pk__in=[item.pk for item in items])
            field.choices = [("", "—"), *((item.pk, f"{item.order}．{item.title[:24]}") for item in items)]
        return formset

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Room for a sentence or two."""
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Chairpersons' meetings only."""
        return _concludes(obj) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Chairpersons' meetings only."""
        return _concludes(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Chairpersons' meetings only."""
        return _concludes(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Chairpersons' meetings only."""
        return _concludes(obj) and super().has_delete_permission(request, obj)


def _concludes(meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.kind in _KINDS


def _assign(meeting: Meeting, actor: User, data: Mapping[str, Any]) -> str:
    del data
    return f"已交办{conclusions.assign_all(meeting, actor=actor, today=timezone.localdate())}项议定事项。"


#: steps on the meeting's page
MEETING_STEPS = (
    Step(
        "assign-conclusions",
        "交办议定事项",
        _assign,
        CHANGE,
        lambda meeting: (
            meeting.kind in _KINDS
            and meeting.is_locked
            and meeting.conclusions.filter(
                organ__isnull=False, due_on__isnull=False, done_on__isnull=True, obligation__isnull=True
            ).exists()
        ),
    ),
)
