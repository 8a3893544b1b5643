"""Joint supervision with upper, lower and neighbouring committees."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from congress.admin.correction import CorrectedAdmin, CorrectedInline
from congress.admin.exporting import ExportAdmin, ListResource, column
from supervision.models import JointPartner, JointSupervision


class PartnerInline(CorrectedInline):
    """The committees that took part."""

    model = JointPartner
    verbose_name_plural = "参与的人大常委会"
    fields = ("name", "level", "region")


class JointResource(ListResource):
    """Joint supervision as a list."""

    title = column("名称", "title")
    form = column("形式", "get_form_display")
    level = column("牵头层级", "get_led_by_level_display")
    led_by = column("牵头人大常委会", "led_by")
    starts_on = column("开始日期", "starts_on")
    ends_on = column("结束日期", "ends_on")
    reported_on = column("结果上报日期", "reported_on")
    report_reference = column("上报文号", "report_reference")


@admin.register(JointSupervision)
class JointSupervisionAdmin(ExportAdmin, CorrectedAdmin):
    """Joint supervision with its partners; once reported upward it changes only with a reason."""

    resource_classes = [JointResource]
    list_display = ("title", "form", "led_by_level", "starts_on", "reported_on")
    list_filter = ("form", "led_by_level", "is_first")
    search_fields = ("title", "led_by", "partners__name")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("oversight", "inquiry", "report", "review")
    fields = (
        ("title", "form"),
        ("led_by_level", "led_by"),
        ("starts_on", "ends_on", "is_first"),
        "our_part",
        ("oversight", "inquiry"),
        ("report", "review"),
        ("reported_on", "report_reference"),
    )
    inlines = (PartnerInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[JointSupervision]:
        """With what this committee did."""
        rows: QuerySet[JointSupervision] = super().get_queryset(request)
        return rows.select_related("oversight", "inquiry", "report__item", "review__person", "review__organ")

    def closing(self, record: JointSupervision) -> str:
        """Closed once the result was reported upward."""
        return "结果已经上报" if record.reported_on else ""
