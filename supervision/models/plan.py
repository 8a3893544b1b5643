"""Yearly plans: topics with their forms and months, adjusted with a reason, closed topic by topic."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Deferrable, Q

from congress.models import Organ, User
from congress.progress import Weighted
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from meetings.models import Meeting

FIRST_YEAR = 1980
LAST_YEAR = 2199


class PlanQuerySet(PublishableQuerySet["SupervisionPlan"]):
    """Plans as a clerk would name them."""

    def adopted(self) -> "PlanQuerySet":
        """Adopted by a chairpersons' meeting, whatever came of them since."""
        return self.filter(status__in=SupervisionPlan.ADOPTED_ONCE)

    def live(self) -> "PlanQuerySet":
        """Not history: history is measured, but nothing is owed under it."""
        return self.filter(is_historic=False)

    def visible_to(self, user: User) -> "PlanQuerySet":
        """Handbook §5.2: the committee's people read every plan, everybody else who signed in one that was adopted."""
        if user.has_perm("supervision.view_supervisionplan"):
            return self
        return self.adopted() if user.has_perm("congress.use_workspace") else self.none()


@pghistory.track()
class SupervisionPlan(Publishable, Stateful):
    """年度计划: what the committee means to supervise, or to do, in a year.

    Adopted by the chairpersons' meeting and made public: SL24 art 63 (SL06 art 8); ZJ-SUP08 arts 7-10; for the
    deputies' work plan DL25 art 43. A clearance by the district's Party committee is an optional gate of which only
    the number of the paper is kept (handbook §6.1 no 16).
    """

    class Kind(models.TextChoices):
        SUPERVISION = "supervision", "监督工作计划"
        WORK = "work", "工作要点"
        DEPUTIES = "deputies", "代表工作计划"

    class Status(models.TextChoices):
        COLLECTING = "collecting", "征集议题"
        DRAFTED = "drafted", "已拟草案"
        CONSULTED = "consulted", "已征求意见"
        CLEARED = "cleared", "已报区委"
        ADOPTED = "adopted", "已通过"
        PUBLISHED = "published", "已公布"
        IN_FORCE = "in_force", "执行中"
        CLOSED = "closed", "已办结"

    BEFORE_ADOPTION = (Status.COLLECTING, Status.DRAFTED, Status.CONSULTED, Status.CLEARED)
    #: before a chairpersons' meeting
    TABLED = (Status.CONSULTED, Status.CLEARED)
    ADOPTED_ONCE = (Status.ADOPTED, Status.PUBLISHED, Status.IN_FORCE, Status.CLOSED)
    #: changed by decision of a chairpersons' meeting only
    UNDER_WAY = (Status.ADOPTED, Status.PUBLISHED, Status.IN_FORCE)

    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.SUPERVISION)
    year = models.PositiveSmallIntegerField("年度")
    introduction = models.TextField("总体要求", blank=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.COLLECTING, editable=False)
    needs_clearance = models.BooleanField(
        "须先报区委", default=False, help_text="勾选后，登记区委文号之后才能由主任会议通过；只登记文号，不登记内容。"
    )
    clearance_number = models.CharField("区委文号", max_length=60, blank=True, editable=False)
    returned_note = models.CharField("退回说明", max_length=300, blank=True, editable=False)
    adopted_at_meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="adopted_plans",
        verbose_name="通过的主任会议",
    )
    adopted_on = models.DateField("通过日期", null=True, blank=True, editable=False)
    in_force_on = models.DateField("印发日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "年度计划"
        verbose_name_plural = "年度计划"
        ordering = ("-year", "kind")
        constraints = (
            models.UniqueConstraint(
                name="plan_once_a_year",
                fields=("kind", "year"),
                violation_error_message="该年度已有同类计划，不能重复建立。",
            ),
            models.CheckConstraint(
                name="plan_year_in_range",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=f"年度须在{FIRST_YEAR}至{LAST_YEAR}之间。",
            ),
            models.CheckConstraint(
                name="plan_adopted_at_a_meeting",
                condition=Q(status__in=("collecting", "drafted", "consulted", "cleared"))
                | Q(is_historic=True)
                | Q(adopted_at_meeting__isnull=False, adopted_on__isnull=False),
                violation_error_message="通过的计划须有主任会议和通过日期。",
            ),
            models.CheckConstraint(
                name="plan_cleared_has_a_number",
                condition=~Q(status="cleared") | ~Q(clearance_number=""),
                violation_error_message="已报区委的计划须有文号。",
            ),
            models.CheckConstraint(
                name="plan_closed_has_a_date",
                condition=~Q(status="closed") | Q(closed_on__isnull=False),
                violation_error_message="办结的计划须有办结日期。",
            ),
        )
        permissions = (
            ("adopt_supervisionplan", "主任会议通过年度计划"),
            ("steer_supervisionplan", "办理年度计划各步骤"),
        )

    def __str__(self) -> str:
        return f"{self.year}年{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/plans/{self.pk}/"

    @property
    def is_fixed(self) -> bool:
        """Adopted: its topics change by adjustment only."""
        return self.status not in self.BEFORE_ADOPTION

    def draft(self) -> None:
        """拟定草案: the office brings the committees' topics together (ZJ-SUP08 art 7)."""
        self.move(self.Status.DRAFTED, allowed=[self.Status.COLLECTING], returned_note="")

    def consult(self) -> None:
        """征求意见: organs and committees were heard on the draft."""
        self.move(self.Status.CONSULTED, allowed=[self.Status.DRAFTED])

    def clear(self, *, number: str) -> None:
        """报区委: the number of the paper, nothing of what it says."""
        self.move(self.Status.CLEARED, allowed=[self.Status.CONSULTED], clearance_number=number)

    def send_back(self, *, note: str) -> None:
        """退回修改: the chairpersons' meeting asks for another draft."""
        self.move(self.Status.DRAFTED, allowed=self.TABLED, returned_note=note)

    def adopt(self, *, on: date, meeting: Meeting) -> None:
        """通过: by the chairpersons' meeting (SL24 art 63; DL25 art 43)."""
        allowed = [self.Status.CLEARED] if self.needs_clearance else list(self.TABLED)
        self.move(self.Status.ADOPTED, allowed=allowed, adopted_on=on, adopted_at_meeting=meeting, returned_note="")

    def mark_published(self) -> None:
        """公布: its copy is out (SL24 art 63)."""
        self.move(self.Status.PUBLISHED, allowed=[self.Status.ADOPTED])

    def bring_into_force(self, *, on: date) -> None:
        """印发: members, government, commission, court and procuratorate have it (ZJ-SUP08 art 10)."""
        self.move(self.Status.IN_FORCE, allowed=[self.Status.PUBLISHED], in_force_on=on)

    def close(self, *, on: date) -> None:
        """办结: every topic is done, moved or cancelled."""
        self.move(self.Status.CLOSED, allowed=[self.Status.IN_FORCE], closed_on=on)


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics as a clerk would name them."""

    def open(self) -> "TopicQuerySet":
        """Neither done nor moved nor cancelled."""
        return self.filter(status=Topic.Status.PLANNED)

    def with_words(self) -> "TopicQuerySet":
        """With the records whose names a list of topics shows."""
        return self.select_related("plan", "organ", "working_committee", "moved_to__plan")


@pghistory.track()
class Topic(Weighted):
    """议题: one subject of a plan; a subject may have several forms (handbook §6.1 no 6)."""

    class Origin(models.TextChoices):
        """SL24 art 12: the six ways by which topics are found; organs may ask to report, laws order yearly reports."""

        INSPECTION = "inspection", "执法检查中发现的突出问题"
        SUGGESTIONS = "suggestions", "代表建议、批评和意见集中反映的问题"
        MEMBERS = "members", "组成人员提出的比较集中的问题"
        RESEARCH = "research", "工作机构调查研究中发现的突出问题"
        LETTERS = "letters", "人民来信来访集中反映的问题"
        PUBLIC = "public", "社会普遍关注的其他问题"
        ORGAN = "organ", "有关机关要求报告"
        STATUTE = "statute", "法律法规规定每年报告"
        OWN = "own", "常委会工作安排"

    class Status(models.TextChoices):
        PLANNED = "planned", "计划"
        DONE = "done", "已完成"
        MOVED = "moved", "转下年"
        CANCELLED = "cancelled", "已取消"

    plan = models.ForeignKey(SupervisionPlan, on_delete=models.CASCADE, related_name="topics", verbose_name="年度计划")
    order = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议题", max_length=160)
    content = models.TextField("内容和要求", blank=True)
    origin = models.CharField("议题来源", max_length=12, choices=Origin.choices)
    organ = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        related_name="planned_topics",
        verbose_name="责任机关",
        error_messages={"null": "每个议题都须有责任机关，请选择。"},
        help_text="报告或者接受监督的机关；常委会自己的工作填办公室或者有关工委。",
    )
    working_committee = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_topics",
        verbose_name="责任工委",
    )
    is_ad_hoc = models.BooleanField(
        "临时议题", default=False, help_text="年中增加的议题，报告材料可不受20日、10日、7日限制。"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PLANNED, editable=False)
    status_reason = models.CharField("理由", max_length=200, blank=True, editable=False)
    settled_on = models.DateField("结果日期", null=True, blank=True, editable=False)
    moved_to = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="moved_from",
        verbose_name="转入的议题",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "计划议题"
        verbose_name_plural = "计划议题"
        ordering = ("plan", "order")
        constraints = (
            models.UniqueConstraint(
                name="topic_once_in_a_plan",
                fields=("plan", "title"),
                violation_error_message="该计划已有同名议题。",
            ),
            models.UniqueConstraint(
                name="topic_order",
                fields=("plan", "order"),
                deferrable=Deferrable.DEFERRED,
                violation_error_message="议题的序号不能重复。",
            ),
            models.CheckConstraint(
                name="topic_order_positive",
                condition=Q(order__gte=1),
                violation_error_message="序号从1开始。",
            ),
            models.CheckConstraint(
                name="topic_settled_has_a_date",
                condition=Q(status="planned", settled_on__isnull=True)
                | (~Q(status="planned") & Q(settled_on__isnull=False)),
                violation_error_message="已完成、转下年、已取消的议题须有日期。",
            ),
            models.CheckConstraint(
                name="topic_dropped_has_a_reason",
                condition=Q(status__in=("planned", "done")) | ~Q(status_reason=""),
                violation_error_message="转下年或取消的议题须写明理由。",
            ),
            models.CheckConstraint(
                name="topic_moved_somewhere",
                condition=Q(moved_to__isnull=True) | Q(status="moved"),
                violation_error_message="只有转下年的议题有转入的议题。",
            ),
            Weighted.weight_constraint("topic"),
        )

    def __str__(self) -> str:
        return self.title

    def settle(self, to: str, *, on: date, reason: str) -> int:
        """Settle a topic that is still planned, as done, moved or cancelled; how many rows changed (0 or 1)."""
        rows = Topic.objects.filter(pk=self.pk, status=self.Status.PLANNED)
        changed = rows.update(status=to, settled_on=on, status_reason=reason)
        self.refresh_from_db(fields=["status", "settled_on", "status_reason"])
        return changed


@pghistory.track()
class PlanAdjustment(models.Model):
    """计划调整: what a chairpersons' meeting changed of an adopted plan, why, and who was told (ZJ-SUP08 art 10)."""

    class Kind(models.TextChoices):
        ADDED = "added", "增加议题"
        RETIMED = "retimed", "调整形式和时间"
        CANCELLED = "cancelled", "取消议题"

    plan = models.ForeignKey(
        SupervisionPlan, on_delete=models.PROTECT, related_name="adjustments", verbose_name="年度计划"
    )
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="adjustments", verbose_name="议题")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="plan_adjustments", verbose_name="决定的主任会议"
    )
    decided_on = models.DateField("决定日期")
    reason = models.CharField("理由", max_length=300)
    change = models.TextField("调整内容")
    told = models.PositiveSmallIntegerField("已告知人数", default=0)
    noted_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "计划调整"
        verbose_name_plural = "计划调整"
        ordering = ("plan", "id")
        constraints = (
            models.CheckConstraint(
                name="plan_adjustment_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="调整计划须写明理由。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.topic}"
