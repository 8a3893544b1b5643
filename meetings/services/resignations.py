"""Resignations: received in writing, decided by a vote of all members, and announced.

Source: EL20 art 55; ZJ-ELEC21 art 57; 地方组织法 art 32.
"""

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity
from congress.workflow import TransitionError
from deputies.models import Mandate, Seat, Term
from deputies.services import seats
from meetings.models import Announcement, Meeting, Resignation, Vote
from meetings.services import announcements, expectations, mandate_announcements, polls, votes

Status = Resignation.Status
#: levels whose deputies write to the district committee: its own, and those whom the district congress elected
LEVELS: Final = (Mandate.Level.DISTRICT, Mandate.Level.CITY)


def admin_path(resignation: Resignation) -> str:
    """Where the office works on it."""
    return f"/admin/meetings/resignation/{resignation.pk}/change/"


@transaction.atomic
def receive(resignation: Resignation, *, actor: User) -> Resignation:
    """Register a letter of resignation.

    Raises ValidationError if the office is not held on the day, or a letter lies already.
    """
    resignation.full_clean()
    office = _office(resignation)
    if isinstance(office, Mandate) and office.level not in LEVELS:
        raise ValidationError({"mandate": f"{office.get_level_display()}代表不向区人大常委会提出辞职。"})
    day = resignation.received_on
    if day < office.starts_on or (office.ends_on is not None and day > office.ends_on):
        raise ValidationError({"received_on": f"{office}在{date_text(day)}不在任，不能登记辞职。"})
    same = Resignation.objects.filter(mandate=resignation.mandate, seat=resignation.seat)
    if same.filter(status__in=(Status.RECEIVED, Status.ACCEPTED)).exists():
        raise ValidationError(f"{office}的辞职已经登记，请勿重复登记。")
    resignation.save(force_insert=True)
    activity.record(actor, "收到辞职", resignation, path=admin_path(resignation))
    return resignation


def _office(resignation: Resignation) -> Mandate | Seat:
    """The mandate or seat, locked: one office is resigned once."""
    if resignation.mandate is not None:
        mandates = Mandate.objects.select_for_update(of=("self",)).select_related("person")
        return mandates.get(pk=resignation.mandate.pk)
    seats_held = Seat.objects.select_for_update(of=("self",)).select_related("person")
    return seats_held.get(pk=resignation.seat_id or 0)


@transaction.atomic
def accept(resignation: Resignation, *, vote: Vote, actor: User) -> Resignation:
    """接受辞职: by more than half of all members; the office ends on the day of the vote.

    `vote` may be unsaved: then it is recorded with the nominee. Raises ValidationError with the arithmetic if it was
    not carried, TransitionError if the letter was dealt with before.
    """
    stored = _voted(resignation, vote, actor)
    if not vote.passed:
        raise ValidationError(f"赞成{vote.yes}票，未超过全体{vote.basis_total}人的半数，不能接受辞职。")
    stored.move(Status.ACCEPTED, allowed=[Status.RECEIVED], vote=vote)
    office = _office(stored)
    if isinstance(office, Mandate):
        seats.end_mandate(office, on=vote.held_on, reason=Mandate.EndReason.RESIGNED, actor=actor)
    else:
        seats.end_seat(office, on=vote.held_on, reason=Seat.EndReason.RESIGNED, actor=actor)
    expectations.refresh(after=vote.held_on)
    resignation.refresh_from_db()
    activity.record(actor, "接受辞职", stored, path=admin_path(stored))
    return resignation


@transaction.atomic
def refuse(resignation: Resignation, *, vote: Vote, actor: User) -> Resignation:
    """未接受辞职: the vote was not carried; the office goes on. Raises ValidationError if it was carried."""
    stored = _voted(resignation, vote, actor)
    if vote.passed:
        raise ValidationError(f"赞成{vote.yes}票，已超过全体{vote.basis_total}人的半数，应当登记为接受辞职。")
    stored.move(Status.REFUSED, allowed=[Status.RECEIVED], vote=vote)
    resignation.refresh_from_db()
    activity.record(actor, "未接受辞职", stored, path=admin_path(stored))
    return resignation


@transaction.atomic
def decide(resignation: Resignation, *, vote: Vote, actor: User) -> Resignation:
    """Accept or refuse as the vote says."""
    if vote._state.adding:
        _voted(resignation, vote, actor)
    step = accept if vote.passed else refuse
    return step(resignation, vote=vote, actor=actor)


