"""The publication gate on the desk: four steps by different people, and nothing else goes out."""

import pytest
import time_machine

from congress.models import Attachment, Publication, PublishedVersion
from congress.services import publication as gate
from supervision.models import FollowUp
from supervision.services import follow_ups
from tests import factories
from tests.desk import Clerk, refusals, said, values_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
TODAY = factories.TODAY
PHONE = "13900000000"


@pytest.fixture
def _today():  # type: ignore[no-untyped-def]
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def office() -> Clerk:
    return Clerk("office")


@pytest.fixture
def reviewer() -> Clerk:
    return Clerk("reviewer")


@pytest.fixture
def head() -> Clerk:
    return Clerk("office_head")


def due(office: Clerk) -> Publication:
    """The duty to publish a closed follow-up whose report holds a telephone number."""
    follow_up = factories.follow_up()
    FollowUp.objects.filter(pk=follow_up.pk).update(status=FollowUp.Status.CIRCULATED)
    follow_up.refresh_from_db()
    follow_up.rounds.update(text=f"已经落实。\n联系电话{PHONE}。", reported_on=TODAY)
    follow_up.answers.update(status="closed", text="已落实")
    follow_ups.accept(follow_up, on=TODAY, note="同意", shown=factories.SHOWN, actor=office.user)
    follow_up.refresh_from_db()
    assert follow_up.society_duty is not None
    return follow_up.society_duty


def page_of(publication: Publication) -> str:
    return f"/admin/congress/publication/{publication.pk}/change/"


def step_of(publication: Publication, name: str) -> str:
    return f"/admin/congress/publication/{publication.pk}/steps/{name}/"


def redaction(clerk: Clerk, publication: Publication, **changes: str) -> dict[str, object]:
    page = clerk.page(step_of(publication, "redact"))
    form = next(form for form in page.forms if "title" in form.fields)
    return values_of(form) | changes


def redacted(office: Clerk, reviewer: Clerk) -> Publication:
    publication = due(office)
    office.step(step_of(publication, "prepare"))
    publication.refresh_from_db()
    reviewer.step(
        step_of(publication, "redact"), **redaction(reviewer, publication, **{"paragraph-0-1": "联系电话■■。"})
    )
    publication.refresh_from_db()
    return publication


def approve(clerk: Clerk, publication: Publication) -> None:
    """Read the page behind the button and agree."""
    page = clerk.page(gate.approval_path(publication))
    form = next(form for form in page.forms if form.action.endswith("/approve/"))
    assert clerk.step(form.action, **values_of(form)).status_code == 200


def test_the_text_is_prepared_from_the_record_itself(office: Clerk) -> None:
    publication = due(office)
    assert office.buttons(page_of(publication)) == ["拟公开稿"]
    assert f"联系电话{PHONE}" in office.text(step_of(publication, "prepare"))
    office.step(step_of(publication, "prepare"))
    publication.refresh_from_db()
    assert publication.status == Publication.Status.PREPARED
    assert publication.prepared["sections"][0]["paragraphs"] == ["已经落实。", f"联系电话{PHONE}。"]


def test_the_checker_blanks_words_beside_the_original(office: Clerk, reviewer: Clerk) -> None:
    publication = due(office)
    office.step(step_of(publication, "prepare"))
    publication.refresh_from_db()
    sent = redaction(reviewer, publication)
    assert sent["paragraph-0-1"] == f"联系电话{PHONE}。"
    answer = reviewer.step(step_of(publication, "redact"), **(sent | {"paragraph-0-1": ""}))
    assert "不能留空" in refusals(answer)
    preview = reviewer.step(
        step_of(publication, "redact"), **(sent | {"paragraph-0-1": "联系电话■■。", "_preview": "1"})
    )
    assert "预览（尚未保存）" in preview.content.decode()
    publication.refresh_from_db()
    assert publication.status == Publication.Status.PREPARED
    reviewer.step(step_of(publication, "redact"), **(sent | {"paragraph-0-1": "联系电话■■。"}))
    publication.refresh_from_db()
    assert publication.redacted["sections"][0]["paragraphs"] == ["已经落实。", "联系电话■■。"]
    assert publication.redacted["facts"] == publication.prepared["facts"]


def test_the_preview_is_the_public_page_with_the_redacted_text(office: Clerk, reviewer: Clerk) -> None:
    publication = redacted(office, reviewer)
    preview = reviewer.text(f"/admin/congress/publication/{publication.pk}/preview/")
    assert "联系电话■■。" in preview
    assert PHONE not in preview


def test_each_step_is_offered_to_those_who_may_take_it(office: Clerk, reviewer: Clerk, head: Clerk) -> None:
    publication = redacted(office, reviewer)
    assert office.buttons(page_of(publication)) == ["拟公开稿"]
    assert reviewer.buttons(page_of(publication)) == ["脱敏审核"]
    assert head.buttons(page_of(publication)) == ["核准公开"]
    approve(head, publication)
    assert head.buttons(page_of(publication)) == []
    assert reviewer.buttons(page_of(publication)) == ["发布"]


