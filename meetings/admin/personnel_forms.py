"""Forms and rows of a motion on the desk: who is appointed to what, its papers, and a renamed organ's people."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.admin.base import PortalForm, PortalInline
from congress.admin.steps import StepForm
from congress.admin.widgets import DayInput
from congress.models import Organ
from congress.uploads import UploadField
from meetings.models import Meeting, PersonnelAction, PersonnelPaper, PostCategory
from meetings.services import personnel

from .personnel_steps import with_names

#: blank rows of a new motion
BLANK_ROWS = 4


def coming_meetings() -> QuerySet[Meeting]:
    """Meetings of the committee that are not over, the next one first."""
    rows = Meeting.objects.of_committee().exclude(status__in=(*Meeting.HELD, Meeting.Status.CANCELLED))
    return rows.select_related("term").order_by("starts_on", "pk")


class MotionForm(PortalForm):
    """A motion with the usual answers filled in, and a list to take rows from."""

    list_file = UploadField(
        required=False,
        label="名单文件",
        help_text="Excel名单，第一行为：姓名、职务、任免、理由。可以与下面逐行填写并用。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "title" in self.fields:
            self.fields["title"].initial = "关于提请审议人事任免事项的议案"
            self.fields["received_on"].initial = timezone.localdate()
            self.fields["proposer"].initial = PostCategory.Proposer.CHAIR_MEETING
            self.fields["meeting"].initial = coming_meetings().first()

    def clean_list_file(self) -> Any:
        """The lines of the list, read while the person still looks at the form."""
        upload = self.cleaned_data.get("list_file")
        return personnel.read(upload) if upload else None


class ActionForm(PortalForm):
    """A row: somebody chosen, or a name typed that is not registered yet."""

    new_name = forms.CharField(label="或填姓名", max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "order"):
            if name in self.fields:
                self.fields[name].required = False
        if "new_name" in self.fields:
            self.fields["new_name"].widget.attrs["class"] = "vTextField row-name"

    def clean(self) -> dict[str, Any] | None:
        """Who it is."""
        cleaned = super().clean()
        chosen, typed = self.cleaned_data.get("person"), (self.cleaned_data.get("new_name") or "").strip()
        if chosen is None and not typed:
            self.add_error("person", "请选择人员，或者填写姓名。")
        if chosen is not None and typed and chosen.name != typed:
            self.add_error("new_name", f"已选择{chosen}，不要再填写别人的姓名。")
        return cleaned

    def _post_clean(self) -> None:
        """Rows are checked together, by the service, where the person is known."""
        if (order := self.cleaned_data.get("order")) is not None:
            self.instance.order = order
        for name in ("person", "act", "post", "reason"):
            if self.cleaned_data.get(name) is not None:
                setattr(self.instance, name, self.cleaned_data[name])


class ActionFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows without checks of their own against the database: the service checks the whole list in words."""

    def validate_unique(self) -> None:
        """By the service."""


class ActionInline(PortalInline):
    """Who is appointed to what, who leaves what; fixed once the file is submitted."""

    model = PersonnelAction
    form = ActionForm
    formset = ActionFormSet
    verbose_name_plural = "任免事项"
    autocomplete_fields = ("person", "post")
    fields = ("order", "act", "person", "new_name", "post", "reason")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Blank rows on a new motion."""
        del request, kwargs
        return 0 if obj else BLANK_ROWS

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonnelAction]:
        """The rows with their names."""
        return super().get_queryset(request).select_related("person", "post__category").order_by("order")


class RoomPaperForm(PortalForm):
    """A paper with its file; a stored paper stays as it is."""

    upload = UploadField(required=False, label="文件")

    def clean(self) -> dict[str, Any] | None:
        """A paper is a file."""
        cleaned = super().clean()
        if self.instance.pk is None and not self.cleaned_data.get("upload") and "upload" not in self.errors:
            self.add_error("upload", "请选择文件。")
        return cleaned


class RoomPaperInline(PortalInline):
    """Papers to add; those that are there stand above with their links."""

    model = PersonnelPaper
    form = RoomPaperForm
    verbose_name_plural = "登记材料"
    description = "材料存为限制级，每次查阅都有记录。"
    fields = ("kind", "action", "upload")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonnelPaper]:
        """Only new ones are entered here."""
        return super().get_queryset(request).none()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Offer the rows of this motion."""
        formset = super().get_formset(request, obj, **kwargs)
        if "action" in formset.form.base_fields:
            field: Any = formset.form.base_fields["action"]
            rows = list(with_names(obj.actions.all())) if obj else []
            field.queryset = field.queryset.filter(pk__in=[row.pk for row in rows])
            field.choices = [("", "全案"), *((row.pk, f"第{row.order}项　{row}") for row in rows)]
        return formset

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Stored papers are not exchanged."""
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A paper stays on file."""
        del request, obj
        return False


class ReappointForm(StepForm):
    """Which organ was renamed, and for which meeting everybody in it is appointed anew."""

    organ = forms.ModelChoiceField(Organ.objects.order_by("rank", "code"), label="更名的机关")
    old_name = forms.CharField(label="职务中的原名称", max_length=80, help_text="例：法制内务司法工作委员会")
    new_name = forms.CharField(label="改为", max_length=80, help_text="例：监察和司法工作委员会")
    successor = forms.ModelChoiceField(
        Organ.objects.order_by("rank", "code"), label="新机关", required=False, help_text="另行登记为新机关的才选择。"
    )
    proposer = forms.ChoiceField(label="提请人", choices=PostCategory.Proposer.choices, initial="chair_meeting")
    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="常委会会议")
    received_on = forms.DateField(label="收到日期", widget=DayInput, initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = coming_meetings()
        field.initial = field.queryset.first()
