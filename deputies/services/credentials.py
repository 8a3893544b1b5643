"""代表资格审查: from the candidate of the election of a term to the deputy in office.

The credentials committee examines whether the election was lawful, the standing committee confirms by its report and
announces the list (DL25 art 61 of the earlier count; 选举法 art 47). By-elections have their own steps in `meetings`.
"""

from collections.abc import Callable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity
from congress.workflow import TransitionError
from deputies.models import Constituency, Credential, Mandate
from deputies.services import seats

Status = Credential.Status


@transaction.atomic
def nominate(credential: Credential, *, actor: User) -> Credential:
    """登记候选人. Raises ValidationError for a person twice in a constituency, or a constituency of another term."""
    if credential.constituency.term_id != credential.term_id:
        raise ValidationError({"constituency": f"{credential.constituency}不是{credential.term}的选区。"})
    credential.full_clean()
    credential.save(force_insert=True)
    activity.record(actor, "登记代表候选人", credential)
    return credential


@transaction.atomic
def elect(credential: Credential, *, on: date, actor: User) -> None:
    """当选: by the voters of the constituency on the polling day.

    Raises ValidationError, with the numbers, if the constituency's seats are taken, TransitionError if told before.
    """
    place = Constituency.objects.select_for_update().get(pk=credential.constituency_id)
    chosen = Credential.objects.filter(constituency=place).exclude(
        status__in=(Status.CANDIDATE, Status.NOT_ELECTED, Status.INVALID)
    )
    taken = chosen.exclude(pk=credential.pk).count()
    if taken >= place.seats:
        raise ValidationError(f"{place}应选代表{place.seats}名，已登记当选{taken}名，不能再登记。")
    credential.move(Status.ELECTED, allowed=[Status.CANDIDATE], elected_on=on)
    activity.record(actor, "登记当选", credential)


@transaction.atomic
def lose(credential: Credential, *, actor: User) -> None:
    """未当选."""
    credential.move(Status.NOT_ELECTED, allowed=[Status.CANDIDATE])
    activity.record(actor, "登记未当选", credential)


@transaction.atomic
def check(credential: Credential, *, on: date, finding: str, actor: User) -> None:
    """资格审查: the credentials committee's finding. Raises ValidationError for a day before the election."""
    if credential.elected_on is not None and on < credential.elected_on:
        raise ValidationError({"on": f"审查日期不能早于当选日期（{date_text(credential.elected_on)}）。"})
    credential.move(Status.CHECKED, allowed=[Status.ELECTED], checked_on=on, finding=finding.strip())
    activity.record(actor, "代表资格审查", credential, reason=finding.strip())


@transaction.atomic
def confirm(credential: Credential, *, on: date, starts_on: date, actor: User) -> Mandate:
    """确认资格有效: by the standing committee; the mandate begins with the first session of the congress elected.

    Raises ValidationError if the days are reversed, the person holds such a mandate on the day or all places are
    taken, TransitionError unless it was examined.
    """
    stored = (
        Credential.objects.select_for_update(of=("self",))
        .select_related("person", "term", "constituency__organ")
        .get(pk=credential.pk)
    )
    if stored.status != Status.CHECKED:
        raise TransitionError(f"“{stored}”当前为“{stored.get_status_display()}”，不能确认。")
    if stored.checked_on is not None and on < stored.checked_on:
        raise ValidationError({"on": f"确认日期不能早于审查日期（{date_text(stored.checked_on)}）。"})
    if starts_on < on:
        raise ValidationError({"starts_on": "代表资格不能在常委会确认之前开始。"})
    place = stored.constituency
    mandate = Mandate(
        person=stored.person,
        term=stored.term,
        level=place.level,
        elected_in=place,
        delegation=place.organ,
        starts_on=starts_on,
    )
    seats.start_mandate(mandate, actor=actor)
    stored.move(Status.CONFIRMED, allowed=[Status.CHECKED], confirmed_on=on, mandate=mandate)
    credential.refresh_from_db()
    activity.record(actor, "确认代表资格有效", stored)
    return mandate


@transaction.atomic
def together(rows: Sequence[Credential], act: Callable[[Credential], object]) -> int:
    """Take one step for a whole list in one transaction: one that cannot take it is named, and none does."""
    if not rows:
        raise ValidationError({"rows": "请勾选要办理的人员。"})
    for row in rows:
        try:
            act(row)
        except ValidationError as error:
            raise ValidationError([f"{row}：{message}" for message in error.messages]) from error
        except TransitionError as error:
            raise ValidationError(str(error)) from error
    return len(rows)


@transaction.atomic
def refuse(credential: Credential, *, on: date, reason: str, actor: User) -> None:
    """确认资格无效: the election does not count, no mandate begins. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明资格无效的理由。"})
    if credential.checked_on is not None and on < credential.checked_on:
        raise ValidationError({"on": f"日期不能早于审查日期（{date_text(credential.checked_on)}）。"})
    credential.move(Status.INVALID, allowed=[Status.CHECKED], confirmed_on=on, finding=reason.strip()[:200])
    activity.record(actor, "确认代表资格无效", credential, reason=reason.strip())
