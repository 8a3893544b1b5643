"""What counts in the progress of a plan, a campaign, a follow-up, an opinion paper and an act.

Each is a `Shape` of the kernel; lists annotate it, so a page of rows costs no query more.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from congress.models import User
from congress.progress import HEAVIEST, Children, Progress, Shape
from congress.services import activity
from supervision.models import (
    FollowUp,
    Inquiry,
    Oversight,
    OversightTeam,
    PlannedForm,
    PointAnswer,
    SpecialReport,
    Topic,
)
from supervision.services import follow_ups

_TOPICS_DONE: Final = Q(status=Topic.Status.DONE)
_TOPICS_OFF: Final = Q(status__in=(Topic.Status.MOVED, Topic.Status.CANCELLED))
_ANSWERED: Final = Q(status=PointAnswer.Status.CLOSED)
_CARRIED: Final = Q(status=PointAnswer.Status.CARRIED_OVER)

#: a plan by its topics
PLAN: Final = Shape((Children(Topic.objects.all(), "plan", _TOPICS_DONE, _TOPICS_OFF),), "转下年、取消的")
#: what one organ does about the points in its hands
FOLLOW_UP: Final = Shape((Children(PointAnswer.objects.all(), "follow_up", _ANSWERED, _CARRIED),), "转下年的")
#: an opinion paper by its points in all hands
PAPER: Final = Shape((Children(PointAnswer.objects.all(), "follow_up__paper", _ANSWERED, _CARRIED),), "转下年的")
#: an act by the organs that carry it out: it has no points
ACT: Final = Shape((Children(FollowUp.objects.all(), "act", Q(status__in=FollowUp.CLOSED)),), "")


def campaign(*, on: date) -> Shape:
    """A campaign on a day: its topics, the records that no form of these topics points to, and its teams.

    A team has done its work when its last day is over; one without any day says nothing and is left out. What was
    called off or merged into something else does not count.
    """
    return Shape(
        (
            Children(Topic.objects.all(), "campaigns", _TOPICS_DONE, _TOPICS_OFF),
            Children(
                OversightTeam.objects.all(),
                "campaign",
                Q(ends_on__lte=on),
                Q(starts_on__isnull=True, ends_on__isnull=True),
            ),
            Children(_loose(SpecialReport, "report"), "campaigns", Q(status__in=SpecialReport.HEARD), weight=""),
            Children(
                _loose(Oversight, "oversight"),
                "campaigns",
                ~Q(status__in=Oversight.BEFORE),
                Q(status=Oversight.Status.CANCELLED),
                weight="",
            ),
            Children(_loose(Inquiry, "inquiry"), "campaigns", Q(status__in=Inquiry.OVER), weight=""),
        ),
        "转下年、取消、没有登记日期的",
    )


def _loose(model: type[Any], key: str) -> QuerySet[Any]:
    """Records of a campaign that stand for themselves: no form of a topic of the same campaign points to them."""
    forms = PlannedForm.objects.filter(**{key: OuterRef("pk")}, topic__campaigns=OuterRef(OuterRef("pk")))
    rows: QuerySet[Any] = model._default_manager.filter(~Exists(forms))
    return rows


def of_origin(follow_up: FollowUp) -> Progress | None:
    """The paper or act of a follow-up, if several organs hold it; None where it is in one hand."""
    origin = follow_up.origin
    if origin.follow_ups.count() <= 1:
        return None
    return PAPER.read(origin) if follow_up.paper_id else ACT.read(origin)


@transaction.atomic
def weigh(follow_up: FollowUp, *, points: Mapping[int, int], whole: int | None = None, actor: User) -> int:
    """Give points (by order) other weights, or the whole where it carries out an act; how many changed.

    Raises ValidationError once it is closed, for a point that is not there, or a weight out of range.
    """
    stored = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if stored.is_closed:
        raise ValidationError(f"“{follow_up}”已经办结，不能再调整权重。")
    answers = {answer.point.order: answer for answer in stored.answers.select_related("point")}
    if unknown := sorted(points.keys() - answers.keys()):
        raise ValidationError(f"没有第{'、'.join(map(str, unknown))}条意见，不能调整权重。")
    wanted: list[tuple[str, FollowUp | PointAnswer, int]] = [
        (f"第{order}条", answers[order], weight) for order, weight in sorted(points.items())
    ]
    if whole is not None:
        wanted.append(("本件", stored, whole))
    if wrong := [name for name, _, weight in wanted if not 1 <= weight <= HEAVIEST]:
        raise ValidationError(f"{'、'.join(wrong)}的权重须在1至{HEAVIEST}之间。")
    changes = [(name, row, weight) for name, row, weight in wanted if row.weight != weight]
    for _, row, weight in changes:
        row.weight = weight
        row.save(update_fields=["weight"])
    if changes:
        told = "、".join(f"{name}权重{weight}" for name, _, weight in changes)
        activity.record(actor, "调整权重", follow_up, reason=told, path=follow_ups.admin_path(follow_up))
    return len(changes)
