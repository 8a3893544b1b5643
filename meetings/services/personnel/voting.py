"""The vote on appointments: what it must look like, and the tenures that it makes and ends.

Source: 地方组织法 arts 50-51; ZJ-APPT18 arts 24-25 (model).
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import LegalRule, Obligation, User
from congress.official.numerals import date_text
from congress.services import activity, obligations
from congress.services.obligations import Duty
from meetings.models import Meeting, PersonnelAction, PersonnelMotion, Post, PostCategory, Tenure, Vote
from meetings.services import polls, posts, votes
from meetings.services.personnel import checks, motions

OATH_RULE: Final = "OATH"
_Kind = PersonnelAction.Kind
#: who leaves goes first, so that the place is free; who acts comes last, chosen among deputies just appointed
_ORDER: Final = {_Kind.APPOINT: 1, _Kind.DECIDE_ACTING: 2}


@transaction.atomic
def decide(
    actions: Sequence[PersonnelAction], *, vote: Vote, actor: User, is_historic: bool = False
) -> list[PersonnelAction]:
    """Carry or fail the actions by the result of `vote`: one vote may be on one person or on several together.

    Carried, a removal ends a tenure, and an appointment makes one and opens the duty to swear (OATH). Raises
    ValidationError naming the row that the vote cannot decide; then nothing is changed.
    """
    rows = _locked(actions)
    polls.hold(vote)
    _check_unused(vote)
    check_vote(vote, rows)
    if vote.passed:
        for action in sorted(rows, key=lambda row: (_ORDER.get(_Kind(row.act), 0), row.motion_id, row.order)):
            _carry(action, vote, actor=actor, is_historic=is_historic)
    else:
        for action in rows:
            action.fail(vote=vote)
            _note(action, "任免未获通过", actor=actor)
    for motion in {row.motion_id: row.motion for row in rows}.values():
        motions.settle(motion)
    for given in actions:
        given.refresh_from_db()
    return rows


@transaction.atomic
def vote_and_decide(
    counted: Sequence[tuple[Sequence[PersonnelAction], Vote]], *, actor: User, is_historic: bool = False
) -> list[Vote]:
    """Record several votes, each with the rows that it is on, and carry or fail the rows by them: all or nothing.

    The kind of the votes is set here; those voted on do not count the papers. Raises ValidationError as `votes.record`
    and `decide`.
    """
    counts = []
    for rows, vote in counted:
        resigning = all(row.act == _Kind.ACCEPT_RESIGNATION for row in rows)
        vote.kind = Vote.Kind.RESIGNATION if resigning else Vote.Kind.PERSONNEL
        is_secret = any(row.is_appointing and row.post.category.is_secret for row in rows)
        counts.append(votes.Count(vote, nominees=[row.person for row in rows], is_secret=is_secret))
    recorded = votes.record_many(counts, actor=actor)
    for (rows, _), vote in zip(counted, recorded, strict=True):
        decide(rows, vote=vote, actor=actor, is_historic=is_historic)
    return recorded


def _locked(actions: Sequence[PersonnelAction]) -> list[PersonnelAction]:
    """The stored rows with their motions and posts held, so that two votes do not fill one place."""
    keys = [row.pk for row in actions]
    if not keys:
        raise ValidationError("请选择表决的任免事项。")
    if len(set(keys)) < len(keys):
        raise ValidationError("同一任免事项在一次表决中只能选一次。")
    stored = PersonnelAction.objects.filter(pk__in=keys)
    list(PersonnelMotion.objects.select_for_update().filter(pk__in=stored.values("motion")).order_by("pk"))
    list(Post.objects.select_for_update().filter(pk__in=stored.values("post")).order_by("pk"))
    rows = PersonnelAction.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    related = ("person", "post__category", "post__organ", "motion__meeting__term", "motion__item")
    return list(rows.select_related(*related).order_by("motion", "order"))


def _check_unused(vote: Vote) -> None:
    if (first := vote.personnel_actions.select_related("person", "post").first()) is not None:
        raise ValidationError(f"表决“{vote}”已经用于“{first}”等任免事项，不能再作其他任免的依据。")


def check_vote(vote: Vote, actions: Sequence[PersonnelAction]) -> None:
    """Raise ValidationError unless `vote` is a valid vote of the committee that may decide all of the actions."""
    if vote.meeting.kind != Meeting.Kind.STANDING_COMMITTEE:
        raise ValidationError(f"人事任免由常委会会议表决，{vote.meeting}的表决不能任免。")
    if vote.is_void:
        raise ValidationError(f"表决“{vote}”已作废，不能作为任免的依据。")
    resigning = all(row.act == _Kind.ACCEPT_RESIGNATION for row in actions)
    lawful = (Vote.Kind.PERSONNEL, Vote.Kind.RESIGNATION) if resigning else (Vote.Kind.PERSONNEL,)
    if vote.kind not in lawful:
        raise ValidationError(f"表决“{vote}”的类别是{vote.get_kind_display()}，不是人事任免。")
    problems = [checks.said(row, message) for row in actions if (message := _problem(vote, row))]
    if problems:
        raise ValidationError(problems)


def _problem(vote: Vote, action: PersonnelAction) -> str:
    motion = action.motion
    if motion.meeting_id != vote.meeting_id:
        return f"提请的是{motion.meeting}，表决是{vote.meeting}的。"
    if vote.item_id is not None and vote.item_id != motion.item_id:
        return f"表决的是议程“{vote.item}”，任免案列在另一项议程。"
    if action.status not in PersonnelAction.BEFORE_VOTE:
        return f"当前为“{action.get_status_display()}”，不能再表决。"
    if message := _not_ready(motion):
        return message
    return _ballot_problem(vote, action)


def _not_ready(motion: PersonnelMotion) -> str:
    if motion.status == PersonnelMotion.Status.EXPLAINED:
        return ""
    if motion.status != PersonnelMotion.Status.TABLED:
        return f"任免案{motion.get_status_display()}，尚未列入会议议程，不能表决。"
    # A resignation is the person's own; no organ explains it.
    return "" if motion.proposer == PostCategory.Proposer.PERSON else "任免案还没有作说明，不能表决。"


def _ballot_problem(vote: Vote, action: PersonnelAction) -> str:
    category = action.post.category
    if not action.is_appointing:
        return ""
    if category.needs_speech and action.act == _Kind.APPOINT and action.status != PersonnelAction.Status.SPOKEN:
        return "拟任人员还没有作拟任职发言，不能表决。"
    if category.is_secret and vote.method != Vote.Method.SECRET_PAPER:
        return f"该类职务须用无记名投票，这次表决是{vote.get_method_display()}。"
    return ""


def _carry(action: PersonnelAction, vote: Vote, *, actor: User, is_historic: bool) -> None:
    step = _STEPS[_Kind(action.act)]
    try:
        tenure = step(action, vote.held_on)
    except ValidationError as refusal:
        raise ValidationError([checks.said(action, message) for message in refusal.messages]) from refusal
    action.carry(vote=vote, tenure=tenure)
    if action.is_appointing:
        _open_oath(action, vote.held_on, is_historic=is_historic)
    else:
        _void_oath(tenure, reason=f"{action.get_act_display()}：{date_text(vote.held_on)}", actor=actor)
    _note(action, "任免表决通过", actor=actor)


def _leave(action: PersonnelAction, day: date) -> Tenure:
    tenure = posts.held_after(day, posts=[action.post_id]).filter(person=action.person_id).first()
    if tenure is None:
        raise ValidationError(checks.not_holding(action))
    tenure.ends_on = day
    tenure.save(update_fields=["ends_on"])
    return tenure


def _enter(action: PersonnelAction, day: date) -> Tenure:
    own = posts.held_after(day, posts=[action.post_id]).filter(person=action.person_id).first()
    if own is not None and not own.is_acting:
        raise ValidationError(f"{action.person}自{date_text(own.starts_on)}起已经担任“{action.post}”。")
    if own is not None:
        posts.end_acting(own, before=day)
    posts.check_open(action.post, on=day)
    posts.check_vacancy(action.post, on=day)
    return _begin(action, day, is_acting=False)


def _act(action: PersonnelAction, day: date) -> Tenure:
    """Who acts is chosen among the deputies of the organ (地方组织法 art 50(13))."""
    posts.check_open(action.post, on=day)
    held = posts.held_after(day, posts=[action.post_id]).select_related("person")
    if acting := held.filter(is_acting=True).first():
        since = date_text(acting.starts_on)
        raise ValidationError(f"“{action.post}”自{since}起已由{acting.person}代理，不能再决定代理。")
    if not action.reason.strip():
        # The head may still be in office, yet unable to serve: the law asks for that reason.
        posts.check_vacancy(action.post, on=day)
    deputies = posts.held_after(day).filter(
        person=action.person_id, post__organ=action.post.organ_id, post__category__code__in=posts.DEPUTY_CATEGORIES
    )
    if not deputies.exists():
        raise ValidationError(
            f"{action.person}不是{action.post.organ}的副职领导人员，代理人选须从副职中决定（《地方组织法》第五十条）。"
        )
    return _begin(action, day, is_acting=True)


def _begin(action: PersonnelAction, day: date, *, is_acting: bool) -> Tenure:
    tenure = Tenure(
        post=action.post,
        person=action.person,
        is_acting=is_acting,
        starts_on=day,
        illustrative=list(action.illustrative),
    )
    tenure.full_clean()
    tenure.save(force_insert=True)
    return tenure


_STEPS: Final[dict[_Kind, Callable[[PersonnelAction, date], Tenure]]] = {
    _Kind.APPOINT: _enter,
    _Kind.DECIDE_ACTING: _act,
    _Kind.REMOVE: _leave,
    _Kind.ACCEPT_RESIGNATION: _leave,
    _Kind.REVOKE: _leave,
}


def _open_oath(action: PersonnelAction, day: date, *, is_historic: bool) -> None:
    if action.post.category.oath_organiser == PostCategory.OathOrganiser.NONE:
        return
    duty = Duty(
        title=f"宪法宣誓：{action.person}（{action.post}）",
        path=motions.admin_path(action.motion),
        role="personnel_officer",
        is_historic=is_historic,
    )
    try:
        action.oath_obligation = obligations.open_duty(OATH_RULE, duty, start=day, today=day)
    except LegalRule.DoesNotExist:
        return
    action.save(update_fields=["oath_obligation"])


def _void_oath(tenure: Tenure, *, reason: str, actor: User) -> None:
    """Who left the post before swearing does not owe the oath any more."""
    for obligation in Obligation.objects.open().filter(oath_of__tenure=tenure):
        obligations.void(obligation, reason=reason, actor=actor)


def _note(action: PersonnelAction, verb: str, *, actor: User) -> None:
    activity.record(actor, verb, action, path=motions.admin_path(action.motion))
