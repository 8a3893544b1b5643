"""Law-enforcement inspections, visits and research: oversight on the spot, from plan to publication."""

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from congress.models import Attachment, Obligation, Organ, User
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from deputies.models import Mandate
from meetings.models import AgendaItem, Meeting, OpinionPaper

from .legal_instrument import LegalInstrument


class OversightQuerySet(PublishableQuerySet["Oversight"]):
    """Oversight activities as a clerk would name them."""

    def in_year(self, year: int) -> "OversightQuerySet":
        """By the day they began."""
        return self.filter(starts_on__year=year)

    def carried_out(self) -> "OversightQuerySet":
        """Begun on the spot: what is only planned, or was called off, is not counted."""
        return self.exclude(status__in=Oversight.BEFORE)

    def inspections(self) -> "OversightQuerySet":
        """Law-enforcement inspections."""
        return self.filter(kind=Oversight.Kind.INSPECTION)

    def visible_to(self, user: User) -> "OversightQuerySet":
        """The committee's people read all; who takes part, his own; an organ what it was told of.

        An inspected organ knows of an inspection from the notice on (ZJ-SUP08 art 29), of a visit or research from the
        day the report is handed to it (ZJ-DEP16 art 24).
        """
        if user.has_perm("supervision.view_oversight"):
            return self
        visible = Q(participants__person__account=user)
        if user.organ_id and user.has_perm("supervision.answer_followup"):
            visible |= Q(overseen__organ=user.organ_id, status__in=Oversight.KNOWN_TO_ORGANS)
        return self.filter(pk__in=Oversight.objects.filter(visible).values("pk"))


