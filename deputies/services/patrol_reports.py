"""Reporting what a patrol found: once, however often the phone sends it, with its pictures.

Source: handbook §2(m), §6.1 no 17; DL25 art 36 (deputies tell what they find; they do not settle matters themselves).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from congress.models import User
from congress.services import activity, notifications, photos
from congress.services.attachments import Upload
from deputies.models import Mandate, PatrolAssignment, PatrolFinding, PatrolPhoto
from deputies.services import duty

MOST_PHOTOS: Final = 6
#: letters of an answer to a question of the category
_ANSWER: Final = 200
#: refusals after which the phone sends the record under another number, if at all
RENUMBER: Final = frozenset({"taken", "settled"})
#: what the finder may put right while the office has not dealt with it
_TOLD: Final = (
    "category",
    "text",
    "place",
    "latitude",
    "longitude",
    "accuracy_metres",
    "found_on",
    "round",
    "answers",
)


def admin_path(finding: PatrolFinding) -> str:
    """Where the committee works on a finding."""
    return f"/admin/deputies/patrolfinding/{finding.pk}/change/"


@dataclass(frozen=True)
class Picture:
    """A picture with the number that the phone gave it."""

    upload: Upload
    client_id: UUID | None = None


@transaction.atomic
def report(
    finding: PatrolFinding, pictures: Sequence[Picture] = (), *, actor: User, today: date
) -> tuple[PatrolFinding, bool]:
    """上报: keep what a deputy found; the stored finding, and whether it is new.

    What was sent before under the same number is the same finding: nothing is written twice, pictures that did not
    arrive then are added, and words that were changed since are put right as long as the office has not dealt with it.
    Raises ValidationError if the person was no deputy on the day, the category is closed, a required question is open,
    or the changed words come too late.
    """
    known = _known(finding, actor)
    if known is not None:
        _put_right(known, finding, actor=actor, today=today)
        add_photos(known, pictures, actor=actor)
        return known, False
    finding.finder, finding.mandate = _finder(finding, actor)
    _check(finding, today)
    try:
        with transaction.atomic():
            finding.save(force_insert=True)
    except IntegrityError:
        # Two sendings at the same moment: the other one was first.
        known = _known(finding, actor)
        if known is None:
            raise
        add_photos(known, pictures, actor=actor)
        return known, False
    add_photos(finding, pictures, actor=actor)
    activity.record(actor, "上报巡查问题", finding)
    notifications.tell_roles("deputies_wc", subject=f"巡查问题待交办：{finding}", path=admin_path(finding))
    return finding, True


def _known(finding: PatrolFinding, actor: User) -> PatrolFinding | None:
    """What the actor sent under the number, locked. Raises ValidationError if somebody else did."""
    known = PatrolFinding.objects.select_for_update(of=("self",)).filter(client_id=finding.client_id).first()
    if known is not None and known.finder_id != actor.pk:
        raise ValidationError("该上报编号已由他人使用，请重新填写。", code="taken")
    return known


def _put_right(known: PatrolFinding, finding: PatrolFinding, *, actor: User, today: date) -> None:
    """Take over the words that the finder changed on the phone, where the first sending had arrived unnoticed."""
    finding.text, finding.place = finding.text.strip(), finding.place.strip()
    finding.answers = {key: str(value).strip()[:_ANSWER] for key, value in finding.answers.items() if value}
    changed = [name for name in _TOLD if getattr(known, name) != getattr(finding, name)]
    if not changed:
        return
    if known.status != PatrolFinding.Status.REPORTED:
        raise ValidationError("这条记录先前已经上报并处理，修改没有采用。有新情况的，修改后另行上报。", code="settled")
    for name in changed:
        setattr(known, name, getattr(finding, name))
    known.finder, known.mandate = _finder(known, actor)
    _check(known, today)
    known.save()
    activity.record(actor, "补正巡查问题", known, detail={"fields": changed})


def _finder(finding: PatrolFinding, actor: User) -> tuple[User, Mandate | None]:
    """Who found it, under which mandate: the committee's people may enter for a deputy, everybody else is one."""
    day = finding.found_on
    if actor.has_perm("deputies.assign_patrolfinding"):
        if finding.mandate is None:
            return actor, None
        told = finding.mandate.person
        return told.account or actor, duty.mandate_of(told, starts_on=day, ends_on=day)
    person = getattr(actor, "person", None)
    if person is None:
        raise ValidationError("您的账号没有关联代表，请联系代表工委。")
    return actor, duty.mandate_of(person, starts_on=day, ends_on=day)


def _check(finding: PatrolFinding, today: date) -> None:
    if finding.found_on > today:
        raise ValidationError({"found_on": "发现日期不能晚于今天。"})
    finding.text, finding.place = finding.text.strip(), finding.place.strip()
    finding.full_clean()
    if not finding.category.is_active:
        raise ValidationError({"category": f"类别“{finding.category}”已停用，请另选。"})
    finding.answers = answered(finding.category.questions, finding.answers)


def answered(questions: Sequence[Any], given: Any) -> dict[str, str]:
    """The answers to the questions of a category; others are left out. Raises ValidationError naming the question."""
    found: dict[str, str] = {}
    values = given if isinstance(given, dict) else {}
    for question in questions:
        value = str(values.get(question["key"], "")).strip()[:_ANSWER]
        if not value and question.get("is_required"):
            raise ValidationError({"answers": f"请回答“{question['label']}”。"})
        if value and question.get("choices") and value not in question["choices"]:
            raise ValidationError({"answers": f"“{question['label']}”请在所列选项中选择。"})
        if value:
            found[question["key"]] = value
    return found


def add_photos(
    finding: PatrolFinding,
    pictures: Sequence[Picture],
    *,
    actor: User,
    assignment: PatrolAssignment | None = None,
) -> None:
    """Keep pictures of a finding or of an answer; one that came before under its number is passed over."""
    fresh = _fresh(finding, pictures)
    kind = PatrolPhoto.Kind.DONE if assignment else PatrolPhoto.Kind.FOUND
    if fresh and finding.photos.filter(kind=kind, assignment=assignment).count() + len(fresh) > MOST_PHOTOS:
        raise ValidationError({"photos": f"一次最多上传{MOST_PHOTOS}张照片。"})
    for each in fresh:
        photo = PatrolPhoto(finding=finding, assignment=assignment, kind=kind, client_id=each.client_id)
        photos.take(photo, each.upload, actor=actor)


def _fresh(finding: PatrolFinding, pictures: Sequence[Picture]) -> list[Picture]:
    """Those that the finding has not; a number of another finding's picture tells nothing and is left out."""
    numbers = {each.client_id for each in pictures if each.client_id}
    stored = dict(PatrolPhoto.objects.filter(client_id__in=numbers).values_list("client_id", "finding_id"))
    fresh: dict[object, Picture] = {}
    for each in pictures:
        if each.client_id is None or stored.get(each.client_id, finding.pk) != finding.pk:
            fresh[object()] = Picture(each.upload)
        elif each.client_id not in stored:
            fresh.setdefault(each.client_id, each)
    return list(fresh.values())
