"""Meetings of the standing committee, of its chairpersons, and the others that must not count as either."""

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from congress.models import Obligation
from congress.official.numerals import date_text, ordinal
from congress.publishing import Publishable, PublishableQuerySet
from congress.workflow import Stateful
from deputies.models import CongressSession, Term


def _known(day: date | None) -> date | None:
    return day


class MeetingQuerySet(PublishableQuerySet["Meeting"]):
    """Meetings as a clerk would name them."""

    def of_committee(self) -> "MeetingQuerySet":
        """常委会会议."""
        return self.filter(kind=Meeting.Kind.STANDING_COMMITTEE)

    def of_chairpersons(self) -> "MeetingQuerySet":
        """主任会议; enlarged and study meetings are other kinds and stay out of the count."""
        return self.filter(kind=Meeting.Kind.CHAIR_MEETING)

    def held(self) -> "MeetingQuerySet":
        """Took place."""
        return self.filter(status__in=Meeting.HELD)

    def in_year(self, year: int) -> "MeetingQuerySet":
        """By date: yearly counts never come from ordinals (handbook §1.1)."""
        return self.filter(starts_on__year=year)

    def upcoming(self, *, on: date) -> "MeetingQuerySet":
        """Dated and not yet over."""
        return self.filter(starts_on__gte=on).exclude(status__in=Meeting.OFF)


