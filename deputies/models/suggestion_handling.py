"""承办: each unit's part of a suggestion, with its own clock, answers, talks and grades (handbook §1.7, §2(j))."""

from datetime import date
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Loop, LoopRound, Obligation, Organ, User
from congress.models.handling import ACCEPTED, REOPENED, REPORTED

from .station import Station
from .suggestion import Suggestion, SuggestionSponsor
from .suggestion_kinds import FACE_TO_FACE, ContactMode, Grade, HandlingRole, HandlingStatus, ResultClass, RoundReason


class SuggestionHandlingQuerySet(models.QuerySet["SuggestionHandling"]):
    """Parts of units as a clerk would name them."""

    def answering(self) -> "SuggestionHandlingQuerySet":
        """主办 and 分办: each answers the deputies, and each is in the rates."""
        return self.filter(role__in=SuggestionHandling.ANSWERING)

    def in_force(self) -> "SuggestionHandlingQuerySet":
        """Not returned to the committee."""
        return self.exclude(status=SuggestionHandling.Status.RETURNED)

    def visible_to(self, user: User) -> "SuggestionHandlingQuerySet":
        """A unit its own part; whoever may read the suggestion as committee or sponsor, all parts."""
        seen = Q(suggestion__in=Suggestion.objects.all().signed_by(user).values("pk"))
        if user.has_perm("deputies.view_suggestion"):
            seen |= Q(pk__isnull=False)
        if user.organ_id and user.has_perm("deputies.answer_suggestion"):
            seen |= Q(organ=user.organ_id)
        return self.filter(seen)

    def with_page(self) -> "SuggestionHandlingQuerySet":
        """All that a list or a page needs, in a fixed number of queries."""
        return self.select_related("organ", "suggestion__field", "suggestion__session__term").prefetch_related(
            "rounds__obligation__rule",
            "rounds__feedbacks__sponsor__mandate__person",
            "contacts__station",
            "suggestion__sponsors__mandate__person",
        )


