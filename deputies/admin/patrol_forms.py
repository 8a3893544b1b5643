"""What the steps of a patrol's finding ask for on the desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from congress.admin.steps import DayForm, StepForm
from congress.models import Organ
from congress.services import photos
from deputies.models import PatrolFinding

#: who may be asked to deal with a finding
UNIT_KINDS = (
    Organ.Kind.GOVERNMENT,
    Organ.Kind.GOVERNMENT_DEPARTMENT,
    Organ.Kind.STREET_OFFICE,
    Organ.Kind.TOWNSHIP_GOVERNMENT,
    Organ.Kind.OTHER,
)


class AssignForm(DayForm):
    """To whom, when, and what is asked."""

    organ = forms.ModelChoiceField(Organ.objects.filter(kind__in=UNIT_KINDS, ends_on__isnull=True), label="承办单位")
    demand = forms.CharField(label="要求", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = ("organ", "on", "demand")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The usual unit of the category is offered first."""
        super().__init__(*args, **kwargs)
        self.fields["organ"].initial = self.record.category.usual_organ_id


class MergeForm(StepForm):
    """Which finding tells of the same thing."""

    into = forms.ModelChoiceField(
        PatrolFinding.objects.none(), label="并入", help_text="同类、地点相同或者相近、时间相近的问题。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Only findings that may be the same."""
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = PatrolFinding.objects.all().alike(self.record)  # type: ignore[attr-defined]


class HideForm(StepForm):
    """For each picture the areas that are made unreadable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A field for each picture, with what is hidden already."""
        super().__init__(*args, **kwargs)
        self.pictures = list(self.record.photos.select_related("shown"))
        for number, picture in enumerate(self.pictures, 1):
            self.fields[f"areas_{picture.pk}"] = forms.CharField(
                label=f"照片{number}",
                required=False,
                max_length=1_000,
                initial="\n".join(" ".join(map(str, area)) for area in picture.hidden_areas),
                widget=forms.Textarea(attrs={"rows": 3, "data-areas": ""}),
                help_text="在照片上拖动框选；也可以每行写一处：左 上 宽 高（千分之几）。",
            )

    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """The pictures with their fields."""
        return [(picture, self[f"areas_{picture.pk}"]) for picture in self.pictures]

    def clean(self) -> dict[str, Any]:
        """The areas of each picture. Tells the one that lies outside at its field."""
        cleaned = super().clean() or {}
        for picture in self.pictures:
            name = f"areas_{picture.pk}"
            try:
                cleaned[name] = photos.checked_areas(_areas(cleaned.get(name, "")))
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned


def _areas(text: str) -> list[list[int]]:
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        parts = line.replace(",", " ").replace("，", " ").split()
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValidationError(f"第{number}行应为四个整数：左 上 宽 高。", code="area")
        found.append([int(part) for part in parts])
    return found
