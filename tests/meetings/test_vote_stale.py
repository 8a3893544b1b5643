"""A decision rests on the vote as it stands in the database, not as a page remembers it."""

import pytest
from django.core.exceptions import ValidationError

from deputies.models import Mandate
from meetings.models import Act, Resignation, Vote
from meetings.services import acts, resignations, votes
from tests import factories, factories_acts, factories_by_elections, factories_votes

pytestmark = pytest.mark.django_db


def test_an_act_is_refused_on_a_vote_that_a_colleague_declared_void_meanwhile() -> None:
    meeting = factories_votes.in_session(5)
    actor = factories.user("office")
    remembered = factories_votes.recorded(meeting, kind=Vote.Kind.ACT)
    assert remembered.passed
    votes.void(Vote.objects.get(pk=remembered.pk), reason="重复发票", actor=actor)

    with pytest.raises(ValidationError, match="宣布无效"):
        acts.adopt(factories_acts.new_act(meeting), vote=remembered, actor=actor, today=meeting.starts_on)

    assert not Act.objects.exists()


def test_a_resignation_is_refused_on_a_vote_that_a_colleague_declared_void_meanwhile() -> None:
    meeting = factories_votes.in_session(5)
    actor = factories.user("office")
    office = factories_by_elections.mandate(factories.person())
    letter = factories_by_elections.resignation(office, received_on=meeting.starts_on)
    remembered = factories_votes.recorded(meeting, kind=Vote.Kind.RESIGNATION)
    votes.void(Vote.objects.get(pk=remembered.pk), reason="重复发票", actor=actor)

    with pytest.raises(ValidationError, match="有效表决"):
        resignations.accept(letter, vote=remembered, actor=actor)

    assert Mandate.objects.get(pk=office.pk).ends_on is None
    assert Resignation.objects.get(pk=letter.pk).status == Resignation.Status.RECEIVED
