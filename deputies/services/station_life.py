"""What goes on at stations: delegations that came, deliberations, the contest of stories."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Avg, Q

from congress.models import User
from congress.publishing import Content
from congress.services import activity, publication
from congress.workflow import TransitionError
from deputies.models import DeliberationEvent, IncomingVisit, Mandate, Station, Story, StoryContest, StoryScore

STORY_BASIS: Final = "“联络站的好故事”征集方案（工作惯例）"


@transaction.atomic
def note_visit(visit: IncomingVisit, stations: Collection[Station], *, actor: User, today: date) -> IncomingVisit:
    """登记来访考察: one delegation, and which stations it saw.

    Raises ValidationError for a day to come and for a delegation that is entered already.
    """
    if visit.visited_on > today:
        raise ValidationError({"visited_on": "考察日期不能晚于今天。"})
    is_new = visit.pk is None
    visit.full_clean()
    visit.save(force_insert=is_new)
    visit.stations.set(stations)
    activity.record(actor, "登记来访考察" if is_new else "修改来访考察", visit)
    return visit


@transaction.atomic
def plan_deliberation(event: DeliberationEvent, *, actor: User, today: date) -> DeliberationEvent:
    """拟订议题, or a correction before it is announced. Raises ValidationError for a day that is over."""
    is_new = event.pk is None
    if event.held_on < today:
        raise ValidationError({"held_on": "议事日期已过。"})
    if not is_new and event.status != DeliberationEvent.Status.PLANNED:
        raise TransitionError(f"“{event}”已公布，不能修改议题和日期。")
    event.full_clean()
    event.save(force_insert=is_new)
    activity.record(actor, "拟订快来议事", event)
    return event


def _locked(event: DeliberationEvent) -> DeliberationEvent:
    return DeliberationEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)


@transaction.atomic
def announce(event: DeliberationEvent, *, on: date, actor: User) -> None:
    """公布议题. Raises ValidationError when its day is over."""
    stored = _locked(event)
    if stored.held_on < on:
        raise ValidationError("议事日期已过，不能公布。")
    stored.announce(on=on)
    event.refresh_from_db()
    activity.record(actor, "公布快来议事", stored)


@transaction.atomic
def hold(
    event: DeliberationEvent,
    *,
    deputies: Collection[Mandate],
    residents: int,
    opinions: str,
    on: date,
    actor: User,
) -> None:
    """登记议事情况. Raises ValidationError before the day, without opinions, or for a deputy out of office."""
    stored = _locked(event)
    if stored.held_on > on:
        raise ValidationError("还没有到议事日期。")
    if not opinions.strip():
        raise ValidationError({"opinions": "请填写主要意见。"})
    held = set(
        Mandate.objects.in_office(on=stored.held_on)
        .filter(pk__in=[mandate.pk for mandate in deputies])
        .values_list("pk", flat=True)
    )
    if strangers := [str(mandate) for mandate in deputies if mandate.pk not in held]:
        raise ValidationError({"deputies": f"{'、'.join(strangers)}在议事当天不在任。"})
    stored.hold(residents=residents, opinions=opinions.strip())
    stored.deputies.set(deputies)
    event.refresh_from_db()
    activity.record(actor, "登记快来议事", stored)


@transaction.atomic
def conclude(event: DeliberationEvent, *, results: str, on: date, actor: User) -> None:
    """反馈结果. Raises ValidationError without words."""
    if not results.strip():
        raise ValidationError({"results": "请填写办理结果。"})
    stored = _locked(event)
    stored.conclude(results=results.strip(), on=on)
    event.refresh_from_db()
    activity.record(actor, "反馈快来议事结果", stored)


@transaction.atomic
def cancel(event: DeliberationEvent, *, reason: str, actor: User) -> None:
    """取消. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "请填写取消原因。"})
    stored = _locked(event)
    stored.cancel(reason=reason.strip()[:200])
    event.refresh_from_db()
    activity.record(actor, "取消快来议事", stored, reason=reason)


