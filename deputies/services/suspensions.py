"""暂时停止执行代表职务, and absences from the congress: what stops a deputy without ending the mandate (DL25 art 61).

A suspended deputy keeps the place: `quota - in office = vacancies` does not change. What changes is who can be expected
to act, which `MandateQuerySet.active` and `with_days_of_service` tell.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import User
from congress.official.numerals import date_text
from congress.services import activity, notifications
from congress.workflow import TransitionError
from deputies.models import ABSENCES_THAT_END, Mandate, SessionAbsence, Suspension
from deputies.services import seats


def admin_path(mandate: Mandate) -> str:
    """Where the office works on the mandate."""
    return f"/admin/deputies/mandate/{mandate.pk}/change/"


@transaction.atomic
def suspend(suspension: Suspension, *, actor: User) -> Suspension:
    """暂停: from a day on; the account loses the roles that rest on the mandate while it lasts.

    Raises ValidationError if the mandate is not held on the day or is suspended then already.
    """
    mandate = _locked(suspension.mandate)
    suspension.mandate = mandate
    day = suspension.starts_on
    if day < mandate.starts_on or (mandate.ends_on is not None and day > mandate.ends_on):
        raise ValidationError({"starts_on": f"{mandate}在{date_text(day)}不在任，不能登记暂停执行职务。"})
    suspension.full_clean()
    suspension.save(force_insert=True)
    activity.record(
        actor, "暂停执行代表职务", mandate, path=admin_path(mandate), reason=suspension.get_ground_display()
    )
    seats.close_access(mandate.person, after=day, actor=actor)
    return suspension


@transaction.atomic
def resume(suspension: Suspension, *, on: date, actor: User) -> None:
    """恢复执行代表职务: `on` is the last day of the suspension; the account gets its roles back.

    Raises ValidationError for a day before it began, TransitionError if it has ended already.
    """
    rows = Suspension.objects.select_for_update(of=("self",)).select_related("mandate__person")
    stored = rows.get(pk=suspension.pk)
    if stored.ends_on is not None:
        raise TransitionError(f"{stored}已于{date_text(stored.ends_on)}结束，不能再次办理。")
    if on < stored.starts_on:
        raise ValidationError({"on": f"最后一日不能早于停止日期（{date_text(stored.starts_on)}）。"})
    stored.ends_on = on
    stored.save(update_fields=["ends_on"])
    suspension.ends_on = on
    activity.record(actor, "恢复执行代表职务", stored.mandate, path=admin_path(stored.mandate))
    seats.restore_access(stored.mandate.person, after=on, actor=actor)


@transaction.atomic
def note_absence(absence: SessionAbsence, *, actor: User, is_historic: bool = False) -> SessionAbsence:
    """登记缺席: a session of the congress; the second one without leave is told to those who prepare the end.

    Raises ValidationError if the mandate was not held when the session opened, or it is noted already.
    """
    mandate = _locked(absence.mandate)
    absence.mandate = mandate
    absence.full_clean()
    session = absence.session
    day = session.starts_on
    if day is None:
        raise ValidationError({"session": f"{session}还没有开幕日期，不能登记缺席。"})
    if day < mandate.starts_on or (mandate.ends_on is not None and day > mandate.ends_on):
        raise ValidationError({"session": f"{mandate}在{session}开幕时（{date_text(day)}）不在任。"})
    absence.save(force_insert=True)
    activity.record(
        actor, "登记缺席人民代表大会会议", mandate, path=admin_path(mandate), detail={"session": str(session)}
    )
    missed = mandate.absences.filter(is_approved=False).count()
    if missed >= ABSENCES_THAT_END and not absence.is_approved and mandate.ends_on is None and not is_historic:
        notifications.tell_roles(
            "deputies_wc",
            subject=f"请办理代表资格终止：{mandate.person}",
            body=(
                f"{mandate}未经批准缺席人民代表大会会议{missed}次，"
                "依《代表法》第六十二条代表资格终止，请报代表资格审查委员会并公告。"
            ),
            path=admin_path(mandate),
        )
    return absence


@transaction.atomic
def report_end(mandate: Mandate, *, on: date, actor: User) -> None:
    """代表资格审查委员会报告: that the mandate ended, to the standing committee (DL25 art 63).

    Raises ValidationError before the end, TransitionError if it was reported.
    """
    stored = _locked(mandate)
    if stored.ends_on is None:
        raise ValidationError(f"{stored}没有登记终止，不能报告。")
    if stored.end_reported_on is not None:
        raise TransitionError(f"{stored}的资格终止已于{date_text(stored.end_reported_on)}报告。")
    if on < stored.ends_on:
        raise ValidationError({"on": f"报告日期不能早于终止日期（{date_text(stored.ends_on)}）。"})
    stored.end_reported_on = on
    stored.save(update_fields=["end_reported_on"])
    mandate.end_reported_on = on
    activity.record(actor, "报告代表资格终止", stored, path=admin_path(stored))


def _locked(mandate: Mandate) -> Mandate:
    return Mandate.objects.select_for_update(of=("self",)).select_related("person").get(pk=mandate.pk)
