"""The log and the field-level history: who, what, why, and both values."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from congress.models import Activity, User
from congress.services import activity
from deputies.models import Person
from tests import factories


@pytest.mark.django_db
def test_a_line_cannot_be_changed_or_deleted(clerk: User) -> None:
    activity.record(clerk, "登记", factories.person())
    with pytest.raises(DatabaseError), transaction.atomic():
        Activity.objects.update(verb="篡改")
    with pytest.raises(DatabaseError), transaction.atomic():
        Activity.objects.all().delete()
    assert Activity.objects.get().verb == "登记"


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_the_transaction_of_its_act_is_refused(restored_reference_data: None) -> None:
    person = factories.person()
    with pytest.raises(RuntimeError, match="needs the transaction"):
        activity.record(factories.user("office"), "登记", person)


@pytest.mark.django_db
def test_a_line_outlives_what_it_tells_of(clerk: User) -> None:
    person = factories.person("代表009")
    activity.record(clerk, "登记", person)
    person.delete()
    assert Activity.objects.get().text == "代表009"


@pytest.mark.django_db
def test_history_keeps_both_values_with_actor_and_reason_even_of_bulk_changes(clerk: User) -> None:
    person = factories.person("代表009")
    with activity.acting_as(clerk):
        Person.objects.filter(pk=person.pk).update(name="代表010")
        activity.record(clerk, "更正姓名", person, reason="登记有误")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, c.metadata FROM deputies_personevent e"
            " LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [person.pk],
        )
        rows = cursor.fetchall()
    assert [row[0] for row in rows] == ["代表009", "代表010"]
    context = json.loads(rows[-1][1])
    assert (context["actor"], context["reason"]) == (clerk.pk, "登记有误")
