"""Appointments rest on a valid vote of their own item, once, whatever copy of it a clerk holds."""

import pytest
from django.core.exceptions import ValidationError

from meetings.models import AgendaItem, Meeting, PersonnelAction, Vote
from meetings.services import personnel, votes
from tests import factories, factories_personnel

pytestmark = pytest.mark.django_db


def test_people_are_not_appointed_on_a_vote_voided_meanwhile() -> None:
    motion = factories_personnel.ready(factories_personnel.action())
    remembered = factories_personnel.vote(motion.meeting)
    Meeting.objects.filter(pk=motion.meeting.pk).update(status=Meeting.Status.OPEN)
    votes.void(Vote.objects.get(pk=remembered.pk), reason="重复发票", actor=factories.user("office"))
    with pytest.raises(ValidationError, match="已作废"):
        personnel.decide(list(motion.actions.all()), vote=remembered, actor=factories.user("office"))
    assert not PersonnelAction.objects.filter(status__in=PersonnelAction.CARRIED).exists()


def test_people_are_not_appointed_on_a_vote_on_another_item() -> None:
    motion = factories_personnel.ready(factories_personnel.action())
    other = factories.item(motion.meeting, kind=AgendaItem.Kind.PERSONNEL, order=90, title="另一项", status="adopted")
    vote = factories_personnel.vote(motion.meeting, item=other)
    with pytest.raises(ValidationError, match="另一项议程"):
        personnel.decide(list(motion.actions.all()), vote=vote, actor=factories.user("office"))


def test_a_vote_that_decided_one_motion_does_not_decide_another() -> None:
    motion = factories_personnel.ready(factories_personnel.action(), factories_personnel.action())
    first, second = motion.actions.all()
    vote = factories_personnel.vote(motion.meeting)
    personnel.decide([first], vote=vote, actor=factories.user("office"))
    with pytest.raises(ValidationError, match="已经用于"):
        personnel.decide([second], vote=Vote.objects.get(pk=vote.pk), actor=factories.user("office"))