@transaction.atomic
def enter_story(story: Story, *, on: date, actor: User) -> Story:
    """报送故事. Raises ValidationError outside the days of the contest, TransitionError once it is judged."""
    contest = StoryContest.objects.select_for_update().get(pk=story.contest_id)
    if contest.status != StoryContest.Status.OPEN:
        raise TransitionError(f"“{contest}”{contest.get_status_display()}，不再接受报送。")
    if not contest.opens_on <= on <= contest.closes_on:
        raise ValidationError("不在征集时间内。")
    story.entered_on = on
    story.full_clean()
    story.save(force_insert=True)
    activity.record(actor, "报送好故事", story)
    return story


@transaction.atomic
def begin_round(contest: StoryContest, *, staying: Collection[Story] = (), actor: User) -> None:
    """开始评选 or 进入下一轮: the first with all entries, a later one with those that stay.

    Raises ValidationError without entries or after the last round.
    """
    stored = StoryContest.objects.select_for_update().get(pk=contest.pk)
    if stored.round_number >= stored.rounds:
        raise ValidationError(f"本次征集只评{stored.rounds}轮。")
    number = stored.round_number + 1
    if number == 1:
        if not stored.stories.exists():
            raise ValidationError("还没有报送的故事。")
    else:
        keys = [story.pk for story in staying]
        if not stored.stories.in_round(number - 1).filter(pk__in=keys).exists():
            raise ValidationError("请选择进入下一轮的故事。")
        for story in stored.stories.in_round(number - 1).filter(pk__in=keys):
            story.round_reached = number
            story.save(update_fields=["round_reached"])
    stored.next_round()
    contest.refresh_from_db()
    activity.record(actor, "好故事评选", stored, detail={"round": number})


@transaction.atomic
def score_story(story: Story, *, points: Decimal, juror: User) -> StoryScore:
    """评委评分 in the round under way. Raises ValidationError for a second time, TransitionError out of the round."""
    contest = StoryContest.objects.select_for_update().get(pk=story.contest_id)
    if contest.status != StoryContest.Status.JUDGING or story.round_reached < contest.round_number:
        raise TransitionError(f"{story}不在评选中。")
    row = StoryScore(story=story, round_number=contest.round_number, juror=juror, points=points)
    row.full_clean()
    row.save(force_insert=True)
    activity.record(juror, "好故事评分", story)
    return row


def ranking(contest: StoryContest) -> list[Story]:
    """Stories of the round under way, the best average first."""
    mean = Avg("scores__points", filter=Q(scores__round_number=contest.round_number))
    rows = contest.stories.in_round(max(1, contest.round_number)).select_related("station")
    return list(rows.annotate(mean=mean).order_by("-mean", "pk"))


@transaction.atomic
def award(contest: StoryContest, awards: dict[int, str], *, on: date, actor: User) -> None:
    """揭晓: who won what, by the keys of stories in the last round; the duty to publish each of them opens.

    Raises ValidationError without winners or for a story that dropped out, TransitionError before it was judged.
    """
    stored = StoryContest.objects.select_for_update().get(pk=contest.pk)
    if stored.round_number < stored.rounds:
        raise TransitionError(f"还有{stored.rounds - stored.round_number}轮评选，不能揭晓。")
    winners = list(stored.stories.in_round(stored.round_number).filter(pk__in=awards))
    if not winners or len(winners) != len(awards):
        raise ValidationError("请在进入最后一轮的故事中选择获奖的故事。")
    stored.close(on=on)
    for story in winners:
        story.award = awards[story.pk]
        story.full_clean()
        story.save(update_fields=["award"])
        duty = publication.Duty(kind="联络站好故事", title=str(story), basis=STORY_BASIS, path=story.get_absolute_url())
        publication.require(story, duty, since=on, actor=actor)
    contest.refresh_from_db()
    activity.record(actor, "揭晓好故事", stored, detail={"winners": len(winners)})


def compose_story(story: Story) -> Content:
    """What society would read of a story."""
    facts = [
        ("联络站", str(story.station)),
        ("作者", story.author),
        ("奖项", story.get_award_display()),
        ("征集", str(story.contest)),
    ]
    paragraphs = [line for line in story.text.splitlines() if line.strip()]
    return {
        "title": story.title,
        "facts": [fact for fact in facts if fact[1]],
        "sections": [{"heading": "正文", "paragraphs": paragraphs, "points": []}],
        "illustrative": False,
    }
