"""Special work reports and the days by which their papers must come."""

from datetime import date

import pghistory
from django.db import models

from congress.models import Obligation, Organ
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from meetings.models import AgendaItem


class ReportQuerySet(PublishableQuerySet["SpecialReport"]):
    """Reports as a clerk would name them."""

    def heard(self) -> "ReportQuerySet":
        """Heard or deliberated in writing."""
        return self.filter(status__in=SpecialReport.HEARD)

    def heard_in_year(self, year: int) -> "ReportQuerySet":
        """Heard at a meeting of that calendar year."""
        return self.heard().filter(item__meeting__starts_on__year=year)


@pghistory.track()
class SpecialReport(Publishable, Stateful):
    """专项工作报告: a report of an organ on one subject, laid before the standing committee (handbook §2(d)).

    Steps and days: SL24 arts 13-17 (SL06 arts 10-14); ZJ-SUP08 arts 13-14.
    """

    class Status(models.TextChoices):
        PREPARING = "preparing", "准备中"
        OPINIONS_SENT = "opinions_sent", "已转各方意见"
        DRAFT_RECEIVED = "draft_received", "已收草稿"
        COMMENTED = "commented", "工委已提意见"
        FINAL_RECEIVED = "final_received", "已收正式报告"
        ISSUED = "issued", "已发组成人员"
        HEARD = "heard", "已听取"
        DELIBERATED = "deliberated", "已审议"

    HEARD = (Status.HEARD, Status.DELIBERATED)

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="report", verbose_name="议程项目")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="reports", verbose_name="报告机关")
    working_committee = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="overseen_reports", verbose_name="对口工委"
    )
    status = models.CharField("状态", max_length=16, choices=Status.choices, default=Status.PREPARING, editable=False)
    summary = models.TextField("内容提要", blank=True)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "专项工作报告"
        verbose_name_plural = "专项工作报告"
        ordering = ("-item__meeting__starts_on", "-id")

    def __str__(self) -> str:
        return self.item.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/reports/{self.pk}/"

    def send_opinions(self) -> None:
        """转送意见: opinions of all sides go to the organ, to be answered in the report (SL24 art 14)."""
        self.move(self.Status.OPINIONS_SENT, allowed=[self.Status.PREPARING])

    def receive_draft(self) -> None:
        """收草稿: at least 20 days before the meeting (SL24 art 15)."""
        self.move(self.Status.DRAFT_RECEIVED, allowed=[self.Status.PREPARING, self.Status.OPINIONS_SENT])

    def comment(self) -> None:
        """提意见: within 5 days of receipt (ZJ-SUP08 art 13)."""
        self.move(self.Status.COMMENTED, allowed=[self.Status.DRAFT_RECEIVED])

    def receive_final(self) -> None:
        """收正式报告: at least 10 days before the meeting (SL24 art 15)."""
        self.move(self.Status.FINAL_RECEIVED, allowed=[self.Status.COMMENTED])

    def issue(self) -> None:
        """发组成人员: at least 7 days before the meeting (SL24 art 15)."""
        self.move(self.Status.ISSUED, allowed=[self.Status.FINAL_RECEIVED])

    def hear(self) -> None:
        """听取: the organ's head reports (SL24 art 16)."""
        self.move(self.Status.HEARD, allowed=[self.Status.ISSUED])

    def deliberate(self) -> None:
        """审议: members speak (SL24 art 16)."""
        self.move(self.Status.DELIBERATED, allowed=[self.Status.HEARD])


class Delivery(models.Model):
    """One dated step of a report's papers: what was owed by when, and when it came; lateness is shown, never hidden."""

    class Step(models.TextChoices):
        DRAFT = "draft", "草稿送工委"
        COMMENTS = "comments", "工委反馈意见"
        FINAL = "final", "正式报告送常委会"
        ISSUED = "issued", "发给组成人员"

    #: the legal rule of each step
    RULES = {Step.DRAFT: "REP-20", Step.COMMENTS: "REP-5", Step.FINAL: "REP-10", Step.ISSUED: "REP-7"}

    report = models.ForeignKey(SpecialReport, on_delete=models.CASCADE, related_name="deliveries", verbose_name="报告")
    step = models.CharField("步骤", max_length=10, choices=Step.choices)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="delivery", verbose_name="期限"
    )
    late_reason = models.CharField("迟延理由", max_length=200, blank=True)

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
