"""Patrols under attack: forged numbers, foreign rows, scripts, cameras that tell places, files that break workers."""

import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from congress.models import Activity, Notification, User
from deputies.models import ImportBatch, Mandate, PatrolFinding, PatrolPhoto
from deputies.services import patrol_imports, patrol_reports, patrols
from tests import factories, photos
from tests import factories_patrols as given
from tests.deputies.test_patrol_faces import NEW, client_of, sent
from tests.desk import Clerk

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)">'
JSON = {"Accept": "application/json"}


def posted(user: User, values: dict[str, object]) -> tuple[int, dict[str, object]]:
    answer = client_of(user).post(NEW, values, headers=JSON)
    return answer.status_code, answer.json()


def test_words_changed_on_the_phone_after_an_unnoticed_sending_are_put_right_not_lost() -> None:
    user, number = given.deputy(), str(uuid4())
    assert posted(user, sent(user, client_id=number))[0] == 201
    assert posted(user, sent(user, client_id=number, text="垃圾和废旧家具堆放在人行道上。"))[0] == 200
    row = PatrolFinding.objects.get()
    assert row.text == "垃圾和废旧家具堆放在人行道上。"
    assert Activity.objects.get(verb="补正巡查问题").detail == {"fields": ["text"]}


def test_words_changed_after_the_finding_was_handed_over_are_told_and_may_be_sent_as_another() -> None:
    user, clerk, number = given.deputy(), given.unit(), str(uuid4())
    values = sent(user, client_id=number)
    posted(user, values)
    row = PatrolFinding.objects.get()
    assert clerk.organ is not None
    on = timezone.localdate()
    patrols.assign(row, organ=clerk.organ, on=on, actor=factories.user("deputies_wc"), today=on)
    # The same record once more is no change.
    assert posted(user, values)[0] == 200
    status, told = posted(user, values | {"text": "又多了一堆。"})
    assert status == 422
    assert "先前已经上报并处理" in str(told["problems"])
    assert told["renumber"] is True
    row.refresh_from_db()
    assert row.text == "垃圾堆放在人行道上。"
    assert posted(user, values | {"text": "又多了一堆。", "client_id": str(uuid4())})[0] == 201


def test_a_record_of_another_account_waits_on_the_phone_for_that_account() -> None:
    user = given.deputy()
    status, told = posted(user, sent(user, account=user.pk + 1))
    assert (status, told["waits"]) == (409, True)
    assert not PatrolFinding.objects.exists()


def test_the_number_of_somebody_elses_record_gives_nothing_away_and_changes_nothing() -> None:
    victim, thief = given.deputy(), given.deputy()
    row = given.finding(victim, text="原来的文字")
    status, told = posted(thief, sent(thief, client_id=str(row.client_id), text="改掉"))
    assert (status, told["renumber"]) == (422, True)
    assert "原来的文字" not in str(told)
    row.refresh_from_db()
    assert (row.text, row.finder) == ("原来的文字", victim)


def test_the_number_of_somebody_elses_picture_does_not_swallow_ones_own() -> None:
    first = given.picture()
    given.finding(pictures=[first])
    copy = patrol_reports.Picture(photos.upload(), first.client_id)
    row = given.finding(place="示例路9号", pictures=[copy])
    assert row.photos.count() == 1
    assert PatrolPhoto.objects.count() == 2


def test_one_picture_twice_in_one_request_is_one() -> None:
    number = uuid4()
    twice = [patrol_reports.Picture(photos.upload(), number) for _ in range(2)]
    assert given.finding(pictures=twice).photos.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "1 or 1=1"}, "上报编号"),
        ({"account": "x"}, "账号"),
        ({"category": "999999"}, "类别"),
        ({"round": "999999"}, "巡查活动"),
        ({"text": ""}, "情况"),
        ({"text": "字" * 5_001}, "情况"),
        ({"place": "字" * 121}, "地点"),
        ({"latitude": "NaN"}, "纬度"),
        ({"latitude": "1E9"}, "纬度"),
        ({"longitude": ""}, "同时填写"),
        ({"accuracy_metres": "-1"}, "定位"),
        ({"found_on": "2099-01-01"}, "发现日期"),
        ({"found_on": "0001-01-01"}, "代表"),
        ({"photo_ids": "x" * 500}, "照片"),
    ],
)
def test_forged_values_are_refused_in_words_and_nothing_is_kept(changes: dict[str, object], words: str) -> None:
    user = given.deputy()
    status, told = posted(user, sent(user, **changes))
    assert status in (409, 422)
    assert words in str(told["problems"])
    assert not PatrolFinding.objects.exists()