@pghistory.track()
class SuggestionHandling(Loop):
    """One unit's part. Every clock runs for a part, never for the whole suggestion (handbook §2(j))."""

    Role = HandlingRole
    Status = HandlingStatus

    #: parts whose unit answers the deputies
    ANSWERING: ClassVar = (Role.LEAD, Role.SEPARATE)
    CLOSED: ClassVar = (Status.CLOSED, Status.RETURNED, Status.REFERENCE)
    #: the unit's turn
    WITH_ORGAN: ClassVar = (Status.HANDED_OVER, Status.ACCEPTED, Status.REOPENED, Status.TRACKING)
    ANSWERED_FROM: ClassVar = (ACCEPTED, REOPENED, Status.TRACKING)
    REOPENED_FROM: ClassVar = (REPORTED,)
    #: the unit still may say that it is the wrong one
    RETURNED_FROM: ClassVar = (Status.HANDED_OVER, Status.ACCEPTED)

    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.HANDED_OVER, editable=False)
    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.CASCADE, related_name="handlings", verbose_name="代表建议"
    )
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="suggestion_handlings", verbose_name="承办单位"
    )
    role = models.CharField("承办方式", max_length=10, choices=Role.choices)
    demand = models.TextField("交办意见", max_length=1000, blank=True)
    #: the plan of §2(j), told to the deputy and the committee
    plan = models.TextField("办理计划", max_length=2000, blank=True, editable=False)
    advice = models.TextField("会办意见", max_length=5000, blank=True, editable=False)
    advised_on = models.DateField("会办意见日期", null=True, blank=True, editable=False)
    return_reason = models.TextField("退办理由", max_length=1000, blank=True, editable=False)
    returned_on = models.DateField("退办日期", null=True, blank=True, editable=False)
    result_class = models.CharField("办理结果", max_length=1, choices=ResultClass.choices, blank=True, editable=False)

    objects = SuggestionHandlingQuerySet.as_manager()

    class Meta:
        verbose_name = "承办"
        verbose_name_plural = "承办"
        ordering = ("suggestion", "id")
        constraints = (
            *Loop.handling_constraints("suggestion_handling"),
            models.UniqueConstraint(
                name="suggestion_organ_once",
                fields=("suggestion", "organ"),
                condition=~Q(status="returned"),
                violation_error_message="这个单位已经在承办这件建议。",
            ),
            models.UniqueConstraint(
                name="suggestion_one_lead_unit",
                fields=("suggestion",),
                condition=Q(role="lead") & ~Q(status="returned"),
                violation_error_message="一件建议只有一个主办单位；几个单位各自办理的，请选择分办。",
            ),
            models.CheckConstraint(
                name="suggestion_returned_with_reason",
                condition=~Q(status="returned") | (~Q(return_reason="") & Q(returned_on__isnull=False)),
                violation_error_message="退办须写明理由。",
            ),
            models.CheckConstraint(
                name="suggestion_reference_has_no_clock",
                condition=Q(role="reference", status="reference") | ~(Q(role="reference") | Q(status="reference")),
                violation_error_message="供参考的单位没有办理期限。",
            ),
            models.CheckConstraint(
                name="suggestion_advice_of_co_handlers",
                condition=~Q(status="advised") | (Q(role="co", advised_on__isnull=False) & ~Q(advice="")),
                violation_error_message="会办意见由会办单位提出，须有内容和日期。",
            ),
            models.CheckConstraint(
                name="suggestion_closed_part_has_a_class",
                condition=~Q(status__in=("closed", "tracking"))
                | ~Q(role__in=("lead", "separate"))
                | ~Q(result_class=""),
                violation_error_message="办结的承办须有办理结果分类。",
            ),
        )
        indexes = (models.Index(name="suggestion_handling_of_organ", fields=("organ", "status")),)

    def __str__(self) -> str:
        return f"{self.suggestion}（{self.organ}{self.get_role_display()}）"

    def get_absolute_url(self) -> str:
        """Where the unit works on it and the deputies read what became of it."""
        return f"/workspace/suggestions/handling/{self.pk}/"

    def advise(self, *, text: str, on: date) -> None:
        """会办意见 to the lead handler (ZJ-SUG16 art 18)."""
        self.move(self.Status.ADVISED, allowed=[self.Status.ACCEPTED], advice=text, advised_on=on)

    def give_back(self, *, reason: str, on: date) -> None:
        """退办: the matter is not this unit's (ZJ-SUG16 art 14)."""
        self.move(self.Status.RETURNED, allowed=self.RETURNED_FROM, return_reason=reason, returned_on=on)

    def track(self) -> None:
        """跟踪办理: the deputies are content with a promise, which stays open (ZJ-SUG16 art 20)."""
        self.move(self.Status.TRACKING, allowed=[self.Status.REPORTED])

    def close(self, *, on: date, note: str) -> None:
        """办结."""
        self.move(
            self.Status.CLOSED, allowed=[self.Status.REPORTED, self.Status.ADVISED], closed_on=on, closing_note=note
        )


