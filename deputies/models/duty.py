"""The duty ledger: what deputies took part in, who verified it, and what they entered themselves."""

from datetime import datetime
from decimal import Decimal
from typing import Final

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Sum

from congress.models import Attachment, Organ, Photo, User
from congress.workflow import Stateful

from .area import of_area
from .group import DeputyGroup
from .mandate import Mandate
from .person import Person


class DutyKind(models.TextChoices):
    """Kinds of duty as the schemes of points count them (handbook §2(m))."""

    SESSION = "session", "人民代表大会会议"
    COMMITTEE_MEETING = "committee_meeting", "列席常委会会议"
    SPEECH = "speech", "审议发言"
    SUGGESTION = "suggestion", "议案和建议"
    INSPECTION = "inspection", "执法检查"
    VISIT = "visit", "视察"
    RESEARCH = "research", "专题调研"
    TRAINING = "training", "履职学习培训"
    GROUP = "group", "代表小组活动"
    CORE_GROUP = "core_group", "代表中心组活动"
    CAMPAIGN = "campaign", "主题活动"
    REPORT = "report", "向选民述职"
    RECEPTION = "reception", "进站接待"
    PATROL = "patrol", "巡查"
    CONTACT = "contact", "联系选民群众"
    OTHER = "other", "其他履职"


#: what a deputy may enter on the phone; the rest is entered by who organises it
OWN_KINDS: Final = (
    DutyKind.CONTACT,
    DutyKind.PATROL,
    DutyKind.RECEPTION,
    DutyKind.RESEARCH,
    DutyKind.VISIT,
    DutyKind.CAMPAIGN,
    DutyKind.GROUP,
    DutyKind.TRAINING,
    DutyKind.REPORT,
    DutyKind.OTHER,
)


class DutyActivityQuerySet(models.QuerySet["DutyActivity"]):
    """Activities as a clerk would name them."""

    def in_year(self, year: int) -> "DutyActivityQuerySet":
        """By the day they began."""
        return self.filter(starts_on__year=year)

    def organised(self) -> "DutyActivityQuerySet":
        """Held by an organiser: what deputies entered themselves is apart."""
        return self.filter(is_own=False)

    def visible_to(self, user: User) -> "DutyActivityQuerySet":
        """Those that the person keeps the ledger of, organises, or is on the list of."""
        if user.has_perm("deputies.view_dutyactivity"):
            return self
        visible = Q(attendances__person__account=user) | of_area(user, "organiser")
        return self.filter(pk__in=DutyActivity.objects.filter(visible).values("pk"))

    def with_numbers(self) -> "DutyActivityQuerySet":
        """Each with 人次: how many were verified to have come, and how many rows still wait."""
        return self.annotate(
            times=Count("attendances", filter=Q(attendances__status=ActivityAttendance.Status.VERIFIED)),
            waiting=Count("attendances", filter=Q(attendances__status__in=ActivityAttendance.WAITING)),
        )