def test_a_character_that_cannot_be_kept_is_refused() -> None:
    user = given.deputy()
    assert client_of(user).post(NEW, sent(user, text="a\0b"), headers=JSON).status_code == 400
    assert not PatrolFinding.objects.exists()


def test_too_many_pictures_and_what_is_none_are_refused_with_the_whole_record() -> None:
    user = given.deputy()
    many = [photos.upload(name=f"{number}.jpg") for number in range(7)]
    for files in (many, [SimpleUploadedFile("a.jpg", b"<script>", "image/jpeg")], [photos.upload(name="a.svg")]):
        status, told = posted(user, sent(user, photos=files))
        assert status == 422
        assert told["problems"]
    assert not PatrolFinding.objects.exists()
    assert not PatrolPhoto.objects.exists()


def test_a_round_of_others_is_not_ones_own() -> None:
    user = given.deputy()
    given.one_of_each()
    foreign = PatrolFinding.objects.exclude(round=None).get().round
    assert foreign is not None
    status, told = posted(user, sent(user, round=foreign.pk))
    assert status == 422
    assert "巡查活动" in str(told["problems"])


def test_a_script_in_a_finding_is_shown_as_words_on_every_page() -> None:
    clerk, user = given.unit(), given.deputy()
    row = given.assigned(clerk, actor=user, text=SCRIPT, place="<b>示例</b>路")
    pages = [
        client_of(user).get(row.get_absolute_url()),
        client_of(clerk).get("/workspace/patrols/"),
        Clerk("deputies_wc").client.get(f"/admin/deputies/patrolfinding/{row.pk}/change/"),
        Clerk("deputies_wc").client.get("/admin/deputies/patrolfinding/"),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in text
        assert "<b>示例" not in text


def test_strangers_move_nothing_by_the_addresses_of_others() -> None:
    clerk = given.unit()
    row = given.assigned(clerk, pictures=[given.picture()])
    photo = row.photos.get()
    address = row.get_absolute_url()
    for stranger in (given.unit(), given.deputy(), factories.user("station_staff"), factories.user("sc_member")):
        client = client_of(stranger)
        assert client.get(address).status_code == 404
        assert client.get(f"/files/{photo.original.public_id}/").status_code == 404
        for step in ("accept", "answer", "recheck"):
            assert client.post(address, {"step": step, "outcome": "not_ours", "text": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.status == PatrolFinding.Status.ASSIGNED
    assert client_of(given.unit()).get("/workspace/patrols/99999999999999999999/").status_code == 404


def test_a_unit_that_gave_a_finding_back_answers_it_no_more() -> None:
    clerk, second = given.unit(), given.unit()
    row = given.answered(clerk, given.assigned(clerk))
    assert second.organ is not None
    patrols.assign(row, organ=second.organ, on=TODAY, actor=factories.user("deputies_wc"), today=TODAY)
    with pytest.raises(ValidationError, match="只有承办单位"):
        patrols.answer(row, outcome="cannot", text="不办", actor=clerk, today=TODAY)


def test_what_readers_get_of_a_picture_holds_no_place_and_no_device() -> None:
    row = given.finding(pictures=[given.picture()])
    photo = row.photos.select_related("shown", "thumbnail").get()
    for file in (photo.shown, photo.thumbnail):
        with file.file.open("rb") as stream:
            content = stream.read()
        assert not [trace for trace in photos.TRACES if trace in content]


def test_the_office_enters_for_a_deputy_only_within_the_mandate_and_the_deputy_is_asked() -> None:
    office, account = factories.user("deputies_wc"), given.deputy(ends_on=TODAY - timedelta(days=10))
    mandate = Mandate.objects.get(person__account=account)
    with pytest.raises(ValidationError, match="代表资格已于"):
        patrol_reports.report(given.unsaved(mandate=mandate), actor=office, today=TODAY)
    day = TODAY - timedelta(days=20)
    row, _ = patrol_reports.report(given.unsaved(mandate=mandate, found_on=day), actor=office, today=TODAY)
    assert row.finder == account


def test_who_is_merged_is_told_at_once_and_reads_what_became_of_the_main_finding() -> None:
    clerk, other, finder = given.unit(), given.unit(), given.deputy()
    main = given.answered(clerk, given.assigned(clerk), "fixed")
    same = given.assigned(other, actor=finder)
    patrols.merge(same, into=main, actor=factories.user("deputies_wc"))
    assert Notification.objects.filter(recipient=finder, subject__startswith="已并入重复问题").exists()
    assert Notification.objects.filter(recipient=other, subject__startswith="不用再办理").exists()
    page = client_of(finder).get(same.get_absolute_url()).content.decode()
    assert "并入的问题办理情况" in page
    assert "示例答复。" in page


@pytest.fixture
def importer() -> User:
    given.category()
    return factories.user("deputies_wc")


def run() -> int:
    return patrol_imports.run_waiting(actor=User.objects.system(), at=timezone.now())


def excel(rows: list[list[object]]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("平台记录.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"情况": "字" * 5_001}, "超过5000个字"),
        ({"编号": "x" * 61}, "超过60个字"),
        ({"经度": "1e400", "纬度": "28"}, "超出范围"),
        ({"发现日期": "2026-02-30"}, "不正确"),
        ({"发现日期": "1999-01-01"}, "起止日期"),
        ({"类别": "'; drop table"}, "未登记"),
    ],
)
def test_a_hostile_cell_refuses_the_file_and_names_the_row(
    importer: User, changes: dict[str, object], words: str
) -> None:
    batch = given.batch(given.table([given.row(1), given.row(2, **changes), given.row(3)]), actor=importer)
    run()
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.REFUSED
    assert batch.problems[0].startswith("第3行：")
    assert words in batch.problems[0]
    assert not PatrolFinding.objects.exists()


def test_formulas_and_scripts_of_a_file_stay_words(importer: User) -> None:
    values = {**dict.fromkeys(given.HEAD, ""), **given.row(1, 情况="'=HYPERLINK(1)", 地点=SCRIPT)}
    with pytest.raises(ValidationError, match="网页或脚本"):
        given.batch(given.table([values]), actor=importer)
    batch = given.batch(excel([[*given.HEAD], [values[name] for name in given.HEAD]]), actor=importer)
    run()
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.DONE, batch.problems
    row = PatrolFinding.objects.get()
    office = Clerk("deputies_wc").client
    assert "<script>alert" not in office.get(f"/admin/deputies/patrolfinding/{row.pk}/change/").content.decode()


def test_an_excel_file_with_far_away_cells_is_read_within_its_columns(importer: User) -> None:
    head: list[object] = [*given.HEAD]
    values: dict[str, object] = {**dict.fromkeys(given.HEAD, ""), **given.row(1)}
    wide = [*(values[name] for name in given.HEAD), *[""] * 300, "远处"]
    batch = given.batch(excel([head, wide]), actor=importer)
    run()
    batch.refresh_from_db()
    assert (batch.status, batch.records) == (ImportBatch.Status.DONE, 1), batch.problems


def test_who_may_not_know_the_finders_gets_no_file_of_the_platform(importer: User) -> None:
    batch = given.batch(given.table([given.row(1)]), actor=importer)
    assert batch.file is not None
    path = f"/files/{batch.file.public_id}/"
    assert client_of(importer).get(path).status_code == 200
    for role in ("wc_officer", "deputy", "unit_clerk"):
        client = client_of(factories.user(role, organ=factories.organ()))
        assert client.get(path).status_code == (
            200 if factories.user(role).has_perm("congress.view_attachment") else 404
        )
