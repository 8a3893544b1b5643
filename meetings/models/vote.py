"""Votes and satisfaction assessments: counts, tellers and results, never who voted what unless the vote is named."""

from collections.abc import Sequence
from typing import Self, TypeVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from deputies.models import Person

from .agenda import AgendaItem
from .attendance import Attendance
from .meeting import Meeting, Sitting


def _more_than_half(column: str) -> Q:
    """Strictly more than half of all members in office: half is not enough (地方组织法 art 51; 民法典 art 1259)."""
    return Q(basis_total__lt=F(column) * 2)


P = TypeVar("P", bound="Poll")


class PollQuerySet(models.QuerySet[P]):
    """Counts as their readers ask for them."""

    def valid(self) -> Self:
        """Those that stand."""
        return self.filter(status=Poll.Status.COUNTED)


class Poll(models.Model):
    """What every count of a meeting has: the snapshot it rests on, the papers, the tellers and its rounds.

    `basis_total` is all members in office on the day, not those present and not the fixed number of seats;
    `quorum` is the smallest lawful presence. Both are snapshots: later changes of seats do not touch the result.
    Secret counts keep papers and tellers only. Source: handbook §2.0 Vote; 地方组织法 arts 25, 51.
    """

    class Method(models.TextChoices):
        HANDS = "hands", "举手表决"
        NAMED = "named", "记名表决"
        SECRET_PAPER = "secret_paper", "无记名投票"
        ELECTRONIC = "electronic", "电子表决"

    class Status(models.TextChoices):
        COUNTED = "counted", "有效"
        VOID = "void", "作废"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="会议")
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会次"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name="议程项目"
    )
    title = models.CharField("表决事项", max_length=200)
    method = models.CharField("方式", max_length=12, choices=Method.choices, default=Method.ELECTRONIC)
    status = models.CharField("效力", max_length=8, choices=Status.choices, default=Status.COUNTED, editable=False)
    round = models.PositiveSmallIntegerField("轮次", default=1, editable=False)
    held_on = models.DateField("表决日期")
    basis_total = models.PositiveSmallIntegerField("全体组成人员", editable=False)
    quorum = models.PositiveSmallIntegerField("法定出席人数", editable=False)
    present = models.PositiveSmallIntegerField("出席", editable=False)
    abstain = models.PositiveSmallIntegerField("弃权", default=0)
    not_cast = models.PositiveSmallIntegerField("未表决", default=0, help_text="在场而未按表决器、未交回表决票的人数。")
    issued = models.PositiveSmallIntegerField("发出票数", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("收回票数", null=True, blank=True)
    spoiled = models.PositiveSmallIntegerField("无效票", default=0)
    blank = models.PositiveSmallIntegerField("空白票", default=0)
    counted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="计票人"
    )
    overseen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="监票人"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人", editable=False
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    void_reason = models.CharField("作废理由", max_length=200, blank=True, editable=False)
    corrected_on = models.DateField("更正日期", null=True, blank=True, editable=False)
    correction_reason = models.CharField("更正说明", max_length=300, blank=True, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    #: the columns that the law knows for this count, without abstentions
    COLUMNS: Sequence[str] = ()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @classmethod
    def poll_constraints(cls, prefix: str, columns: Sequence[str]) -> tuple[models.BaseConstraint, ...]:
        """The arithmetic of a count, named for the concrete table; a void count is kept as it was counted."""
        void = Q(status="void")
        papers = F("abstain") + F("spoiled") + F("blank")
        for name in columns:
            papers = papers + F(name)
        return (
            models.CheckConstraint(
                name=f"{prefix}_quorum",
                condition=void | Q(_more_than_half("quorum"), present__gte=F("quorum"), present__lte=F("basis_total")),
                violation_error_message="出席人数须过法定人数且不多于全体组成人员。",
            ),
            models.CheckConstraint(
                name=f"{prefix}_adds_up",
                condition=void | Q(present=papers + F("not_cast")),
                violation_error_message="各项票数与未表决人数相加须等于出席人数。",
            ),
            models.CheckConstraint(
                name=f"{prefix}_papers",
                # An unknown number makes the whole check unknown, and the database lets that pass: ask for both.
                condition=void
                | Q(
                    method="secret_paper",
                    issued__isnull=False,
                    returned__isnull=False,
                    issued__lte=F("present"),
                    returned__lte=F("issued"),
                    returned=papers,
                )
                | (~Q(method="secret_paper") & Q(issued__isnull=True, returned__isnull=True, spoiled=0, blank=0)),
                violation_error_message="收回票数不得多于发出票数，发出票数不得多于出席人数；非投票表决不填票数。",
            ),
            models.CheckConstraint(
                name=f"{prefix}_two_tellers",
                condition=~Q(method="secret_paper")
                | (Q(counted_by__isnull=False, overseen_by__isnull=False) & ~Q(counted_by=F("overseen_by"))),
                violation_error_message="投票表决须有计票人、监票人各一名，且不能是同一人。",
            ),
            models.CheckConstraint(
                name=f"{prefix}_void_has_a_reason",
                condition=~Q(status="void") | ~Q(void_reason=""),
                violation_error_message="作废须写明理由。",
            ),
        )

    @property
    def is_void(self) -> bool:
        """It was declared void; another round decides."""
        return self.status == self.Status.VOID


@pghistory.track()
class Vote(Poll):
    """表决: for, against and abstain; carried by strictly more than half of all members in office."""

    class Kind(models.TextChoices):
        AGENDA = "agenda", "通过议程"
        ACT = "act", "决议决定"
        PERSONNEL = "personnel", "人事任免"
        REPORT = "report", "批准报告"
        ELECTION = "election", "选举、补选"
        RESIGNATION = "resignation", "接受辞职"
        OTHER = "other", "其他事项"

    #: what a chairpersons' meeting may not do in place of the committee (地方组织法 art 54; handbook §2(b))
    ONLY_DECIDING = (Kind.ACT, Kind.PERSONNEL, Kind.ELECTION, Kind.RESIGNATION)
    COLUMNS = ("yes", "no")

    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.OTHER)
    yes = models.PositiveSmallIntegerField("赞成", default=0)
    no = models.PositiveSmallIntegerField("反对", default=0)
    passed = models.BooleanField("通过", editable=False)
    #: the void round that this one repeats
    repeats = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="repeated_by",
        verbose_name="重新表决的表决",
    )

    objects = PollQuerySet["Vote"].as_manager()

    class Meta:
        verbose_name = "表决"
        verbose_name_plural = "表决"
        ordering = ("-held_on", "-meeting_id", "id")
        constraints = (
            *Poll.poll_constraints("vote", ("yes", "no")),
            models.UniqueConstraint(
                name="vote_counted_once",
                fields=("meeting", "item", "title"),
                condition=Q(status="counted"),
                nulls_distinct=False,
                violation_error_message="该事项已有有效的表决；须重新表决的，请先将原表决作废。",
            ),
            models.CheckConstraint(
                name="vote_result_follows_from_counts",
                condition=Q(status="void", passed=False)
                | (Q(passed=True) & _more_than_half("yes"))
                | (Q(passed=False) & ~_more_than_half("yes")),
                violation_error_message="表决结果须与票数一致：赞成票超过全体组成人员的半数为通过。",
            ),
        )
        permissions = (("record_vote", "登记表决"), ("void_vote", "宣布表决无效"))