@transaction.atomic
def withdraw(resignation: Resignation, *, reason: str, actor: User) -> None:
    """撤回: by the person, before the vote. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回的理由。"})
    resignation.move(Status.WITHDRAWN, allowed=[Status.RECEIVED])
    activity.record(actor, "撤回辞职", resignation, path=admin_path(resignation), reason=reason.strip())


def _voted(resignation: Resignation, vote: Vote, actor: User) -> Resignation:
    """The stored letter with a vote that may decide it."""
    rows = Resignation.objects.select_for_update(of=("self",)).select_related("mandate__person", "seat__person")
    stored = rows.get(pk=resignation.pk)
    if stored.status != Status.RECEIVED:
        decided = f"（{date_text(stored.vote.held_on)}表决）" if stored.vote else ""
        raise TransitionError(f"“{stored}”{stored.get_status_display()}{decided}，不能再次办理。")
    if vote._state.adding:
        vote.kind = Vote.Kind.RESIGNATION
        votes.record(vote, actor=actor, nominees=[_office(stored).person])
    else:
        polls.hold(vote)
    _check_vote(stored, vote)
    return stored


def _check_vote(resignation: Resignation, vote: Vote) -> None:
    """Of the committee, or of the congress for one of its committee's seats; on this matter and valid."""
    bodies = [Meeting.Kind.STANDING_COMMITTEE]
    if resignation.seat_id is not None:
        bodies.append(Meeting.Kind.CONGRESS)
    if vote.kind != Vote.Kind.RESIGNATION or vote.is_void or vote.meeting.kind not in bodies:
        raise ValidationError({"vote": "须以常委会会议“接受辞职”的有效表决为据。"})
    if vote.personnel_actions.exists():
        raise ValidationError({"vote": f"表决“{vote}”已经用于任免事项，不能作为接受辞职的依据。"})
    if vote.held_on < resignation.received_on:
        raise ValidationError(
            {
                "vote": f"表决日期（{date_text(vote.held_on)}）早于收到辞职的日期"
                f"（{date_text(resignation.received_on)}）。"
            }
        )


@transaction.atomic
def announce(resignation: Resignation, *, on: date, actor: User, is_historic: bool = False) -> Resignation:
    """公告: who resigned from what, with the numbers before and after.

    Raises TransitionError unless it was accepted and not announced yet, ValidationError for a day before the vote.
    """
    rows = Resignation.objects.select_for_update(of=("self",))
    stored = rows.select_related("mandate__person", "mandate__term", "seat__person", "seat__term", "vote__meeting").get(
        pk=resignation.pk
    )
    if stored.status != Status.ACCEPTED or stored.announcement_id is not None or stored.vote is None:
        said = "已经公告" if stored.announcement_id else f"当前为“{stored.get_status_display()}”"
        raise TransitionError(f"“{stored}”{said}，不能公告。")
    if on < stored.vote.held_on:
        raise ValidationError({"on": f"公告日期不能早于表决日期（{date_text(stored.vote.held_on)}）。"})
    changes = mandate_announcements.Changes(resignations=[stored])
    notice = mandate_announcements.build(_term(stored), changes, on=on, meeting=stored.vote.meeting)
    stored.announcement = announcements.issue(notice, actor=actor, is_historic=is_historic)
    mandate_announcements.link(stored.announcement, changes)
    stored.save(update_fields=["announcement"])
    resignation.refresh_from_db()
    activity.record(actor, "公告接受辞职", stored, path=admin_path(stored))
    return resignation


def _term(resignation: Resignation) -> Term:
    office = resignation.mandate or resignation.seat
    if office is None or office.term is None:
        raise ValidationError("该代表资格没有登记届，请先补登。")
    return office.term


@transaction.atomic
def announce_ends(ends: list[Mandate], *, term: Term, on: date, actor: User, is_historic: bool = False) -> Announcement:
    """公告代表资格终止: mandates that ended otherwise than by a resignation (DL25 art 63)."""
    if not ends:
        raise ValidationError("请选择要公告的代表资格。")
    if running := [row for row in ends if row.ends_on is None or row.ends_on > on]:
        raise ValidationError(f"{running[0]}尚未终止，不能公告。")
    changes = mandate_announcements.Changes(ends=ends)
    notice = mandate_announcements.build(term, changes, on=on)
    issued = announcements.issue(notice, actor=actor, is_historic=is_historic)
    mandate_announcements.link(issued, changes)
    activity.record(actor, "公告代表资格终止", issued, detail={"mandates": [str(row) for row in ends]})
    return issued
