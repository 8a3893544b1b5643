"""Re-appointment of everybody in office when an organ is renamed: out of the old posts, into the new, in one motion.

Source: ZJ-APPT18 art 17 (model); handbook §2(i).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.models import Organ, User
from meetings.models import PersonnelAction, PersonnelMotion, Post, Tenure
from meetings.services import posts
from meetings.services.personnel import motions

_Kind = PersonnelAction.Kind


@dataclass(frozen=True)
class ReappointmentPlan:
    """Which organ is renamed: the part of the posts' titles that changes, and titles given one by one instead.

    `successor` is the organ that the new posts belong to, where the rename made a new one.
    """

    organ: Organ
    old_name: str = ""
    new_name: str = ""
    successor: Organ | None = None
    titles: Mapping[int, str] = field(default_factory=dict)
    reason: str = "机构更名"

    def title_for(self, post: Post) -> str:
        """How the post is called from now on; the old title where nothing changes it."""
        if given := self.titles.get(post.pk):
            return given
        return post.title.replace(self.old_name, self.new_name) if self.old_name else post.title


@transaction.atomic
def reappoint(
    motion: PersonnelMotion, plan: ReappointmentPlan, *, actor: User, today: date, is_historic: bool = False
) -> PersonnelMotion:
    """Receive one motion that takes everybody in office out of the organ's posts and puts them into the new ones.

    Rows stand in the rank order of the posts, removal before appointment. New posts are established as needed; the old
    ones are abolished by the office when nobody holds them any more. Raises ValidationError if nobody is in office, or
    naming posts whose title would not change.
    """
    day = motion.meeting.starts_on
    tenures = _in_office(plan.organ, day)
    if not tenures:
        raise ValidationError(f"{plan.organ}没有在任人员，不需要重新任命。")
    unchanged = [row.post.title for row in tenures if plan.title_for(row.post) == row.post.title]
    if unchanged:
        raise ValidationError(f"职务名称没有变化：{'、'.join(dict.fromkeys(unchanged))}，请逐项填写新的职务名称。")
    created = {
        post.pk: _successor(post, plan, day, actor=actor)
        for post in {row.post_id: row.post for row in tenures}.values()
    }
    leaving = [_row(row, row.post, _Kind.REMOVE, plan) for row in tenures]
    entering = [_row(row, created[row.post_id], _Kind.APPOINT, plan) for row in tenures]
    return motions.receive(motion, [*leaving, *entering], actor=actor, today=today, is_historic=is_historic)


def _in_office(organ: Organ, day: date) -> list[Tenure]:
    rows = posts.held_after(day).filter(post__organ=organ, is_acting=False)
    joined = rows.select_related("post__category", "post__organ", "person")
    return list(joined.order_by("post__category__rank", "post__rank", "post", "starts_on", "person__stroke_key"))


def _successor(old: Post, plan: ReappointmentPlan, day: date, *, actor: User) -> Post:
    title = plan.title_for(old)
    organ = plan.successor or plan.organ
    known = Post.objects.filter(title=title, organ=organ, ends_on__isnull=True).select_related("category").first()
    if known is not None:
        return known
    new = Post(category=old.category, organ=organ, title=title, places=old.places, rank=old.rank, starts_on=day)
    return posts.establish(new, actor=actor)


def _row(tenure: Tenure, post: Post, act: str, plan: ReappointmentPlan) -> PersonnelAction:
    return PersonnelAction(person=tenure.person, post=post, act=act, reason=plan.reason)
