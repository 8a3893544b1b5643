"""The publication gate: every step by its own person, and a copy that nothing changes."""

import copy
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from congress.models import Attachment, Notification, Publication, PublishedVersion, User
from congress.publishing import Content
from congress.services import publication
from congress.workflow import TransitionError
from meetings.models import OpinionPaper
from tests import factories

pytestmark = pytest.mark.django_db

CONTENT: Content = {
    "title": "示例标题",
    "facts": [("承办机关", "示例局")],
    "sections": [{"heading": "情况", "paragraphs": ["联系人张某，电话12345678901。"], "points": []}],
    "illustrative": True,
}


def blanked() -> Content:
    content = copy.deepcopy(CONTENT)
    content["sections"][0]["paragraphs"] = ["联系人■■，电话■■■。"]
    return content


def stored(name: str = "报告.pdf", security: str = Attachment.Security.INTERNAL) -> Attachment:
    attachment = Attachment(
        name=name,
        content_type="application/pdf",
        size=4,
        sha256="0" * 64,
        security=security,
        uploaded_by=factories.user(),
    )
    attachment.file.save(name, ContentFile(b"%PDF"), save=True)
    return attachment


@pytest.fixture
def office(db: None) -> User:
    return factories.user("office")


@pytest.fixture
def reviewer(db: None) -> User:
    return factories.user("reviewer")


@pytest.fixture
def chair(db: None) -> User:
    return factories.user("sc_chair")


@pytest.fixture
def duty(office: User) -> Publication:
    paper = factories.opinion_paper()
    publication.require(
        paper,
        publication.Duty(kind="审议意见", title="示例", basis="《监督法》第十七条", path="/x/"),
        since=factories.TODAY,
        actor=office,
    )
    assert paper.society_duty is not None
    return paper.society_duty


def approved(duty: Publication, office: User, reviewer: User, chair: User) -> Publication:
    publication.prepare(duty, content=CONTENT, files=[stored()], actor=office)
    publication.redact(duty, content=blanked(), files=[stored("脱敏.pdf")], actor=reviewer)
    publication.approve(duty, actor=chair)
    return duty


def test_a_duty_arises_once_for_each_audience_with_a_target_of_twenty_days(office: User) -> None:
    paper = factories.opinion_paper()
    for _ in range(2):
        publication.require(
            paper, publication.Duty("审议意见", "示例", "依据", "/x/"), since=factories.TODAY, actor=office
        )
    assert Publication.objects.count() == 2
    assert paper.society_duty.target_on == factories.TODAY + timedelta(days=20)
    assert paper.deputies_duty.audience == Publication.Audience.DEPUTIES


def test_readers_get_the_redacted_copy_and_its_own_files(
    duty: Publication, office: User, reviewer: User, chair: User
) -> None:
    approved(duty, office, reviewer, chair)
    version = publication.publish(duty, actor=reviewer)
    assert version.content == {**blanked(), "facts": [["承办机关", "示例局"]]}
    assert [row.name for row in version.files.all()] == ["脱敏.pdf"]
    assert version.files.get().file.name != duty.files.get().file.name
    assert OpinionPaper.objects.published().count() == 1


def test_nothing_is_readable_before_it_is_published(
    duty: Publication, office: User, reviewer: User, chair: User
) -> None:
    approved(duty, office, reviewer, chair)
    assert not OpinionPaper.objects.published().exists()
    assert publication.latest(duty) is None


def test_who_prepared_or_redacted_does_not_approve(duty: Publication, office: User, reviewer: User) -> None:
    publication.prepare(duty, content=CONTENT, actor=office)
    publication.redact(duty, content=blanked(), files=[], actor=reviewer)
    for person in (office, reviewer):
        with pytest.raises(ValidationError, match="核准人不能是拟稿人或脱敏人"):
            publication.approve(duty, actor=person)


def test_who_approved_does_not_publish(duty: Publication, office: User, reviewer: User, chair: User) -> None:
    approved(duty, office, reviewer, chair)
    with pytest.raises(ValidationError, match="发布人不能是拟稿人或核准人"):
        publication.publish(duty, actor=chair)


