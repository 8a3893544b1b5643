"""Appointments and removals: the motion, each action on its way from proposal to oath, and the restricted papers."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Attachment, DocumentNumber, Obligation, Organ, User
from congress.official.numerals import date_text
from congress.workflow import Stateful
from deputies.models import Person

from .act import Announcement
from .agenda import AgendaItem
from .meeting import Meeting
from .post import Post, PostCategory, Tenure
from .vote import Vote


class PersonnelMotionQuerySet(models.QuerySet["PersonnelMotion"]):
    """Motions by who may see them: they are a restricted room (handbook §5.2)."""

    def visible_to(self, user: User) -> "PersonnelMotionQuerySet":
        """Those who keep the room read all, chairpersons what was put before them, an organ its own."""
        if user.has_perm("meetings.enter_personnel_room"):
            return self
        visible = Q(pk__in=[])
        if user.has_perm("meetings.screen_personnelmotion"):
            visible |= ~Q(status=PersonnelMotion.Status.RECEIVED)
        if user.organ_id and user.has_perm("meetings.submit_personnelmotion"):
            visible |= Q(proposing_organ=user.organ_id)
        return self.filter(visible)


@pghistory.track()
class PersonnelMotion(Stateful):
    """任免案: signed by the head of the proposing organ, received, screened by the chairpersons' meeting, tabled.

    No Party paper is stored, only the number of the recommendation (handbook §0.3). Received at least ten days before
    the meeting as a rule (ZJ-APPT18 art 9, model: APP-10).
    """

    class Status(models.TextChoices):
        RECEIVED = "received", "已收到"
        SUBMITTED = "submitted", "待主任会议审议"
        SCREENED = "screened", "主任会议已同意提请"
        TABLED = "tabled", "已列入议程"
        EXPLAINED = "explained", "已作说明"
        VOTED = "voted", "已表决"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    OPEN = (Status.RECEIVED, Status.SUBMITTED, Status.SCREENED, Status.TABLED, Status.EXPLAINED)
    #: on the agenda, so that members read them
    BEFORE_MEMBERS = (Status.TABLED, Status.EXPLAINED, Status.VOTED)

    title = models.CharField("名称", max_length=200)
    proposer = models.CharField("提请人", max_length=20, choices=PostCategory.Proposer.choices)
    proposing_organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提请机关"
    )
    signed_by = models.CharField("签署人", max_length=40, blank=True)
    received_on = models.DateField("收到日期")
    party_reference = models.CharField("推荐函编号", max_length=60, blank=True, help_text="只记编号，不存内容。")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="personnel_motions", verbose_name="拟提请的常委会会议"
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="personnel_motions",
        verbose_name="议程项目",
    )
    screened_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审议的主任会议"
    )
    explained_by = models.CharField("作说明的人", max_length=60, blank=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.RECEIVED, editable=False)
    status_note = models.CharField("说明", max_length=200, blank=True, editable=False)
    obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="personnel_motion",
        verbose_name="提请期限",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = PersonnelMotionQuerySet.as_manager()

    class Meta:
        verbose_name = "人事任免案"
        verbose_name_plural = "人事任免案"
        ordering = ("-received_on", "-id")
        permissions = (
            ("enter_personnel_room", "进入人事任免室"),
            ("screen_personnelmotion", "主任会议审议任免案"),
            ("submit_personnelmotion", "提请人事任免"),
        )

    def __str__(self) -> str:
        # Log lines, messages and refusals carry it outside the room: it names nobody.
        return f"{self.get_proposer_display()}提请的人事任免案（{date_text(self.received_on)}收到）"

    def submit(self) -> None:
        """提请主任会议: the file is complete."""
        self.move(self.Status.SUBMITTED, allowed=[self.Status.RECEIVED])

    def screen(self, *, at: Meeting) -> None:
        """同意提请: the chairpersons' meeting puts it before the committee (ZJ-APPT18 art 11, model)."""
        self.move(self.Status.SCREENED, allowed=[self.Status.SUBMITTED], screened_at=at)

    def table(self, *, item: AgendaItem) -> None:
        """列入议程."""
        self.move(self.Status.TABLED, allowed=[self.Status.SCREENED], item=item)

    def explain(self, *, by: str) -> None:
        """说明: the organ's head explained it to the committee (ZJ-APPT18 art 12, model)."""
        self.move(self.Status.EXPLAINED, allowed=[self.Status.TABLED], explained_by=by)

    def note_voted(self) -> None:
        """表决: every action of it has its result."""
        self.move(self.Status.VOTED, allowed=[self.Status.TABLED, self.Status.EXPLAINED])

    def send_back(self, *, reason: str) -> None:
        """退回: the chairpersons' meeting does not put it before the committee."""
        self.move(self.Status.RETURNED, allowed=[self.Status.RECEIVED, self.Status.SUBMITTED], status_note=reason)

    def withdraw(self, *, reason: str) -> None:
        """撤回: by the proposing organ, before the vote."""
        self.move(self.Status.WITHDRAWN, allowed=self.OPEN, status_note=reason)


