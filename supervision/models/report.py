"""Special work reports and the days by which their papers must come."""

from datetime import date

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from congress.models import Attachment, Obligation, Organ
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from deputies.models import CongressSession
from meetings.models import AgendaItem, Meeting

from .inspection import Oversight


class ReportQuerySet(PublishableQuerySet["SpecialReport"]):
    """Reports as a clerk would name them."""

    def heard(self) -> "ReportQuerySet":
        """Heard or deliberated in writing."""
        return self.filter(status__in=SpecialReport.HEARD)

    def counted(self) -> "ReportQuerySet":
        """Those of the kinds that count as 专项工作报告; which do not is a local rule and stands in the settings."""
        return self.exclude(kind__in=settings.REPORT_KINDS_NOT_COUNTED)

    def heard_in_year(self, year: int) -> "ReportQuerySet":
        """Heard at a meeting of that calendar year."""
        return self.heard().filter(item__meeting__starts_on__year=year)


@pghistory.track()
class SpecialReport(Publishable, Stateful):
    """专项工作报告: a report of an organ on one subject, laid before the standing committee (handbook §2(d)).

    Steps and days: SL24 arts 13-17 (SL06 arts 10-14); ZJ-SUP08 arts 13-14.
    """

    class Kind(models.TextChoices):
        """What it reports on; fiscal kinds, audit, assets and debt have duties of their own (handbook §1.4)."""

        GENERAL = "general", "专项工作"
        BUDGET_DRAFT = "budget_draft", "预算草案初审"
        BUDGET_EXECUTION = "budget_execution", "预算执行情况"
        BUDGET_ADJUSTMENT = "budget_adjustment", "预算调整"
        FINAL_ACCOUNTS = "final_accounts", "决算"
        AUDIT = "audit", "审计工作"
        RECTIFICATION = "rectification", "审计查出问题整改"
        DEBT = "debt", "政府债务"
        STATE_ASSETS = "state_assets", "国有资产管理"
        INVESTMENT = "investment", "重点支出和重大投资"
        MID_YEAR_PLAN = "mid_year_plan", "计划执行情况"
        FIVE_YEAR_PLAN = "five_year_plan", "五年规划实施情况"
        ENVIRONMENT = "environment", "环境状况"
        LIVELIHOOD = "livelihood", "民生实事项目"
        SUGGESTIONS = "suggestions", "代表建议办理"
        NORM_FILING = "norm_filing", "备案审查"
        COMMISSION = "commission", "监察委员会专项工作"
        COURT = "court", "法院专项工作"
        PROCURATORATE = "procuratorate", "检察院专项工作"
        STREET_COMMITTEE = "street_committee", "人大街道工委工作"
        DUTY = "duty", "履职情况"

    class Period(models.TextChoices):
        YEAR = "year", "全年"
        HALF = "half", "上半年"
        QUARTERS = "quarters", "前三季度"

    class Assets(models.TextChoices):
        """The four kinds of state assets, one reported on by turn, and all of them together."""

        ENTERPRISE = "enterprise", "企业国有资产"
        FINANCE = "finance", "金融企业国有资产"
        ADMINISTRATIVE = "administrative", "行政事业性国有资产"
        NATURAL = "natural", "国有自然资源资产"
        COMPREHENSIVE = "comprehensive", "综合报告"

    class Status(models.TextChoices):
        PREPARING = "preparing", "准备中"
        OPINIONS_SENT = "opinions_sent", "已转各方意见"
        DRAFT_RECEIVED = "draft_received", "已收草稿"
        COMMENTED = "commented", "工委已提意见"
        FINAL_RECEIVED = "final_received", "已收正式报告"
        ISSUED = "issued", "已发组成人员"
        HEARD = "heard", "已听取"
        DELIBERATED = "deliberated", "已审议"

    class Assessed(models.TextChoices):
        """What the members assess by an anonymous vote, planned by the chairpersons' meeting."""

        NONE = "none", "不测评"
        REPORT = "report", "对报告测评"
        HANDLING = "handling", "对研究处理情况测评"

    HEARD = (Status.HEARD, Status.DELIBERATED)

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="report", verbose_name="议程项目")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="reports", verbose_name="报告机关")
    working_committee = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="overseen_reports", verbose_name="对口工委"
    )
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    fiscal_year = models.PositiveSmallIntegerField(
        "所属年度", null=True, blank=True, help_text="报告的是哪一年的预算、决算、审计或者工作。"
    )
    period = models.CharField("所属时段", max_length=10, choices=Period.choices, blank=True)
    assets = models.CharField(
        "国有资产类别", max_length=16, choices=Assets.choices, blank=True, help_text="国有资产管理情况报告须选择。"
    )
    session = models.ForeignKey(
        CongressSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提请的人代会",
        help_text="预算草案初审的，选择将要审查批准预算的人民代表大会会议；期限自该会议举行之日倒算。",
    )
    status = models.CharField("状态", max_length=16, choices=Status.choices, default=Status.PREPARING, editable=False)
    preparation = models.ManyToManyField(
        Oversight,
        blank=True,
        related_name="prepared_reports",
        verbose_name="会前视察调研",
        help_text="听取报告前组织的视察、调研（监督法第十三条）。",
    )
    opinions_summary = models.TextField("各方意见汇总", blank=True, editable=False)
    opinions_sent_on = models.DateField("转送日期", null=True, blank=True, editable=False)
    opinion_files = models.ManyToManyField(
        Attachment, blank=True, editable=False, related_name="reports_sent_with", verbose_name="各方意见材料"
    )
    opinions_answer = models.TextField("对各方意见的回应", blank=True, editable=False)
    comments = models.TextField("工委修改意见", blank=True, editable=False)
    #: the chairpersons' meeting that released an ad-hoc topic from the 20, 10 and 7 days (ZJ-SUP08 art 13)
    waived_at = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="同意豁免期限的主任会议",
    )
    waiver_reason = models.CharField("豁免理由", max_length=200, blank=True, editable=False)
    assessed = models.CharField(
        "满意度测评", max_length=10, choices=Assessed.choices, default=Assessed.NONE, editable=False
    )
    assessment_planned_at = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="决定测评的主任会议",
    )
    #: the report that was found 不满意 and that this one gives again
    repeats = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="repeated_by",
        verbose_name="重新报告的前一件",
    )
    escalation = models.CharField("升级方式", max_length=40, blank=True, editable=False)
    escalation_reason = models.TextField("升级理由", blank=True, editable=False)
    summary = models.TextField("内容提要", blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "专项工作报告"
        verbose_name_plural = "专项工作报告"
        ordering = ("-item__meeting__starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="report_assets_belong_to_the_kind",
                condition=Q(kind="state_assets") & ~Q(assets="") | ~Q(kind="state_assets") & Q(assets=""),
                violation_error_message="国有资产管理情况报告须选择资产类别，其他报告不选。",
            ),
            models.CheckConstraint(
                name="report_year_is_a_year",
                condition=Q(fiscal_year__isnull=True) | Q(fiscal_year__range=(1990, 2100)),
                violation_error_message="所属年度请填写四位年份。",
            ),
            models.CheckConstraint(
                name="report_waiver_has_a_reason",
                condition=Q(waived_at__isnull=True) | ~Q(waiver_reason=""),
                violation_error_message="豁免期限须写明理由。",
            ),
            models.CheckConstraint(
                name="report_assessment_was_planned",
                condition=Q(assessed="none", assessment_planned_at__isnull=True)
                # A report that is given again is assessed again, whoever planned the first vote.
                | ~Q(assessed="none") & (Q(assessment_planned_at__isnull=False) | Q(repeats__isnull=False)),
                violation_error_message="满意度测评由主任会议决定，请选择该次主任会议。",
            ),
            models.CheckConstraint(
                name="report_opinions_sent_have_words",
                condition=Q(opinions_sent_on__isnull=True) | ~Q(opinions_summary=""),
                violation_error_message="转送的意见须有汇总。",
            ),
            models.CheckConstraint(
                name="report_escalation_has_a_reason",
                condition=Q(escalation="") | ~Q(escalation_reason=""),
                violation_error_message="升级监督须写明理由。",
            ),
        )

    def __str__(self) -> str:
        return self.item.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/reports/{self.pk}/"

    @property
    def is_waived(self) -> bool:
        """The chairpersons' meeting released it from the days of its papers."""
        return self.waived_at_id is not None

    @property
    def awaits_final(self) -> bool:
        """The final report can come: after the comments, or at any time where the days were waived."""
        early = (Status.PREPARING, Status.OPINIONS_SENT, Status.DRAFT_RECEIVED)
        return self.status == Status.COMMENTED or (self.is_waived and self.status in early)

    def send_opinions(self, *, summary: str, on: date) -> None:
        """转送意见: opinions of all sides go to the organ, to be answered in the report (SL24 art 14)."""
        self.move(
            self.Status.OPINIONS_SENT,
            allowed=[self.Status.PREPARING],
            opinions_summary=summary,
            opinions_sent_on=on,
        )

    def receive_draft(self) -> None:
        """收草稿: at least 20 days before the meeting (SL24 art 15)."""
        self.move(self.Status.DRAFT_RECEIVED, allowed=[self.Status.PREPARING, self.Status.OPINIONS_SENT])

    def comment(self, *, text: str) -> None:
        """提意见: within 5 days of receipt (ZJ-SUP08 art 13)."""
        self.move(self.Status.COMMENTED, allowed=[self.Status.DRAFT_RECEIVED], comments=text)

    def receive_final(self, *, answer: str) -> None:
        """收正式报告: at least 10 days before the meeting (SL24 art 15), with what it says to the opinions sent."""
        allowed = [Status.COMMENTED]
        if self.is_waived:
            allowed += [Status.PREPARING, Status.OPINIONS_SENT, Status.DRAFT_RECEIVED]
        self.move(self.Status.FINAL_RECEIVED, allowed=allowed, opinions_answer=answer)

    def issue(self) -> None:
        """发组成人员: at least 7 days before the meeting (SL24 art 15)."""
        self.move(self.Status.ISSUED, allowed=[self.Status.FINAL_RECEIVED])

    def hear(self) -> None:
        """听取: the organ's head reports (SL24 art 16)."""
        self.move(self.Status.HEARD, allowed=[self.Status.ISSUED])

    def deliberate(self) -> None:
        """审议: members speak (SL24 art 16)."""
        self.move(self.Status.DELIBERATED, allowed=[self.Status.HEARD])


