"""The publication gate on the desk: prepare, redact, approve, publish, correct, withdraw."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from congress import registry
from congress.http import signed_in
from congress.models import Publication, PublishedVersion, User
from congress.presentation import DueMark
from congress.registry import Composition
from congress.services import attachments
from congress.services import publication as gate

from .base import ReadOnlyAdmin
from .filters import DefaultFilter
from .redaction import RedactionForm, file_choices
from .steps import Button, Step, StepForm, SteppedAdmin

Status = Publication.Status
#: states in which somebody still has to act
WAITING = (Status.REQUIRED, Status.PREPARED, Status.REDACTED, Status.APPROVED)


def compose(publication: Publication) -> Composition:
    """What the record behind a publication would show. Raises ValidationError if no app knows the record."""
    for composer in registry.publication_composers:
        if (composition := composer(publication)) is not None:
            return composition
    raise ValidationError("没有找到这一公开事项对应的记录，不能自动拟稿。")


class PreparationForm(StepForm):
    """The files that might go out with the text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.composition = compose(self.record)
        files = self.composition.files
        self.fields["files"] = file_choices(files, label="附件", initial=files)
        self.fields["files"].help_text = "勾选的附件送脱敏审核；不勾选的不公开。" if files else "本记录没有附件。"

    def clean(self) -> dict[str, Any]:
        """The text comes from the record itself."""
        return {**(super().clean() or {}), "content": self.composition.content}


