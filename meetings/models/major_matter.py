"""Matters of weight: the register of what the committee decides or discusses, and talks with deputies who sat in."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Attachment, Obligation, Organ
from congress.workflow import Stateful
from deputies.models import Person

from .agenda import AgendaItem
from .attendance import Attendance
from .meeting import Meeting


@pghistory.track()
class MajorMatter(Stateful):
    """重大事项: received, screened by the chairpersons' meeting, deliberated within three months.

    The Party committee's clearance is a reference number only (handbook §0.3).
    Source: 《浙江省各级人大常委会讨论决定重大事项的规定》(2018) arts 4, 5, 10, 11, 14.
    """

    class Mode(models.TextChoices):
        DECIDE = "decide", "讨论并作出决议决定"
        DISCUSS = "discuss", "讨论并提出意见"
        REPORT = "report", "报告、备案"

    class Category(models.TextChoices):
        """The matters of 《规定》 arts 4 and 5 as groups; the office picks the nearest."""

        LAW = "law", "宪法法律法规实施"
        PLAN = "plan", "国民经济和社会发展规划、计划"
        BUDGET = "budget", "预算调整、决算、政府债务"
        LIVELIHOOD = "livelihood", "民生实事、公共服务"
        ENVIRONMENT = "environment", "生态环境、资源保护"
        URBAN = "urban", "城乡建设、土地利用规划"
        PROJECT = "project", "政府重大投资项目"
        SOCIETY = "society", "教科文卫、社会保障"
        JUSTICE = "justice", "民主法治建设"
        AREA = "area", "行政区划、机构调整"
        HONOUR = "honour", "授予荣誉称号"
        OTHER = "other", "其他重大事项"

    class Status(models.TextChoices):
        RECEIVED = "received", "已收到"
        SCREENED = "screened", "主任会议同意提请"
        TABLED = "tabled", "已列入议程"
        DELIBERATED = "deliberated", "已审议"
        FILED = "filed", "已备案"
        NOT_TABLED = "not_tabled", "未列入议程"
        WITHDRAWN = "withdrawn", "已撤回"

    OPEN = (Status.RECEIVED, Status.SCREENED, Status.TABLED)

    title = models.CharField("事项", max_length=200)
    category = models.CharField("类别", max_length=12, choices=Category.choices)
    mode = models.CharField("方式", max_length=8, choices=Mode.choices)
    sponsor = models.CharField("提出人", max_length=24, choices=AgendaItem.Sponsor.choices)
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="major_matters", verbose_name="提出机关"
    )
    co_sponsors = models.ManyToManyField(
        Person, blank=True, related_name="+", verbose_name="联名组成人员", help_text="组成人员联名提出的，须三人以上。"
    )
    received_on = models.DateField("收到日期")
    is_motion = models.BooleanField("以议案提出", default=True, help_text="议案提前三十日，报告提前二十日。")
    party_reference = models.CharField("请示批复编号", max_length=60, blank=True, help_text="只记编号，不存内容。")
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="major_matters",
        verbose_name="拟审议的常委会会议",
    )
    item = models.OneToOneField(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="major_matter",
        verbose_name="议程项目",
    )
    screened_at = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="审议的主任会议",
    )
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.RECEIVED, editable=False)
    status_note = models.CharField("说明", max_length=300, blank=True, editable=False)
    papers = models.ManyToManyField(Attachment, blank=True, related_name="major_matters", verbose_name="材料")
    before_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="major_matter_before",
        verbose_name="提前送达期限",
    )
    deliberation_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="major_matter",
        verbose_name="三个月审议期限",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "重大事项"
        verbose_name_plural = "重大事项"
        ordering = ("-received_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="major_matter_refusal_has_a_reason",
                condition=~Q(status__in=("not_tabled", "withdrawn")) | ~Q(status_note=""),
                violation_error_message="未列入议程或撤回的，须写明理由。",
            ),
        )
        permissions = (("screen_majormatter", "主任会议审议重大事项"),)

    def __str__(self) -> str:
        return self.title

    def screen(self, *, at: Meeting) -> None:
        """同意提请: by the chairpersons' meeting."""
        self.move(self.Status.SCREENED, allowed=[self.Status.RECEIVED], screened_at=at)

    def refuse(self, *, at: Meeting, reason: str) -> None:
        """未列入: the chairpersons' meeting explains it to the sponsors (《规定》 art 11)."""
        self.move(self.Status.NOT_TABLED, allowed=[self.Status.RECEIVED], screened_at=at, status_note=reason)

    def table(self, *, item: AgendaItem) -> None:
        """列入议程."""
        self.move(self.Status.TABLED, allowed=[self.Status.SCREENED], item=item, meeting=item.meeting)

    def deliberate(self) -> None:
        """审议."""
        self.move(self.Status.DELIBERATED, allowed=[self.Status.TABLED])

    def follow(self, *, item: AgendaItem) -> None:
        """接续: the item that takes up again what was deferred stands for it now."""
        self.move(self.Status.TABLED, allowed=[self.Status.TABLED], item=item, meeting=item.meeting)

    def file(self) -> None:
        """备案: a matter that is only reported is put on file (《规定》 art 5)."""
        self.move(self.Status.FILED, allowed=[self.Status.RECEIVED])

    def withdraw(self, *, reason: str) -> None:
        """撤回: before the vote, with reasons (《规定》 art 14)."""
        self.move(self.Status.WITHDRAWN, allowed=self.OPEN, status_note=reason)


@pghistory.track()
class DeputyTalk(models.Model):
    """列席代表座谈: a talk with the deputies who attended a meeting without vote (handbook §1.6 代表列席)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="deputy_talks", verbose_name="会议")
    held_on = models.DateField("日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    chaired_by = models.CharField("主持人", max_length=60, blank=True)
    participants = models.ManyToManyField(Attendance, blank=True, related_name="talks", verbose_name="参加代表")
    summary = models.TextField("座谈情况", blank=True)

    class Meta:
        verbose_name = "列席代表座谈"
        verbose_name_plural = "列席代表座谈"
        ordering = ("-held_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="deputy_talk_times_in_order",
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="结束时间须晚于开始时间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.meeting}列席代表座谈"


@pghistory.track()
class TalkPoint(models.Model):
    """座谈意见: what a deputy raised at a talk, and what became of it."""

    talk = models.ForeignKey(DeputyTalk, on_delete=models.CASCADE, related_name="points", verbose_name="座谈")
    order = models.PositiveSmallIntegerField("序号")
    raised_by = models.ForeignKey(
        Attendance, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    text = models.TextField("意见建议")
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转交机关"
    )
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        verbose_name = "座谈意见"
        verbose_name_plural = "座谈意见"
        ordering = ("talk", "order")
        constraints = (
            models.UniqueConstraint(
                name="talk_point_order",
                fields=("talk", "order"),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="座谈意见的序号不能重复。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order}．{self.text[:30]}"
