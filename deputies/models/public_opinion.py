"""社情民意: what a voter brings to a station or writes to a deputy, until it is answered, rated and closed."""

from datetime import date
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from congress.models import Loop, Organ, User
from congress.models.handling import ACCEPTED, REOPENED, REPORTED
from congress.models.organ import in_force_on
from congress.publishing import Publishable, PublishableQuerySet

from . import opinion_rules
from .area import of_area
from .mandate import Mandate
from .opinion_kinds import (
    OpinionChannel,
    OpinionDisposition,
    OpinionLevel,
    OpinionRaisedAs,
    OpinionStatus,
)
from .opinion_lists import OpinionField, OpinionGuidance
from .reception import ReceptionSlot
from .station import Station, StationAssignment, StationStaff


class PublicOpinionQuerySet(PublishableQuerySet["PublicOpinion"]):
    """Opinions as a clerk would name them."""

    def waiting(self) -> "PublicOpinionQuerySet":
        """Came in and nobody at the station has taken it up."""
        return self.filter(status=PublicOpinion.Status.RECEIVED)

    def in_line(self) -> "PublicOpinionQuerySet":
        """Waiting, and not in the pile of a flood."""
        return self.waiting().filter(is_piled=False)

    def piled(self) -> "PublicOpinionQuerySet":
        """In the pile of a flood."""
        return self.filter(is_piled=True)

    def unsorted(self) -> "PublicOpinionQuerySet":
        """In the line, and neither answered nor given a level."""
        return self.filter(status__in=PublicOpinion.BEFORE_SORTING, is_piled=False)

    def to_feed_back(self) -> "PublicOpinionQuerySet":
        """Answered by the unit; the visitor is not told yet."""
        return self.filter(status=PublicOpinion.Status.REPORTED)

    def overdue(self, *, on: date) -> "PublicOpinionQuerySet":
        """With a unit that should have answered before the day."""
        return self.with_unit().filter(rounds__obligation__status="open", rounds__obligation__due_on__lt=on).distinct()

    def with_unit(self) -> "PublicOpinionQuerySet":
        """Handed over and not answered."""
        return self.filter(status__in=PublicOpinion.WITH_ORGAN)

    def of_staff(self, user: User, *, on: date) -> "PublicOpinionQuerySet":
        """Those of the stations that a person keeps: as staff of the station or of its street or township."""
        return self.filter(stations_kept(user, "station", on=on))

    def of_deputy(self, user: User) -> "PublicOpinionQuerySet":
        """Those that a deputy received or was written to."""
        return self.filter(deputy__person__account=user)

    def visible_to(self, user: User, *, on: date) -> "PublicOpinionQuerySet":
        """Handbook §5.2: text and result; who came is another question (`naming`)."""
        if user.has_perm("deputies.view_publicopinion"):
            return self.all()
        seen = stations_kept(user, "station", on=on) | Q(deputy__person__account=user)
        # A station may have noted that a deputy of another one raises it.
        seen |= Q(raised_by__person__account=user)
        if user.has_perm("deputies.read_opinions_of_station"):
            own = StationAssignment.objects.in_force(on=on).filter(mandate__person__account=user)
            taken_up = ~Q(status__in=PublicOpinion.BEFORE_SORTING)
            seen |= Q(station__in=own.values("station")) & taken_up
        if user.organ_id and user.has_perm("deputies.answer_publicopinion"):
            seen |= Q(organ=user.organ_id) & ~Q(status=PublicOpinion.Status.TIERED)
        return self.filter(pk__in=PublicOpinion.objects.filter(seen).values("pk"))

    def naming(self, user: User, *, on: date) -> "PublicOpinionQuerySet":
        """Those whose visitor a person may know: the own station, and the deputy who received (handbook §5.2).

        Who has left office, or is suspended, keeps the matters he dealt with and no longer learns who came.
        """
        return self.filter(stations_kept(user, "station", on=on) | _hosted(user, on=on))

    def with_keeping(self, user: User, *, on: date) -> "PublicOpinionQuerySet":
        """Each with what the person is to it: keeps its station (`is_kept`), is the deputy who received (`is_host`)."""
        same = PublicOpinion.objects.filter(pk=OuterRef("pk"))
        found = self.annotate(is_host=Exists(same.filter(_hosted(user, on=on))))
        if not user.has_perm("deputies.keep_publicopinion"):
            return found.annotate(is_kept=Value(False))
        return found.annotate(is_kept=Exists(same.of_staff(user, on=on)))

    def with_page(self) -> "PublicOpinionQuerySet":
        """All that a list or a page needs, in a fixed number of queries."""
        return self.select_related(
            "station__organ",
            "deputy__person",
            "field",
            "guidance",
            "organ",
            "merged_into",
            "raised_by__person",
            "society_duty",
        ).prefetch_related("rounds__obligation__rule")


def _hosted(user: User, *, on: date) -> Q:
    """Rows that a person received as a deputy who may act on the day."""
    return Q(deputy__in=Mandate.objects.all().active(on=on).filter(person__account=user).values("pk"))


