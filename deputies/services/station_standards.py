"""四个六: schemes of the checklists, dated checks with photographs, and the yearly assessment to its grade.

Names of the groups [S]; items, weights and grades are common practice [C] and editable (handbook §2(l), §6.3).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.publishing import Content
from congress.services import activity, photos, publication
from congress.services.attachments import Upload
from congress.workflow import TransitionError
from deputies.models import (
    IN_A_GROUP,
    CheckPhoto,
    MutualScore,
    ReceptionSlot,
    StandardItem,
    StandardScheme,
    Station,
    StationAssessment,
    StationCheck,
    StationGrade,
    StationItemScore,
)

PUBLICATION_BASIS: Final = "联络站年度考评公布（工作惯例）"
Status = StationAssessment.Status
Stage = StationItemScore.Stage
Group = StandardItem.Group

_DEFAULTS: Final = {
    Group.HARDWARE: (
        "有固定场所",
        "有统一标识",
        "有功能区块和设施",
        "有站长和联络员",
        "有上墙制度",
        "有台账档案",
    ),
    Group.INFORMATION: (
        "公开代表基本信息",
        "公开联系方式和二维码",
        "公开接待安排",
        "公开职责和流程",
        "公开活动计划",
        "公开办理结果和履职情况",
    ),
    Group.ORGANISATION: ("领导到位", "人员到位", "制度落实到位", "经费到位", "记录到位", "考评到位"),
    Group.ACTIVITIES: ("定期接待", "定期学习", "定期视察调研", "定期走访选民", "定期向选民述职", "定期反馈评议"),
}
#: points of every item; shares are taken of the sum
_POINTS: Final = Decimal(4)
_GRADES: Final = (("五星级", 5, 90), ("四星级", 4, 80), ("三星级", 3, 70), ("合格", 0, 60), ("待提升", 0, 0))
_STAGES: Final = {
    Stage.SELF_CHECK: (Status.SELF_CHECK, Status.TOWNSHIP),
    Stage.TOWNSHIP: (Status.TOWNSHIP, Status.DISTRICT),
    Stage.DISTRICT: (Status.DISTRICT, Status.MUTUAL),
}
_HUNDRED: Final = Decimal(100)


def prepare_scheme() -> None:
    """Write the first scheme where there is none, as a default that staff replace by the real text."""
    if StandardScheme.objects.exists():
        return
    scheme = StandardScheme.objects.create(
        number=1,
        title="代表联络站建设标准",
        basis="默认内容（工作惯例），请按区委《关于建好用好人大代表联络站的指导意见》修订后施行新版",
        status=StandardScheme.Status.IN_USE,
        in_use_on=date(2019, 1, 1),
    )
    StandardItem.objects.bulk_create(
        StandardItem(scheme=scheme, group=group, order=order, text=text, points=_POINTS)
        for group, texts in _DEFAULTS.items()
        for order, text in enumerate(texts, 1)
    )
    StationGrade.objects.bulk_create(
        StationGrade(scheme=scheme, label=label, stars=stars, least=least) for label, stars, least in _GRADES
    )


@transaction.atomic
def draw_up(*, title: str, basis: str, actor: User) -> StandardScheme:
    """拟订新版: a copy of the version in use, to be changed until it is put in use."""
    last = StandardScheme.objects.order_by("-number").first()
    scheme = StandardScheme(number=(last.number if last else 0) + 1, title=title.strip(), basis=basis.strip())
    if last is not None:
        for name in ("township_weight", "district_weight", "mutual_weight", "missed_points"):
            setattr(scheme, name, getattr(last, name))
    scheme.full_clean()
    scheme.save(force_insert=True)
    if last is not None:
        for rows in (list(last.items.all()), list(last.grades.all())):
            for row in rows:
                row.pk, row.scheme = None, scheme
                row.save(force_insert=True)
    activity.record(actor, "拟订建站标准", scheme)
    return scheme


@transaction.atomic
def put_in_use(scheme: StandardScheme, *, on: date, actor: User) -> None:
    """施行: the earlier version ends; assessments under way keep the one they began with.

    Raises ValidationError unless there are six items in each group, a hundred points at least, and a grade from 0 on.
    """
    stored = StandardScheme.objects.select_for_update().get(pk=scheme.pk)
    items = list(stored.items.all())
    for group in Group:
        number = sum(1 for item in items if item.group == group)
        if number != IN_A_GROUP:
            raise ValidationError(f"“{group.label}”应有{IN_A_GROUP}条，现有{number}条。")
    if not stored.grades.filter(least=0).exists():
        raise ValidationError("请设置最低总分为0的等次，使每个站都有等次。")
    for earlier in StandardScheme.objects.select_for_update().filter(status=StandardScheme.Status.IN_USE):
        earlier.replace()
    stored.put_in_use(on=on)
    scheme.refresh_from_db()
    activity.record(actor, "施行建站标准", stored)


def in_use() -> StandardScheme | None:
    """The version in use."""
    return StandardScheme.objects.filter(status=StandardScheme.Status.IN_USE).first()


@transaction.atomic
def check_item(check: StationCheck, *, uploads: Sequence[Upload], actor: User, today: date) -> StationCheck:
    """对标检查: whether an item is met, with photographs of the day.

    Raises ValidationError for a day to come, a station without the item's scheme, or an unmet item without words.
    """
    if check.checked_on > today:
        raise ValidationError({"checked_on": "检查日期不能晚于今天。"})
    check.checked_by = actor
    check.full_clean()
    check.save(force_insert=True)
    for upload in uploads:
        photos.take(CheckPhoto(check_row=check), upload, actor=actor)
    activity.record(actor, "对标检查", check, path=check.station.workspace_path)
    return check


@transaction.atomic
def open_year(year: int, *, actor: User, today: date) -> int:
    """启动年度考评: one row for each station of a street or township that is open; how many are new.

    Raises ValidationError if no scheme is in use, or the year is still to come.
    """
    scheme = in_use()
    if scheme is None:
        raise ValidationError("没有施行中的建站标准，不能启动考评。")
    if year > today.year:
        raise ValidationError({"year": "还没有到这个年度。"})
    assessed = StationAssessment.objects.filter(year=year).values("station")
    opened = [
        StationAssessment(station=station, scheme=scheme, year=year)
        for station in Station.objects.counted().active(on=today).exclude(pk__in=assessed)
    ]
    for row in opened:
        row.full_clean()
        row.save(force_insert=True)
        activity.record(actor, "启动联络站考评", row, path=row.get_absolute_url())
    return len(opened)


def _locked(assessment: StationAssessment) -> StationAssessment:
    rows = StationAssessment.objects.select_for_update(of=("self",))
    return rows.select_related("station__organ", "scheme").get(pk=assessment.pk)


@transaction.atomic
def score(
    assessment: StationAssessment, stage: str, points: Mapping[int, Decimal], *, notes: Mapping[int, str], actor: User
) -> None:
    """自查、乡镇街道评分、区级核查: the points of all items at once; the assessment goes to the next stage.

    Raises ValidationError naming the item without points or with more than it has, and if one person would score at
    two stages; TransitionError if it is another stage's turn.
    """
    stored = _locked(assessment)
    turn, following = _STAGES[Stage(stage)]
    if stored.status != turn:
        raise TransitionError(f"“{stored}”当前为“{stored.get_status_display()}”，不能登记{Stage(stage).label}。")
    if stored.scores.filter(scored_by=actor).exists():
        raise ValidationError("同一人不能既自评又评分，请由其他人评分。")
    errors = []
    for item in stored.scheme.items.order_by("group", "order"):
        given = points.get(item.pk)
        if given is None:
            errors.append(f"“{item}”没有评分。")
        elif not 0 <= given <= item.points:
            errors.append(f"“{item}”的得分须在0至{item.points.normalize():f}之间。")
    if errors:
        raise ValidationError(errors)
    for item in stored.scheme.items.all():
        row = StationItemScore(
            assessment=stored,
            item=item,
            stage=stage,
            points=points[item.pk],
            note=notes.get(item.pk, "").strip(),
            scored_by=actor,
        )
        row.full_clean()
        row.save(force_insert=True)
    stored.advance(frm=turn, to=following)
    assessment.refresh_from_db()
    activity.record(actor, Stage(stage).label, stored, path=stored.get_absolute_url())


@transaction.atomic
def give_mutual(
    assessment: StationAssessment, given_by: Station, *, points: Decimal, comment: str, actor: User
) -> MutualScore:
    """互评: one station scores another after the visit.

    Raises ValidationError if it is the same station or scored before, TransitionError at another stage.
    """
    stored = _locked(assessment)
    if stored.status != Status.MUTUAL:
        raise TransitionError(f"“{stored}”当前为“{stored.get_status_display()}”，不能互评。")
    if stored.station_id == given_by.pk:
        raise ValidationError("不能给本站评分。")
    row = MutualScore(assessment=stored, given_by=given_by, points=points, comment=comment.strip(), scored_by=actor)
    row.full_clean()
    row.save(force_insert=True)
    activity.record(actor, "联络站互评", stored, path=stored.get_absolute_url())
    return row


def missed_receptions(station: Station, year: int) -> int:
    """Receptions of the year that were announced and never recorded."""
    return station.receptions.filter(status=ReceptionSlot.Status.MISSED, held_on__year=year).count()


def shares(assessment: StationAssessment) -> dict[str, Decimal | None]:
    """What each side gave, out of a hundred; None where nobody did."""
    whole = sum((item.points for item in assessment.scheme.items.all()), Decimal(0))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in assessment.scores.all():
        sums[row.stage] += row.points
    mutual = [row.points for row in assessment.mutual_scores.all()]
    return {
        stage: (sums[stage] * _HUNDRED / whole if stage in sums and whole else None) for stage in (*Stage.values,)
    } | {"mutual": sum(mutual, Decimal(0)) / len(mutual) if mutual else None}


def formula(assessment: StationAssessment) -> str:
    """How the total comes about, in a sentence that the station reads."""
    scheme, given = assessment.scheme, shares(assessment)
    parts = [
        f"{label}{_words(given[key])}×{weight}%"
        for label, key, weight in (
            ("乡镇街道评分", Stage.TOWNSHIP, scheme.township_weight),
            ("区级核查", Stage.DISTRICT, scheme.district_weight),
            ("互评平均", "mutual", scheme.mutual_weight),
        )
    ]
    missed = assessment.missed
    minus = f"－未登记接待{missed}次×{scheme.missed_points.normalize():f}" if missed else ""
    total = f"＝{assessment.total.normalize():f}" if assessment.total is not None else ""
    return "＋".join(parts) + minus + total


def _words(points: Decimal | None) -> str:
    return "（未评）" if points is None else f"{points.quantize(Decimal('0.01')).normalize():f}"


@transaction.atomic
def grade(assessment: StationAssessment, *, on: date, actor: User) -> None:
    """评定等次: the weighted total less what missed receptions cost; the duty to publish it opens.

    Raises ValidationError if no other station has scored it, TransitionError before the mutual review.
    """
    stored = _locked(assessment)
    given = shares(stored)
    if stored.status == Status.MUTUAL and given["mutual"] is None and stored.scheme.mutual_weight:
        raise ValidationError("还没有其他站互评，不能评定。")
    missed = missed_receptions(stored.station, stored.year)
    total = (
        (given[Stage.TOWNSHIP] or Decimal(0)) * stored.scheme.township_weight / _HUNDRED
        + (given[Stage.DISTRICT] or Decimal(0)) * stored.scheme.district_weight / _HUNDRED
        + (given["mutual"] or Decimal(0)) * stored.scheme.mutual_weight / _HUNDRED
        - missed * stored.scheme.missed_points
    )
    total = max(Decimal(0), total).quantize(Decimal("0.01"), ROUND_HALF_UP)
    band = stored.scheme.grades.filter(least__lte=total).order_by("-least").first()
    stored.grade_it(total=total, grade=band, missed=missed, on=on)
    duty = publication.Duty(kind="联络站考评结果", title=str(stored), basis=PUBLICATION_BASIS, path=stored.public_path)
    publication.require(stored, duty, since=on, actor=actor)
    assessment.refresh_from_db()
    activity.record(actor, "评定联络站等次", stored, path=stored.get_absolute_url())


def compose(assessment: StationAssessment) -> Content:
    """What society would read: year, grade and total; no single scores."""
    grade_words = assessment.grade.label if assessment.grade else ""
    facts: list[tuple[str, str]] = [("年度", f"{assessment.year}年"), ("等次", grade_words)]
    return {"title": str(assessment), "facts": facts, "sections": [], "illustrative": False}


def scores_by_item(assessment: StationAssessment) -> list[tuple[StandardItem, dict[str, Any]]]:
    """Each item of the scheme with what each side gave."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in assessment.scores.all():
        found[row.item_id][row.stage] = row
    items = assessment.scheme.items.order_by("group", "order")
    return [(item, found[item.pk]) for item in items]