class PersonnelActionQuerySet(models.QuerySet["PersonnelAction"]):
    """Actions as they are counted and awaited."""

    def carried(self) -> "PersonnelActionQuerySet":
        """Adopted by the committee."""
        return self.filter(status__in=PersonnelAction.CARRIED)

    def counted(self) -> "PersonnelActionQuerySet":
        """One row is one 人次: person by post by act, adopted, of a category that enters the statistics."""
        return self.carried().filter(count_in_stats=True)

    def owing_oath(self) -> "PersonnelActionQuerySet":
        """Appointed to a post whose holder swears, and not sworn (全国人大常委会关于实行宪法宣誓制度的决定)."""
        return (
            self.carried()
            .filter(act__in=PersonnelAction.APPOINTING, oath__isnull=True)
            .exclude(post__category__oath_organiser=PostCategory.OathOrganiser.NONE)
        )


@pghistory.track()
class PersonnelAction(Stateful):
    """任免: one person, one post, one act; the unit of 人次 (handbook §1.5)."""

    class Kind(models.TextChoices):
        APPOINT = "appoint", "任命"
        REMOVE = "remove", "免职"
        DECIDE_ACTING = "decide_acting", "决定代理"
        ACCEPT_RESIGNATION = "accept_resignation", "接受辞职"
        REVOKE = "revoke", "撤职"

    #: acts that put somebody into a post
    APPOINTING = (Kind.APPOINT, Kind.DECIDE_ACTING)

    class Status(models.TextChoices):
        PROPOSED = "proposed", "提请"
        EXAMINED = "examined", "考试合格"
        SPOKEN = "spoken", "已作拟任职发言"
        PASSED = "passed", "表决通过"
        FAILED = "failed", "表决未通过"
        ANNOUNCED = "announced", "已公布"
        SWORN = "sworn", "已宣誓"
        DROPPED = "dropped", "未提请表决"

    BEFORE_VOTE = (Status.PROPOSED, Status.EXAMINED, Status.SPOKEN)
    CARRIED = (Status.PASSED, Status.ANNOUNCED, Status.SWORN)

    motion = models.ForeignKey(PersonnelMotion, on_delete=models.PROTECT, related_name="actions", verbose_name="任免案")
    order = models.PositiveSmallIntegerField("序号")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="personnel_actions", verbose_name="人员")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="actions", verbose_name="职务")
    act = models.CharField("任免", max_length=20, choices=Kind.choices, default=Kind.APPOINT)
    reason = models.CharField("理由", max_length=200, blank=True)
    legal_basis = models.CharField("法律依据", max_length=120, blank=True)
    count_in_stats = models.BooleanField("计入任免人次", default=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.PROPOSED, editable=False)
    status_note = models.CharField("说明", max_length=200, blank=True, editable=False)
    spoke_on = models.DateField("拟任职发言日期", null=True, blank=True, editable=False)
    vote = models.ForeignKey(
        Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="personnel_actions", verbose_name="表决"
    )
    decided_on = models.DateField("表决日期", null=True, blank=True, editable=False)
    tenure = models.ForeignKey(
        Tenure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="actions",
        verbose_name="任职",
    )
    announcement = models.ForeignKey(
        Announcement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="personnel_actions",
        verbose_name="公告",
    )
    letter_number = models.OneToOneField(
        DocumentNumber,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="letter_of_appointment",
        verbose_name="任命书编号",
    )
    letter_issued_on = models.DateField("任命书颁发日期", null=True, blank=True, editable=False)
    oath_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="oath_of",
        verbose_name="宣誓期限",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    objects = PersonnelActionQuerySet.as_manager()

    class Meta:
        verbose_name = "人事任免"
        verbose_name_plural = "人事任免"
        ordering = ("motion", "order")
        constraints = (
            models.UniqueConstraint(
                name="personnel_action_once",
                fields=("motion", "person", "post", "act"),
                violation_error_message="任免案中同一人的同一任免事项只列一次。",
            ),
            models.UniqueConstraint(
                name="personnel_action_order",
                fields=("motion", "order"),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="任免事项的序号不能重复。",
            ),
            models.CheckConstraint(
                name="personnel_action_carried_by_a_vote",
                condition=~Q(status__in=("passed", "failed", "announced", "sworn"))
                | Q(vote__isnull=False, decided_on__isnull=False),
                violation_error_message="任免结果须以表决为据。",
            ),
            models.CheckConstraint(
                name="personnel_letter_after_the_vote",
                condition=Q(letter_issued_on__isnull=True) | Q(letter_issued_on__gte=F("decided_on")),
                violation_error_message="任命书不能早于表决通过之日颁发。",
            ),
        )
        indexes = (models.Index(name="personnel_by_day", fields=("-decided_on", "-id")),)

    def __str__(self) -> str:
        return f"{self.get_act_display()}{self.person}{self.post}"

    @property
    def is_appointing(self) -> bool:
        """Puts somebody into a post."""
        return self.act in self.APPOINTING

    def examine(self) -> None:
        """考试合格: before a post of the exam list (ZJ-APPT18 art 10, model)."""
        self.move(self.Status.EXAMINED, allowed=[self.Status.PROPOSED])

    def speak(self, *, on: date) -> None:
        """拟任职发言: the nominee appeared and spoke (ZJ-APPT18 art 13, model)."""
        self.move(self.Status.SPOKEN, allowed=[self.Status.PROPOSED, self.Status.EXAMINED], spoke_on=on)

    def carry(self, *, vote: Vote, tenure: Tenure | None) -> None:
        """表决通过: by more than half of all members (地方组织法 art 51)."""
        self.move(self.Status.PASSED, allowed=self.BEFORE_VOTE, vote=vote, decided_on=vote.held_on, tenure=tenure)

    def fail(self, *, vote: Vote) -> None:
        """表决未通过."""
        self.move(self.Status.FAILED, allowed=self.BEFORE_VOTE, vote=vote, decided_on=vote.held_on)

    def announce(self, *, announcement: Announcement) -> None:
        """公布: in the gazette and the media (ZJ-APPT18 art 27, model)."""
        self.move(self.Status.ANNOUNCED, allowed=[self.Status.PASSED], announcement=announcement)

    def swear(self) -> None:
        """宣誓: the oath to the Constitution was taken."""
        self.move(self.Status.SWORN, allowed=[self.Status.PASSED, self.Status.ANNOUNCED])

    def drop(self, *, reason: str) -> None:
        """未提请表决: withdrawn, returned or put off."""
        self.move(self.Status.DROPPED, allowed=self.BEFORE_VOTE, status_note=reason)