@pghistory.track()
class NamedBallot(models.Model):
    """记名表决: how one member voted, kept for named votes alone."""

    class Choice(models.TextChoices):
        YES = "yes", "赞成"
        NO = "no", "反对"
        ABSTAIN = "abstain", "弃权"
        NOT_CAST = "not_cast", "未表决"

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ballots", verbose_name="表决")
    attendance = models.ForeignKey(
        Attendance, on_delete=models.PROTECT, related_name="ballots", verbose_name="组成人员"
    )
    choice = models.CharField("意见", max_length=8, choices=Choice.choices)

    class Meta:
        verbose_name = "记名票"
        verbose_name_plural = "记名票"
        ordering = ("vote", "attendance__person__stroke_key")
        constraints = (
            models.UniqueConstraint(
                name="ballot_once",
                fields=("vote", "attendance"),
                violation_error_message="同一人在同一次表决中只计一次。",
            ),
        )
        triggers = (
            # What a secret vote must never hold is refused by the database itself, whoever writes.
            pgtrigger.Trigger(
                name="ballots_of_named_votes_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("vote_method", "TEXT")],
                func=(
                    "SELECT method INTO vote_method FROM meetings_vote WHERE id = NEW.vote_id;"
                    " IF vote_method IS DISTINCT FROM 'named' THEN"
                    " RAISE EXCEPTION 'only a named vote keeps ballots'; END IF; RETURN NEW;"
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.attendance.person}：{self.get_choice_display()}"


@pghistory.track()
class AssessmentScale(models.Model):
    """测评等次: the words of the grades of a satisfaction assessment, three of them or four.

    What was voted keeps its own words (`Assessment.grade_words`), so the words may be edited for later votes.
    """

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    excellent = models.CharField("第一等（四等次时填）", max_length=12, blank=True)
    satisfied = models.CharField("好的等次", max_length=12)
    basic = models.CharField("基本的等次", max_length=12)
    unsatisfied = models.CharField("不合格的等次", max_length=12)
    is_current = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = "测评等次"
        verbose_name_plural = "测评等次"
        ordering = ("-is_current", "id")
        constraints = (
            models.CheckConstraint(
                name="assessment_scale_grades_differ",
                condition=~Q(satisfied=F("basic"))
                & ~Q(satisfied=F("unsatisfied"))
                & ~Q(basic=F("unsatisfied"))
                & ~Q(excellent__in=(F("satisfied"), F("basic"), F("unsatisfied"))),
                violation_error_message="各等次的用语不能相同。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def shape(self) -> "Assessment.Scale":
        """Which columns it has."""
        return Assessment.Scale.COMPETENCE if self.excellent else Assessment.Scale.SATISFACTION

    @property
    def words(self) -> dict[str, str]:
        """Column -> word, from the best grade to the worst."""
        found = {name: str(getattr(self, name)) for name in Assessment.COLUMNS}
        return {name: word for name, word in found.items() if word}


@pghistory.track()
class Assessment(Poll):
    """满意度测评: an anonymous count in grades, by members present, announced on the spot (ZJ-RULES20 art 29, model).

    Outcome: 满意 if the best grades exceed half of all members; 基本满意 if they do together with the basic grade;
    otherwise 不满意. How the grades are named is the scale's; the rule is a local one and stands in the settings.
    """

    class Scale(models.TextChoices):
        SATISFACTION = "satisfaction", "满意、基本满意、不满意"
        COMPETENCE = "competence", "优秀、称职、基本称职、不称职"

    class Outcome(models.TextChoices):
        SATISFIED = "satisfied", "满意（称职）"
        BASIC = "basic", "基本满意（基本称职）"
        UNSATISFIED = "unsatisfied", "不满意（不称职）"

    COLUMNS = ("excellent", "satisfied", "basic", "unsatisfied")

    scale = models.CharField("等次", max_length=14, choices=Scale.choices, default=Scale.SATISFACTION)
    #: column -> word, as it stood on the paper; the words of a scale may be edited later
    grade_words = models.JSONField("等次用语", default=dict, blank=True, editable=False)
    #: whose work was assessed, where it is one person's (履职评议)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name="测评对象"
    )
    excellent = models.PositiveSmallIntegerField("优秀", default=0)
    satisfied = models.PositiveSmallIntegerField("满意（称职）", default=0)
    basic = models.PositiveSmallIntegerField("基本满意（基本称职）", default=0)
    unsatisfied = models.PositiveSmallIntegerField("不满意（不称职）", default=0)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, editable=False)
    repeats = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="repeated_by",
        verbose_name="上一轮测评",
    )

    objects = PollQuerySet["Assessment"].as_manager()

    class Meta:
        verbose_name = "满意度测评"
        verbose_name_plural = "满意度测评"
        ordering = ("-held_on", "-meeting_id", "id")
        constraints = (
            *Poll.poll_constraints("assessment", ("excellent", "satisfied", "basic", "unsatisfied")),
            models.UniqueConstraint(
                name="assessment_counted_once",
                fields=("meeting", "item", "title", "round"),
                condition=Q(status="counted"),
                nulls_distinct=False,
                violation_error_message="该项工作本轮已有有效的测评；须重新测评的，请先将原测评作废。",
            ),
            models.CheckConstraint(
                name="assessment_columns_of_the_scale",
                condition=Q(scale="competence") | Q(excellent=0),
                violation_error_message="“优秀”只用于优秀、称职、基本称职、不称职的等次。",
            ),
        )
