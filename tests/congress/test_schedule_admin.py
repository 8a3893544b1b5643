"""Calendars and schedules on the desk: every change leaves a line in the log."""

from datetime import date

import pytest
from django.contrib import admin
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from congress.models import Activity, SpecialDay, WorkCalendarYear
from tests.desk import Clerk, refusals, superuser

pytestmark = pytest.mark.django_db
TASK = "congress.tasks.example"


@pytest.fixture
def task() -> PeriodicTask:
    interval = IntervalSchedule.objects.get_or_create(every=60, period="seconds")[0]
    return PeriodicTask.objects.create(name="示例任务", task=TASK, interval=interval)


def page_of(task: PeriodicTask) -> str:
    return f"/admin/django_celery_beat/periodictask/{task.pk}/change/"


def test_a_task_is_switched_off_with_a_line_in_the_log(task: PeriodicTask) -> None:
    sysadmin = Clerk("sysadmin")
    form = sysadmin.form(page_of(task))
    form.pop("enabled")
    assert refusals(sysadmin.save(page_of(task), form)) == ""
    task.refresh_from_db()
    assert not task.enabled
    assert Activity.objects.get(verb="修改", object_key=str(task.pk)).actor == sysadmin.user


def test_what_a_task_runs_is_not_changed_here(task: PeriodicTask) -> None:
    sysadmin = Clerk("sysadmin")
    sysadmin.change(page_of(task), task="os.system", args='["x"]', kwargs='{"x": 1}', queue="other", name="x")
    task.refresh_from_db()
    assert (task.task, task.args, task.kwargs, task.queue, task.name) == (TASK, "[]", "{}", None, "示例任务")


def test_tasks_are_neither_made_nor_deleted_nor_run_in_bulk(task: PeriodicTask) -> None:
    place = "/admin/django_celery_beat/periodictask/"
    for clerk in (Clerk("sysadmin"), superuser()):
        assert clerk.status(f"{place}add/") == 403
        assert clerk.status(page_of(task).replace("change", "delete")) == 403
        assert not clerk.page(place).xpath("//select[@name='action']")


def test_no_other_register_of_schedules_is_on_the_desk() -> None:
    registered = {model for model in admin.site._registry if model._meta.app_label == "django_celery_beat"}
    assert registered == {PeriodicTask}


def test_a_special_day_is_entered_and_changed_with_lines_in_the_log() -> None:
    head = Clerk("office_head")
    head.change("/admin/congress/specialday/add/", date="2026-11-11", name="示例放假")
    day = SpecialDay.objects.get(date=date(2026, 11, 11))
    head.change(f"/admin/congress/specialday/{day.pk}/change/", name="示例调休", is_workday="on")
    lines = Activity.objects.filter(model_label="congress.specialday", object_key=str(day.pk))
    assert set(lines.values_list("verb", "actor")) == {("新增", head.user.pk), ("修改", head.user.pk)}


def test_only_days_entered_by_hand_are_deleted_and_logged() -> None:
    root = superuser()
    own = SpecialDay.objects.create(date=date(2026, 11, 11), name="示例放假")
    loaded = SpecialDay.objects.create(date=date(2026, 11, 12), name="示例", source=SpecialDay.Source.LIBRARY)
    for clerk, day in ((root, loaded), (Clerk("office_head"), own)):
        assert clerk.client.post(f"/admin/congress/specialday/{day.pk}/delete/", {"post": "yes"}).status_code == 403
    root.client.post(f"/admin/congress/specialday/{own.pk}/delete/", {"post": "yes"})
    assert not SpecialDay.objects.filter(pk=own.pk).exists()
    assert Activity.objects.get(verb="删除").text == str(own)


def test_a_year_is_confirmed_with_a_line_in_the_log() -> None:
    year = WorkCalendarYear.objects.get_or_create(year=2031)[0]
    head = Clerk("office_head")
    head.change(f"/admin/congress/workcalendaryear/{year.pk}/change/", notice="示例通知")
    assert Activity.objects.get(model_label="congress.workcalendaryear").actor == head.user