@pghistory.track()
class Oversight(Publishable, Stateful):
    """执法检查、视察、调研: one outing with one or several subjects (handbook §6.2: activity and subjects apart).

    Inspections: SL24 arts 31-37; ZJ-SUP08 arts 26-33. Visits and research: DL25 arts 29-31; ZJ-DEP16 arts 20-24.
    """

    class Kind(models.TextChoices):
        INSPECTION = "inspection", "执法检查"
        VISIT = "visit", "视察"
        RESEARCH = "research", "调研"

    class Status(models.TextChoices):
        PLANNED = "planned", "计划中"
        PROGRAMME_ADOPTED = "programme_adopted", "方案已通过"
        GROUP_FORMED = "group_formed", "已组成检查组"
        NOTIFIED = "notified", "已通知"
        SELF_CHECK = "self_check", "自查中"
        FIELDWORK = "fieldwork", "检查中"
        DONE = "done", "已开展"
        REPORT_DRAFTED = "report_drafted", "报告已形成"
        TABLED = "tabled", "已提请审议"
        NOT_TABLED = "not_tabled", "不提请审议"
        DELIBERATED = "deliberated", "已审议"
        HANDED_OVER = "handed_over", "已交办"
        REPORTED = "reported", "已报告处理情况"
        FED_BACK = "fed_back", "已向代表反馈"
        TRACKED = "tracked", "已跟踪检查"
        PUBLISHED = "published", "已公开"
        CANCELLED = "cancelled", "已取消"

    class Method(models.TextChoices):
        """SL24 art 35; ZJ-SUP08 art 30."""

        MEETING = "meeting", "听取汇报、召开座谈会"
        ON_SITE = "on_site", "实地检查"
        THIRD_PARTY = "third_party", "委托第三方评估"
        QUESTIONNAIRE = "questionnaire", "问卷调查"
        SPOT_CHECK = "spot_check", "随机抽查"

    #: not begun on the spot
    BEFORE = (
        Status.PLANNED,
        Status.PROGRAMME_ADOPTED,
        Status.GROUP_FORMED,
        Status.NOTIFIED,
        Status.SELF_CHECK,
        Status.CANCELLED,
    )
    #: the days, the organs and the group can still change
    OPEN = (
        Status.PLANNED,
        Status.PROGRAMME_ADOPTED,
        Status.GROUP_FORMED,
        Status.NOTIFIED,
        Status.SELF_CHECK,
        Status.FIELDWORK,
        Status.DONE,
    )
    #: the report can be put to the committee's people
    WITH_REPORT = (
        Status.REPORT_DRAFTED,
        Status.TABLED,
        Status.NOT_TABLED,
        Status.DELIBERATED,
        Status.HANDED_OVER,
        Status.REPORTED,
        Status.FED_BACK,
        Status.TRACKED,
        Status.PUBLISHED,
    )
    #: opinions are with the organs, or further
    AFTER_HANDOVER = (
        Status.HANDED_OVER,
        Status.REPORTED,
        Status.FED_BACK,
        Status.TRACKED,
        Status.PUBLISHED,
    )
    #: inspections that the organ was notified of, and everything handed to it
    KNOWN_TO_ORGANS = (
        Status.NOTIFIED,
        Status.SELF_CHECK,
        Status.FIELDWORK,
        Status.TABLED,
        Status.NOT_TABLED,
        Status.DELIBERATED,
        *AFTER_HANDOVER,
    )

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    title = models.CharField("名称", max_length=160)
    status = models.CharField("状态", max_length=20, choices=Status.choices, default=Status.PLANNED, editable=False)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    working_committee = models.ForeignKey(
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="overseen_activities",
        verbose_name="承办工委",
    )
    organs = models.ManyToManyField(
        Organ, through="OverseenOrgan", blank=True, related_name="outings", verbose_name="被监督机关"
    )
    instruments = models.ManyToManyField(
        LegalInstrument, blank=True, related_name="inspections", verbose_name="检查的法律法规"
    )
    methods = ArrayField(
        models.CharField("方式", max_length=16, choices=Method.choices), default=list, blank=True, verbose_name="方式"
    )
    is_first = models.BooleanField("首次", default=False)
    five_levels = models.BooleanField("五级代表参加", default=False)
    series = models.CharField(
        "系列", max_length=60, blank=True, help_text="连续几年就同一内容开展的，各年填同一名称，如“学前教育”。"
    )
    series_year = models.PositiveSmallIntegerField(
        "连续第几年", null=True, blank=True, help_text="系列以前的年份未登记时填写；其余年份由系统推算。"
    )
    commissioned_by_level = models.CharField(
        "委托的上级人大",
        max_length=10,
        choices=Mandate.Level.choices,
        blank=True,
        help_text="受上级人大常委会委托的填写。",
    )
    upward_report = models.TextField("向上级的书面报告", blank=True)
    upward_reported_on = models.DateField("书面报告上级日期", null=True, blank=True)
    tracks = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tracked_by",
        verbose_name="跟踪的检查",
        help_text="跟踪检查以前一次检查的意见落实情况的填写。",
    )
    programme = models.TextField("方案", blank=True)
    adopted_at_meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="通过方案的主任会议",
    )
    notified_on = models.DateField("通知日期", null=True, blank=True, editable=False)
    notice_late_reason = models.CharField("迟延通知理由", max_length=200, blank=True, editable=False)
    notice_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="inspection_notice",
        verbose_name="通知期限",
    )
    report = models.TextField(
        "报告正文", blank=True, help_text="执法检查报告填写实施情况总体评价，其余部分由问题清单生成。"
    )
    report_on = models.DateField("报告日期", null=True, blank=True, editable=False)
    report_files = models.ManyToManyField(
        Attachment, blank=True, related_name="oversight_reports", verbose_name="报告附件"
    )
    item = models.OneToOneField(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="inspection",
        verbose_name="常委会议程",
    )
    decided_at_meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="决定是否提请审议的主任会议",
    )
    letter = models.OneToOneField(
        OpinionPaper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="oversight",
        verbose_name="意见建议函",
    )
    status_note = models.CharField("说明", max_length=300, blank=True, editable=False)
    is_historic = models.BooleanField("往年资料", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True)

    objects = OversightQuerySet.as_manager()

    class Meta:
        verbose_name = "执法检查与视察"
        verbose_name_plural = "执法检查与视察"
        ordering = ("-starts_on", "-id")
        indexes = (
            models.Index(name="oversight_by_day", fields=("-starts_on", "-id")),
            models.Index(name="oversight_by_series", fields=("series", "starts_on"), condition=~Q(series="")),
        )
        constraints = (
            models.CheckConstraint(
                name="oversight_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                name="oversight_once",
                fields=("kind", "title", "starts_on"),
                violation_error_message="同一天已有同名的活动。",
            ),
            models.CheckConstraint(
                name="oversight_tracks_another",
                condition=Q(tracks__isnull=True) | ~Q(tracks=F("id")),
                violation_error_message="跟踪的检查不能是本次检查自己。",
            ),
            models.CheckConstraint(
                name="oversight_not_tabled_has_a_reason",
                condition=~Q(status__in=("not_tabled", "cancelled")) | ~Q(status_note=""),
                violation_error_message="不提请审议或者取消的，须写明理由。",
            ),
            models.CheckConstraint(
                name="oversight_upward_report_is_dated",
                condition=Q(upward_report="") | Q(upward_reported_on__isnull=False),
                violation_error_message="填写向上级的书面报告时，须填写报告日期。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/supervision/oversight/{self.pk}/"

    @property
    def is_inspection(self) -> bool:
        """Whether it looks at how laws are carried out; visits and research run a shorter path."""
        return self.kind == self.Kind.INSPECTION

    @property
    def closed_to_organs(self) -> str:
        """Why an organ cannot simply be added any more, in words; empty while it can, and for history."""
        if self.is_historic:
            return ""
        if self.is_inspection:
            if self.status in (self.Status.NOTIFIED, self.Status.SELF_CHECK):
                return "已经通知被检查机关，请用“补充被检查机关”增加，该机关同时收到通知和自查任务。"
            told = self.status not in self.BEFORE
            return "检查已经开展，不能再增加被检查机关，请另行安排检查。" if told else ""
        told = self.status not in (self.Status.PLANNED, self.Status.DONE, self.Status.REPORT_DRAFTED)
        return "报告已经转交，不能再增加被监督机关。" if told else ""

    @property
    def last_day(self) -> date:
        """The last day on the spot."""
        return self.ends_on or self.starts_on

    @property
    def opinion_paper(self) -> OpinionPaper | None:
        """The opinions that came of it: of the committee's meeting where it was tabled, otherwise by letter."""
        if self.item is not None:
            return getattr(self.item, "opinion_paper", None)
        return self.letter

    def adopt_programme(self, *, at: Meeting | None) -> None:
        """方案通过: drafted by the working committee, decided by the chairpersons' meeting (ZJ-SUP08 art 27)."""
        self.move(self.Status.PROGRAMME_ADOPTED, allowed=[self.Status.PLANNED], adopted_at_meeting=at)

    def form_group(self) -> None:
        """组成检查组: (SL24 art 33; ZJ-SUP08 art 28)."""
        self.move(self.Status.GROUP_FORMED, allowed=[self.Status.PROGRAMME_ADOPTED])

    def notify(self, *, on: date, late_reason: str) -> None:
        """通知: at least one month before the start (ZJ-SUP08 art 29)."""
        self.move(
            self.Status.NOTIFIED, allowed=[self.Status.GROUP_FORMED], notified_on=on, notice_late_reason=late_reason
        )

    def begin_self_check(self) -> None:
        """自查: an organ has signed for the notice (ZJ-SUP08 art 29)."""
        self.move(self.Status.SELF_CHECK, allowed=[self.Status.NOTIFIED, self.Status.SELF_CHECK])

    def start_fieldwork(self) -> None:
        """开展检查: an organ that is silent does not keep the group from coming."""
        self.move(self.Status.FIELDWORK, allowed=[self.Status.NOTIFIED, self.Status.SELF_CHECK])

    def hold(self) -> None:
        """开展视察、调研."""
        self.move(self.Status.DONE, allowed=[self.Status.PLANNED])

    def draft_report(self, *, on: date) -> None:
        """形成报告: (SL24 art 36; ZJ-SUP08 art 31)."""
        self.move(self.Status.REPORT_DRAFTED, allowed=[self.Status.FIELDWORK, self.Status.DONE], report_on=on)

    def table(self, *, item: AgendaItem, at: Meeting | None) -> None:
        """提请审议: the chairpersons' meeting decides (SL24 art 36)."""
        self.move(
            self.Status.TABLED, allowed=[self.Status.REPORT_DRAFTED], item=item, decided_at_meeting=at, status_note=""
        )

    def leave_untabled(self, *, at: Meeting | None, reason: str) -> None:
        """不提请审议: opinions go out by letter."""
        self.move(
            self.Status.NOT_TABLED, allowed=[self.Status.REPORT_DRAFTED], decided_at_meeting=at, status_note=reason
        )

    def deliberate(self) -> None:
        """审议: by the standing committee (SL24 art 36)."""
        self.move(self.Status.DELIBERATED, allowed=[self.Status.TABLED])

    def hand_over(self) -> None:
        """交办: opinions and report go to the organs together (SL24 art 37); of a visit, the report."""
        allowed = (
            [self.Status.DELIBERATED, self.Status.NOT_TABLED] if self.is_inspection else [self.Status.REPORT_DRAFTED]
        )
        self.move(self.Status.HANDED_OVER, allowed=allowed)

    def note_reported(self) -> None:
        """报告处理情况: every organ has reported (SL24 art 37)."""
        self.move(self.Status.REPORTED, allowed=[self.Status.HANDED_OVER])

    def feed_back(self) -> None:
        """反馈: every organ told the deputies what it did (ZJ-DEP16 art 24)."""
        self.move(self.Status.FED_BACK, allowed=[self.Status.HANDED_OVER])

    def note_tracked(self) -> None:
        """跟踪检查: another outing looked at what came of it (SL24 art 37)."""
        self.move(self.Status.TRACKED, allowed=[self.Status.HANDED_OVER, self.Status.REPORTED])

    def note_published(self) -> None:
        """公开: copies are out for deputies and for society (SL24 art 37)."""
        self.move(self.Status.PUBLISHED, allowed=[self.Status.REPORTED, self.Status.FED_BACK, self.Status.TRACKED])

    def cancel(self, *, reason: str) -> None:
        """取消: before anybody went out."""
        allowed = [status for status in self.BEFORE if status != self.Status.CANCELLED]
        self.move(self.Status.CANCELLED, allowed=allowed, status_note=reason)
