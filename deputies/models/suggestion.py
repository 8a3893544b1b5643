"""代表建议: what deputies propose, from the draft to the last promise kept (handbook §1.7, §2(j))."""

from datetime import date
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Obligation, User
from congress.workflow import Stateful

from .mandate import Mandate
from .public_opinion import PublicOpinion
from .suggestion_kinds import SuggestionStatus
from .suggestion_lists import SuggestionExclusion, SuggestionField
from .term import CongressSession


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions as a clerk would name them."""

    def filed(self) -> "SuggestionQuerySet":
        """Handed in and not taken back: what is counted as received when it was accepted."""
        return self.exclude(status__in=(Suggestion.Status.DRAFT, Suggestion.Status.WITHDRAWN))

    def accepted(self) -> "SuggestionQuerySet":
        """Taken as suggestions; numbered."""
        return self.filter(number__isnull=False)

    def signed_by(self, user: User) -> "SuggestionQuerySet":
        """Those that a deputy leads, signed, or is asked to sign."""
        own = Suggestion.objects.filter(sponsors__withdrawn_on__isnull=True, sponsors__mandate__person__account=user)
        return self.filter(pk__in=own.values("pk"))

    def visible_to(self, user: User) -> "SuggestionQuerySet":
        """Handbook §5.2: the committee all that was handed in; sponsors their own; units what was handed to them."""
        seen = Q(pk__in=Suggestion.objects.all().signed_by(user).values("pk"))
        if user.has_perm("deputies.view_suggestion"):
            seen |= ~Q(status=Suggestion.Status.DRAFT)
        if user.organ_id and user.has_perm("deputies.answer_suggestion"):
            seen |= Q(pk__in=Suggestion.objects.filter(handlings__organ=user.organ_id).values("pk"))
        return self.filter(seen)

    def with_page(self) -> "SuggestionQuerySet":
        """All that a list or a page needs, in a fixed number of queries."""
        return self.select_related(
            "session__term", "field", "opinion__station", "exclusion", "leading_case"
        ).prefetch_related("sponsors__mandate__person", "handlings__organ", "handlings__rounds__obligation__rule")


@pghistory.track()
class Suggestion(Stateful):
    """One matter that one deputy or several propose (DL25 arts 24, 36; ZJ-SUG16 arts 5-6).

    It is with the deputies as a draft, with the committee when handed in, and with units as its `handlings`; `status`
    follows from those. A matter that came from a voter keeps the voter's opinion in `opinion`.
    """

    Status = SuggestionStatus

    #: nothing more is owed by anybody
    ENDED: ClassVar = (Status.WITHDRAWN, Status.REJECTED, Status.CLOSED)
    #: with the units
    WITH_UNITS: ClassVar = (Status.HANDLING, Status.REPLIED, Status.TRACKING)

    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.DRAFT, editable=False)
    title = models.CharField("标题", max_length=80, help_text="一件建议只提一个事项，标题写明建议做什么。")
    situation = models.TextField("情况", max_length=5000, blank=True)
    analysis = models.TextField("分析", max_length=5000, blank=True)
    request = models.TextField("建议", max_length=5000, blank=True)
    drafted_on = models.DateField("起草日期")
    opinion = models.ForeignKey(
        PublicOpinion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="suggestions",
        verbose_name="来自社情民意",
    )
    session = models.ForeignKey(
        CongressSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="suggestions",
        verbose_name="人民代表大会会议",
    )
    is_between_sessions = models.BooleanField("闭会期间提出", default=False, editable=False)
    number = models.PositiveSmallIntegerField("编号", null=True, blank=True, editable=False)
    submitted_on = models.DateField("提出日期", null=True, blank=True, editable=False)
    decided_on = models.DateField("受理决定日期", null=True, blank=True, editable=False)
    decision_note = models.TextField("受理说明", max_length=1000, blank=True, editable=False)
    exclusion = models.ForeignKey(
        SuggestionExclusion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="suggestions",
        verbose_name="不予受理的情形",
    )
    # The notice of acceptance is owed between sessions only (ZJ-SUG16 art 10).
    acceptance_duty = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="suggestion",
        verbose_name="受理期限",
    )
    field = models.ForeignKey(
        SuggestionField,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="suggestions",
        verbose_name="分类",
    )
    leading_case = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="joined_cases",
        verbose_name="并案到",
    )
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    is_historic = models.BooleanField("历史记录", default=False, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("资料来源", max_length=300, blank=True, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "代表建议"
        verbose_name_plural = "代表建议"
        ordering = ("-submitted_on", "-id")
        permissions = (
            ("propose_suggestion", "提出代表建议"),
            ("accept_suggestion", "受理代表建议"),
            ("assign_suggestion", "交办代表建议"),
            ("answer_suggestion", "答复代表建议"),
        )
        constraints = (
            models.UniqueConstraint(
                name="suggestion_number_in_session",
                fields=("session", "number"),
                violation_error_message="本次会议已有同一编号的代表建议。",
            ),
            models.CheckConstraint(
                name="suggestion_handed_in_is_whole",
                condition=Q(status="draft")
                | (Q(submitted_on__isnull=False) & ~Q(situation="") & ~Q(request=""))
                | Q(status="withdrawn"),
                violation_error_message="提出的代表建议须有情况和建议。",
            ),
            models.CheckConstraint(
                name="suggestion_handed_in_after_drafted",
                condition=Q(submitted_on__isnull=True) | Q(submitted_on__gte=F("drafted_on")),
                violation_error_message="提出日期不能早于起草日期。",
            ),
            models.CheckConstraint(
                name="suggestion_decided_in_order",
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("submitted_on")),
                violation_error_message="受理决定日期不能早于提出日期。",
            ),
            models.CheckConstraint(
                name="suggestion_accepted_is_numbered",
                condition=~Q(status__in=("accepted", "handling", "replied", "tracking", "closed"))
                | Q(number__isnull=False, field__isnull=False, decided_on__isnull=False, session__isnull=False),
                violation_error_message="受理的代表建议须有编号、分类和受理日期。",
            ),
            models.CheckConstraint(
                name="suggestion_rejected_by_a_rule",
                condition=Q(status="rejected", exclusion__isnull=False)
                | (~Q(status="rejected") & Q(exclusion__isnull=True)),
                violation_error_message="不予受理须选择情形。",
            ),
            models.CheckConstraint(
                name="suggestion_not_joined_to_itself",
                condition=Q(leading_case__isnull=True) | ~Q(leading_case=F("id")),
                violation_error_message="不能与自己并案。",
            ),
            models.CheckConstraint(
                name="suggestion_closed_has_a_day",
                condition=Q(status="closed", closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
                violation_error_message="办结的代表建议须有办结日期。",
            ),
        )
        indexes = (models.Index(name="suggestion_by_state", fields=("status", "-submitted_on")),)

    def __str__(self) -> str:
        return f"{self.number}号：{self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        """Where deputies, the committee and units find it."""
        return f"/workspace/suggestions/{self.pk}/"

    @property
    def lead(self) -> "SuggestionSponsor | None":
        """领衔代表, from the sponsors that were read with it."""
        return next((each for each in self.sponsors.all() if each.role == SuggestionSponsor.Role.LEAD), None)

    def sponsor_for(self, user: User) -> "SuggestionSponsor | None":
        """The person's own standing row, from the sponsors that were read with it."""
        standing = (each for each in self.sponsors.all() if each.withdrawn_on is None)
        return next((each for each in standing if each.mandate.person.account_id == user.pk), None)

    def submit(self, *, on: date, session: CongressSession, is_between_sessions: bool) -> None:
        """提出."""
        self.move(
            self.Status.SUBMITTED,
            allowed=[self.Status.DRAFT],
            submitted_on=on,
            session=session,
            is_between_sessions=is_between_sessions,
        )

    def withdraw(self) -> None:
        """撤回, until a unit has it."""
        self.move(self.Status.WITHDRAWN, allowed=[self.Status.DRAFT, self.Status.SUBMITTED, self.Status.ACCEPTED])

    def accept(self, *, on: date, number: int, field: SuggestionField, note: str) -> None:
        """受理."""
        self.move(
            self.Status.ACCEPTED,
            allowed=[self.Status.SUBMITTED],
            decided_on=on,
            number=number,
            field=field,
            decision_note=note,
        )

    def reject(self, *, on: date, exclusion: SuggestionExclusion, note: str) -> None:
        """不予受理, with the rule that names why."""
        self.move(
            self.Status.REJECTED,
            allowed=[self.Status.SUBMITTED],
            decided_on=on,
            exclusion=exclusion,
            decision_note=note,
        )

    def hand_over(self) -> None:
        """交办: units have it."""
        self.move(self.Status.HANDLING, allowed=[self.Status.ACCEPTED, *self.WITH_UNITS])

    def settle(self, status: str, *, closed_on: date | None) -> None:
        """Follow what its units' parts have become."""
        self.move(status, allowed=self.WITH_UNITS, closed_on=closed_on)