@pghistory.track()
class DutyActivity(models.Model):
    """履职活动: one occasion of duty, with the days it took and who organised it (handbook §2(m) activity ledger).

    `origin` names the record of another subject that wrote it, as plain text like the activity log: the ledger must
    outlive what it tells of, and is written again from it without a second row.
    Source: DL25 arts 27-33, 47, 58; ZJ-DEP16 arts 18-24, 47.
    """

    kind = models.CharField("类别", max_length=20, choices=DutyKind.choices)
    title = models.CharField("名称", max_length=160)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    place = models.CharField("地点", max_length=120, blank=True)
    organiser = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="组织单位"
    )
    group = models.ForeignKey(
        DeputyGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="代表小组",
    )
    campaign = models.CharField("专项活动", max_length=80, blank=True, help_text="如“治水巡查”“一塘一场一代表”。")
    hours = models.DecimalField("时长（小时）", max_digits=5, decimal_places=1, default=Decimal(4))
    content = models.TextField("内容", blank=True)
    is_own = models.BooleanField("代表自行登记", default=False, editable=False)
    #: the report tells only a least number of those who came (余)
    is_minimum = models.BooleanField("人次为至少数", default=False, editable=False)
    origin = models.CharField("来源记录", max_length=80, null=True, blank=True, unique=True, editable=False)
    path = models.CharField("来源页面", max_length=300, blank=True, editable=False)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人", editable=False
    )

    objects = DutyActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "履职活动"
        verbose_name_plural = "履职活动"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="duty_activity_dates_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="duty_activity_hours_positive",
                condition=Q(hours__gt=0),
                violation_error_message="时长须大于0小时。",
            ),
        )
        indexes = (models.Index(name="duty_activity_by_kind", fields=("kind", "starts_on")),)
        permissions = (("verify_duty", "核实代表自行登记的履职记录"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the workspace."""
        return f"/workspace/duty/activities/{self.pk}/"


class ActivityAttendanceQuerySet(models.QuerySet["ActivityAttendance"]):
    """Attendance rows as a clerk would name them."""

    def counted(self) -> "ActivityAttendanceQuerySet":
        """Verified to have come: what every figure counts."""
        return self.filter(status=ActivityAttendance.Status.VERIFIED)

    def in_year(self, year: int) -> "ActivityAttendanceQuerySet":
        """By the day the activity began."""
        return self.filter(activity__starts_on__year=year)

    def of_kinds(self, *kinds: str) -> "ActivityAttendanceQuerySet":
        """Of some kinds of activity."""
        return self.filter(activity__kind__in=kinds)

    def waiting(self) -> "ActivityAttendanceQuerySet":
        """Not decided yet by who organises or keeps the ledger."""
        return self.filter(status__in=ActivityAttendance.WAITING)

    def visible_to(self, user: User) -> "ActivityAttendanceQuerySet":
        """One's own; all for who keeps the ledger; a street's or township's for its own people."""
        if user.has_perm("deputies.view_activityattendance"):
            return self
        area = of_area(user, "mandate__delegation") | of_area(user, "activity__organiser")
        return self.filter(Q(person__account=user) | area)

    def times(self) -> int:
        """人次: every attendance counts."""
        return self.count()

    def people(self) -> int:
        """人: a person counts once, however often and with whatever mandates the person came."""
        return self.order_by().values("person").distinct().count()

    def hours(self) -> Decimal:
        """Hours together."""
        return self.aggregate(total=Sum("hours"))["total"] or Decimal(0)

    def outside_mandates(self) -> "ActivityAttendanceQuerySet":
        """Of days on which the mandate was not held: it was ended afterwards with an earlier day."""
        after_end = Q(mandate__ends_on__isnull=False, activity__ends_on__gt=F("mandate__ends_on"))
        return self.filter(Q(activity__starts_on__lt=F("mandate__starts_on")) | after_end)


@pghistory.track()
class ActivityAttendance(Stateful):
    """参加记录: one deputy at one activity; 人次 counts these rows once they are verified, 人 counts persons.

    `person` is that of the mandate and stands here too, because a person with two mandates came once.
    """

    class Status(models.TextChoices):
        EXPECTED = "expected", "已通知，待登记"
        LEAVE_ASKED = "leave_asked", "请假待批"
        SUBMITTED = "submitted", "待核实"
        RETURNED = "returned", "已退回"
        VERIFIED = "verified", "已核实"
        ON_LEAVE = "on_leave", "请假"
        ABSENT = "absent", "无故缺席"
        WITHDRAWN = "withdrawn", "已撤回"

    class Role(models.TextChoices):
        PARTICIPANT = "participant", "参加"
        LEADER = "leader", "牵头"
        HOST = "host", "接待"
        SPEAKER = "speaker", "发言"
        REPORTER = "reporter", "述职"
        OBSERVER = "observer", "列席"
        SPONSOR = "sponsor", "领衔"
        SECONDER = "seconder", "附议"

    #: a decision of somebody is wanted
    WAITING = (Status.EXPECTED, Status.LEAVE_ASKED, Status.SUBMITTED)

    activity = models.ForeignKey(
        DutyActivity, on_delete=models.PROTECT, related_name="attendances", verbose_name="履职活动"
    )
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="attendances", verbose_name="代表资格")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="duties", verbose_name="代表", editable=False
    )
    role = models.CharField("身份", max_length=12, choices=Role.choices, default=Role.PARTICIPANT)
    hours = models.DecimalField("时长（小时）", max_digits=5, decimal_places=1)
    note = models.CharField("备注", max_length=200, blank=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.EXPECTED, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核实人",
        editable=False,
    )
    verified_at = models.DateTimeField("核实时间", null=True, blank=True, editable=False)
    return_reason = models.CharField("退回理由", max_length=200, blank=True, editable=False)
    #: private: shown to the deputy and to those who decide (handbook §5.3)
    leave_reason = models.CharField("请假理由", max_length=200, blank=True, editable=False)
    files = models.ManyToManyField(Attachment, blank=True, related_name="duty_attendances", verbose_name="照片和材料")
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    objects = ActivityAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "参加记录"
        verbose_name_plural = "参加记录"
        ordering = ("activity", "person")
        constraints = (
            models.UniqueConstraint(
                name="duty_attendance_once",
                fields=("activity", "person"),
                violation_error_message="同一人在同一项活动中只能登记一次。",
            ),
            models.CheckConstraint(
                name="duty_attendance_hours_positive",
                condition=Q(hours__gt=0),
                violation_error_message="时长须大于0小时。",
            ),
            models.CheckConstraint(
                name="duty_attendance_verified_by_somebody",
                condition=~Q(status="verified") | Q(verified_by__isnull=False, verified_at__isnull=False),
                violation_error_message="已核实的记录须有核实人和核实时间。",
            ),
            models.CheckConstraint(
                name="duty_attendance_return_has_a_reason",
                condition=~Q(status="returned") | ~Q(return_reason=""),
                violation_error_message="退回须写明理由。",
            ),
        )
        indexes = (models.Index(name="duty_attendance_of_person", fields=("person", "status", "activity")),)
        triggers = (
            # The days are in two other tables, which no check constraint reaches.
            pgtrigger.Trigger(
                name="within_the_mandate",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("activity_id", "mandate_id", "person_id"),  # type: ignore[no-untyped-call]
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM deputies_mandate m, deputies_dutyactivity a"
                    " WHERE m.id = NEW.mandate_id AND a.id = NEW.activity_id AND m.person_id = NEW.person_id"
                    " AND m.starts_on <= a.starts_on AND (m.ends_on IS NULL OR m.ends_on >= a.ends_on)) THEN"
                    " RAISE EXCEPTION 'duty_attendance_within_the_mandate'; END IF; RETURN NEW;"
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}：{self.activity}"

    def verify(self, *, by: User, at: datetime) -> None:
        """核实: the organiser or the office confirms that the deputy came."""
        self.move(
            self.Status.VERIFIED,
            allowed=[self.Status.EXPECTED, self.Status.SUBMITTED, self.Status.LEAVE_ASKED],
            verified_by=by,
            verified_at=at,
            return_reason="",
        )

    def give_back(self, *, reason: str) -> None:
        """退回: an own record that cannot be confirmed as it is."""
        self.move(self.Status.RETURNED, allowed=[self.Status.SUBMITTED], return_reason=reason)

    def resubmit(self, *, at: datetime) -> None:
        """重新提交: put right by the deputy, after it came back or before anybody checked it."""
        self.move(self.Status.SUBMITTED, allowed=[self.Status.RETURNED, self.Status.SUBMITTED], submitted_at=at)

    def withdraw(self) -> None:
        """撤回: the deputy takes an own record back; it stays on file and counts nowhere."""
        self.move(self.Status.WITHDRAWN, allowed=[self.Status.SUBMITTED, self.Status.RETURNED])

    def ask_leave(self, *, reason: str) -> None:
        """请假: by the deputy, before the activity."""
        self.move(self.Status.LEAVE_ASKED, allowed=[self.Status.EXPECTED], leave_reason=reason)

    def grant_leave(self) -> None:
        """准假: also for leave that was told by telephone."""
        self.move(self.Status.ON_LEAVE, allowed=[self.Status.LEAVE_ASKED, self.Status.EXPECTED])

    def refuse_leave(self) -> None:
        """不准假: the deputy is expected."""
        self.move(self.Status.EXPECTED, allowed=[self.Status.LEAVE_ASKED])

    def mark_absent(self) -> None:
        """缺席: did not come and had no leave."""
        self.move(self.Status.ABSENT, allowed=[self.Status.EXPECTED, self.Status.LEAVE_ASKED])

    def reconsider(self) -> None:
        """更正: what was decided was wrong and is decided again."""
        self.move(
            self.Status.EXPECTED,
            allowed=[self.Status.VERIFIED, self.Status.ON_LEAVE, self.Status.ABSENT],
            verified_by=None,
            verified_at=None,
        )


class DutyPhoto(Photo):
    """A picture with an own record; people may be on it, so nothing of it is public."""

    attendance = models.ForeignKey(
        ActivityAttendance, on_delete=models.PROTECT, related_name="photos", verbose_name="参加记录"
    )

    class Meta:
        verbose_name = "履职照片"
        verbose_name_plural = "履职照片"
        ordering = ("attendance", "id")

    def __str__(self) -> str:
        return f"{self.attendance}照片"
