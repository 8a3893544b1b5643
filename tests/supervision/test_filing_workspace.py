"""Filing in the workspace: a maker files and follows its own, others see nothing, the committee's people read."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from congress.models import Organ, User
from supervision.models import NormFiling
from supervision.services import filings
from supervision.services.filings import Papers
from tests import factories
from tests import factories_filings as make
from tests.desk import Clerk
from tests.published import cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
LIST = "/workspace/filings/"
Status = NormFiling.Status


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def page_of(row: NormFiling) -> str:
    return f"{LIST}{row.pk}/"


def new(maker: Organ, **changes: Any) -> dict[str, Any]:
    return {
        "maker": maker.pk,
        "title": "示例规定",
        "maker_number": "示例〔2026〕1号",
        "norm_kind": "measures",
        "published_on": str(TODAY - timedelta(days=3)),
        "report": [make.upload("备案报告.pdf")],
        "text": [make.upload()],
        **changes,
    }


MAKERS = [
    ("unit_clerk", Organ.Kind.GOVERNMENT_DEPARTMENT),
    ("unit_head", Organ.Kind.GOVERNMENT),
    ("township_npc", Organ.Kind.TOWNSHIP_CONGRESS),
    ("court_liaison", Organ.Kind.COURT),
    ("procuratorate_liaison", Organ.Kind.PROCURATORATE),
    ("commission_liaison", Organ.Kind.SUPERVISORY_COMMISSION),
]


@pytest.mark.parametrize(("role", "kind"), MAKERS)
def test_each_maker_files_its_own_and_follows_it(role: str, kind: str) -> None:
    maker = Clerk(role, organ=factories.organ(kind))
    organ = maker.user.organ
    assert organ is not None
    assert "报送备案" in maker.text(LIST)
    answer = maker.client.post(f"{LIST}new/", new(organ), follow=True)
    row = NormFiling.objects.get()
    assert (row.status, row.maker, row.filed_on) == (Status.FILED, organ, TODAY)
    assert answer.redirect_chain[-1][0] == page_of(row)
    assert "备案报告.pdf" in answer.content.decode()


def test_the_governments_office_files_for_departments_and_for_nobody_else() -> None:
    office = Clerk("gov_office", organ=factories.organ(Organ.Kind.GOVERNMENT))
    department, court = factories.organ(), factories.organ(Organ.Kind.COURT)
    assert office.client.post(f"{LIST}new/", new(department)).status_code == 302
    answer = office.client.post(f"{LIST}new/", new(court, maker_number="另"))
    assert answer.status_code == 422
    assert list(NormFiling.objects.values_list("maker", flat=True)) == [department.pk]


def test_a_refused_filing_says_why_at_its_field_and_keeps_what_was_typed() -> None:
    maker = Clerk("unit_clerk", organ=factories.organ())
    organ = maker.user.organ
    assert organ is not None
    answer = maker.client.post(f"{LIST}new/", new(organ, published_on=str(TODAY + timedelta(days=1))))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "公布日期不能晚于今天" in page
    assert "示例〔2026〕1号" in page
    without = {name: value for name, value in new(organ).items() if name != "text"}
    assert maker.client.post(f"{LIST}new/", without).status_code == 422
    assert not NormFiling.objects.exists()
    maker.client.post(f"{LIST}new/", new(organ))
    again = maker.client.post(f"{LIST}new/", new(organ))
    assert "不能重复报备" in again.content.decode()
    assert NormFiling.objects.count() == 1


@pytest.mark.parametrize("role", ["unit_head", "court_liaison", "township_npc", "gov_office"])
def test_another_maker_sees_nothing_and_takes_no_step(role: str) -> None:
    row = make.awaiting(maker=factories.organ(Organ.Kind.PROCURATORATE))
    other = Clerk(role, organ=factories.organ(Organ.Kind.COURT))
    assert row.title not in other.text(LIST)
    assert other.status(page_of(row)) == 404
    sent = {"step": "file", "report": [make.upload()], "text": [make.upload()]}
    assert other.client.post(page_of(row), sent).status_code == 404
    row.refresh_from_db()
    assert row.status == Status.AWAITING


@pytest.mark.parametrize("role", ["deputy", "expert", "audit_office", "station_staff"])
def test_people_without_the_subject_are_refused(role: str) -> None:
    row = make.awaiting()
    person = Clerk(role, organ=row.maker)
    assert person.status(LIST) == 403
    assert person.status(page_of(row)) == 404
    assert person.status(f"{LIST}new/") == 403


@pytest.mark.parametrize("role", ["sc_chair", "sc_vice_chair", "sc_member"])
def test_the_committees_people_read_and_take_no_step_of_the_maker(role: str) -> None:
    row = make.awaiting()
    reader = Clerk(role)
    assert row.title in reader.text(LIST)
    sent = {"step": "file", "report": [make.upload()], "text": [make.upload()]}
    assert reader.client.post(page_of(row), sent).status_code == 404
    assert reader.status(f"{LIST}new/") == 403


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get(LIST).status_code == 302


def maker_of(row: NormFiling) -> Clerk:
    return Clerk("unit_head", organ=row.maker)


def test_an_expected_filing_is_filed_from_its_page() -> None:
    row = make.awaiting()
    maker = maker_of(row)
    stamp = maker.client.get(page_of(row)).context["forms"][0][1].initial["stamp"]
    sent = {"step": "file", "stamp": stamp, "report": [make.upload("报告.pdf")], "text": [make.upload()]}
    assert maker.client.post(page_of(row), sent).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.FILED
    # The same form once more: somebody was faster.
    assert maker.client.post(page_of(row), sent).status_code == 404


def test_a_stale_form_changes_nothing(clerk: User) -> None:
    row = make.awaiting()
    maker = maker_of(row)
    stamp = maker.client.get(page_of(row)).context["forms"][0][1].initial["stamp"]
    NormFiling.objects.filter(pk=row.pk).update(title="更正后的名称")
    sent = {"step": "file", "stamp": stamp, "report": [make.upload()], "text": [make.upload()]}
    answer = maker.client.post(page_of(row), sent)
    assert answer.status_code == 422
    assert "同事已经更新了本页内容" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == Status.AWAITING


def take(maker: Clerk, row: NormFiling, name: str, **values: Any) -> Any:
    forms = maker.client.get(page_of(row)).context["forms"]
    form = next(form for step, form in forms if step.name == name)
    answer = maker.client.post(page_of(row), {"step": name, "stamp": form.initial["stamp"], **values})
    row.refresh_from_db()
    return answer


def test_the_maker_supplements_agrees_and_reports_its_correction() -> None:
    reviewer = factories.user("legal_wc")
    row = make.filed(actor=reviewer)
    filings.ask_supplement(row, text="缺制定依据", on=TODAY, actor=reviewer, today=TODAY)
    maker = maker_of(row)
    assert "缺制定依据" in maker.text(page_of(row))
    assert take(maker, row, "supplement").status_code == 422
    take(maker, row, "supplement", basis=[make.upload("依据.pdf")], note="已补")
    assert row.status == Status.FILED
    talked = make.talked(actor=reviewer)
    maker = maker_of(talked)
    take(maker, talked, "agree", plan="修改第三条", due_on=str(TODAY + timedelta(days=10)))
    assert talked.status == Status.AGREED
    take(maker, talked, "correct", to="amended", note="已修改")
    assert talked.status == Status.AMENDED
    anew = new(talked.maker, supersedes=talked.pk, published_on=str(TODAY))
    maker.client.post(f"{LIST}new/", anew)
    assert NormFiling.objects.get(supersedes=talked).status == Status.FILED


def test_a_refusal_is_possible_after_the_formal_opinion_only() -> None:
    row = make.talked()
    maker = maker_of(row)
    names = [step.name for step, _ in maker.client.get(page_of(row)).context["forms"]]
    assert names == ["agree", "correct"]
    sent = make.with_opinion()
    maker = maker_of(sent)
    take(maker, sent, "refuse", reason="认为合法")
    assert sent.status == Status.REFUSED


def test_what_is_internal_stays_inside() -> None:
    row = make.under_review()
    filings.note(row, "工委意见", on=TODAY, text="内部讨论", actor=factories.user(), is_internal=True)
    assert "内部讨论" not in maker_of(row).text(page_of(row))
    assert "内部讨论" in Clerk("sc_chair").text(page_of(row))


def test_files_open_to_the_maker_and_the_committee_only() -> None:
    row = make.filed()
    path = f"/files/{row.files.all()[0].attachment.public_id}/"
    assert maker_of(row).status(path) == 200
    assert Clerk("sc_member").status(path) == 200
    assert Clerk("unit_head", organ=factories.organ()).status(path) == 404
    assert Client().get(path).status_code == 404


def test_what_waits_for_the_maker_stands_on_its_first_page() -> None:
    row = make.awaiting()
    maker = maker_of(row)
    text = maker.text("/workspace/")
    assert row.title in text
    assert "规范性文件备案" in text
    assert row.title not in Clerk("unit_head", organ=factories.organ()).text("/workspace/")


@pytest.mark.parametrize("number", [10, 30])
def test_queries_do_not_grow(number: int) -> None:
    maker = Clerk("unit_head", organ=factories.organ(Organ.Kind.GOVERNMENT))
    rows = [make.awaiting(maker=maker.user.organ) for _ in range(number)]
    filings.file(
        rows[0],
        papers=Papers(other=[make.upload() for _ in range(number // 2)]),
        on=TODAY,
        actor=maker.user,
        today=TODAY,
    )
    for path in (LIST, page_of(rows[0])):
        maker.client.get(path)
        with cost() as spent:
            maker.client.get(path)
        assert spent.queries <= 14, path
