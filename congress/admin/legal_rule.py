"""The catalogue of legal periods on the office's desk."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from congress.models import LegalRule, RuleStage
from congress.services import legal_rules


class InForceFilter(admin.SimpleListFilter):
    """Rules in force today, or only of the past."""

    title = "效力"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two states."""
        return [("yes", "现行有效"), ("no", "已失效或未生效")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LegalRule]) -> QuerySet[LegalRule]:
        """Rules in the chosen state."""
        in_force = LegalRule.objects.in_force(timezone.localdate())
        if self.value() == "yes":
            return queryset.filter(pk__in=in_force)
        if self.value() == "no":
            return queryset.exclude(pk__in=in_force)
        return queryset


class RuleStageInline(admin.TabularInline):  # type: ignore[type-arg]
    """When the rule reminds, and whom; a stage is switched off, not deleted."""

    model = RuleStage
    extra = 0
    can_delete = False
    fields = ("kind", "days", "fraction", "audience", "repeat_daily", "is_active")


@admin.register(LegalRule)
class LegalRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Legal periods with their law, validity and reminders."""

    list_display = (
        "code",
        "due_text",
        "period_text",
        "citation_text",
        "valid_from",
        "valid_to",
        "mark",
        "is_locally_edited",
    )
    list_filter = (InForceFilter, "mark", "is_locally_edited", "unit", "law_code")
    search_fields = ("code", "law_title", "law_code", "article", "trigger", "due_text")
    readonly_fields = ("is_locally_edited",)
    inlines = (RuleStageInline,)
    actions = ("follow_catalogue",)
    fieldsets = (
        (None, {"fields": ("code", "trigger", "due_text")}),
        ("依据", {"fields": ("law_code", "law_title", "law_version", "article", "mark", "predecessor_note", "note")}),
        ("有效期", {"fields": ("valid_from", "valid_to")}),
        ("期限", {"fields": ("value", "unit", "direction", "roll")}),
        (
            "固定日期、时段与次数",
            {"fields": ("month_day", "window_start", "window_end", "year_offset", "per_year")},
        ),
        ("目录", {"fields": ("is_locally_edited",)}),
    )

    @admin.display(description="期限")
    def period_text(self, rule: LegalRule) -> str:
        """The period in words."""
        return rule.period

    @admin.display(description="依据", ordering="law_title")
    def citation_text(self, rule: LegalRule) -> str:
        """Law and article."""
        return rule.citation

    def save_model(self, request: HttpRequest, obj: LegalRule, form: Any, change: bool) -> None:
        """Mark the rule as the office's own, so that loading the catalogue leaves it."""
        obj.is_locally_edited = obj.is_locally_edited or not change or bool(form.changed_data)
        super().save_model(request, obj, form, change)

    def save_formset(
        self,
        request: HttpRequest,
        form: Any,
        formset: Any,
        change: bool,
    ) -> None:
        """A changed reminder stage is an edit of the rule."""
        super().save_formset(request, form, formset, change)
        if formset.has_changed() and not form.instance.is_locally_edited:
            form.instance.is_locally_edited = True
            form.instance.save(update_fields=["is_locally_edited"])

    @admin.action(description="恢复按目录更新（放弃本地修改）", permissions=["change"])
    def follow_catalogue(self, request: HttpRequest, queryset: QuerySet[LegalRule]) -> None:
        """Let the next load of the catalogue replace the chosen rules."""
        count = legal_rules.follow_catalogue(queryset, actor=request.user)  # type: ignore[arg-type]
        self.message_user(request, f"{count}条规则将在下次载入目录时按目录更新。", messages.SUCCESS)
