"""Agenda items and the papers laid before a meeting."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Deferrable, Q

from congress.models import Attachment, Organ
from congress.workflow import Stateful
from deputies.models import Person

from .meeting import Meeting


@pghistory.track()
class AgendaItem(Stateful):
    """议程: one item of a meeting, typed, with its steps of handbook §2(a)."""

    class Kind(models.TextChoices):
        SPECIAL_REPORT = "special_report", "专项工作报告"
        PLAN_EXECUTION = "plan_execution", "计划执行报告"
        FISCAL_REPORT = "fiscal_report", "财政预算报告"
        FINAL_ACCOUNTS = "final_accounts", "财政决算"
        DEBT = "debt", "政府债务与预算调整"
        STATE_ASSET_REPORT = "state_asset_report", "国有资产报告"
        AUDIT_REPORT = "audit_report", "审计工作报告"
        RECTIFICATION_REPORT = "rectification_report", "审计整改报告"
        ENVIRONMENT_REPORT = "environment_report", "环境状况报告"
        SUGGESTION_REPORT = "suggestion_report", "代表建议办理报告"
        INSPECTION_REPORT = "inspection_report", "执法检查报告"
        DUTY_REPORT = "duty_report", "履职情况报告"
        MAJOR_MATTER = "major_matter", "重大事项"
        ACT = "act", "决议决定"
        PERSONNEL = "personnel", "人事任免"
        INQUIRY = "inquiry", "专题询问"
        OPINIONS = "opinions", "通过审议意见"
        OTHER = "other", "其他"

    class Mode(models.TextChoices):
        HEARD = "heard", "听取"
        WRITTEN = "written", "书面审议"
        FIRST_REVIEW = "first_review", "初审"

    class Sponsor(models.TextChoices):
        """Who may put a matter before the committee (地方组织法 art 52)."""

        CHAIR_MEETING = "chair_meeting", "主任会议"
        GOVERNMENT = "government", "区人民政府"
        SUPERVISORY_COMMISSION = "supervisory_commission", "区监察委员会"
        COURT = "court", "区人民法院"
        PROCURATORATE = "procuratorate", "区人民检察院"
        SPECIAL_COMMITTEE = "special_committee", "专门委员会"
        MEMBERS = "members", "组成人员联名"
        PRESIDIUM = "presidium", "主席团"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "提出"
        ON_DRAFT = "on_draft", "列入草案"
        ADOPTED = "adopted", "列入议程"
        PRESENTED = "presented", "已报告"
        DELIBERATED = "deliberated", "已审议"
        VOTED_PASSED = "voted_passed", "表决通过"
        VOTED_FAILED = "voted_failed", "表决未通过"
        NOTED = "noted", "已听取"
        DEFERRED = "deferred", "暂不交付表决"
        WITHDRAWN = "withdrawn", "已撤回"

    DISPOSED = (
        Status.DELIBERATED,
        Status.VOTED_PASSED,
        Status.VOTED_FAILED,
        Status.NOTED,
        Status.DEFERRED,
        Status.WITHDRAWN,
    )

    #: put to the vote unless the clerk says otherwise; a chairpersons' meeting only screens them (地方组织法 art 54)
    VOTED_KINDS = (Kind.ACT, Kind.PERSONNEL)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", verbose_name="会议")
    order = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类别", max_length=24, choices=Kind.choices, default=Kind.SPECIAL_REPORT)
    mode = models.CharField("方式", max_length=14, choices=Mode.choices, default=Mode.HEARD)
    title = models.CharField("标题", max_length=200)
    reporting_organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name="报告机关"
    )
    reporter = models.CharField("报告人", max_length=60, blank=True)
    sponsor = models.CharField("提出人", max_length=24, choices=Sponsor.choices, default=Sponsor.CHAIR_MEETING)
    co_sponsors = models.ManyToManyField(
        Person, blank=True, related_name="+", verbose_name="联名组成人员", help_text="组成人员联名提出的，须三人以上。"
    )
    is_for_vote = models.BooleanField("付表决", default=False)
    is_urgent = models.BooleanField("临时动议", default=False)
    motive = models.CharField("临时列入的理由", max_length=200, blank=True)
    #: the item of a chairpersons' meeting from which it came; that meeting drafts the agenda (地方组织法 art 54)
    screened_as = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="tabled_as",
        verbose_name="主任会议议题",
    )
    #: the deferred item that this one takes up again
    continues = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="continued_by",
        verbose_name="接续的议题",
    )
    withdrawn_by = models.CharField("撤回要求人", max_length=60, blank=True, editable=False)
    status = models.CharField("状态", max_length=14, choices=Status.choices, default=Status.PROPOSED, editable=False)
    status_note = models.CharField("说明", max_length=200, blank=True, editable=False)
    is_first = models.BooleanField("首次", default=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)

    class Meta:
        verbose_name = "议程项目"
        verbose_name_plural = "议程项目"
        ordering = ("meeting", "order")
        constraints = (
            # Deferrable, so that a whole agenda can be put in another order in one move.
            models.UniqueConstraint(
                name="agenda_order_in_meeting",
                fields=("meeting", "order"),
                deferrable=Deferrable.DEFERRED,
                violation_error_message="同一会议的议程序号不能重复。",
            ),
            models.CheckConstraint(
                name="agenda_withdrawal_has_a_reason",
                condition=~Q(status__in=("withdrawn", "deferred")) | ~Q(status_note=""),
                violation_error_message="撤回或暂不表决须写明理由。",
            ),
            models.CheckConstraint(
                name="agenda_withdrawal_has_a_requester",
                condition=~Q(status="withdrawn") | ~Q(withdrawn_by=""),
                violation_error_message="撤回须写明由谁要求。",
            ),
            models.CheckConstraint(
                name="agenda_urgent_has_a_motive",
                condition=Q(is_urgent=False) | ~Q(motive=""),
                violation_error_message="临时列入的议程须写明理由。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A chairpersons' meeting votes neither on acts nor on people, and some bodies do not vote at all."""
        if not self.is_for_vote or self.meeting.kind in Meeting.DECIDING:
            return
        if self.meeting.kind not in Meeting.VOTING:
            raise ValidationError({"is_for_vote": f"{self.meeting.get_kind_display()}不进行表决。"})
        if self.kind in self.VOTED_KINDS:
            raise ValidationError(
                {
                    "is_for_vote": f"主任会议不能表决{self.get_kind_display()}，"
                    "研究后提请常委会会议（《地方组织法》第五十四条）。"
                }
            )

    def put_on_draft(self) -> None:
        """列入议程草案: by the chairpersons' meeting (地方组织法 art 54)."""
        self.move(self.Status.ON_DRAFT, allowed=[self.Status.PROPOSED])

    def adopt(self) -> None:
        """列入议程: the first plenary adopted the draft agenda."""
        self.move(self.Status.ADOPTED, allowed=[self.Status.PROPOSED, self.Status.ON_DRAFT])

    def present(self) -> None:
        """报告: heard or laid in writing."""
        self.move(self.Status.PRESENTED, allowed=[self.Status.ADOPTED])

    def conclude(self, *, passed: bool) -> None:
        """表决: the vote was counted; a correction of its counts may turn the outcome."""
        self.move(
            self.Status.VOTED_PASSED if passed else self.Status.VOTED_FAILED,
            allowed=[
                self.Status.ADOPTED,
                self.Status.PRESENTED,
                self.Status.DELIBERATED,
                self.Status.NOTED,
                self.Status.VOTED_PASSED,
                self.Status.VOTED_FAILED,
            ],
        )

    def await_vote(self) -> None:
        """重新表决: its vote was declared void, so the item waits for another round."""
        self.move(self.Status.PRESENTED, allowed=[self.Status.VOTED_PASSED, self.Status.VOTED_FAILED])

    def deliberate(self) -> None:
        """审议."""
        self.move(self.Status.DELIBERATED, allowed=[self.Status.PRESENTED])

    def note(self) -> None:
        """听取: heard without a vote."""
        self.move(self.Status.NOTED, allowed=[self.Status.PRESENTED, self.Status.DELIBERATED])

    def defer(self, *, reason: str) -> None:
        """暂不交付表决: keeps its history and returns as a new item."""
        self.move(
            self.Status.DEFERRED,
            allowed=[self.Status.ADOPTED, self.Status.PRESENTED, self.Status.DELIBERATED, *self._heard_for_vote],
            status_note=reason,
        )

    def withdraw(self, *, reason: str, by: str) -> None:
        """撤回: before the vote, with the sponsor's reason (《重大事项规定》 art 14)."""
        self.move(
            self.Status.WITHDRAWN,
            allowed=[
                self.Status.PROPOSED,
                self.Status.ON_DRAFT,
                self.Status.ADOPTED,
                self.Status.PRESENTED,
                self.Status.DELIBERATED,
                *self._heard_for_vote,
            ],
            status_note=reason,
            withdrawn_by=by,
        )

    @property
    def _heard_for_vote(self) -> tuple[str, ...]:
        """A report that was heard and is put to the vote afterwards can still be deferred or withdrawn."""
        return (self.Status.NOTED,) if self.is_for_vote else ()


class Paper(models.Model):
    """会议材料: a file laid before a meeting, in versions."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers", verbose_name="会议")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="议程项目"
    )
    title = models.CharField("名称", max_length=120)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="papers", verbose_name="文件")
    version = models.PositiveSmallIntegerField("版本", default=1)
    received_on = models.DateField("收到日期", null=True, blank=True)

    class Meta:
        verbose_name = "会议材料"
        verbose_name_plural = "会议材料"
        ordering = ("meeting", "item", "id")
        constraints = (
            models.UniqueConstraint(
                name="paper_version",
                fields=("meeting", "title", "version"),
                violation_error_message="同一材料的版本号不能重复。",
            ),
        )

    def __str__(self) -> str:
        return self.title
