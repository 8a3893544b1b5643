"""What everyone reads of a deputy: proposed, approved by somebody else, and never anything private."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from congress.workflow import TransitionError
from deputies.models import DeputyGroup, Person, ProfileChange
from deputies.offers import profiles as offered
from deputies.services import profiles
from tests import factories
from tests.desk import Clerk
from tests.factories_duty import deputy
from tests.factories_people import START, constituency, group, keeper, member, street

pytestmark = pytest.mark.django_db
LIST = "/deputies/"
OWN = "/workspace/profile/public/"


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    image = Image.new("RGB", (60, 80), "navy")
    exif = Image.Exif()
    exif[0x010F] = "示例相机"
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


def propose(person: Person, actor: Any, upload: Any = None, **fields: str) -> ProfileChange:
    change = ProfileChange(person=person, **({"title": "示例公司职工"} | fields))
    return profiles.propose(change, upload, actor=actor, today=timezone.localdate())


def text(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_change_is_shown_once_somebody_else_approved_it() -> None:
    account = factories.user("deputy")
    person = deputy(account=account)
    change = propose(person, account, picture(), introduction="示例简介")
    page = f"{LIST}{person.pk}/"
    assert "示例公司职工" not in text(page)
    officer = factories.user("deputies_wc")
    assert [
        row.title for waiting in offered.to_decide(officer, START) for row in map(waiting.line, waiting.rows) if row
    ]
    profiles.approve(change, actor=officer)
    shown = text(page)
    assert "示例公司职工" in shown
    assert "示例简介" in shown
    photo = person.profile.photo
    answer = Client().get(f"/files/{photo.shown.public_id}/")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert not Image.open(BytesIO(content)).getexif()
    assert Client().get(f"/files/{photo.original.public_id}/").status_code == 404
    with pytest.raises(TransitionError, match="已公开"):
        profiles.refuse(change, reason="重复", actor=officer)


def test_who_proposed_does_not_approve() -> None:
    officer = factories.user("deputies_wc")
    change = propose(deputy(), officer)
    with pytest.raises(ValidationError, match="提出人不能审核"):
        profiles.approve(change, actor=officer)
    with pytest.raises(ValidationError, match="由代表工委审核"):
        profiles.approve(change, actor=factories.user("deputy"))
    profiles.refuse(change, reason="单位名称不全", actor=factories.user("deputies_wc"))
    assert change.reason == "单位名称不全"


@pytest.mark.parametrize(
    "words", ["电话13812345678", "证件330802199001011234", "办公室0570-3021234", "33080219900101123X"]
)
def test_phones_and_identity_numbers_are_refused(words: str) -> None:
    account = factories.user("deputy")
    with pytest.raises(ValidationError, match="不能写电话、证件号码"):
        propose(deputy(account=account), account, introduction=words)
    assert not ProfileChange.objects.exists()


def test_a_file_that_is_no_photo_a_second_change_and_a_stranger_are_refused() -> None:
    account = factories.user("deputy")
    person = deputy(account=account)
    with pytest.raises(ValidationError, match="文件“a"):
        propose(person, account, SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", "application/pdf"))
    assert not ProfileChange.objects.exists()
    propose(person, account)
    with pytest.raises(ValidationError, match="上一次变更还在审核"):
        propose(person, account)
    with pytest.raises(ValidationError, match="只能提出自己"):
        propose(deputy(), account)


def test_a_street_proposes_for_its_own_deputies_only() -> None:
    own = street()
    actor = keeper(own)
    propose(deputy(delegation=own), actor)
    with pytest.raises(ValidationError, match="只能提出自己"):
        propose(deputy(delegation=street()), actor)


def test_the_roll_shows_who_is_in_office_today_by_area_and_marks_examples() -> None:
    own, place = street(), constituency()
    held = deputy(delegation=own, constituency=place.name)
    gone = deputy(delegation=own, ends_on=timezone.localdate() - timedelta(days=1))
    member(group(DeputyGroup.Kind.PROFESSIONAL, field="财经", name="财经专业小组"), held, role="convener").save()
    page = text(LIST)
    assert held.name in page
    assert gone.name not in page
    assert str(own) in page
    assert "示例" in page
    assert Client().get(f"{LIST}{gone.pk}/").status_code == 404
    assert Client().get(f"{LIST}99999999/").status_code == 404
    one = text(f"{LIST}{held.pk}/")
    assert "财经专业小组（组长）" in one
    assert "示例人物，不是真实的代表" in one
    assert held.name not in text(f"{LIST}?q=没有这个人")
    assert held.name in text(f"{LIST}?q={held.name}")


def test_a_suspension_is_not_told_to_the_public() -> None:
    person = deputy()
    person.mandates.get().suspensions.create(ground="charged", starts_on=START)
    assert "暂停" not in text(f"{LIST}{person.pk}/")


def test_another_subject_adds_its_part_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {"example": lambda person, on: profiles.ProfileBlock("includes/empty.html", {}) if on else None}
    monkeypatch.setattr(profiles.blocks, "_entries", entries)
    assert len(profiles.page_blocks(deputy(), on=START)) == 1


def test_the_deputy_proposes_on_the_phone_and_the_office_approves_on_the_desk() -> None:
    clerk = Clerk("deputy")
    deputy(account=clerk.user)
    assert clerk.client.post(OWN, {"title": "电话13812345678"}).status_code == 422
    assert clerk.client.post(OWN, {"title": "示例医院医生", "photo": picture()}).status_code == 302
    assert "待审核的变更" in clerk.text(OWN)
    change = ProfileChange.objects.get()
    desk = Clerk("deputies_wc")
    path = f"/admin/deputies/profilechange/{change.pk}/"
    assert "审核通过并公开" in desk.buttons(f"{path}change/")
    desk.step(f"{path}steps/approve/")
    change.refresh_from_db()
    assert change.status == "approved"
    assert Clerk("unit_clerk").status(OWN) == 404


def test_the_roll_costs_the_same_for_many_deputies() -> None:
    visitor = Clerk()
    organ = street()
    deputy(delegation=organ)
    few = visitor.queries(LIST)
    for _ in range(12):
        deputy(delegation=organ)
    assert visitor.queries(LIST) == few
