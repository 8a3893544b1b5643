"""Photographs: nothing of the camera goes out, parts can be hidden, the original stays as it was taken."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from congress.models import Attachment, PublishedFile
from congress.services import attachments, photos, publication
from tests import factories
from tests import photos as pictures
from tests.congress.test_publication import CONTENT, blanked

GPS = 0x8825


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(pictures.phone_jpeg(), "image/jpeg"), (pictures.phone_png(), "image/png")],
    ids=["jpeg", "png"],
)
def test_a_clean_copy_carries_nothing_of_the_camera(content: bytes, content_type: str) -> None:
    assert GPS in pictures.opened(content).getexif()
    copy = photos.clean(ContentFile(content), content_type=content_type)
    assert not pictures.traces(copy)
    assert not dict(pictures.opened(copy).getexif())
    assert set(pictures.opened(copy).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_copy_stands_upright_and_within_its_bound() -> None:
    tall = pictures.opened(photos.clean(ContentFile(pictures.phone_jpeg()), content_type="image/jpeg"))
    assert tall.size == (400, 640)
    small = pictures.opened(photos.clean(ContentFile(pictures.phone_jpeg()), content_type="image/jpeg", side=320))
    assert small.size == (200, 320)


def test_a_transparent_png_stays_one() -> None:
    image = pictures.drawing().convert("RGBA")
    image.putalpha(128)
    out = ContentFile(b"")
    image.save(out, "PNG")
    assert pictures.opened(photos.clean(out, content_type="image/png")).mode == "RGBA"


def test_a_hidden_area_keeps_no_detail_and_the_rest_keeps_its_own() -> None:
    content = ContentFile(pictures.phone_jpeg())
    plain = pictures.opened(photos.clean(content, content_type="image/jpeg")).convert("L")
    hidden = pictures.opened(photos.clean(content, content_type="image/jpeg", hidden=[[0, 0, 1000, 500]])).convert("L")
    lines = (180, 170, 220, 300)
    assert contrast(plain, lines) > 200
    assert contrast(hidden, lines) < 60
    assert contrast(hidden, (180, 340, 220, 470)) > 200


def contrast(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    darkest, brightest = image.crop(box).getextrema()
    return int(brightest) - int(darkest)


@pytest.mark.parametrize(
    "areas",
    [[[0, 0, 0, 10]], [[-1, 0, 10, 10]], [[900, 0, 200, 10]], [[0, 0, 10]], [["0", 0, 10, 10]], [[0, 0, True, 10]]],
)
def test_an_area_outside_the_picture_is_refused_by_its_number(areas: list[list[int]]) -> None:
    with pytest.raises(ValidationError, match="第2处遮挡区域不在照片以内"):
        photos.checked_areas([[0, 0, 10, 10], *areas])


def test_no_more_than_twenty_areas() -> None:
    with pytest.raises(ValidationError, match="最多遮挡20处"):
        photos.checked_areas([[0, 0, 1, 1]] * 21)


def test_what_cannot_be_read_is_told() -> None:
    with pytest.raises(ValueError, match="cannot read"):
        photos.clean(ContentFile(pictures.phone_jpeg()[:300]), content_type="image/jpeg")


@pytest.mark.django_db
def test_a_published_picture_never_carries_where_it_was_taken(client: Client) -> None:
    original = attachments.store(pictures.upload(), actor=factories.user())
    published = publish(original)
    for path in (f"/published-files/{published.pk}/", f"/published-files/{published.pk}/thumbnail/"):
        response = client.get(path)
        body = response.getvalue()
        assert response["Content-Type"] == "image/jpeg"
        assert not pictures.traces(body)
        assert max(pictures.opened(body).size) in (640, 320)
    assert published.size == published.file.size
    assert published.sha256 != original.sha256
    # the original is what was uploaded, and stays private
    with original.file.open("rb") as kept:
        assert kept.read() == pictures.phone_jpeg()
    assert client.get(f"/files/{original.public_id}/").status_code == 404


@pytest.mark.django_db
def test_a_picture_that_cannot_be_read_is_not_published() -> None:
    original = attachments.store(pictures.upload(), actor=factories.user())
    original.file.storage.delete(original.file.name)
    original.file.storage.save(original.file.name, ContentFile(b"\xff\xd8\xff damaged"))
    with pytest.raises(ValidationError, match="无法读出图像，不能公开"):
        publish(original)
    assert not PublishedFile.objects.exists()


@pytest.mark.django_db
def test_the_small_copy_of_a_published_picture_is_no_orphan() -> None:
    published = publish(attachments.store(pictures.upload(), actor=factories.user()))
    attachments.purge_orphans(older_than=timedelta(0))
    assert published.file.storage.exists(published.file.name)
    assert published.thumbnail.storage.exists(published.thumbnail.name)


def publish(attachment: Attachment) -> PublishedFile:
    paper = factories.opinion_paper()
    office, reviewer, chair = (factories.user(role) for role in ("office", "reviewer", "sc_chair"))
    duty = publication.Duty(kind="审议意见", title="示例", basis="《监督法》第十七条", path="/x/")
    publication.require(paper, duty, since=factories.TODAY, actor=office)
    owed = paper.society_duty
    publication.prepare(owed, content=CONTENT, files=[attachment], actor=office)
    publication.redact(owed, content=blanked(), files=[attachment], actor=reviewer)
    publication.approve(owed, actor=chair)
    return publication.publish(owed, actor=reviewer).files.get()
