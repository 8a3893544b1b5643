"""How seats and mandates change between elections: by-elections by both procedures, and resignations."""

import pghistory
from django.db import models
from django.db.models import F, Q

from congress.models import Obligation
from congress.workflow import Stateful
from deputies.models import Mandate, Person, Seat, Term

from .act import Announcement
from .meeting import Meeting
from .vote import Vote


@pghistory.track()
class ByElection(Stateful):
    """补选: one constituency or electing body, its vacancies, its candidates and the result.

    District deputies are elected by the voters of the constituency: more than half of the voters take part, elected
    with more than half of the votes cast (EL20 art 45; ZJ-ELEC21 art 59). City deputies are elected between sessions by
    the district committee: secret ballot, more than half of all members (OL22 art 50(18); EL20 art 57). A seat of the
    committee is filled by the congress, likewise by more than half of all deputies.
    """

    class Procedure(models.TextChoices):
        VOTERS = "voters", "选区选民补选（区代表）"
        COMMITTEE = "committee", "常委会补选（市代表）"
        CONGRESS = "congress", "人代会补选（常委会组成人员）"

    class Status(models.TextChoices):
        PLANNED = "planned", "筹备"
        CANDIDATES_PUBLISHED = "candidates_published", "已公布候选人"
        HELD = "held", "已选举"
        CONFIRMED = "confirmed", "代表资格有效"
        ANNOUNCED = "announced", "已公告"
        INVALID = "invalid", "选举无效"

    procedure = models.CharField("程序", max_length=10, choices=Procedure.choices)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="by_elections", verbose_name="届")
    constituency = models.CharField("选区或选举单位", max_length=80)
    role = models.CharField("常委会职务", max_length=12, choices=Seat.Role.choices, blank=True)
    places = models.PositiveSmallIntegerField("应选名额", default=1)
    polling_on = models.DateField("选举日")
    voter_list_on = models.DateField("公布选民名单日期", null=True, blank=True)
    candidates_on = models.DateField("公布候选人日期", null=True, blank=True)
    voters = models.PositiveIntegerField("选民数", null=True, blank=True)
    ballots_issued = models.PositiveIntegerField("发出选票", null=True, blank=True)
    ballots_returned = models.PositiveIntegerField("收回选票", null=True, blank=True)
    ballots_spoiled = models.PositiveIntegerField("无效选票", null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="by_elections", verbose_name="选举的会议"
    )
    status = models.CharField("状态", max_length=22, choices=Status.choices, default=Status.PLANNED, editable=False)
    confirmed_on = models.DateField("资格确认日期", null=True, blank=True, editable=False)
    announcement = models.ForeignKey(
        Announcement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="by_elections",
        verbose_name="公告",
    )
    list_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="voter_list_of",
        verbose_name="选民名单期限",
    )
    candidates_obligation = models.OneToOneField(
        Obligation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="candidates_of",
        verbose_name="候选人名单期限",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("出处", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "补选"
        verbose_name_plural = "补选"
        ordering = ("-polling_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="by_election_has_places",
                condition=Q(places__gte=1),
                violation_error_message="应选名额至少为1。",
            ),
            models.CheckConstraint(
                name="by_election_meeting_of_the_procedure",
                condition=Q(procedure="voters", meeting__isnull=True)
                | (~Q(procedure="voters") & Q(meeting__isnull=False)),
                violation_error_message="选区补选不填会议；由常委会、人代会补选的须选择会议。",
            ),
            models.CheckConstraint(
                name="by_election_role_of_a_seat",
                condition=Q(procedure="congress") & ~Q(role="") | ~Q(procedure="congress") & Q(role=""),
                violation_error_message="补选常委会组成人员的须选择职务，补选代表的不填。",
            ),
            models.CheckConstraint(
                name="by_election_ballots",
                condition=Q(ballots_returned__isnull=True)
                | Q(
                    procedure="voters",
                    ballots_issued__lte=F("voters"),
                    ballots_returned__lte=F("ballots_issued"),
                    ballots_spoiled__lte=F("ballots_returned"),
                ),
                violation_error_message="收回选票不得多于发出选票，发出选票不得多于选民数。",
            ),
            models.CheckConstraint(
                name="by_election_days_in_order",
                condition=(Q(voter_list_on__isnull=True) | Q(voter_list_on__lte=F("polling_on")))
                & (Q(candidates_on__isnull=True) | Q(candidates_on__lte=F("polling_on"))),
                violation_error_message="选民名单、候选人名单须在选举日之前公布。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.constituency}补选（{self.polling_on}）"


@pghistory.track()
class Candidate(models.Model):
    """候选人: with the votes the candidate got; at the committee each candidate has a vote of its own."""

    by_election = models.ForeignKey(
        ByElection, on_delete=models.CASCADE, related_name="candidates", verbose_name="补选"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies", verbose_name="候选人")
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    vote = models.OneToOneField(
        Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="candidate", verbose_name="表决"
    )
    is_elected = models.BooleanField("当选", default=False, editable=False)
    #: tied for the last places: voted upon again among themselves (EL20 art 45)
    is_tied = models.BooleanField("再次投票", default=False, editable=False)
    mandate = models.OneToOneField(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="candidacy",
        verbose_name="代表资格",
    )
    seat = models.OneToOneField(
        Seat,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="candidacy",
        verbose_name="常委会职务",
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "候选人"
        verbose_name_plural = "候选人"
        ordering = ("by_election", "person__stroke_key")
        constraints = (
            models.UniqueConstraint(
                name="candidate_once",
                fields=("by_election", "person"),
                violation_error_message="同一候选人只列一次。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}（{self.by_election}）"


@pghistory.track()
class Resignation(Stateful):
    """辞职: written to the committee, accepted by more than half of all its members, announced.

    Source: EL20 art 55; ZJ-ELEC21 art 57; 地方组织法 art 32 (elected officers, filed with the congress).
    """

    class Status(models.TextChoices):
        RECEIVED = "received", "已收到"
        ACCEPTED = "accepted", "已接受"
        REFUSED = "refused", "未接受"
        WITHDRAWN = "withdrawn", "已撤回"

    mandate = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="resignations", verbose_name="代表资格"
    )
    seat = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="resignations", verbose_name="常委会职务"
    )
    received_on = models.DateField("收到日期")
    vote = models.OneToOneField(
        Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="resignation", verbose_name="表决"
    )
    announcement = models.ForeignKey(
        Announcement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="resignations",
        verbose_name="公告",
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.RECEIVED, editable=False)
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "辞职"
        verbose_name_plural = "辞职"
        ordering = ("-received_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="resignation_from_one_office",
                condition=Q(mandate__isnull=False, seat__isnull=True) | Q(mandate__isnull=True, seat__isnull=False),
                violation_error_message="请选择辞去的代表资格或常委会职务，只能选一项。",
            ),
            models.CheckConstraint(
                name="resignation_decided_by_a_vote",
                condition=~Q(status__in=("accepted", "refused")) | Q(vote__isnull=False),
                violation_error_message="接受辞职须以表决为据。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandate or self.seat}辞职"
