"""Schemes of reviews: items, weights and grades; a version in use is read only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest

from congress.admin.base import PortalInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from congress.admin.steps import Step, SteppedAdmin
from supervision.models import ReviewItem, ReviewScheme
from supervision.services import review_schemes

Status = ReviewScheme.Status


class ItemInline(PortalInline):
    """The items, while the scheme is a draft."""

    model = ReviewItem
    verbose_name_plural = "评分项目（权重相加须为100）"
    fields = ("order", "name", "grader", "max_points", "weight")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is a draft."""
        return super().has_add_permission(request, obj) and not _is_fixed(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is a draft."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is a draft."""
        return super().has_delete_permission(request, obj) and not _is_fixed(obj)


def _is_fixed(scheme: ReviewScheme | None) -> bool:
    return scheme is not None and scheme.is_fixed


class SchemeResource(ListResource):
    """Schemes as a list."""

    name = column("名称", "name")
    version = column("版本", "version")
    kind = column("评议类别", "get_kind_display")
    scale = column("测评等次", "scale__name")
    status = column("状态", "get_status_display")
    related = ("scale",)


ADOPT = "supervision.adopt_reviewscheme"


@admin.register(ReviewScheme)
class ReviewSchemeAdmin(ExportAdmin, SteppedAdmin):
    """Schemes, each version on a page of its own."""

    resource_classes = [SchemeResource]
    list_display = ("name", "version", "kind", "scale", "weights", "status")
    list_filter = ("kind", "status")
    search_fields = ("name",)
    fields = (("name", "kind"), "scale", "note")
    inlines = (ItemInline,)
    history_with = ((ReviewItem, "scheme"),)
    steps = (
        Step(
            "adopt",
            "启用",
            lambda scheme, actor, data: review_schemes.adopt(scheme, actor=actor),
            ADOPT,
            lambda scheme: scheme.status == Status.DRAFTED,
            is_main=True,
        ),
        Step(
            "version",
            "制定新版本",
            lambda scheme, actor, data: f"已建立“{review_schemes.new_version(scheme, actor=actor)}”，可以修改后启用。",
            "supervision.add_reviewscheme",
            lambda scheme: scheme.is_fixed,
        ),
        Step(
            "retire",
            "停用",
            lambda scheme, actor, data: review_schemes.retire(scheme, actor=actor),
            ADOPT,
            lambda scheme: scheme.status == Status.IN_USE,
            is_rare=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewScheme]:
        """Schemes with the sum of their weights."""
        rows: QuerySet[ReviewScheme] = super().get_queryset(request).annotate(weights_total=Sum("items__weight"))
        return rows.select_related("scale")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version in use is not changed."""
        return super().has_change_permission(request, obj) and not _is_fixed(obj)

    @admin.display(description="权重合计")
    def weights(self, scheme: ReviewScheme) -> str:
        """What the weights add up to."""
        total = scheme.weights_total  # type: ignore[attr-defined]
        return review_schemes.plain(total) if total is not None else "—"