def test_nobody_approves_what_is_his_own(office: Clerk, reviewer: Clerk) -> None:
    publication = redacted(office, reviewer)
    both = Clerk("office", "office_head")
    gate.prepare(publication, content=publication.prepared, actor=both.user)
    gate.redact(publication, content=publication.prepared, files=[], actor=reviewer.user)
    assert "核准公开" not in both.buttons(page_of(publication))
    assert not [form for form in both.page(gate.approval_path(publication)).forms if "/approve/" in form.action]


def test_nothing_is_approved_on_the_desk_without_its_words(office: Clerk, reviewer: Clerk, head: Clerk) -> None:
    publication = redacted(office, reviewer)
    assert head.step(step_of(publication, "approve")).status_code == 404
    button = head.page(page_of(publication)).xpath("//div[@class='steps']//form[contains(., '核准公开')]")[0]
    assert (button.method, button.action) == ("GET", gate.approval_path(publication))
    publication.refresh_from_db()
    assert publication.status == Publication.Status.REDACTED


def test_words_that_were_redacted_again_meanwhile_are_not_approved(office: Clerk, reviewer: Clerk, head: Clerk) -> None:
    publication = redacted(office, reviewer)
    page = head.page(gate.approval_path(publication))
    form = next(form for form in page.forms if form.action.endswith("/approve/"))
    reviewer.step(step_of(publication, "redact"), **redaction(reviewer, publication, **{"paragraph-0-0": "■■"}))
    assert head.step(form.action, **values_of(form)).status_code == 422
    publication.refresh_from_db()
    assert publication.status == Publication.Status.REDACTED


def test_what_was_approved_is_published_and_corrected_with_a_note(office: Clerk, reviewer: Clerk, head: Clerk) -> None:
    publication = redacted(office, reviewer)
    approve(head, publication)
    assert "已发布" in said(reviewer.step(step_of(publication, "publish")))
    assert PublishedVersion.objects.get().content["sections"][0]["paragraphs"][1] == "联系电话■■。"
    office.step(step_of(publication, "prepare_again"))
    publication.refresh_from_db()
    assert publication.is_readable
    reviewer.step(step_of(publication, "redact"), **redaction(reviewer, publication, **{"paragraph-0-1": "■■"}))
    approve(head, publication)
    assert "必填" in refusals(reviewer.step(step_of(publication, "correct")))
    reviewer.step(step_of(publication, "correct"), correction="删去联系方式")
    assert [version.number for version in PublishedVersion.objects.order_by("number")] == [1, 2]
    assert "删去联系方式" in reviewer.text(page_of(publication))


def test_a_withdrawal_says_why(office: Clerk, reviewer: Clerk, head: Clerk) -> None:
    publication = redacted(office, reviewer)
    approve(head, publication)
    reviewer.step(step_of(publication, "publish"))
    assert "必填" in refusals(reviewer.step(step_of(publication, "withdraw")))
    reviewer.step(step_of(publication, "withdraw"), reason="内容有误")
    publication.refresh_from_db()
    assert not publication.is_readable


def test_what_is_out_is_withdrawn_during_its_correction_too(office: Clerk, reviewer: Clerk, head: Clerk) -> None:
    publication = redacted(office, reviewer)
    assert "撤回" not in reviewer.buttons(page_of(publication))
    approve(head, publication)
    reviewer.step(step_of(publication, "publish"))
    office.step(step_of(publication, "prepare_again"))
    assert "撤回" in reviewer.buttons(page_of(publication))
    reviewer.step(step_of(publication, "withdraw"), reason="内容有误")
    publication.refresh_from_db()
    assert not publication.is_readable
    assert "撤回" not in reviewer.buttons(page_of(publication))


def test_a_restricted_file_does_not_go_out(office: Clerk, reviewer: Clerk) -> None:
    publication = due(office)
    office.step(step_of(publication, "prepare"))
    publication.refresh_from_db()
    restricted = Attachment.objects.create(
        name="内部材料.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0",
        security=Attachment.Security.RESTRICTED,
        uploaded_by=office.user,
    )
    publication.files.add(restricted)
    sent = redaction(reviewer, publication) | {"files": [restricted.pk]}
    assert "限制级文件不能公开" in refusals(reviewer.step(step_of(publication, "redact"), **sent))
    publication.refresh_from_db()
    assert publication.status == Publication.Status.PREPARED


def test_a_step_that_somebody_took_first_says_so(office: Clerk, reviewer: Clerk, head: Clerk) -> None:
    publication = redacted(office, reviewer)
    approve(head, publication)
    assert "当前为“已核准”" in said(reviewer.step(step_of(publication, "redact")))


def test_the_list_begins_with_what_waits_and_is_late(office: Clerk) -> None:
    publication = due(office)
    Publication.objects.filter(pk=publication.pk).update(target_on="2026-09-01")
    page = office.page("/admin/congress/publication/")
    first = page.xpath("//table[@id='result_list']/tbody/tr")[0]
    assert "逾期 15 天" in first.text_content()