@pghistory.track()
class SuggestionRound(LoopRound):
    """办理轮次: what was asked, by when, the official reply and its class; never overwritten."""

    Reason = RoundReason
    Result = ResultClass

    handling = models.ForeignKey(
        SuggestionHandling, on_delete=models.CASCADE, related_name="rounds", verbose_name="承办"
    )
    reason = models.CharField("发起", max_length=14, choices=Reason.choices, default=Reason.HANDING)
    opened_on = models.DateField("开始日期")
    unit_name = models.CharField("承办单位", max_length=80)
    letter_number = models.CharField("答复文号", max_length=60, blank=True)
    result_class = models.CharField("办理结果", max_length=1, choices=Result.choices, blank=True)
    evidence = models.TextField("解决情况的依据", max_length=1000, blank=True)
    promised_on = models.DateField("承诺完成日期", null=True, blank=True)
    #: the lead deputy's answer is owed too; silence is not consent
    feedback_duty = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="suggestion_feedback",
        verbose_name="反馈期限",
    )

    class Meta(LoopRound.Meta):
        verbose_name = "办理轮次"
        verbose_name_plural = "办理轮次"
        constraints = (
            models.UniqueConstraint(name="suggestion_round_number", fields=("handling", "number")),
            models.CheckConstraint(
                name="suggestion_round_answered_whole",
                condition=Q(reported_on__isnull=True)
                | (~Q(text="") & ~Q(signed_by="") & ~Q(result_class="") & Q(reported_on__gte=F("opened_on"))),
                violation_error_message="答复须有内容、签发人和办理结果分类，日期不能早于交办日期。",
            ),
            models.CheckConstraint(
                name="suggestion_solved_is_shown",
                condition=~Q(result_class="A") | ~Q(evidence=""),
                violation_error_message="A类答复须写明解决情况的依据。",
            ),
            models.CheckConstraint(
                name="suggestion_planned_has_a_day",
                condition=Q(result_class="B", promised_on__isnull=False, promised_on__gt=F("reported_on"))
                | (~Q(result_class="B") & Q(promised_on__isnull=True)),
                violation_error_message="B类答复须写明承诺完成日期，并晚于答复日期；其他类别没有承诺日期。",
            ),
        )

    def __str__(self) -> str:
        return f"“{self.handling}”第{self.number}轮"


@pghistory.track()
class SuggestionContact(models.Model):
    """面商、沟通: one talk of the unit with the deputies before it answers (ZJ-SUG16 art 17)."""

    Mode = ContactMode

    handling = models.ForeignKey(
        SuggestionHandling, on_delete=models.CASCADE, related_name="contacts", verbose_name="承办"
    )
    held_on = models.DateField("日期")
    mode = models.CharField("方式", max_length=10, choices=Mode.choices)
    place = models.CharField("地点", max_length=120, blank=True)
    station = models.ForeignKey(
        Station,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestion_contacts",
        verbose_name="代表联络站",
    )
    deputies = models.ManyToManyField(SuggestionSponsor, related_name="contacts", verbose_name="参加的代表")
    people = models.CharField("单位参加人员", max_length=200, blank=True)
    note = models.TextField("沟通情况", max_length=2000)

    class Meta:
        verbose_name = "与代表沟通"
        verbose_name_plural = "与代表沟通"
        ordering = ("handling", "held_on", "id")

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d}{self.get_mode_display()}"

    @property
    def is_face_to_face(self) -> bool:
        """Counts for 面商率: a telephone does not."""
        return self.mode in FACE_TO_FACE


@pghistory.track()
class SuggestionFeedback(models.Model):
    """代表反馈 on one answer: result and attitude apart; each sponsor for himself, nobody for another."""

    Grade = Grade

    round = models.ForeignKey(
        SuggestionRound, on_delete=models.CASCADE, related_name="feedbacks", verbose_name="办理轮次"
    )
    sponsor = models.ForeignKey(
        SuggestionSponsor, on_delete=models.PROTECT, related_name="feedbacks", verbose_name="代表"
    )
    result = models.CharField("对办理结果", max_length=12, choices=Grade.choices)
    attitude = models.CharField("对办理态度", max_length=12, choices=Grade.choices)
    comment = models.TextField("意见", max_length=1000, blank=True)
    given_on = models.DateField("反馈日期")
    on_paper = models.BooleanField("纸质征询意见表", default=False)

    class Meta:
        verbose_name = "代表反馈"
        verbose_name_plural = "代表反馈"
        ordering = ("round", "given_on", "id")
        constraints = (
            models.UniqueConstraint(
                name="suggestion_feedback_once",
                fields=("round", "sponsor"),
                violation_error_message="这位代表已经反馈过这次答复。",
            ),
            models.CheckConstraint(
                name="suggestion_dissatisfied_says_why",
                condition=~(Q(result="dissatisfied") | Q(attitude="dissatisfied")) | ~Q(comment=""),
                violation_error_message="不满意的请写明哪里不满意。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sponsor}：{self.get_result_display()}"