def test_the_database_itself_refuses_one_person_for_two_steps(
    duty: Publication, office: User, reviewer: User, chair: User
) -> None:
    approved(duty, office, reviewer, chair)
    with pytest.raises(DatabaseError, match="publication_approver_is_another"), transaction.atomic():
        Publication.objects.filter(pk=duty.pk).update(approved_by=reviewer)


def test_redaction_blanks_words_but_drops_no_part(duty: Publication, office: User, reviewer: User) -> None:
    publication.prepare(duty, content=CONTENT, actor=office)
    shortened = blanked()
    shortened["sections"][0]["paragraphs"] = []
    with pytest.raises(ValidationError, match="不能增删段落"):
        publication.redact(duty, content=shortened, files=[], actor=reviewer)


def test_a_restricted_file_does_not_go_out(duty: Publication, office: User, reviewer: User) -> None:
    publication.prepare(duty, content=CONTENT, actor=office)
    with pytest.raises(ValidationError, match="限制级文件不能公开"):
        publication.redact(
            duty, content=blanked(), files=[stored(security=Attachment.Security.RESTRICTED)], actor=reviewer
        )


def test_what_is_out_cannot_be_changed_or_deleted(duty: Publication, office: User, reviewer: User, chair: User) -> None:
    approved(duty, office, reviewer, chair)
    version = publication.publish(duty, actor=reviewer)
    rows = PublishedVersion.objects.filter(pk=version.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_correction_is_a_new_version_with_its_note_and_the_old_one_stays_readable_meanwhile(
    duty: Publication, office: User, reviewer: User, chair: User
) -> None:
    approved(duty, office, reviewer, chair)
    first = publication.publish(duty, actor=reviewer)
    approved(duty, office, reviewer, chair)
    assert publication.latest(duty) == first
    with pytest.raises(ValidationError, match="更正说明"):
        publication.publish(duty, actor=reviewer)
    second = publication.publish(duty, actor=reviewer, correction="第一段数字有误")
    assert (second.number, second.correction) == (2, "第一段数字有误")
    assert duty.status == Publication.Status.CORRECTED
    assert duty.versions.count() == 2


def test_a_withdrawn_copy_is_not_readable_and_keeps_its_reason(
    duty: Publication, office: User, reviewer: User, chair: User
) -> None:
    approved(duty, office, reviewer, chair)
    publication.publish(duty, actor=reviewer)
    with pytest.raises(ValidationError, match="撤回须写明理由"):
        publication.withdraw(duty, reason=" ", actor=reviewer)
    publication.withdraw(duty, reason="含有个人信息", actor=reviewer)
    assert publication.latest(duty) is None
    assert not OpinionPaper.objects.published().exists()
    approved(duty, office, reviewer, chair)
    assert publication.latest(duty) is None


@pytest.mark.parametrize("step", ["redact", "approve", "publish"])
def test_steps_out_of_turn_are_refused(duty: Publication, step: str, reviewer: User) -> None:
    more = {"content": blanked(), "files": []} if step == "redact" else {}
    with pytest.raises(TransitionError):
        getattr(publication, step)(duty, actor=reviewer, **more)
    duty.refresh_from_db()
    assert duty.status == Publication.Status.REQUIRED


def test_deputies_are_told_of_what_is_reported_to_them(office: User, reviewer: User, chair: User) -> None:
    deputy = factories.user("deputy")
    factories.published(factories.opinion_paper(), CONTENT)
    assert Notification.objects.filter(recipient=deputy, subject="通报：示例标题").count() == 1


def test_a_leaked_copy_is_withdrawn_even_while_a_correction_is_under_way(
    duty: Publication, office: User, reviewer: User, chair: User
) -> None:
    approved(duty, office, reviewer, chair)
    publication.publish(duty, actor=reviewer)
    publication.prepare(duty, content=CONTENT, actor=office)
    publication.withdraw(duty, reason="含有个人信息", actor=reviewer)
    assert publication.latest(duty) is None


def test_what_was_never_out_is_not_withdrawn(duty: Publication, office: User, reviewer: User) -> None:
    publication.prepare(duty, content=CONTENT, actor=office)
    with pytest.raises(TransitionError):
        publication.withdraw(duty, reason="含有个人信息", actor=reviewer)
