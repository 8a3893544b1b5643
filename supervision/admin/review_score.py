"""Scores of reviews, in the room: entered one by one or from a file; every look at the list is logged."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from import_export import resources
from import_export.fields import Field

from congress.admin.correction import CorrectedAdmin, CorrectionForm
from congress.admin.exporting import ImportExportAdmin, ListResource, column
from congress.http import signed_in
from congress.services import activity
from supervision.models import PerformanceReview, ReviewItem, ReviewScheme, ReviewScore
from supervision.services import review_room, review_schemes


class ScoreResource(ListResource):
    """Scores as a list, with the columns that an import takes."""

    review = column("评议编号", "review_id")
    subject = column("评议", "review")
    item = column("项目", "item__name")
    grader = column("评分人", "grader")
    points = column("得分", "points")
    note = column("说明", "note")
    related = ("review__person", "review__organ", "item")


class ScoreImport(resources.ModelResource):  # type: ignore[misc]
    """Scores from a file: a row is one grader's points for one item; a known row is brought up to date."""

    review_key = Field("review_id", "评议编号")
    item_key = Field("item_id", "项目")
    grader = Field("grader", "评分人")
    points = Field("points", "得分")
    note = Field("note", "说明")

    class Meta:
        model = ReviewScore
        fields = ("review_key", "item_key", "grader", "points", "note")
        import_id_fields = ("review_key", "item_key", "grader")
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Find the case by its number and the item by its name in the case's scheme."""
        del kwargs
        number = str(row.get("评议编号") or "").strip()
        review = PerformanceReview.objects.filter(pk=int(number)).first() if _is_key(number) else None
        if review is None:
            raise ValidationError(f"评议编号“{number}”不存在，请填写评议页面地址中的编号。")
        name = str(row.get("项目") or "").strip()
        item = ReviewItem.objects.filter(scheme=review.scheme_id, name=name).first()
        if item is None:
            raise ValidationError(f"“{review}”的评议方案中没有项目“{name}”。")
        row["评议编号"], row["项目"] = review.pk, item.pk
        row["评分人"] = str(row.get("评分人") or "").strip()
        row["得分"] = str(row.get("得分") if row.get("得分") is not None else "").strip()
        row["说明"] = str(row.get("说明") or "").strip()

    def get_instance(self, instance_loader: Any, row: Any) -> ReviewScore | None:
        """The score of that grader for that item."""
        del instance_loader
        known = ReviewScore.objects.filter(review=row["评议编号"], item=row["项目"], grader=row["评分人"])
        return known.select_related("review__scheme", "item").first()

    def validate_instance(self, instance: ReviewScore, *args: Any, **kwargs: Any) -> None:
        """What the service asks of a score."""
        super().validate_instance(instance, *args, **kwargs)
        review_schemes.check_score(instance)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


class ScoreForm(CorrectionForm):
    """One score; what the service refuses stands beside its field."""

    def clean(self) -> dict[str, Any] | None:
        """The item belongs to the case, the points to its range."""
        cleaned = super().clean()
        known = {} if self.instance._state.adding else {"review": self.instance.review, "item": self.instance.item}
        values = {name: self.cleaned_data.get(name, known.get(name)) for name in ("review", "item", "points")}
        if None not in values.values():
            review_schemes.check_score(ReviewScore(**values), is_correction=bool(self.closed))
        return cleaned


def _label_of(obj: Any) -> str:
    """An item with its scheme."""
    return f"{obj.scheme}：{obj}"


@admin.register(ReviewScore)
class ReviewScoreAdmin(ImportExportAdmin, CorrectedAdmin):
    """Scores for those who keep the room."""

    form = ScoreForm
    resource_classes = [ScoreResource]
    list_display = ("review", "item", "grader", "points")
    list_filter = ("item__grader", "review__kind", "review__year")
    search_fields = ("review__person__name", "review__organ__name", "grader", "item__name")
    search_help_text = "可按评议对象、机关、评分人、项目查找。"
    autocomplete_fields = ("review",)
    fields = ("review", "item", ("grader", "points"), "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewScore]:
        """Scores with what their names need."""
        rows: QuerySet[ReviewScore] = super().get_queryset(request)
        return rows.select_related("review__person", "review__organ", "item__scheme")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Items under the names of their schemes."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "item" and isinstance(field, forms.ModelChoiceField):
            rows = ReviewItem.objects.exclude(scheme__status=ReviewScheme.Status.DRAFTED)
            field.queryset = rows.select_related("scheme").order_by("scheme", "order")
            field.label_from_instance = _label_of  # type: ignore[method-assign]
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whose score for what stays."""
        del request
        return ("review", "item", "grader") if obj else ()

    def get_import_resource_classes(self, request: HttpRequest) -> list[type]:
        """The columns that are taken from a file."""
        del request
        return [ScoreImport]

    def _in_room(self, request: HttpRequest) -> bool:
        return signed_in(request).has_perm(review_room.ENTER)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The room is for those who keep it."""
        return super().has_module_permission(request) and self._in_room(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The room is for those who keep it."""
        return super().has_view_permission(request, obj) and self._in_room(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The room is for those who keep it."""
        return super().has_add_permission(request) and self._in_room(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The room is for those who keep it."""
        return super().has_change_permission(request, obj) and self._in_room(request)

    def closing(self, record: ReviewScore) -> str:
        """Closed with the case."""
        review = record.review
        return f"评议{review.get_status_display()}" if review.status in PerformanceReview.CLOSED else ""

    def log_correction(self, request: HttpRequest, record: Any, *, reason: str, changes: dict[str, list[str]]) -> None:
        """One line in the log without the values: those who read the log do not read scores; the history keeps both."""
        hidden = {name: ["（限制级）", "（限制级）"] for name in changes}
        super().log_correction(request, record, reason=reason, changes=hidden)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; that it was opened is logged."""
        answer = super().changelist_view(request, extra_context)
        if request.method == "GET" and answer.status_code == 200:
            actor = signed_in(request)
            with transaction.atomic():
                activity.record(actor, review_room.READING, actor, path=request.get_full_path()[:200])
        return answer
