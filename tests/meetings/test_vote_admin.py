"""The ballot page of the desk: all in favour until an exception is typed, stored in one move; and the registers."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from meetings.models import (
    AgendaItem,
    Assessment,
    Attendance,
    Meeting,
    NamedBallot,
    PersonnelAction,
    PersonnelMotion,
    Tenure,
    Vote,
)
from meetings.services import assessments, votes
from tests import factories, factories_personnel
from tests import factories_votes as polls
from tests.desk import Clerk, refusals, said, superuser

pytestmark = pytest.mark.django_db


def page(meeting: Meeting, step: str = "votes") -> str:
    return reverse("admin:meetings_meeting_step", args=[meeting.pk, step])


def record(poll: Vote | Assessment, step: str = "") -> str:
    name = f"admin:meetings_{poll._meta.model_name}"
    return reverse(f"{name}_step", args=[poll.pk, step]) if step else reverse(f"{name}_change", args=[poll.pk])


def sent(clerk: Clerk, path: str, **changes: Any) -> dict[str, Any]:
    """What the ballot page would send, with what is named changed (`__` for `-`)."""
    form = max(clerk.page(path).forms, key=lambda each: len(each.fields))
    values = dict(form.form_values())
    return values | {name.replace("__", "-"): value for name, value in changes.items()}


def three_items() -> tuple[Meeting, list[AgendaItem]]:
    meeting = polls.in_session(27, 25)
    return meeting, [polls.item(meeting, title=f"示例决定{number}") for number in (1, 2, 3)]


def test_the_page_as_it_opens_records_everything_as_carried_by_all_present() -> None:
    meeting, items = three_items()
    clerk = Clerk("office")
    answer = clerk.save(page(meeting), sent(clerk, page(meeting)))
    assert "已登记3项表决：3项通过" in said(answer)
    assert list(Vote.objects.order_by("pk").values_list("title", "yes", "no", "passed")) == [
        (item.title, 25, 0, True) for item in items
    ]
    assert set(AgendaItem.objects.values_list("status", flat=True)) == {AgendaItem.Status.VOTED_PASSED}


def test_exceptions_are_typed_and_the_rest_was_in_favour() -> None:
    meeting, items = three_items()
    clerk, key = Clerk("office"), f"item{items[1].pk}"
    changes = {f"{key}__yes": "", f"{key}__no": "10", f"{key}__abstain": "2"}
    assert "2项通过，1项未通过" in said(clerk.save(page(meeting), sent(clerk, page(meeting), **changes)))
    vote = Vote.objects.get(item=items[1])
    assert (vote.yes, vote.no, vote.abstain, vote.passed) == (13, 10, 2, False)


def test_a_refusal_stands_beside_its_row_and_keeps_all_that_was_typed() -> None:
    meeting, items = three_items()
    clerk, key = Clerk("office"), f"item{items[1].pk}"
    changes = {
        f"{key}__yes": "20",
        f"{key}__no": "1",
        f"{key}__abstain": "2",
        f"item{items[0].pk}__title": "另拟的题目",
    }
    answer = clerk.save(page(meeting), sent(clerk, page(meeting), **changes))
    assert "赞成20＋反对1＋弃权2＋未表决0＝23，与出席25人不符，相差2人。" in refusals(answer)
    assert not Vote.objects.exists()
    kept = answer.context["form"]
    assert (kept[f"{key}-yes"].value(), kept[f"item{items[0].pk}-title"].value()) == ("20", "另拟的题目")


def test_items_not_meant_for_a_vote_are_offered_and_left_out_until_chosen() -> None:
    meeting = polls.in_session(27, 25)
    heard = polls.item(meeting, is_for_vote=False, kind=AgendaItem.Kind.SPECIAL_REPORT)
    clerk = Clerk("office")
    answer = clerk.save(page(meeting), sent(clerk, page(meeting)))
    assert "请至少勾选一项表决" in refusals(answer)
    clerk.save(page(meeting), sent(clerk, page(meeting), **{f"item{heard.pk}__include": "on"}))
    assert Vote.objects.get().item == heard


def test_a_paper_ballot_takes_its_tellers_from_the_head_of_the_page() -> None:
    meeting, items = three_items()
    clerk = Clerk("office")
    first, second = (row.person for row in polls.seated(meeting)[:2])
    changes: dict[str, Any] = {f"item{item.pk}__method": "secret_paper" for item in items}
    answer = clerk.save(page(meeting), sent(clerk, page(meeting), **changes))
    assert "投票表决须有计票人、监票人各一名" in refusals(answer)
    changes |= {"counted_by": first.pk, "overseen_by": second.pk, f"item{items[0].pk}__not_cast": "1"}
    changes |= {f"item{items[0].pk}__yes": ""}
    clerk.save(page(meeting), sent(clerk, page(meeting), **changes))
    vote = Vote.objects.get(item=items[0])
    assert (vote.issued, vote.returned, vote.yes, vote.counted_by) == (25, 24, 24, first)
    assert Vote.objects.filter(overseen_by=second).count() == 3


def test_more_papers_than_issued_are_told_beside_the_row() -> None:
    meeting, items = three_items()
    clerk, key = Clerk("office"), f"item{items[0].pk}"
    first, second = (row.person for row in polls.seated(meeting)[:2])
    changes = {f"{key}__method": "secret_paper", f"{key}__issued": "25", f"{key}__returned": "26"}
    answer = clerk.save(
        page(meeting), sent(clerk, page(meeting), **changes, counted_by=first.pk, overseen_by=second.pk)
    )
    assert "收回26张多于发出25张，本次表决无效" in refusals(answer)
    assert not Vote.objects.exists()


def test_a_named_vote_names_only_those_who_were_not_in_favour() -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting)
    clerk, key = Clerk("office"), f"item{of.pk}"
    names = [str(row.person) for row in polls.seated(meeting)]
    changes = {
        f"{key}__method": "named",
        f"{key}__named_no": f"{names[0]}，{names[1]}",
        f"{key}__named_abstain": names[2],
    }
    clerk.save(page(meeting), sent(clerk, page(meeting), **changes))
    vote = Vote.objects.get()
    assert (vote.yes, vote.no, vote.abstain, vote.ballots.count()) == (22, 2, 1, 25)
    assert vote.ballots.get(attendance__person__name=names[0]).choice == NamedBallot.Choice.NO


def test_a_person_named_twice_or_not_in_the_room_is_refused_by_name() -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting)
    clerk, key = Clerk("office"), f"item{of.pk}"
    first = str(polls.seated(meeting)[0].person)
    absent = str(meeting.attendances.exclude(status=Attendance.Status.PRESENT).first().person)
    twice = {f"{key}__method": "named", f"{key}__named_no": first, f"{key}__named_abstain": first}
    assert f"{first}在同一次表决中登记了两次" in refusals(
        clerk.save(page(meeting), sent(clerk, page(meeting), **twice))
    )
    away = {f"{key}__method": "named", f"{key}__named_no": absent}
    assert f"{absent}不在场" in refusals(clerk.save(page(meeting), sent(clerk, page(meeting), **away)))
    assert not Vote.objects.exists()


def test_of_two_clerks_the_second_sees_what_the_first_recorded_and_loses_nothing() -> None:
    meeting, items = three_items()
    first, second = Clerk("office"), Clerk("office")
    key = f"item{items[0].pk}"
    opened = sent(second, page(meeting), **{f"{key}__yes": "24", f"{key}__no": "1", f"item{items[1].pk}__no": "3"})
    chosen = {f"item{item.pk}-include": "" for item in items[1:]}
    first.save(page(meeting), {name: value for name, value in sent(first, page(meeting)).items() if name not in chosen})
    assert Vote.objects.count() == 1
    answer = second.save(page(meeting), opened)
    told = refusals(answer)
    assert f"“{items[0].title}”在您打开本页后已由{first.user.display_name}登记（赞成25，反对0" in told
    assert "您填写的（赞成24，反对1" in told
    assert answer.context["form"][f"item{items[1].pk}-no"].value() == "3"
    assert Vote.objects.count() == 1


def test_a_roll_that_changed_meanwhile_is_told() -> None:
    meeting, _ = three_items()
    clerk = Clerk("office")
    opened = sent(clerk, page(meeting))
    gone = polls.seated(meeting)[0]
    gone.status = Attendance.Status.ABSENT
    gone.save()
    answer = clerk.save(page(meeting), opened)
    assert "出席本项的人数由25人变为24人" in refusals(answer)
    assert not Vote.objects.exists()


def appointments(meeting: Meeting, *, number: int = 3) -> PersonnelMotion:
    """A motion on so many people, explained and ready for the vote; the meeting sits."""
    officer = factories_personnel.officer()
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.PAPERS_OUT)
    meeting.refresh_from_db()
    rows = [factories_personnel.action() for _ in range(number)]
    motion = factories_personnel.ready(*rows, at=meeting, actor=officer)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.OPEN)
    AgendaItem.objects.filter(meeting=meeting).update(status=AgendaItem.Status.ADOPTED)
    return motion


def test_appointments_are_voted_on_together_and_take_effect_in_the_same_move() -> None:
    meeting = polls.in_session(27, 25)
    motion = appointments(meeting)
    clerk = Clerk("office")
    assert "已登记1项表决：1项通过" in said(clerk.save(page(meeting), sent(clerk, page(meeting))))
    vote = Vote.objects.get()
    assert (vote.kind, vote.title) == (Vote.Kind.PERSONNEL, "示例任免案（3项合并表决）")
    actions = motion.actions.all()
    assert {(row.status, row.vote) for row in actions} == {(PersonnelAction.Status.PASSED, vote)}
    assert Tenure.objects.filter(actions__in=actions).count() == 3


def test_appointments_are_voted_on_one_by_one_each_with_its_own_result() -> None:
    meeting = polls.in_session(27, 25)
    motion = appointments(meeting)
    _, second, third = motion.actions.order_by("order")
    clerk = Clerk("office")
    changes = {f"motion{motion.pk}__choice": "single", f"action{second.pk}__yes": "", f"action{second.pk}__no": "20"}
    values = sent(clerk, page(meeting), **changes)
    del values[f"action{third.pk}-include"]
    assert "1项通过，1项未通过" in said(clerk.save(page(meeting), values))
    found = [row.status for row in motion.actions.order_by("order")]
    assert found == [PersonnelAction.Status.PASSED, PersonnelAction.Status.FAILED, PersonnelAction.Status.PROPOSED]
    clerk.save(page(meeting), sent(clerk, page(meeting)))
    third.refresh_from_db()
    assert third.status == PersonnelAction.Status.PASSED
    motion.refresh_from_db()
    assert motion.status == PersonnelMotion.Status.VOTED


def test_an_appointment_to_a_filled_post_is_refused_beside_its_row_and_nothing_is_stored() -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting)
    motion = appointments(meeting, number=1)
    action = motion.actions.get()
    factories_personnel.tenure(action.post)
    clerk = Clerk("office")
    told = refusals(clerk.save(page(meeting), sent(clerk, page(meeting))))
    assert str(action.post) in told
    of.refresh_from_db()
    assert (Vote.objects.count(), of.status) == (0, AgendaItem.Status.ADOPTED)


def test_a_motion_may_wait() -> None:
    meeting = polls.in_session(27, 25)
    polls.item(meeting)
    motion = appointments(meeting)
    clerk = Clerk("office")
    clerk.save(page(meeting), sent(clerk, page(meeting), **{f"motion{motion.pk}__choice": "later"}))
    assert Vote.objects.count() == 1
    assert not motion.actions.filter(vote__isnull=False).exists()


@pytest.mark.parametrize("roles", [("wc_officer",), ("reviewer",), ("sysadmin",)])
def test_others_do_not_record_votes(roles: tuple[str, ...]) -> None:
    meeting, _ = three_items()
    clerk = Clerk(*roles)
    assert clerk.client.get(page(meeting)).status_code in (302, 403)
    clerk.save(page(meeting), {"held_on": str(polls.DAY)})
    assert not Vote.objects.exists()


def test_the_page_is_offered_while_the_meeting_is_in_session_and_may_vote() -> None:
    meeting, _ = three_items()
    clerk = Clerk("office")
    path = reverse("admin:meetings_meeting_change", args=[meeting.pk])
    assert "登记表决" in clerk.buttons(path)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CLOSED)
    assert "登记表决" not in clerk.buttons(path)


@pytest.mark.parametrize("number", [2, 12])
def test_the_page_costs_the_same_however_many_items_it_has(number: int) -> None:
    meeting = polls.in_session(27, 25)
    for _ in range(number):
        polls.item(meeting)
    assert Clerk("office").queries(page(meeting)) <= 30


def test_a_vote_is_made_void_and_repeated_on_the_desk() -> None:
    meeting = polls.in_session(27, 25)
    vote = polls.recorded(meeting)
    clerk = Clerk("office")
    assert {"更正票数", "宣布作废"} <= set(clerk.buttons(record(vote)))
    clerk.step(record(vote, "void"), reason="表决器故障")
    assert Vote.objects.get().is_void
    clerk.save(page(meeting), sent(clerk, page(meeting)))
    assert Vote.objects.valid().get().round == 2


def test_a_closed_vote_is_corrected_by_the_head_of_the_office_with_a_reason() -> None:
    vote = polls.recorded(polls.in_session(27, 25))
    Meeting.objects.update(status=Meeting.Status.CLOSED)
    clerk, head = Clerk("office"), Clerk("office", "office_head")
    assert "更正票数" not in clerk.buttons(record(vote))
    counts = {"yes": 24, "no": 1, "abstain": 0, "not_cast": 0}
    assert clerk.client.post(record(vote, "correct"), counts | {"reason": "误记"}).status_code == 403
    assert "这个字段是必填项" in refusals(head.step(record(vote, "correct"), **counts))
    head.step(record(vote, "correct"), **counts, reason="计票误记")
    vote.refresh_from_db()
    assert (vote.yes, vote.no, vote.correction_reason) == (24, 1, "计票误记")
    assert "更正：计票误记" in head.text(record(vote))


def test_a_named_vote_is_corrected_person_by_person() -> None:
    meeting = polls.in_session(5, 4)
    ballots = {row.pk: "yes" for row in polls.seated(meeting)}
    vote = polls.unsaved(meeting, method=Vote.Method.NAMED, yes=4)
    votes.record(vote, actor=factories.user("office"), ballots=ballots)
    clerk = Clerk("office")
    path = record(vote, "correct")
    one = next(iter(ballots))
    clerk.save(path, sent(clerk, path, **{f"ballot__{one}": "no"}, reason="登记有误"))
    vote.refresh_from_db()
    assert (vote.yes, vote.no, vote.ballots.get(attendance=one).choice) == (3, 1, "no")


def test_the_named_list_tells_the_absent_too() -> None:
    meeting = polls.in_session(5, 4)
    ballots = {row.pk: "yes" for row in polls.seated(meeting)}
    vote = polls.unsaved(meeting, method=Vote.Method.NAMED, yes=4)
    votes.record(vote, actor=factories.user("office"), ballots=ballots)
    path = reverse("admin:meetings_vote_named", args=[vote.pk])
    answer = Clerk("office").client.get(path)
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["意见", *["赞成"] * 4, "缺席"]
    assert Clerk("sysadmin").client.get(path).status_code == 403
    secret = polls.recorded(polls_of(meeting))
    assert Clerk("office").client.get(reverse("admin:meetings_vote_named", args=[secret.pk])).status_code == 404


def polls_of(meeting: Meeting) -> Meeting:
    polls.item(meeting)
    return meeting


def test_an_assessment_is_recorded_and_announced_in_words() -> None:
    meeting = polls.in_session(27, 25)
    of = polls.item(meeting, kind=AgendaItem.Kind.SPECIAL_REPORT, is_for_vote=False)
    clerk = Clerk("office")
    path = page(meeting, "assess")
    values = sent(clerk, path, item=of.pk, satisfied="14", basic="11")
    assert "测评结果为“满意”" in said(clerk.save(path, values))
    again = clerk.save(path, values)
    assert "没有重复登记" in refusals(again)


def test_the_registers_open_and_go_along_as_files() -> None:
    meeting = polls.in_session(27, 25)
    vote = polls.recorded(meeting)
    row = assessments.record(polls.assessment(meeting, satisfied=25), actor=factories.user("office"))
    clerk = superuser()
    for poll in (vote, row):
        assert poll.title in clerk.text(reverse(f"admin:meetings_{poll._meta.model_name}_changelist"))
        assert "应到27人，实到25人" in clerk.text(record(poll))
        assert clerk.status(reverse(f"admin:meetings_{poll._meta.model_name}_export")) == 200


@pytest.mark.parametrize("number", [1, 10])
def test_the_register_costs_the_same_however_many_votes_it_has(number: int) -> None:
    meeting = polls.in_session(27, 25)
    for _ in range(number):
        polls.recorded(meeting)
    assert Clerk("office").queries(reverse("admin:meetings_vote_changelist")) <= 14