@pghistory.track()
class Meeting(Publishable, Stateful):
    """A meeting with its running number in the term, its days, and the steps of handbook §2(a)."""

    class Kind(models.TextChoices):
        CONGRESS = "congress", "人民代表大会会议"
        STANDING_COMMITTEE = "standing_committee", "常委会会议"
        CHAIR_MEETING = "chair_meeting", "主任会议"
        CHAIR_MEETING_ENLARGED = "chair_meeting_enlarged", "主任（扩大）会议"
        PARTY_GROUP = "party_group", "党组会议"
        STUDY = "study", "学习研讨"
        COMMEMORATION = "commemoration", "纪念活动"
        SPECIAL = "special", "专题会议"

    #: bodies whose meetings are numbered through the term
    NUMBERED = (Kind.STANDING_COMMITTEE, Kind.CHAIR_MEETING)
    #: bodies that vote, and whose quorum is a rule of law
    VOTING = (Kind.CONGRESS, *NUMBERED)
    #: bodies that resolve, decide, elect and appoint; a chairpersons' meeting does none of it (地方组织法 art 54)
    DECIDING = (Kind.CONGRESS, Kind.STANDING_COMMITTEE)

    class Status(models.TextChoices):
        PLANNED = "planned", "计划"
        SCHEDULED = "scheduled", "已定期"
        NOTICED = "noticed", "已通知"
        PAPERS_OUT = "papers_out", "已发材料"
        OPEN = "open", "会议中"
        CLOSED = "closed", "已闭会"
        MINUTED = "minuted", "已成纪要"
        ARCHIVED = "archived", "已归档"
        POSTPONED = "postponed", "已延期"
        CANCELLED = "cancelled", "已取消"

    HELD = (Status.CLOSED, Status.MINUTED, Status.ARCHIVED)
    BEFORE_OPENING = (Status.PLANNED, Status.SCHEDULED, Status.NOTICED, Status.PAPERS_OUT, Status.POSTPONED)
    OFF = (Status.POSTPONED, Status.CANCELLED)
    #: changed only with a reason from here on
    LOCKED = HELD

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="meetings", verbose_name="届")
    kind = models.CharField("类别", max_length=30, choices=Kind.choices, default=Kind.STANDING_COMMITTEE)
    number = models.PositiveSmallIntegerField(
        "次", null=True, blank=True, help_text="本届内连续编号，不按年重新起算；历史会议次数不详时留空。"
    )
    title = models.CharField("名称", max_length=120, blank=True, help_text="不填时按届次自动生成。")
    session = models.ForeignKey(
        CongressSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="人代会",
        help_text="仅人民代表大会会议填写。",
    )
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.PLANNED, editable=False)
    is_extraordinary = models.BooleanField("临时召集", default=False)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    starts_at_time = models.TimeField("开会时间", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    chaired_by = models.CharField("主持人", max_length=60, blank=True)
    noticed_on = models.DateField("通知日期", null=True, blank=True, editable=False)
    papers_sent_on = models.DateField("发材料日期", null=True, blank=True, editable=False)
    change_reason = models.CharField("延期或取消理由", max_length=200, blank=True, editable=False)
    notice_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="noticed_meeting",
        verbose_name="通知期限",
    )
    papers_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="papers_meeting",
        verbose_name="发材料期限",
    )
    gap_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="gap_meeting",
        verbose_name="下次会议期限",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.UniqueConstraint(
                name="meeting_number_in_term",
                fields=("term", "kind", "number"),
                condition=Q(number__isnull=False),
                violation_error_message="本届同类会议已使用这一次数，请核对“次”。",
            ),
            models.CheckConstraint(
                name="meeting_number_positive",
                condition=Q(number__isnull=True) | Q(number__gte=1),
                violation_error_message="次数从1开始。",
            ),
            models.CheckConstraint(
                name="meeting_session_of_the_congress",
                condition=Q(session__isnull=True) | Q(kind="congress"),
                violation_error_message="只有人民代表大会会议才填写“人代会”。",
            ),
            models.CheckConstraint(
                name="meeting_dates_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )
        # The lists of one kind and of all, walked by key.
        indexes = (
            models.Index(name="meeting_by_kind_and_day", fields=("kind", "-starts_on", "-id")),
            models.Index(name="meeting_by_day", fields=("-starts_on", "-id")),
        )
        permissions = (("correct_closed_meeting", "更正已闭会的会议"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as it prints: 第九届…第十四次, or by its day where the ordinal is unknown."""
        if self.title:
            return self.title
        if self.session is not None:
            return str(self.session)
        if self.number:
            kind = self.get_kind_display().removeprefix("常委会")
            return f"{ordinal(self.term.number, '届')}人大常委会{ordinal(self.number, '次')}{kind}"
        return f"{self.get_kind_display()}（{date_text(self.starts_on)}）"

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/meetings/{self.pk}/"

    @property
    def is_locked(self) -> bool:
        """Closed: facts change only with a reason."""
        return self.status in self.LOCKED

    def schedule(self) -> None:
        """定期: date and draft agenda decided by the chairpersons' meeting (地方组织法 art 54)."""
        self.move(self.Status.SCHEDULED, allowed=[self.Status.PLANNED, self.Status.POSTPONED])

    def give_notice(self, *, on: date) -> None:
        """通知: members and non-voting attendees were told."""
        self.move(self.Status.NOTICED, allowed=[self.Status.SCHEDULED], noticed_on=on)

    def send_papers(self, *, on: date) -> None:
        """发材料: the pack went out."""
        self.move(self.Status.PAPERS_OUT, allowed=[self.Status.NOTICED], papers_sent_on=on)

    def open(self) -> None:
        """开会: more than half of all members are present (地方组织法 art 51)."""
        self.move(self.Status.OPEN, allowed=self.opening_states)

    @property
    def opening_states(self) -> list[str]:
        """The states from which it may open."""
        # A chairpersons' meeting has no papers step by law; an extraordinary one may open straight from its notice.
        if self.kind != self.Kind.STANDING_COMMITTEE or self.is_extraordinary:
            return [self.Status.SCHEDULED, self.Status.NOTICED, self.Status.PAPERS_OUT]
        return [self.Status.PAPERS_OUT]

    def close(self) -> None:
        """闭会."""
        self.move(self.Status.CLOSED, allowed=[self.Status.OPEN])

    def minute(self) -> None:
        """成纪要: the checked minutes stand."""
        self.move(self.Status.MINUTED, allowed=[self.Status.CLOSED])

    def archive(self) -> None:
        """归档."""
        self.move(self.Status.ARCHIVED, allowed=[self.Status.MINUTED])

    def postpone(self, *, reason: str) -> None:
        """延期: from any state before opening."""
        self.move(
            self.Status.POSTPONED,
            allowed=[s for s in self.BEFORE_OPENING if s != self.Status.POSTPONED],
            change_reason=reason,
        )

    def cancel(self, *, reason: str) -> None:
        """取消: from any state before opening."""
        self.move(self.Status.CANCELLED, allowed=self.BEFORE_OPENING, change_reason=reason)


@pghistory.track()
class Sitting(models.Model):
    """A sitting inside a meeting; a joint-group sitting is not an extra meeting in counts (handbook §1.2)."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", "全体会议"
        GROUP = "group", "分组会议"
        JOINT_GROUP = "joint_group", "联组会议"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sittings", verbose_name="会议")
    kind = models.CharField("形式", max_length=12, choices=Kind.choices, default=Kind.PLENARY)
    starts_on = models.DateField("日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    chaired_by = models.CharField("主持人", max_length=60, blank=True)
    is_open = models.BooleanField("公开举行", default=False)
    is_first = models.BooleanField("首次", default=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "会次"
        verbose_name_plural = "会次"
        ordering = ("starts_on", "starts_at", "id")
        constraints = (
            models.CheckConstraint(
                name="sitting_times_in_order",
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="结束时间须晚于开始时间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.meeting} {self.get_kind_display()}"

    def clean(self) -> None:
        """A sitting lies on the days of its meeting."""
        # A form that misses a day says so by itself.
        first, day, last = _known(self.meeting.starts_on), _known(self.starts_on), _known(self.meeting.ends_on)
        if first and day and last and not first <= day <= last:
            days = f"{date_text(self.meeting.starts_on)}至{date_text(self.meeting.ends_on)}"
            raise ValidationError({"starts_on": f"会次的日期须在会议期间（{days}）。"})