@pghistory.track()
class LegalExam(models.Model):
    """任前法律知识考试: restricted; only whether it was passed is told outside the room (ZJ-APPT18 art 10, model)."""

    action = models.OneToOneField(
        PersonnelAction, on_delete=models.PROTECT, related_name="exam", verbose_name="任免事项"
    )
    taken_on = models.DateField("考试日期")
    score = models.DecimalField("成绩", max_digits=5, decimal_places=1, null=True, blank=True)
    passed = models.BooleanField("合格", default=True)

    class Meta:
        verbose_name = "任前法律知识考试"
        verbose_name_plural = "任前法律知识考试"
        constraints = (
            models.CheckConstraint(
                name="legal_exam_score_in_range",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                violation_error_message="成绩在0至100分之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.action.person}任前法律知识考试"


@pghistory.track()
class PersonnelPaper(models.Model):
    """人事材料: a file of the restricted room; every reading of it is logged (handbook §5.2)."""

    class Kind(models.TextChoices):
        MOTION = "motion", "提请任免的议案"
        CV = "cv", "简历"
        REASONS = "reasons", "任免理由"
        QUALIFICATION = "qualification", "任职资格"
        EXAM = "exam", "考试材料"
        SPEECH = "speech", "拟任职发言"
        COMPLAINT = "complaint", "反映情况"
        REVIEW = "review", "审查情况"

    #: what members read once the motion is tabled (handbook §5.2)
    FOR_MEMBERS = (Kind.MOTION, Kind.CV)

    motion = models.ForeignKey(PersonnelMotion, on_delete=models.PROTECT, related_name="papers", verbose_name="任免案")
    action = models.ForeignKey(
        PersonnelAction,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name="任免事项",
    )
    kind = models.CharField("类别", max_length=14, choices=Kind.choices)
    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, related_name="personnel_paper", verbose_name="文件"
    )

    class Meta:
        verbose_name = "人事材料"
        verbose_name_plural = "人事材料"
        ordering = ("motion", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.motion}"


@pghistory.track()
class OathCeremony(models.Model):
    """宪法宣誓仪式: who organised it, where and when, and the wording of the day."""

    organiser = models.CharField(
        "组织者",
        max_length=20,
        choices=PostCategory.OathOrganiser.choices,
        default=PostCategory.OathOrganiser.COMMITTEE,
    )
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=80, blank=True)
    presided_by = models.CharField("主持人", max_length=60, blank=True)
    overseen_by = models.CharField("监誓人", max_length=60, blank=True)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="oath_ceremonies", verbose_name="会议"
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "宪法宣誓仪式"
        verbose_name_plural = "宪法宣誓仪式"
        ordering = ("-held_on", "-id")

    def __str__(self) -> str:
        return f"{self.get_organiser_display()}组织的宪法宣誓仪式（{self.held_on}）"


@pghistory.track()
class Oath(models.Model):
    """宪法宣誓: one appointee at one ceremony; counted by who organised it (handbook §2(i))."""

    ceremony = models.ForeignKey(OathCeremony, on_delete=models.PROTECT, related_name="oaths", verbose_name="仪式")
    action = models.OneToOneField(PersonnelAction, on_delete=models.PROTECT, related_name="oath", verbose_name="任命")
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "宪法宣誓"
        verbose_name_plural = "宪法宣誓"
        ordering = ("ceremony", "action__order")

    def __str__(self) -> str:
        return f"{self.action.person}宪法宣誓"
