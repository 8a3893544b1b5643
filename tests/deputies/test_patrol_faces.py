"""Patrols through their doors: the phone's form, a unit's answer, the office's desk, what everyone reads."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from congress.models import Attachment, User
from deputies.models import ImportBatch, PatrolFinding, PatrolPhoto, PatrolRound
from deputies.offers import patrols as offers
from deputies.services import patrol_imports, patrol_publication, patrols
from tests import factories, photos
from tests import factories_patrols as given
from tests.desk import Clerk

pytestmark = pytest.mark.django_db
NEW = "/workspace/patrols/new/"
DESK = "/admin/deputies/patrolfinding"
Status = PatrolFinding.Status


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(user: User, **changes: object) -> dict[str, object]:
    return {
        "client_id": str(uuid4()),
        "account": user.pk,
        "category": given.category().pk,
        "text": "垃圾堆放在人行道上。",
        "place": "示例路1号",
        "found_on": timezone.localdate().isoformat(),
        "latitude": "28.970123",
        "longitude": "118.870456",
        "accuracy_metres": "12",
        **changes,
    }


def test_a_report_of_a_phone_is_answered_with_its_number_however_often_it_comes() -> None:
    user = given.deputy()
    client, number = client_of(user), str(uuid4())
    for status in (201, 200):
        values = sent(
            user, client_id=number, photos=[photos.upload()], photo_ids="5f0c6d2e-6f1b-4c1e-9d6e-1f2a3b4c5d6e"
        )
        answer = client.post(NEW, values, headers={"Accept": "application/json"})
        assert answer.status_code == status, answer.content
        assert answer.json()["id"] == number
    row = PatrolFinding.objects.get()
    assert (row.photos.count(), row.accuracy_metres, str(row.latitude)) == (1, 12, "28.970123")


def test_what_another_account_wrote_down_is_not_taken_under_this_one() -> None:
    user = given.deputy()
    answer = client_of(user).post(NEW, sent(user, account=user.pk + 1), headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert "另一个账号" in answer.json()["problems"][0]
    assert not PatrolFinding.objects.exists()


def test_a_form_without_the_script_leads_to_the_page_and_tells_what_is_wrong() -> None:
    user = given.deputy()
    client = client_of(user)
    refused = client.post(NEW, sent(user, text=""))
    assert refused.status_code == 422
    taken = client.post(NEW, sent(user, photos=[photos.upload()]), follow=True)
    assert "示例路1号" in taken.content.decode()
    for wrong in ({"category": "999999"}, {"found_on": "2026-02-30"}, {"client_id": "x"}):
        assert client.post(NEW, sent(user, **wrong), headers={"Accept": "application/json"}).status_code == 422


def test_the_kept_page_holds_nobodys_name_and_its_worker_only_files() -> None:
    user = given.deputy()
    page = client_of(user).get(NEW).content.decode()
    assert user.display_name not in page
    worker = Client().get(f"{NEW}worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "js/patrol" in worker.content.decode()


@pytest.mark.parametrize("role", ["unit_clerk", "station_staff", "office"])
def test_only_deputies_report(role: str) -> None:
    assert client_of(factories.user(role)).get(NEW).status_code == 403


def test_a_unit_answers_with_a_picture_and_the_finder_confirms_later() -> None:
    clerk, finder = given.unit(), given.deputy()
    row = given.assigned(clerk, actor=finder)
    path, unit, mine = row.get_absolute_url(), client_of(clerk), client_of(finder)
    stamp = unit.get(path).context["forms"][0][1].initial["stamp"]
    refused = unit.post(path, {"step": "answer", "stamp": stamp, "outcome": "fixed", "text": "已清理。"})
    assert (refused.status_code, "请上传办理后的照片" in refused.content.decode()) == (422, True)
    unit.post(
        path, {"step": "answer", "stamp": stamp, "outcome": "fixed", "text": "已清理。", "photos": [photos.upload()]}
    )
    row.refresh_from_db()
    assert row.status == Status.FIXED
    PatrolFinding.objects.update(answered_on=factories.TODAY)
    patrols.ask_again(on=factories.TODAY + timezone.timedelta(days=28))  # type: ignore[attr-defined]
    stamp = mine.get(path).context["forms"][0][1].initial["stamp"]
    stale = mine.post(path, {"step": "recheck", "stamp": "old", "result": "fixed"})
    assert stale.status_code == 422
    mine.post(path, {"step": "recheck", "stamp": stamp, "result": "fixed"})
    row.refresh_from_db()
    assert row.status == Status.CONFIRMED


def test_a_stranger_sees_neither_the_finding_nor_its_pictures() -> None:
    row = given.finding(pictures=[given.picture()])
    photo, stranger = row.photos.get(), client_of(given.deputy())
    assert stranger.get(row.get_absolute_url()).status_code == 404
    for attachment in (photo.original, photo.shown, photo.thumbnail):
        assert stranger.get(f"/files/{attachment.public_id}/").status_code == 404
    assert row.place not in stranger.get("/workspace/patrols/").content.decode()


def test_the_unit_does_not_read_who_reported_and_gets_no_place_of_the_camera() -> None:
    clerk = given.unit()
    row = given.assigned(clerk, pictures=[given.picture()])
    page = client_of(clerk).get(row.get_absolute_url()).content.decode()
    assert row.mandate.person.name not in page
    photo = row.photos.get()
    assert client_of(clerk).get(f"/files/{photo.original.public_id}/").status_code == 404
    body = client_of(clerk).get(f"/files/{photo.shown.public_id}/").getvalue()
    assert not photos.traces(body)


def test_lists_cost_the_same_however_many_rows(django_assert_max_num_queries: object) -> None:
    clerk = given.unit()
    given.assigned(clerk)
    client = client_of(clerk)
    client.get("/workspace/patrols/")
    counts = []
    for more in (0, 8):
        for _ in range(more):
            given.assigned(clerk)
        with django_assert_max_num_queries(20) as captured:
            client.get("/workspace/patrols/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_funnel_opens_by_category_and_organ_and_refuses_other_words() -> None:
    clerk = given.unit()
    given.assigned(clerk)
    client = client_of(clerk)
    assert "市容环境" in client.get("/workspace/patrols/funnel/").content.decode()
    assert str(clerk.organ) in client.get("/workspace/patrols/funnel/?by=organ").content.decode()
    for query in ("by=finder", "year=1066", "year=x"):
        assert client.get(f"/workspace/patrols/funnel/?{query}").status_code == 404


def test_the_office_hands_over_notes_and_merges_on_the_desk() -> None:
    office, organ = Clerk("deputies_wc"), factories.organ()
    main, other, third = given.finding(), given.finding(), given.finding(place="别处")
    office.step(f"{DESK}/{main.pk}/steps/assign/", organ=organ.pk, on=timezone.localdate().isoformat(), demand="请清理")
    office.step(f"{DESK}/{other.pk}/steps/merge/", into=main.pk)
    office.step(f"{DESK}/{third.pk}/steps/note/", reason="现场已劝导")
    assert [PatrolFinding.objects.get(pk=row.pk).status for row in (main, other, third)] == [
        "assigned",
        "merged",
        "noted",
    ]
    assert "交办" in office.text(f"{DESK}/")
    refused = office.step(f"{DESK}/{third.pk}/steps/merge/", into=main.pk)
    assert PatrolFinding.objects.get(pk=third.pk).status == "noted"
    assert refused.status_code == 200


def test_areas_of_a_picture_are_hidden_and_the_original_stays() -> None:
    office = Clerk("deputies_wc")
    row = given.finding(pictures=[given.picture()])
    photo = row.photos.get()
    path = f"{DESK}/{row.pk}/steps/hide/"
    field = f"areas_{photo.pk}"
    assert "第1处遮挡区域不在照片以内" in office.step(path, **{field: "900 0 200 100"}).content.decode()
    assert "应为四个整数" in office.step(path, **{field: "左边"}).content.decode()
    office.step(path, **{field: "0 0 1000 1000"})
    before, photo = photo, PatrolPhoto.objects.get(pk=photo.pk)
    assert photo.hidden_areas == [[0, 0, 1000, 1000]]
    assert photo.original == before.original
    assert photo.shown != before.shown
    with photo.shown.file.open("rb") as shown, before.shown.file.open("rb") as plain:
        bands = [photos.opened(each.read()).convert("L").crop((190, 280, 210, 360)) for each in (shown, plain)]
    spread = [high - low for low, high in (band.getextrema() for band in bands)]
    assert spread[0] < 60 < 150 < spread[1]
    assert "已遮挡1处" in office.text(f"{DESK}/{row.pk}/change/")


def test_a_finding_is_published_redacted_with_pictures_that_tell_no_place(client: Client) -> None:
    clerk, office = given.unit(), factories.user("deputies_wc")
    row = given.assigned(clerk, pictures=[given.picture()], latitude="28.970123", longitude="118.870456")
    patrols.answer(
        row, outcome="fixed", text="已清理。", pictures=[given.picture()], actor=clerk, today=factories.TODAY
    )
    row.refresh_from_db()
    patrol_publication.require(row, actor=office, today=factories.TODAY)
    row.refresh_from_db()
    content = patrol_publication.compose(row)
    assert "28.97" not in str(content)
    assert row.mandate.person.name not in str(content)
    composed = offers.compose(row.society_duty)
    assert composed is not None
    assert set(composed.files) == set(Attachment.objects.filter(pk__in=row.photos.values("shown")))
    assert client.get(row.public_path).status_code == 404
    factories.published(row, content, kind="巡查问题", path=row.public_path)
    page = client.get(row.public_path).content.decode()
    assert "已清理。" in page
    listing = client.get("/patrols/").content.decode()
    assert "示例路1号" in listing


def test_only_what_was_answered_may_be_published() -> None:
    row = given.finding()
    with pytest.raises(Exception, match="答复后才能公开"):
        patrol_publication.require(row, actor=factories.user("deputies_wc"), today=factories.TODAY)


def test_a_file_is_registered_on_the_desk_and_its_problems_are_shown() -> None:
    given.category()
    office = Clerk("deputies_wc")
    path = "/admin/deputies/importbatch/add/"
    values = office.form(path) | {
        "platform": "示例平台",
        "subject": "创文巡查",
        "starts_on": "2026-01-01",
        "ends_on": "2026-06-30",
        "source": "示例导出",
        "records": "0",
        "handed_over": "0",
    }
    assert "请填写记录数" in office.save(path, values).content.decode()
    bad = given.table([given.row(1), given.row(2, 类别="没有")])
    office.save(path, values | {"upload": bad})
    batch = ImportBatch.objects.get()
    assert "由后台逐行核对" in office.text(f"/admin/deputies/importbatch/{batch.pk}/change/")
    patrol_imports.run_waiting(actor=office.user, at=timezone.now())
    assert "第3行：类别“没有”未登记" in office.text(f"/admin/deputies/importbatch/{batch.pk}/change/")
    assert office.status("/admin/deputies/patrolfinding/?batch__isnull=1&found_on__year=2026") == 200


def test_counts_are_registered_on_the_desk() -> None:
    office = Clerk("deputies_wc")
    path = "/admin/deputies/importbatch/add/"
    changes = {
        "subject": "创文巡查",
        "starts_on": "2025-01-01",
        "ends_on": "2025-12-31",
        "source": "示例",
        "records": "6200",
    }
    office.save(path, office.form(path) | changes | {"handed_over": "423"})
    batch = ImportBatch.objects.get()
    assert (batch.status, batch.records, batch.handed_over, batch.entered_by) == ("counted", 6200, 423, office.user)


def test_a_round_on_the_desk_credits_its_members_or_names_who_is_no_deputy() -> None:
    office, user = Clerk("deputies_wc"), given.deputy()
    mandate = user.person.mandates.get()
    path = "/admin/deputies/patrolround/add/"
    values = office.form(path) | {
        "theme": "治水",
        "title": "示例治水巡查",
        "starts_on": "2026-09-01",
        "members": [mandate.pk],
    }
    office.save(path, values | {"starts_on": "2020-01-01"})
    assert not PatrolRound.objects.exists()
    office.save(path, values)
    assert PatrolRound.objects.get().members.get() == mandate


@pytest.mark.parametrize("questions", ['[{"key": "a"}]', '{"a": 1}', '[{"key": "水", "label": "水色"}]'])
def test_questions_of_a_category_are_checked(questions: str) -> None:
    office = Clerk("deputies_wc")
    path = "/admin/deputies/patrolcategory/add/"
    answer = office.save(path, office.form(path) | {"name": "河道", "questions": questions})
    assert "个问题" in answer.content.decode() or "应为列表" in answer.content.decode()
    office.save(path, office.form(path) | {"name": "河道", "questions": '[{"key": "colour", "label": "水色"}]'})
    assert given.category("河道").questions == [{"key": "colour", "label": "水色"}]


def test_examples_are_no_year_of_the_public_page(client: Client) -> None:
    given.finding(found_on=factories.TODAY, illustrative=["*"])
    assert client.get("/patrols/").context["funnel_years"] == []
    ImportBatch.objects.create(
        subject="创文巡查",
        starts_on="2019-01-01",
        ends_on="2019-12-31",
        records=6200,
        records_is_minimum=True,
        handed_over=423,
        source="示例报告",
        entered_by=factories.user("deputies_wc"),
        entered_on=factories.TODAY,
    )
    page = client.get("/patrols/")
    assert page.context["funnel_years"] == [2019]
    assert [number for _, number, _ in page.context["funnel"].bars] == [6200, 423]
    assert "6200余" in page.content.decode()