def stations_kept(user: User, key: str, *, on: date) -> Q:
    """Rows whose station, found by the lookup `key`, the person keeps on the spot; the committee keeps none."""
    kept = of_area(user, f"{key}__organ")
    if user.has_perm("deputies.keep_station"):
        staffed = StationStaff.objects.filter(in_force_on(on), account=user).values("station")
        kept |= Q(**{f"{key}__in": staffed}) | Q(**{f"{key}__parent__in": staffed})
    return kept


# The words of a visitor are not in the history: what is blanked is gone (个人信息保护法 art 47).
@pghistory.track(exclude=["text", "title", "place"])
class PublicOpinion(Loop, Publishable):
    """One matter that one visitor brought, in the words of the visitor (handbook §2(l)).

    Who came stands in `OpinionVisitor`, apart, and is erased some time after the end. A suggestion that came of it
    points down to it with a key of its own; `raised_number` holds what is known of it before that.
    """

    Channel = OpinionChannel
    Level = OpinionLevel
    Status = OpinionStatus
    Disposition = OpinionDisposition
    RaisedAs = OpinionRaisedAs

    #: nobody has yet decided who deals with it
    BEFORE_SORTING: ClassVar = (Status.RECEIVED, Status.REGISTERED)
    #: the unit's turn
    WITH_ORGAN: ClassVar = (Status.HANDED_OVER, Status.ACCEPTED, Status.REOPENED)
    #: the station's turn
    WITH_STATION: ClassVar = (Status.RECEIVED, Status.REGISTERED, Status.ANSWERED, Status.TIERED, Status.REPORTED)
    #: the visitor has an answer that may be rated
    TOLD: ClassVar = (
        Status.ANSWERED,
        Status.FED_BACK,
        Status.RATED,
        Status.CLOSED,
        Status.NOT_ACCEPTED,
        Status.RAISED,
        Status.FOR_REFERENCE,
        Status.OUTSIDE,
    )
    #: nothing more is written
    CLOSED: ClassVar = (
        Status.CLOSED,
        Status.NOT_ACCEPTED,
        Status.RAISED,
        Status.FOR_REFERENCE,
        Status.OUTSIDE,
        Status.MERGED,
    )
    ANSWERED_FROM: ClassVar = (ACCEPTED, REOPENED)
    REOPENED_FROM: ClassVar = (REPORTED, Status.FED_BACK, Status.RATED)

    status = models.CharField("状态", max_length=20, choices=Status.choices, default=Status.RECEIVED, editable=False)
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, related_name="public_opinions", verbose_name="联络站"
    )
    deputy = models.ForeignKey(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="public_opinions",
        verbose_name="接待代表",
        help_text="接待的代表，或者来信写给的代表。",
    )
    reception = models.ForeignKey(
        ReceptionSlot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="public_opinions",
        verbose_name="接待场次",
    )
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    title = models.CharField("标题", max_length=80, blank=True, help_text="登记时由联络站概括，不写个人信息。")
    text = models.TextField("内容", max_length=2000)
    place = models.CharField("事发地点", max_length=120, blank=True)
    field = models.ForeignKey(
        OpinionField, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="领域"
    )
    level = models.CharField("层级", max_length=10, choices=Level.choices, blank=True, editable=False)
    level_note = models.CharField("分级说明", max_length=200, blank=True, editable=False)
    disposition = models.CharField("处理方式", max_length=20, choices=Disposition.choices, blank=True, editable=False)
    received_on = models.DateField("收到日期")
    is_piled = models.BooleanField("在积压队列", default=False, editable=False)
    registered_on = models.DateField("登记日期", null=True, blank=True, editable=False)
    tiered_on = models.DateField("分级日期", null=True, blank=True, editable=False)
    guidance = models.ForeignKey(
        OpinionGuidance,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="opinions",
        verbose_name="不予受理的情形",
    )
    answer = models.TextField("给来访人的答复", blank=True, editable=False)
    answered_on = models.DateField("答复来访人日期", null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name="合并到",
    )
    raised_by = models.ForeignKey(
        Mandate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="raised_opinions",
        verbose_name="提出代表",
    )
    raised_as = models.CharField("转为", max_length=10, choices=RaisedAs.choices, blank=True, editable=False)
    raised_number = models.CharField("议案建议编号", max_length=60, blank=True, editable=False)
    # An opinion may be closed, or merged, before any organ has it.
    organ = models.ForeignKey(  # type: ignore[assignment]
        Organ,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="public_opinions",
        verbose_name="承办单位",
    )
    handed_over_on = models.DateField(  # type: ignore[assignment]
        "交办日期", null=True, blank=True, editable=False
    )
    illustrative = models.JSONField("示例字段", default=list, blank=True, editable=False)
    source = models.CharField("资料来源", max_length=300, blank=True, editable=False)

    objects = PublicOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "社情民意"
        verbose_name_plural = "社情民意"
        ordering = ("-received_on", "-id")
        permissions = (
            ("keep_publicopinion", "登记和处理社情民意"),
            ("assign_publicopinion", "交办社情民意"),
            ("assign_district_publicopinion", "交办区级社情民意"),
            ("answer_publicopinion", "答复社情民意"),
            ("read_opinions_of_station", "查看所在联络站的社情民意"),
        )
        constraints = (
            *Loop.handling_constraints("opinion"),
            *opinion_rules.CONSTRAINTS,
        )
        indexes = (
            models.Index(name="public_opinion_of_station", fields=("station", "status", "-received_on")),
            models.Index(name="public_opinion_of_unit", fields=("organ", "status")),
            models.Index(name="public_opinion_by_day", fields=("-received_on", "-id")),
        )

    def __str__(self) -> str:
        # Log, messages and obligations quote this for ever, so no words of the visitor stand in it.
        return self.title or f"{self.received_on:%Y-%m-%d}来信（{self.pk or '新'}）"

    def get_absolute_url(self) -> str:
        """Where the station, the unit and the deputy work on it."""
        return f"/workspace/voices/{self.pk}/"

    @property
    def leading(self) -> "PublicOpinion":
        """The one under which it is dealt with: itself, or what it was merged into."""
        return self.merged_into or self

    def register(self, *, on: date, title: str, field: OpinionField, place: str, deputy: Mandate | None) -> None:
        """登记."""
        self.move(
            self.Status.REGISTERED,
            allowed=[self.Status.RECEIVED],
            registered_on=on,
            title=title,
            field=field,
            place=place,
            deputy=deputy,
            is_piled=False,
        )

    def answer_on_spot(self, *, answer: str, on: date) -> None:
        """现场答复 by the deputy who receives."""
        self.move(self.Status.ANSWERED, allowed=[self.Status.REGISTERED], answer=answer, answered_on=on)

    def refuse(self, *, guidance: OpinionGuidance, answer: str, on: date) -> None:
        """不予受理: guided to the right channel."""
        self.move(
            self.Status.NOT_ACCEPTED,
            allowed=self.BEFORE_SORTING,
            guidance=guidance,
            answer=answer,
            answered_on=on,
            closed_on=on,
            is_piled=False,
        )

    def tier(self, *, level: str, note: str, on: date) -> None:
        """分级: at which level it can be solved."""
        self.move(
            self.Status.TIERED,
            allowed=[self.Status.REGISTERED, self.Status.ANSWERED, self.Status.TIERED],
            level=level,
            level_note=note,
            tiered_on=on,
        )

    def hand_over(self, *, organ: Organ, on: date) -> None:
        """交办."""
        self.move(
            self.Status.HANDED_OVER,
            allowed=[self.Status.TIERED],
            organ=organ,
            handed_over_on=on,
            acknowledged_on=None,
            leader="",
            disposition=self.Disposition.HANDED,
        )

    def take_back(self) -> None:
        """退回: the unit is the wrong one; it is handed to another."""
        self.move(self.Status.TIERED, allowed=[self.Status.HANDED_OVER, self.Status.ACCEPTED], disposition="")

    def feed_back(self, *, answer: str, on: date) -> None:
        """反馈 to the visitor and the deputy."""
        self.move(self.Status.FED_BACK, allowed=[self.Status.REPORTED], answer=answer, answered_on=on)

    def note_rating(self) -> None:
        """The visitor rated what the unit did."""
        self.move(self.Status.RATED, allowed=[self.Status.FED_BACK, self.Status.RATED])

    def close(self, *, on: date, note: str, disposition: str) -> None:
        """办结."""
        self.move(
            self.Status.CLOSED,
            allowed=[self.Status.ANSWERED, self.Status.FED_BACK, self.Status.RATED],
            closed_on=on,
            closing_note=note,
            disposition=disposition,
        )

    def raise_via(self, *, mandate: Mandate, raised_as: str, number: str, answer: str, on: date) -> None:
        """转为议案建议 by a deputy; from there it follows the way of suggestions."""
        self.move(
            self.Status.RAISED,
            allowed=[self.Status.TIERED, self.Status.FED_BACK, self.Status.RATED],
            raised_by=mandate,
            raised_as=raised_as,
            raised_number=number,
            disposition=self.Disposition.RAISED,
            answer=answer,
            answered_on=on,
            closed_on=on,
        )

    def refer(self, *, is_outside: bool, answer: str, on: date) -> None:
        """转送参考, or 超出本级权限; both with the reason that the visitor reads."""
        self.move(
            self.Status.OUTSIDE if is_outside else self.Status.FOR_REFERENCE,
            allowed=[self.Status.TIERED],
            disposition=self.Disposition.OUTSIDE if is_outside else self.Disposition.REFERENCE,
            answer=answer,
            answered_on=on,
            closed_on=on,
        )

    def merge(self, *, into: "PublicOpinion", on: date) -> None:
        """合并: the same matter came before; this visitor is answered with that one."""
        self.move(
            self.Status.MERGED,
            allowed=[self.Status.RECEIVED, self.Status.REGISTERED, self.Status.TIERED],
            merged_into=into,
            closed_on=on,
            is_piled=False,
        )