class CorrectionForm(StepForm):
    """A correction of what is out says what was corrected."""

    correction = forms.CharField(label="更正说明", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawalForm(StepForm):
    """A withdrawal says why."""

    reason = forms.CharField(label="撤回理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@transaction.atomic
def _redact(publication: Publication, actor: User, data: Mapping[str, Any]) -> str:
    """Store the redacted files with the redacted text, or neither."""
    uploads = [attachments.store(upload, actor=actor) for upload in data["uploads"]]
    gate.redact(publication, content=data["content"], files=[*data["files"], *uploads], actor=actor)
    return "已保存脱敏稿，请另一位有权限的人核准。"


def _may_approve(user: User, publication: Publication) -> bool:
    """Neither who prepared nor who redacted approves (handbook §5.2)."""
    own = (publication.prepared_by_id, publication.redacted_by_id)
    return user.has_perm("congress.approve_publication") and user.pk not in own


def _may_publish(user: User, publication: Publication) -> bool:
    """Who approved does not publish (handbook §5.2)."""
    own = (publication.approved_by_id, publication.prepared_by_id)
    return user.has_perm("congress.publish_publication") and user.pk not in own


STEPS = (
    Step(
        "prepare",
        "拟公开稿",
        lambda row, actor, data: gate.prepare(row, content=data["content"], files=list(data["files"]), actor=actor),
        "congress.prepare_publication",
        lambda row: row.status in (Status.REQUIRED, Status.PREPARED, Status.REDACTED),
        form=PreparationForm,
        is_main=True,
        note="公开稿由记录自动生成，如需改动请先修改记录。",
        template="admin/publication_prepare.html",
    ),
    Step(
        "redact",
        "脱敏审核",
        _redact,
        "congress.redact_publication",
        lambda row: row.status in (Status.PREPARED, Status.REDACTED),
        form=RedactionForm,
        is_main=True,
        template="admin/publication_redact.html",
    ),
    Step(
        "publish",
        "发布",
        lambda row, actor, data: str(gate.publish(row, actor=actor)) and "已发布。",
        _may_publish,
        lambda row: row.status == Status.APPROVED and row.first_published_at is None,
        is_main=True,
    ),
    Step(
        "correct",
        "发布更正",
        lambda row, actor, data: str(gate.publish(row, actor=actor, **data)) and "已发布更正。",
        _may_publish,
        lambda row: row.status == Status.APPROVED and row.first_published_at is not None,
        form=CorrectionForm,
        is_main=True,
    ),
    Step(
        "prepare_again",
        "更正公开内容",
        lambda row, actor, data: gate.prepare(row, content=data["content"], files=list(data["files"]), actor=actor),
        "congress.prepare_publication",
        lambda row: row.status in (Status.APPROVED, Status.PUBLISHED, Status.CORRECTED, Status.WITHDRAWN),
        form=PreparationForm,
        note="重新拟稿后须再次脱敏、核准、发布；更正发布之前，读者看到的仍是现有版本。",
        template="admin/publication_prepare.html",
    ),
    Step(
        "withdraw",
        "撤回",
        lambda row, actor, data: gate.withdraw(row, actor=actor, **data),
        "congress.publish_publication",
        lambda row: row.is_readable,
        form=WithdrawalForm,
        note="撤回后读者不再能看到，各版本仍存档。",
    ),
)


class ProgressFilter(DefaultFilter):
    """What somebody still has to act on, and what is out."""

    title = "进度"
    parameter_name = "progress"
    default = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What is under way first."""
        return [("waiting", "办理中"), ("late", "已过目标日期"), ("out", "读者可见"), ("all", "全部")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Publication]) -> QuerySet[Publication]:
        """The publications in that progress."""
        waiting = queryset.filter(status__in=WAITING)
        out = queryset.filter(first_published_at__isnull=False, withdrawal_reason="")
        chosen = {"waiting": waiting, "late": waiting.filter(target_on__lt=timezone.localdate()), "out": out}
        return chosen.get(self.value(), queryset)


@admin.register(Publication)
class PublicationAdmin(SteppedAdmin, ReadOnlyAdmin):
    """What must be published to whom, the late ones first."""

    list_display = ("title", "audience", "kind", "status", "target")
    list_filter = (ProgressFilter, "status", "audience", "kind")
    ordering = ("target_on", "-pk")
    search_fields = ("title", "kind")
    fields = (
        ("kind", "audience"),
        "basis",
        ("status", "target_on"),
        ("prepared_by", "redacted_by", "approved_by", "published_by"),
        "first_published_at",
        "withdrawal_reason",
    )
    panel_template = "admin/panels/publication.html"
    steps = STEPS

    def buttons(self, request: HttpRequest, record: Publication) -> list[Button]:
        """The steps; approval leads to the page that shows the words and refuses if they changed meanwhile."""
        steps = super().buttons(request, record)
        if record.status != Status.REDACTED or not _may_approve(signed_in(request), record):
            return steps
        return [Button("核准公开", gate.approval_path(record), asks=True, is_main=True), *steps]

    @admin.display(description="目标日期", ordering="target_on")
    def target(self, row: Publication) -> SafeString | str:
        """How near the target is, or when it went out."""
        if row.target_on is None:
            return ""
        out = row.status not in WAITING
        done_on = timezone.localdate(row.first_published_at) if row.first_published_at else None
        mark = DueMark(row.target_on, timezone.localdate(), is_done=out, done_on=done_on, done_word="已公开")
        if out and row.first_published_at is None:
            return ""
        return format_html('<span class="due-cell is-{}">{}</span>', mark.state, mark.text)

    def get_urls(self) -> list[URLPattern]:
        """The preview as readers will see it, on a page of its own."""
        name = "congress_publication_preview"
        return [
            path("<int:key>/preview/", self.admin_site.admin_view(self.preview_view), name=name),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The very page that readers will get."""
        publication = self.get_object(request, str(key))
        if publication is None:
            raise Http404
        if not self.has_view_permission(request, publication):
            raise PermissionDenied
        content = publication.redacted or publication.prepared
        if not content:
            raise Http404
        context = {"content": content, "publication": publication, "back": self.record_url(publication)}
        return TemplateResponse(request, "admin/publication_preview.html", context)

    def panel(self, request: HttpRequest, record: Publication) -> dict[str, Any]:
        """What readers would see now, the files, and the versions that went out."""
        del request
        return {
            "content": record.redacted or record.prepared or None,
            "is_redacted": bool(record.redacted),
            "files": list(record.files.all()),
            "versions": PublishedVersion.objects.filter(publication=record).select_related("published_by"),
            "preview_url": reverse("admin:congress_publication_preview", args=[record.pk]),
            "public_url": record.path if record.is_readable else "",
        }

    def step_context(self, request: HttpRequest, record: Any, step: Step, form: StepForm | None) -> dict[str, Any]:
        """The composed text, or the redacted one where the checker asks to see it first."""
        del record, step
        if isinstance(form, PreparationForm):
            return {"content": form.composition.content}
        if isinstance(form, RedactionForm) and request.method == "POST" and form.is_valid():
            return {"content": form.cleaned_data["content"]}
        return {}
