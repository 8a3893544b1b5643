"""Give the reports that were stored before kinds existed the kind that their agenda item, title and organ tell."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BY_ITEM = {
    "plan_execution": "mid_year_plan",
    "final_accounts": "final_accounts",
    "debt": "debt",
    "state_asset_report": "state_assets",
    "audit_report": "audit",
    "rectification_report": "rectification",
    "environment_report": "environment",
    "suggestion_report": "suggestions",
    "duty_report": "duty",
}
BY_WORDS = (
    ("投资", "investment"),
    ("重点支出", "investment"),
    ("预算草案", "budget_draft"),
    ("预算执行", "budget_execution"),
)
BY_ORGAN = {"supervisory_commission": "commission", "court": "court", "procuratorate": "procuratorate"}
ASSETS = (
    ("行政事业", "administrative"),
    ("金融", "finance"),
    ("企业", "enterprise"),
    ("自然资源", "natural"),
)


def kind_of(report: Any) -> str:
    """The kind of a stored report."""
    if "预算调整" in report.item.title:
        return "budget_adjustment"
    words = next((kind for word, kind in BY_WORDS if word in report.item.title), "")
    return BY_ITEM.get(report.item.kind) or words or BY_ORGAN.get(report.organ.kind, "general")


def tell_kinds(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the kind of each report, and of one on state assets also which."""
    reports = apps.get_model("supervision", "SpecialReport").objects.using(editor.connection.alias)
    for report in reports.select_related("item", "organ"):
        kind = kind_of(report)
        found = next((assets for word, assets in ASSETS if word in report.item.title), "comprehensive")
        reports.filter(pk=report.pk).update(kind=kind, assets=found if kind == "state_assets" else "")


class Migration(migrations.Migration):
    dependencies = [("supervision", "0004_kinds_of_reports")]

    operations = [migrations.RunPython(tell_kinds, migrations.RunPython.noop)]
