"""Posts and their holders: the table of who proposes and who organises the oath, and who holds what on a day.

Source: handbook §2(i); 地方组织法 art 50; ZJ-OATH15 arts 4-8.
"""

import tomllib
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from congress.models import Organ, User
from congress.official.numerals import date_text
from congress.services import activity
from meetings.models import PersonnelAction, Post, PostCategory, Tenure, TenureQuerySet

CATEGORIES: Final = Path(__file__).resolve().parents[1] / "data" / "post_categories.toml"
#: heads whom the congress elects: the committee decides who acts for them, or accepts their resignation
ACTING: Final = "acting_head"
#: categories that the congress fills by election
ELECTED: Final = (ACTING, "elected")
#: appointees whose resignation the committee accepts although it may also appoint them (地方组织法 art 32)
RESIGNING: Final = (*ELECTED, "deputy_head")
#: out of whom the committee chooses those who act (地方组织法 art 50(13))
DEPUTY_CATEGORIES: Final = ("deputy_head", "commission_member", "court_leader", "procuratorate_leader")

_Kind = PersonnelAction.Kind
_Proposer = PostCategory.Proposer
#: the kind of organ whose head is meant by a proposer
PROPOSING_KINDS: Final = {
    _Proposer.DISTRICT_HEAD: Organ.Kind.GOVERNMENT,
    _Proposer.COMMISSION_HEAD: Organ.Kind.SUPERVISORY_COMMISSION,
    _Proposer.COURT_PRESIDENT: Organ.Kind.COURT,
    _Proposer.CHIEF_PROCURATOR: Organ.Kind.PROCURATORATE,
}


def prepare_categories() -> None:
    """Write the categories that are missing; those that are there stay as the office left them."""
    rows: list[dict[str, Any]] = tomllib.loads(CATEGORIES.read_text(encoding="utf-8"))["categories"]
    for rank, row in enumerate(rows, start=1):
        values = {"rank": rank * 10, **row}
        PostCategory.objects.get_or_create(code=values.pop("code"), defaults=values)


def proposers(category: PostCategory, act: str) -> tuple[str, ...]:
    """Who may propose an act for a post of the category.

    A resignation comes from the person; a revocation may come from the chairpersons' meeting too (监督法, 撤职案).
    """
    if act == _Kind.ACCEPT_RESIGNATION:
        return (_Proposer.PERSON,)
    if act == _Kind.REVOKE:
        return tuple(dict.fromkeys((category.proposer, _Proposer.CHAIR_MEETING)))
    return (category.proposer,)


def acts_of(category: PostCategory) -> tuple[str, ...]:
    """What the committee may do about a post of the category."""
    if category.code == ACTING:
        return (_Kind.DECIDE_ACTING, _Kind.ACCEPT_RESIGNATION)
    if category.code in ELECTED:
        return (_Kind.ACCEPT_RESIGNATION,)
    own = (_Kind.APPOINT, _Kind.REMOVE, _Kind.REVOKE)
    return (*own, _Kind.ACCEPT_RESIGNATION) if category.code in RESIGNING else own


def verb(category: PostCategory, act: str) -> str:
    """The word by which the act is done, as the list of names prints it."""
    verbs: dict[str, str] = {
        _Kind.APPOINT: category.appoint_verb,
        _Kind.REMOVE: category.remove_verb,
        _Kind.DECIDE_ACTING: "决定代理",
        _Kind.ACCEPT_RESIGNATION: "接受辞去",
        _Kind.REVOKE: "撤销",
    }
    return verbs[act]


def held_after(day: date, *, posts: Collection[int] | None = None) -> TenureQuerySet:
    """Who still holds a post when that day ends: somebody removed on the day has left it."""
    rows = Tenure.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)
    return rows if posts is None else rows.filter(post__in=posts)


def check_open(post: Post, *, on: date) -> None:
    """Raise ValidationError unless the post exists on the day."""
    if post.starts_on is not None and on < post.starts_on:
        raise ValidationError(f"“{post}”自{date_text(post.starts_on)}起设置，{date_text(on)}还没有这一职务。")
    if post.ends_on is not None and on > post.ends_on:
        raise ValidationError(f"“{post}”已于{date_text(post.ends_on)}撤销，不能再任命。")


def check_vacancy(post: Post, *, on: date) -> None:
    """Raise ValidationError naming the holders if every place of the post is taken when the day ends."""
    if not post.places:
        return
    holders = list(held_after(on, posts=[post.pk]).select_related("person").order_by("starts_on", "pk"))
    if len(holders) < post.places:
        return
    names = "、".join(f"{row.person}（自{date_text(row.starts_on)}起）" for row in holders)
    places = "" if post.places == 1 else f"职数{post.places}人，现有{len(holders)}人，"
    raise ValidationError(
        f"“{post}”{places}已由{names}担任，不能再任命；如同次会议免去其职务，请先表决免职或与任命一并表决。"
    )


@transaction.atomic
def establish(post: Post, *, actor: User) -> Post:
    """Write a new post down. Raises ValidationError if there is one of the name."""
    post.full_clean()
    post.save(force_insert=True)
    activity.record(actor, "设置职务", post, path=admin_path(post))
    return post


@transaction.atomic
def abolish(post: Post, *, on: date, actor: User) -> None:
    """The post ends with that day. Raises ValidationError naming those who still hold it."""
    holders = [str(row.person) for row in held_after(on, posts=[post.pk]).select_related("person")]
    if holders:
        raise ValidationError(f"“{post}”仍由{'、'.join(holders)}担任，请先办理免职。")
    post.ends_on = on
    post.full_clean()
    post.save(update_fields=["ends_on"])
    activity.record(actor, "撤销职务", post, path=admin_path(post))


@transaction.atomic
def take_over(tenure: Tenure, *, actor: User, reason: str) -> Tenure:
    """Write down who held a post before the register of appointments began, or whom the congress elected.

    Raises ValidationError if no place is free or the post did not exist.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明任职的依据。"})
    check_open(tenure.post, on=tenure.starts_on)
    if tenure.ends_on is None:
        check_vacancy(tenure.post, on=tenure.starts_on)
    tenure.full_clean()
    tenure.save(force_insert=True)
    activity.record(actor, "登记原任职务", tenure, reason=reason.strip(), path=admin_path(tenure.post))
    return tenure


@transaction.atomic
def note_end(tenure: Tenure, *, on: date, actor: User, reason: str) -> None:
    """A tenure ended without an act of the committee: death, the end of a term, an election (ZJ-APPT18 art 17)."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明离任的原因。"})
    current = Tenure.objects.select_for_update(of=("self",)).select_related("post", "person").get(pk=tenure.pk)
    if current.ends_on is not None:
        raise ValidationError(f"{current.person}已于{date_text(current.ends_on)}不再担任“{current.post}”。")
    current.ends_on = on
    current.full_clean()
    current.save(update_fields=["ends_on"])
    tenure.ends_on = on
    activity.record(actor, "登记离任", current, reason=reason.strip(), path=admin_path(current.post))


def end_acting(tenure: Tenure, *, before: date) -> None:
    """Somebody who acted takes the post itself on `before`: acting ended the day before."""
    tenure.ends_on = max(tenure.starts_on, before - timedelta(days=1))
    tenure.save(update_fields=["ends_on"])


def admin_path(post: Post) -> str:
    """Where the office works on the post."""
    return f"/admin/meetings/post/{post.pk}/change/"
