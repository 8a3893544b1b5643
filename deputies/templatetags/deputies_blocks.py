"""What deputies show on the home pages."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.db.models import CharField, Value
from django.utils import timezone

from congress.models import User, in_force_on
from deputies.models import KEEP_AREA, AreaContact, ContactPair, FundPayment, Mandate
from deputies.services import own_record

register = template.Library()


@dataclass(frozen=True, slots=True)
class Link:
    """A page of deputies' work: its name, its door, and for whom it stands on the home page."""

    label: str
    page: str
    is_for: Callable[[User, Collection[str]], bool]


def _standing(user: User) -> set[str]:
    """What a person is today, in one query: `keeper` of contacts, `deputy`, `paid` something as one."""
    today = in_force_on(timezone.localdate())
    keeper = ContactPair.objects.filter(today, keeper__account=user)
    area_keeper = AreaContact.objects.filter(today, keeper__account=user)
    deputy = Mandate.objects.filter(today, person__account=user)
    paid = FundPayment.objects.filter(mandate__person__account=user, status__in=FundPayment.TOLD)
    first, *others = [
        rows.order_by().values_list(Value(name, output_field=CharField()), flat=True)[:1]
        for rows, name in ((keeper, "keeper"), (area_keeper, "keeper"), (deputy, "deputy"), (paid, "paid"))
    ]
    return set(first.union(*others))


def _keeps_area(user: User, standing: Collection[str]) -> bool:
    del standing
    return user.has_perm("deputies.view_localmeeting") or (user.has_perm(KEEP_AREA) and user.organ_id is not None)


def _deals_with_voices(user: User, standing: Collection[str]) -> bool:
    del standing
    return any(user.has_perm(f"deputies.{name}") for name in ("keep_publicopinion", "view_publicopinion"))


def _keeps_station(user: User, standing: Collection[str]) -> bool:
    del standing
    keeps = ("deputies.keep_station", KEEP_AREA, "deputies.change_station")
    return any(user.has_perm(each) for each in keeps)


def _hosts(user: User, standing: Collection[str]) -> bool:
    del standing
    return user.has_perm("deputies.host_reception")


def _sees_patrols(user: User, standing: Collection[str]) -> bool:
    names = ("report_patrolfinding", "answer_patrolfinding", "view_patrolfinding")
    return "deputy" in standing or any(user.has_perm(f"deputies.{name}") for name in names)


def _organises(user: User, standing: Collection[str]) -> bool:
    del standing
    return user.has_perm("deputies.change_dutyactivity") or (user.has_perm(KEEP_AREA) and user.organ_id is not None)


def _reads_scores(user: User, standing: Collection[str]) -> bool:
    del standing
    return user.has_perm("deputies.view_dutyassessment") or (user.has_perm(KEEP_AREA) and user.organ_id is not None)


def _deals_with_suggestions(user: User, standing: Collection[str]) -> bool:
    del standing
    names = ("propose_suggestion", "view_suggestion", "answer_suggestion")
    return any(user.has_perm(f"deputies.{name}") for name in names)


LINKS: Final = (
    Link("我的履职：台账、登记和考评", "deputies_workspace:duty_home", lambda _, standing: "deputy" in standing),
    Link("联系代表和选民：登记联系情况", "deputies_workspace:contact_list", lambda _, standing: "keeper" in standing),
    Link("街道乡镇会议：登记和查看", "deputies_workspace:local_meeting_list", _keeps_area),
    Link("代表名单：任意一天在任的代表", "deputies_workspace:deputy_roll", _keeps_area),
    Link("代表建议：提出、附议、办理、反馈", "deputies_workspace:suggestion_list", _deals_with_suggestions),
    Link("社情民意：登记、分级、交办、反馈", "deputies_workspace:voice_list", _deals_with_voices),
    Link("代表联络站：接待安排和记录", "deputies_workspace:station_list", _keeps_station),
    Link("履职活动：通知、核实参加情况", "deputies_workspace:duty_activity_list", _organises),
    Link("履职考评：各位代表的得分和依据", "deputies_workspace:performance_list", _reads_scores),
    Link("我的接待：时间、地点和调换", "deputies_workspace:reception_list", _hosts),
    Link("巡查问题：上报、办理、回访", "deputies_workspace:patrol_list", _sees_patrols),
    Link("我的补贴和活动费用", "deputies_workspace:allowance_list", lambda _, standing: "paid" in standing),
    Link("我的公开资料", "deputies_workspace:public_profile", lambda _, standing: "deputy" in standing),
)


@register.inclusion_tag("deputies/workspace/links.html")
def deputies_links(user: User) -> dict[str, Any]:
    """A deputy's own year, and the ways to the pages of deputies' work that are for this person."""
    standing = _standing(user)
    record = own_record.of_year(user, timezone.localdate().year) if "deputy" in standing else None
    return {"record": record, "links": [link for link in LINKS if link.is_for(user, standing)]}