Status = SpecialReport.Status


class Delivery(models.Model):
    """One dated step of a report's papers: what was owed by when, and when it came; lateness is shown, never hidden."""

    class Step(models.TextChoices):
        DRAFT = "draft", "草稿送工委"
        COMMENTS = "comments", "工委反馈意见"
        FINAL = "final", "正式报告送常委会"
        ISSUED = "issued", "发给组成人员"

    #: the legal rule of each step; the draft of a budget, an adjustment and accounts has one of its own
    RULES = {Step.DRAFT: "REP-20", Step.COMMENTS: "REP-5", Step.FINAL: "REP-10", Step.ISSUED: "REP-7"}

    report = models.ForeignKey(SpecialReport, on_delete=models.CASCADE, related_name="deliveries", verbose_name="报告")
    step = models.CharField("步骤", max_length=10, choices=Step.choices)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="delivery", verbose_name="期限"
    )
    #: the actual day, kept also where nothing was owed any more
    came_on = models.DateField("送达日期", null=True, blank=True, editable=False)
    late_reason = models.CharField("迟延理由", max_length=200, blank=True)
    files = models.ManyToManyField(
        Attachment, blank=True, editable=False, related_name="deliveries", verbose_name="文件"
    )

    class Meta:
        verbose_name = "报告送达"
        verbose_name_plural = "报告送达"
        ordering = ("obligation__due_plain", "id")
        constraints = (models.UniqueConstraint(name="delivery_step_once", fields=("report", "step")),)

    def __str__(self) -> str:
        return f"{self.report} {self.get_step_display()}"

    def late_days(self, *, on: date) -> int:
        """Days past the legal limit."""
        return self.obligation.late_days(on=on)