class SponsorQuerySet(models.QuerySet["SuggestionSponsor"]):
    """Sponsors as a clerk would name them."""

    def standing(self) -> "SponsorQuerySet":
        """Not withdrawn or declined."""
        return self.filter(withdrawn_on__isnull=True)

    def confirmed(self) -> "SponsorQuerySet":
        """Who signed, and whose name stands under it."""
        return self.standing().filter(confirmed_on__isnull=False)

    def asked(self) -> "SponsorQuerySet":
        """Invited and not decided."""
        return self.standing().filter(confirmed_on__isnull=True)


@pghistory.track()
class SuggestionSponsor(models.Model):
    """领衔代表或者附议代表: each signs for himself; a signature that was taken back stays as a row."""

    class Role(models.TextChoices):
        LEAD = "lead", "领衔"
        CO = "co", "附议"

    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.CASCADE, related_name="sponsors", verbose_name="代表建议"
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, related_name="sponsored_suggestions", verbose_name="代表"
    )
    role = models.CharField("身份", max_length=4, choices=Role.choices)
    invited_on = models.DateField("邀请日期")
    confirmed_on = models.DateField("签名日期", null=True, blank=True)
    withdrawn_on = models.DateField("退出日期", null=True, blank=True)

    objects = SponsorQuerySet.as_manager()

    class Meta:
        verbose_name = "提出代表"
        verbose_name_plural = "提出代表"
        # The lead first, then in the order in which they were asked.
        ordering = ("suggestion", "-role", "id")
        constraints = (
            models.UniqueConstraint(
                name="suggestion_sponsor_once",
                fields=("suggestion", "mandate"),
                violation_error_message="这位代表已经在提出代表中。",
            ),
            models.UniqueConstraint(
                name="suggestion_one_lead",
                fields=("suggestion",),
                condition=Q(role="lead"),
                violation_error_message="一件建议只有一位领衔代表。",
            ),
            models.CheckConstraint(
                name="suggestion_lead_stands",
                condition=~Q(role="lead") | Q(withdrawn_on__isnull=True, confirmed_on__isnull=False),
                violation_error_message="领衔代表不能退出；可以撤回整件建议。",
            ),
            models.CheckConstraint(
                name="suggestion_sponsor_in_order",
                condition=(Q(confirmed_on__isnull=True) | Q(confirmed_on__gte=F("invited_on")))
                & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("invited_on"))),
                violation_error_message="签名、退出日期不能早于邀请日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandate.person}（{self.get_role_display()}）"
