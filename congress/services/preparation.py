"""What an empty portal needs before its first day: roles, the system account, number series, schedules, the law.

Every step may run again at any time; what the office changed stays.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from congress import registry
from congress.models import NumberSeries, User
from congress.roles import ROLES, Role

#: code, name, default prefix (the district's real codes are unknown: the office edits them), scope
SERIES = (
    ("opinion", "审议意见", "柯人大常审", NumberSeries.Scope.YEAR),
    ("opinion_letter", "意见建议函", "柯人大常建", NumberSeries.Scope.YEAR),
    ("chair_opinion", "主任会议议事意见", "柯人大常议", NumberSeries.Scope.YEAR),
    ("act", "决议决定", "柯人大常", NumberSeries.Scope.YEAR),
    ("letter", "常委会函件", "柯人大常函", NumberSeries.Scope.YEAR),
    ("announcement", "公告", "柯人大常公告", NumberSeries.Scope.TERM),
    ("appointment", "任免通知", "柯人大常任", NumberSeries.Scope.YEAR),
    ("letter_of_appointment", "任命书", "柯人大任", NumberSeries.Scope.YEAR),
    ("filing", "规范性文件备案登记", "柯人大备", NumberSeries.Scope.YEAR),
    ("filing_opinion", "规范性文件审查意见", "柯人大备审", NumberSeries.Scope.YEAR),
    ("audit_write_off", "审计问题销号", "柯人大审销", NumberSeries.Scope.YEAR),
    ("review_result", "评议结果通知书", "柯人大评", NumberSeries.Scope.YEAR),
    ("expert_letter", "监督专家聘书", "柯人大聘", NumberSeries.Scope.YEAR),
    ("bulletin", "会议简报", "柯人大常简", NumberSeries.Scope.YEAR),
)

#: name shown in the admin, task, seconds between runs
SCHEDULE = (
    ("提醒扫描", "congress.tasks.sweep_reminders", 300),
    ("暂算期限复核", "congress.tasks.recount_provisional", 3600),
    ("无主文件清理", "congress.tasks.purge_orphans", 86_400),
    ("邮件发送", "congress.tasks.deliver_mail", 15),
    ("平台数据导入", "deputies.tasks.import_batches", 15),
    ("巡查回访", "deputies.tasks.ask_patrol_finders", 3600),
    ("离任收回角色", "deputies.tasks.close_ended_access", 3600),
    ("街道乡镇会议期限", "deputies.tasks.open_local_periods", 3600),
    ("社情民意排队、办结和清除", "deputies.tasks.settle_public_opinions", 3600),
    ("联系选民计入履职台账", "deputies.tasks.credit_contacts", 3600),
    ("会议出席计入履职台账", "meetings.tasks.credit_meetings", 3600),
    ("视察检查调研计入履职台账", "supervision.tasks.credit_outings", 3600),
    ("未登记接待提示", "deputies.tasks.flag_missed_receptions", 3600),
    ("旁听人员信息清除", "meetings.tasks.erase_observers", 86_400),
    ("重大事项、议定事项随会议办理", "meetings.tasks.realign_matters", 60),
    ("报告期限随会议日期", "supervision.tasks.realign_reports", 60),
    ("审计台账随报告建立", "supervision.tasks.open_ledgers", 60),
    ("办理公开状态", "supervision.tasks.note_published", 60),
    ("年度计划公开状态", "supervision.tasks.note_published_plans", 60),
    ("年度法定事项", "supervision.tasks.open_milestones", 3600),
    ("执法检查随会议和交办推进", "supervision.tasks.realign_inspections", 60),
    ("本会文件向上报备", "supervision.tasks.realign_filings", 3600),
    ("排队的审查建议依次办理", "supervision.tasks.take_up_suggestions", 3600),
    ("审查建议人信息清除", "supervision.tasks.erase_suggesters", 86_400),
)


@transaction.atomic
def prepare() -> None:
    """Write roles, the system account, number series and schedules where they are missing."""
    for role in ROLES:
        _write_role(role)
    _write_system_account()
    for code, name, prefix, scope in SERIES:
        NumberSeries.objects.get_or_create(code=code, defaults={"name": name, "prefix": prefix, "scope": scope})
    for name, task, seconds in SCHEDULE:
        _write_schedule(name, task, seconds)
    for step in registry.preparations:
        step()


def _write_role(role: Role) -> None:
    """Grant a role its permissions; those the office added stay."""
    group, _ = Group.objects.get_or_create(name=role.code)
    group.permissions.add(*find_permissions(role.permissions))


def find_permissions(names: Iterable[str]) -> list[Permission]:
    """The permissions named `app.codename`. Raises LookupError for a name that no model declares."""
    wanted = {tuple(name.split(".", 1)) for name in names}
    if not wanted:
        return []
    condition = Q()
    for app, codename in wanted:
        condition |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(condition).select_related("content_type"))
    missing = wanted - {(permission.content_type.app_label, permission.codename) for permission in found}
    if missing:
        raise LookupError(f"unknown permissions: {sorted('.'.join(name) for name in missing)}")
    return found


def _write_system_account() -> None:
    account, is_new = User.objects.get_or_create(
        username=User.SYSTEM, defaults={"display_name": "系统", "is_active": False}
    )
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])


def _write_schedule(name: str, task: str, seconds: int) -> None:
    interval, _ = IntervalSchedule.objects.get_or_create(every=seconds, period=IntervalSchedule.SECONDS)
    defaults = {
        "name": name,
        "interval": interval,
        # A run that nobody took up before the next one is dropped: a worker that comes back has no week to work off.
        "expire_seconds": seconds,
        # Without it beat waits a whole interval before the first run.
        "start_time": timezone.now(),
    }
    PeriodicTask.objects.get_or_create(task=task, defaults=defaults)
