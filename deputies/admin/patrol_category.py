"""Categories of patrol findings on the desk, with the questions that each asks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from congress.admin.base import PortalAdmin, PortalForm
from deputies.models import PatrolCategory


class CategoryForm(PortalForm, forms.ModelForm):  # type: ignore[type-arg]
    """A category whose questions are data of a fixed shape."""

    def clean_questions(self) -> list[dict[str, Any]]:
        """Each with a key of its own and a label; choices are words."""
        questions = self.cleaned_data["questions"] or []
        if not isinstance(questions, list):
            raise ValidationError("补充问题应为列表。")
        keys = set()
        for number, question in enumerate(questions, 1):
            _check_question(number, question)
            if question["key"] in keys:
                raise ValidationError(f"第{number}个问题的key重复。")
            keys.add(question["key"])
        return questions


def _check_question(number: int, question: Any) -> None:
    if not isinstance(question, dict) or not {"key", "label"} <= set(question):
        raise ValidationError(f"第{number}个问题须有key和label。")
    key, label, choices = question["key"], question["label"], question.get("choices", [])
    if not (isinstance(key, str) and key.isascii() and key.isidentifier()):
        raise ValidationError(f"第{number}个问题的key应为英文字母和数字。")
    if not (isinstance(label, str) and label.strip()):
        raise ValidationError(f"第{number}个问题的label不能为空。")
    if not (isinstance(choices, list) and all(isinstance(each, str) and each for each in choices)):
        raise ValidationError(f"第{number}个问题的choices应为文字列表。")


@admin.register(PatrolCategory)
class PatrolCategoryAdmin(PortalAdmin):
    """What findings are sorted by, and what is asked for each."""

    form = CategoryForm
    list_display = ("name", "order", "is_active", "usual_organ")
    list_select_related = ("usual_organ",)
    search_fields = ("name",)
    autocomplete_fields = ("usual_organ",)
    fields = (("name", "order", "is_active"), "hint", "usual_organ", "questions")
